#!/usr/bin/env bash
# What a stranger does: the demo runs and leaves nothing behind, the installed tool answers.
# Last line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/../.." || exit 1
passed=0 failed=0
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
export TMPDIR=$place/tmp
mkdir "$TMPDIR"

# check WHAT COMMAND...: the command succeeds; its output is shown when it does not.
check() {
  local what=$1
  shift
  if "$@" >"$place/output" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$what: failed"
    cat "$place/output"
  fi
}

tree() {
  find . \( -path ./.git -o -path ./build \) -prune -o -type f -printf '%p %T@\n' | sort
}

nothing_left() {
  tree | diff "$place/before" - && [ -z "$(ls -A "$TMPDIR")" ]
}

answers() {
  "$place/root/usr/local/bin/sla" --help | grep -q judge &&
    "$place/root/usr/local/bin/sla" policy list | grep -q .
}

complete() {
  local file
  for file in bin/sla share/man/man1/sla.1 share/man/man8/slabroker.8 \
    share/bash-completion/completions/sla \
    share/zsh/site-functions/_slabroker share/fish/vendor_completions.d/sla.fish share/doc/slabroker/OPERATIONS.md share/doc/slabroker/LICENSE share/slabroker/policies; do
    [ -e "$place/root/usr/local/$file" ] || { echo "not installed: $file" && return 1; }
  done
}

tree >"$place/before"
check "demo" tests/demo.sh
check "demo leaves nothing behind" nothing_left
check "install" make -s --no-print-directory install DESTDIR="$place/root"
check "install is complete" complete
check "the installed tool answers" answers
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
