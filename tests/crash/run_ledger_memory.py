#!/usr/bin/python3
"""Leave a ledger without memory, once, wherever it asks for some; look at what is left.

usage: run_ledger_memory.py [--every N]

A driver opens a ledger, submits the first statements of a fixed series and closes it; each
time one request for memory is answered with none (preload/fail_alloc.c), of its writer or of
the thread that opens it (with --every N: each N-th).  Either the ledger gets over it by
itself, and every statement is in it once; or the process ends by its own word, where nothing
else is left (base/arena.h), and that is as good as a kill: the next one finds every receipt
and goes on.  No statement is set aside for it: it was not at fault.
Last line: N passed, N failed, N skipped.
"""

import argparse
import collections
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile

from run_ledger_kill import BUILD, DRIVER, ROOT, Count, Ledger, expect

SHIM = BUILD / "fail_alloc.so"
STATEMENTS = 40  # the last reports of a month and what follows from them among them
REQUESTS_MAX = 20000


def starve(ends, folder, where, nth):
    """One run in which request nth fails.  False when there is no such request."""
    ledger, mark = Ledger(folder), folder / "mark"
    status, output, errors = ledger.write(STATEMENTS, {
        "LD_PRELOAD": str(SHIM), "FAIL_WHERE": where, "FAIL_NTH": str(nth),
        "FAIL_MARK": str(mark)}, command="mend")
    ends[status] += 1
    told = f"exit status {status}: {output[-200:]} {errors[-300:]}"
    expect(status in (0, 2, 3, -signal.SIGABRT), told)
    expect(status != -signal.SIGABRT or "memory" in errors or "broken invariant" in errors,
           told)
    listed = ledger.place / "state/quarantine"
    expect(not listed.exists() or listed.read_text() == "", f"set aside: {told}")
    if not mark.exists():
        expect(status == 0 and ledger.next() == STATEMENTS, told)
        return False
    if ledger.next() > 0:
        ledger.check()
    ledger.go_on(STATEMENTS + 2 - ledger.next())
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=5)
    every = parser.parse_args().every
    make = [*shlex.split(os.environ.get("MAKE", "make")), "-s", "--no-print-directory"]
    subprocess.run([*make, *(str(path.relative_to(ROOT)) for path in (DRIVER, SHIM))],
                   cwd=ROOT, check=True)
    count = Count()
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    for where in ("others", "main"):
        ends, nth, goes_on = collections.Counter(), 1, True
        while goes_on and nth < REQUESTS_MAX:
            with tempfile.TemporaryDirectory(dir=fast) as folder:
                goes_on = count(f"{where}: no memory at request {nth}", starve, ends,
                                pathlib.Path(folder) / "ledger", where, nth)
            nth += every
        print(f"{where}: {nth - every} requests, ends {dict(ends)}", file=sys.stderr)
    print(f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
