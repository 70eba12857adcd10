#!/usr/bin/env bash
# One tool on one file; the stamp is made when the tool has nothing to say.
#   lint.sh TOOL FILE STAMP [COMPILER-OR-FLAGS...]
#   lint.sh count STAMP...      N passed, N failed, N skipped: a missing stamp is a failure
# A finding is printed and does not stop the others: only `count` fails.
set -u

count() {
  local passed=0 failed=0 stamp
  for stamp; do
    if [ -e "$stamp" ]; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      echo "lint: ${stamp#build/lint/}" >&2
    fi
  done
  echo "$passed passed, $failed failed, 0 skipped"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

check() {
  local tool=$1 file=$2
  shift 2
  case $tool in
    format) clang-format --dry-run -Werror "$file" ;;
    # A third of the analyzer's usual depth, for half of its time; gcc's looks too.
    tidy)
      clang-tidy --quiet "$file" -- "$@" -DSTATIC_ANALYSIS \
        -Xclang -analyzer-config -Xclang max-nodes=75000
      ;;
    cppcheck)
      cppcheck --quiet --std=c11 --enable=warning,style,performance,portability \
        --inline-suppr --error-exitcode=1 -Ibroker -Iclients -Ibuild/gen \
        --suppressions-list=tests/tools/cppcheck-suppressions.txt "$file"
      ;;
    analyzer) "$@" -O1 -DSTATIC_ANALYSIS -fanalyzer -c -o /dev/null "$file" ;;
    shellcheck) shellcheck "$file" ;;
    buf)
      local buf=(build/node/node_modules/@bufbuild/buf-linux-*/bin/buf)
      "${buf[0]}" lint
      ;;
    *)
      echo "lint.sh: no tool $tool" >&2
      return 2
      ;;
  esac
}

if [ "$1" = count ]; then
  shift
  count "$@"
else
  tool=$1 file=$2 stamp=$3
  shift 3
  if output=$(check "$tool" "$file" "$@" 2>&1); then
    touch "$stamp"
  else
    printf '%s\n' "$output"
  fi
fi
