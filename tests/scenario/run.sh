#!/usr/bin/env bash
# Every scenario, as many at once as there are processors; what they say stands in order,
# basic ones first.  Last line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/../.." || exit 1
make -s --no-print-directory all library build/gcc/support/callcentre_main \
  build/gcc/bench/{fill,load,years} || exit 1
logs=$(mktemp -d) || exit 1
trap 'rm -rf "$logs"' EXIT

run_one() {
  local log
  log=$1/$(basename "$2" .py)
  /usr/bin/python3 "$2" >"$log" 2>&1
  echo $? >"$log.status"
}
export -f run_one
printf '%s\n' tests/scenario/[0-9]*.py | xargs -P "$(nproc)" -I {} bash -c 'run_one "$@"' _ "$logs" {}

passed=0 failed=0 skipped=0
for scenario in tests/scenario/[0-9]*.py; do
  name=$(basename "$scenario" .py)
  output=$(cat "$logs/$name")
  status=$(cat "$logs/$name.status")
  summary=$(tail -n 1 <<<"$output")
  if [[ $summary =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    one_passed=${BASH_REMATCH[1]} one_failed=${BASH_REMATCH[2]}
    skipped=$((skipped + BASH_REMATCH[3]))
  else
    one_passed=0 one_failed=1
  fi
  if [ "$status" -ne 0 ] && [ "$one_failed" -eq 0 ] || [ "$one_passed" -eq 0 ]; then
    one_failed=$((one_failed + 1))
  fi
  passed=$((passed + one_passed)) failed=$((failed + one_failed))
  printf '%-32s %s\n' "$name" "$summary"
  if [ "$one_failed" -gt 0 ] || [[ $summary != *" 0 skipped" ]]; then
    head -n -1 <<<"$output"
  fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
