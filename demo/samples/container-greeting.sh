#!/bin/sh
# The command of the sample container image: tells where it runs and what Slipway gave it.
set -eu

echo "Hello from $(hostname)"
echo "running as uid $(id -u), gid $(id -g) in $(pwd)"
echo "arguments: ${*:-none}"
echo "greeting: ${GREETING:-not set}"
echo "run: ${SLIPWAY_RUN:-unknown}, attempt ${SLIPWAY_ATTEMPT:-unknown}"

if [ -d "${SLIPWAY_FILES:-/slipway/files}" ]; then
  echo "files:"
  (cd "${SLIPWAY_FILES:-/slipway/files}" && find . -type f | sort | sed 's|^\./|  |')
else
  echo "files: none attached"
fi

# Names and paths of secret files are no secrets; what is in them is not printed.
env | sed -n 's|^\([A-Z0-9_]*\)=\(/.*/secrets/.*\)$|secret file: \1 = \2|p' | sort
echo "done"
