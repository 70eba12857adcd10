#!/usr/bin/env bash
# Install the npm packages of this folder's lockfile into a folder of the build.
#   install.sh build/node
# buf's packages are one for each processor, so npm calls all of them optional: whether
# one of them arrived is seen by looking.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cp "$here/package.json" "$here/package-lock.json" "$1"
cd "$1"
npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --loglevel=http \
  >npm.log 2>&1 </dev/null || true
if ! compgen -G 'node_modules/@bufbuild/buf-linux-*/bin/buf' >/dev/null; then
  tail -n 20 npm.log >&2
  echo "node: npm did not bring buf, the linter of proto files (what it said stands above)" >&2
  exit 1
fi
touch installed
