#!/usr/bin/env bash
# Install what deploy/packages lists for the given groups and this machine lacks.
#   setup.sh build        to build and to run the demo
#   setup.sh build test   to run the tests as well
#   setup.sh --check ...  only say what is missing
# Looks for commands and headers, not for packages: other ways of having them are fine.
set -eu
cd "$(dirname "$0")/.."

present() {
  case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

missing_packages() {
  local group probe package
  while read -r group probe package; do
    case " $* " in
      *" $group "*) present "$probe" || echo "$package" ;;
    esac
  done < <(grep -v '^#' deploy/packages)
}

check_only=
if [ "$1" = --check ]; then
  check_only=yes
  shift
fi
mapfile -t packages < <(missing_packages "$@" | sort -u)
[ ${#packages[@]} -gt 0 ] || exit 0

give_up() {
  echo "setup: $1" >&2
  echo "setup: please install, then try again: ${packages[*]}" >&2
  exit 1
}

if [ -n "$check_only" ]; then
  echo "setup: not found here, by package: ${packages[*]}" >&2
  echo "setup: \`make setup\` installs them" >&2
  exit 1
fi
if ! command -v apt-get >/dev/null; then
  give_up "this system has no apt-get, so nothing was installed"
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || give_up "installing packages needs root, and there is no sudo"
  as_root=(sudo)
fi

install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${packages[@]}"
}

echo "setup: installing ${packages[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update -q && install; } >"$log" 2>&1 </dev/null; then
  tail -n 20 "$log" >&2
  give_up "apt-get failed (its last lines stand above)"
fi
mapfile -t packages < <(missing_packages "$@" | sort -u)
if [ ${#packages[@]} -gt 0 ]; then
  give_up "apt-get succeeded, but what these packages bring is still not found"
fi
