#!/usr/bin/env bash
# After the unit programs of build/cov ran: what they reached of the given folders.
#   coverage.sh FOLDER...
# A file passes when all its lines and branches were taken; a branch inside ensure() is
# not one, since nothing can take it.  Last line: N passed, N failed, N skipped.
set -eu
folders=$(IFS='|' && echo "$*")
table=build/cov/coverage.csv
gcovr --root . --filter "broker/($folders)/" --branches --exclude-branches-by-pattern '\s*ensure\(' \
  --csv "$table" --print-summary build/cov
awk -F, '
  NR > 1 && ($2 != $3 || $5 != $6) {
    printf "%-36s lines %d of %d, branches %d of %d\n", $1, $3, $2, $6, $5
    failed++
    next
  }
  NR > 1 { passed++ }
  END {
    printf "%d passed, %d failed, 0 skipped\n", passed, failed
    exit failed > 0 || passed == 0
  }' "$table"
