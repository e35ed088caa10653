FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:24.21.0-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY db ./db
COPY lib ./lib
COPY messages ./messages
COPY worker ./worker
USER node
# Node itself is process 1 and gets SIGTERM, on which the worker gives back what it had claimed.
ENTRYPOINT ["node", "worker/main.ts"]
