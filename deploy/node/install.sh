#!/usr/bin/env bash
# Install the npm packages of this folder's lockfile into a folder of the build.
#   install.sh build/node
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cp "$here/package.json" "$here/package-lock.json" "$1"
cd "$1"
if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1; then
  cat npm.log >&2
  echo "node: npm could not install what $here/package-lock.json lists" >&2
  exit 1
fi
touch installed
