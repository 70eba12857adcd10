"""The sums of a contract-year by an ordinary script: what people write today.

usage: sums.py ROWS_FILE.  Reads the rows first; prints the CPU seconds of the sums alone."""

import sys
import time


def read(path):
    with open(path, encoding="ascii") as rows:
        for line in rows:
            start, queue, *cells = line.split("\t")
            yield int(start), queue, [int(cell) for cell in cells]


def sums(rows):
    months = {}
    for start, _, cells in rows:
        month = time.gmtime(start).tm_mon
        totals = months.setdefault(month, [0] * len(cells))
        for i, cell in enumerate(cells):
            totals[i] += cell
    return months


ROWS = list(read(sys.argv[1]))
START = time.process_time()
MONTHS = sums(ROWS)
print(f"{time.process_time() - START:.6f}")
assert len(MONTHS) == 12
