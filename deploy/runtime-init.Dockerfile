FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY runtime ./runtime
RUN node runtime/build.ts
# Only what the program needs to run: Node, the shared libraries it is linked with, how names are resolved, and CAs.
RUN mkdir /image && { ldd /usr/local/bin/node | grep -o '/[^ ]*'; echo /usr/local/bin/node; } | xargs -I{} cp -L --parents {} /image \
  && cp --parents /etc/nsswitch.conf /image \
  && install -D dist/runtime/init.js /image/opt/slipway/init.js

FROM scratch
COPY --from=build /image /
ENV HOME=/ PATH=/usr/local/bin
# No user of the host; the pod's own securityContext may name another. Nothing is written outside the mounted folders.
USER 65532:65532
ENTRYPOINT ["node", "/opt/slipway/init.js"]
