#!/usr/bin/python3
"""Interfere with a ledger that statements are submitted to, and hold it to its receipts.

usage: run_ledger_kill.py [--seed N] [--kills N] [--every N]

A driver submits a fixed series of statements and prints each receipt.  It is killed at
seeded moments, started again where its receipts end, and so on; then every write, sync and
rename fails once, is where the process dies, or where the power fails (with --every N: each
N-th of them; preload/fail_nth.c), and fails once in a ledger that is to get over it by
itself; then a small disk fills up; then the store is exchanged
for an older copy of itself.  After each, the ledger must open, every receipt ever printed
must prove under the new checkpoint, the old checkpoints' trees must be the beginning of the
new one, and a replay must find every statement once, in order.
Last line: N passed, N failed, N skipped.
"""

import argparse
import os
import pathlib
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build/gcc/crash"
DRIVER = BUILD / "ledger_driver"
SHIM = BUILD / "fail_nth.so"

BEFORE = 6          # statements before another log key takes its place, then reports
SERIES = 1000       # of the series, well within its term
KILLS_A_LEDGER = 25
FAULT_STATEMENTS = 9
FAULTS_MAX = 2000   # far more calls than those statements take
SMALL_DISK = "1m"
TIMEOUT_S = 120
# how it fails: what the driver may end with.  3: it said that it failed.
FAILURES = {"once": 3, "full": 3, "kill": -signal.SIGKILL, "power": -signal.SIGKILL}


class Broken(Exception):
    """What was found instead of what was expected."""


def expect(holds, text):
    if not holds:
        raise Broken(text)


class Ledger:
    """A folder, and the receipts that were given for it."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True)
        self.place = folder / "under"
        self.receipts = {}

    def next(self):
        return len(self.receipts)

    def take(self, lines):
        """Keeps the receipts among them; a line that was cut is none."""
        for line in lines:
            if not line.startswith("receipt ") or not line.endswith("\n"):
                continue
            number, index = map(int, line.split()[1:3])
            known = self.receipts.setdefault(number, line)
            expect(known.split()[2:4] == line.split()[2:4],
                   f"statement {number} was given two places: {known} {line}")
            expect(index > number, f"statement {number} is at {index}")
        expect(sorted(self.receipts) == list(range(len(self.receipts))),
               f"receipts are missing before {max(self.receipts, default=0)}")

    def start(self, count, environment=None, command="write"):
        return subprocess.Popen(
            [DRIVER, command, self.place, str(self.next()), str(count)], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})})

    def write(self, count, environment=None, command="write"):
        """Submits the next ones; exit status, and what was said of a failure."""
        process = self.start(count, environment, command)
        output, errors = process.communicate(timeout=TIMEOUT_S)
        self.take(output.splitlines(keepends=True))
        return process.returncode, output, errors

    def check(self):
        """Every receipt holds; the number of entries."""
        receipts = self.folder / "receipts"
        receipts.write_text("".join(self.receipts[n] for n in sorted(self.receipts)))
        done = subprocess.run([DRIVER, "check", self.place, receipts], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=TIMEOUT_S)
        expect(done.returncode == 0,
               f"{len(self.receipts)} receipts: {done.stdout} {done.stderr.strip()}")
        return int(done.stdout.split()[1])

    def go_on(self, count):
        """As after a restart: what was not answered is sent again, then more."""
        status, output, errors = self.write(count)
        expect(status == 0, f"it does not go on: {output[-200:]} {errors}")
        self.check()


# ---- killed ----------------------------------------------------------------------------

def kill(ledger, moments):
    process = ledger.start(SERIES - ledger.next())
    lines = [process.stdout.readline() for _ in range(moments.randrange(30))]
    time.sleep(moments.random() / 200)  # somewhere within a group
    process.kill()
    lines += process.stdout.readlines()
    process.communicate(timeout=TIMEOUT_S)
    ledger.take(lines)
    ledger.check()
    return True


def run_kills(count, work, seed, kills):
    moments = random.Random(seed)
    for number in range(kills):
        if number % KILLS_A_LEDGER == 0:
            ledger = Ledger(work / f"killed-{number}")
            ledger.go_on(BEFORE)
        count(f"kill {number}, seed {seed}", kill, ledger, moments)


# ---- each call fails once --------------------------------------------------------------

def fault(folder, how, nth):
    """One run in which call nth fails.  False when there is no such call."""
    ledger, mark = Ledger(folder), folder / "mark"
    status, output, errors = ledger.write(FAULT_STATEMENTS, {
        "LD_PRELOAD": str(SHIM), "FAIL_UNDER": str(ledger.place), "FAIL_NTH": str(nth),
        "FAIL_HOW": how, "FAIL_MARK": str(mark)})
    if not mark.exists():
        expect(status == 0 and ledger.next() == FAULT_STATEMENTS,
               f"nothing failed, but: {status} {output[-200:]} {errors}")
        return False
    expect(status == FAILURES[how] or status == 0 and ledger.next() == FAULT_STATEMENTS,
           f"exit status {status}: {output[-200:]} {errors}")
    if ledger.next() == 0:
        # Nothing was promised yet: a log that was not opened to the end is begun anew.
        done = subprocess.run([DRIVER, "check", ledger.place, os.devnull], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=TIMEOUT_S)
        if done.stdout.startswith("failed"):
            expect(done.stdout.split()[1] in ("CHECKPOINT_MISSING", "STORE_FOREIGN"),
                   f"a log that was just begun: {done.stdout}")
            return True
    ledger.check()
    ledger.go_on(FAULT_STATEMENTS + 3 - ledger.next())
    return True


def mend(folder, how, nth):
    """The same, but the ledger gets over it by itself, and goes on.  False: as above."""
    ledger, mark = Ledger(folder), folder / "mark"
    status, output, errors = ledger.write(1)  # begins the log; nothing fails
    expect(status == 0, f"{output} {errors}")
    status, output, errors = ledger.write(FAULT_STATEMENTS, {
        "LD_PRELOAD": str(SHIM), "FAIL_UNDER": str(ledger.place), "FAIL_NTH": str(nth),
        "FAIL_HOW": how, "FAIL_MARK": str(mark)}, command="mend")
    if status == 3 and "receipt" not in output:
        return True  # it failed while it was opened
    expect(status == 0, f"it was not mended: {status} {output[-200:]} {errors}")
    expect(ledger.next() == FAULT_STATEMENTS + 1, f"{ledger.next()} receipts")
    ledger.check()
    return mark.exists()


def run_faults(count, work, every):
    cases = [(how, how, fault) for how in FAILURES] + [
        (f"{how}, mended", how, mend) for how in ("once", "short")]
    for name, how, test in cases:
        nth, goes_on = 1, True
        while goes_on and nth < FAULTS_MAX:
            with tempfile.TemporaryDirectory(dir=work) as folder:
                goes_on = count(f"{name} at call {nth}", test,
                                pathlib.Path(folder) / "ledger", how, nth)
            nth += every
        # An opening and each statement: key store, log, checkpoint.
        expect(nth > 5 * FAULT_STATEMENTS, f"only {nth - 1} calls were found to fail")


# ---- a full disk, an old copy ----------------------------------------------------------

def full_disk(folder):
    ledger = Ledger(folder / "ledger")
    status, output, errors = ledger.write(SERIES)
    expect(status == 3, f"the disk did not fill up: {status} {errors}")
    expect(ledger.next() > BEFORE, f"nothing was taken before it was full: {output[-200:]}")
    subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
    ledger.check()
    ledger.go_on(20)
    return True


def run_full_disk(count, work):
    folder = work / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs",
                              str(folder)], stderr=subprocess.PIPE).returncode == 0
    if not mounted:
        count.skip("a full disk: no right to mount a small tmpfs")
        return
    try:
        count("a full disk", full_disk, folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def old_copy(folder):
    """The store of yesterday beside the checkpoint of today."""
    ledger = Ledger(folder)
    ledger.go_on(BEFORE + 3)
    shutil.copytree(ledger.place / "store", folder / "yesterday")
    ledger.go_on(3)
    shutil.rmtree(ledger.place / "store")
    shutil.copytree(folder / "yesterday", ledger.place / "store")
    status, output, errors = ledger.write(1)
    expect(status == 3 and output.startswith("failed LOG_BEHIND"),
           f"an old copy was not refused: {status} {output} {errors}")
    return True


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def __call__(self, name, test, *arguments):
        """What the test returns; False, too, when there was nothing to test."""
        try:
            result = test(*arguments)
        except (Broken, subprocess.SubprocessError) as problem:
            print(f"{name}: {problem}")
            self.failed += 1
            return True
        self.passed += bool(result)
        return result

    def skip(self, name):
        print(f"skipped: {name}")
        self.skipped += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--every", type=int, default=5)
    options = parser.parse_args()
    make = [*shlex.split(os.environ.get("MAKE", "make")), "-s", "--no-print-directory"]
    subprocess.run([*make, *(str(path.relative_to(ROOT)) for path in (DRIVER, SHIM))],
                   cwd=ROOT, check=True)
    count = Count()
    # Which disk it is decides nothing here, and memory has no slow syncs.
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="slabroker-ledger-", dir=fast) as folder:
        work = pathlib.Path(folder).resolve()
        run_kills(count, work, options.seed, options.kills)
        run_faults(count, work, options.every)
        run_full_disk(count, work)
        count("an old copy of the store", old_copy, work / "old")
    print(f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
