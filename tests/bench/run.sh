#!/usr/bin/env bash
# A contract-year judged, beside PostgreSQL doing only the sums and a Python script doing
# only the sums; one core each, the same rows, in one run.  Ratios are what to quote.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
chmod 755 "$work"
server=

as_postgres() {
	if [ "$(id -u)" = 0 ]; then
		runuser -u postgres -- "$@"
	else
		"$@"
	fi
}

finish() {
	[ -z "$server" ] || as_postgres "$bin/pg_ctl" -D "$work/db/data" -m immediate stop >/dev/null 2>&1 || true
	rm -rf "$work"
}
trap finish EXIT

law=$(taskset -c 0 build/gcc/bench/judge_year "$work/rows")
echo "law:        $law"
law_s=$(sed -n 's/.*seconds=\([0-9.]*\) .*/\1/p' <<<"$law")
law_rows=${law##*rows_per_second=}

python_s=$(taskset -c 0 /usr/bin/python3 tests/bench/sums.py "$work/rows")
echo "python:     sums only, seconds=$python_s"

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -1)
mkdir "$work/db"
[ "$(id -u)" != 0 ] || chown postgres "$work/db"
as_postgres "$bin/initdb" -D "$work/db/data" --auth=trust -U bench >/dev/null
as_postgres "$bin/pg_ctl" -D "$work/db/data" -w -l "$work/db/log" \
	-o "-c listen_addresses='' -c unix_socket_directories=$work/db -c shared_buffers=1GB -c max_parallel_workers_per_gather=0" start >/dev/null
server=yes
sql() {
	as_postgres "$bin/psql" -h "$work/db" -U bench -d postgres -qAt -v ON_ERROR_STOP=1 "$@"
}
columns=$(printf 'c%02d bigint,' $(seq 0 39))
totals=$(printf 'sum(c%02d),' $(seq 0 39))
sql -c "create unlogged table rows (start_s bigint, queue text, ${columns%,})"
sql -c "copy rows from stdin" <"$work/rows"
sql -c "vacuum analyze rows"
query="select date_part('month', to_timestamp(start_s) at time zone 'UTC'), ${totals%,} from rows group by 1"
for _ in 1 2 3 4 5; do
	sql -c "explain (analyze, timing off) $query" | sed -n 's/^Execution Time: \(.*\) ms/\1/p'
done | sort -n >"$work/times"
postgres_s=$(awk 'NR == 3 { printf "%.6f", $1 / 1000 }' "$work/times")
echo "postgresql: sums only, seconds=$postgres_s (median of 5, warm, one core)"
awk -v law="$law_s" -v pg="$postgres_s" -v py="$python_s" -v rows="$law_rows" '
	function row(what, have, want) {
		printf "%-28s %12.1f  asked: at least %d  %s\n", what, have, want, (have >= want ? "ok" : "SHORT")
		short += (have < want)
	}
	BEGIN {
		row("rows judged per second", rows, 2000000)
		row("postgresql / law", pg / law, 2)
		row("python / law", py / law, 20)
		exit (short > 0)
	}'
