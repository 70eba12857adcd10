#!/usr/bin/python3
"""Interfere with a store that a driver writes to, and look at what is left of it.

usage: run_store_faults.py [--seed N]

Every write, sync and truncation of a series of transactions fails once, is cut short,
finds a full disk, or is where the process dies or the power fails, one run each until none
is left (tests/crash/preload/fail_nth.c); then a long-lived store is killed at 50 seeded
moments; then a small disk fills up.  Afterwards the store must open and hold every
acknowledged transaction, and of the one that was going on all or nothing; after a failure
it must have refused to write.
Last line: N passed, N failed, N skipped.
"""

import argparse
import os
import pathlib
import random
import shlex
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build/gcc/crash"
DRIVER = BUILD / "store_driver"
SHIM = BUILD / "fail_nth.so"

TRANSACTIONS = 6
FAULTS_MAX = 500  # far more than the series has
KILLS = 50
SMALL_DISK = "1m"
TIMEOUT_S = 60

# how it fails: what the driver may end with.  3: it said that it failed.
FAILURES = {"once": 3, "full": 3, "short": 3,
            **dict.fromkeys(("kill", "tear", "power", "some"), -signal.SIGKILL)}


class Broken(Exception):
    """What was found instead of what was expected."""


def expect(holds, text):
    if not holds:
        raise Broken(text)


def driver(*arguments, environment=None):
    done = subprocess.run([DRIVER, *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=TIMEOUT_S,
                          env={**os.environ, **(environment or {})})
    return done.returncode, done.stdout.splitlines(), done.stderr


def last_number(lines, words=("acknowledged", "holds")):
    numbers = [int(line.split()[1]) for line in lines if line.split()[0] in words]
    return numbers[-1] if numbers else 0


def expect_whole(store, acknowledged):
    """The store holds what was acknowledged, and at most one transaction more."""
    status, lines, errors = driver("check", store)
    expect(status == 0, f"the store does not check: {lines} {errors.strip()}")
    holds = last_number(lines)
    expect(acknowledged <= holds <= acknowledged + 1,
           f"{acknowledged} transactions were acknowledged, {holds} are there")


def expect_refusal(lines):
    """What the driver must have said from its failure on."""
    place = next((n for n, line in enumerate(lines) if line.startswith("failed")), None)
    expect(place is not None, f"the driver said no failure: {lines}")
    if any(line.startswith("holds") for line in lines):  # it had opened the store
        expect(lines[place:place + 2] == ["failed STORE_FAILED", "write STORE_FAILED"],
               f"the store went on writing: {lines[place:]}")
        expect(lines[place + 2] in ("read OK", "read STORE_FAILED"),
               f"reading was neither possible nor refused: {lines[place:]}")


def fault(folder, how, nth):
    """One run in which call nth fails.  False when the series has no such call."""
    store, mark = folder / "under/store", folder / "mark"
    (folder / "under").mkdir(parents=True)
    status, lines, errors = driver("write", store, TRANSACTIONS, environment={
        "LD_PRELOAD": str(SHIM), "FAIL_UNDER": str(folder / "under"),
        "FAIL_NTH": str(nth), "FAIL_HOW": how, "FAIL_MARK": str(mark)})
    if not mark.exists():
        expect(status == 0 and last_number(lines) == TRANSACTIONS,
               f"nothing failed, but: {status} {lines} {errors}")
        return False
    expect(status == FAILURES[how], f"exit status {status}: {lines} {errors}")
    if status == 3:
        expect_refusal(lines)
    expect_whole(store, last_number(lines))
    return True


def run_faults(count, work):
    """Each call in turn, in each way."""
    for how in FAILURES:
        nth, goes_on = 1, True
        while goes_on and nth < FAULTS_MAX:
            with tempfile.TemporaryDirectory(dir=work) as folder:
                goes_on = count(f"{how} at call {nth}", fault, pathlib.Path(folder), how,
                                nth)
            nth += 1
        # An opening and each of the transactions: a write, a sync and a meta page at least.
        expect(nth > 3 * (TRANSACTIONS + 1), f"only {nth - 1} calls were found to fail")


def kill_after(store, acknowledgements):
    """Kills the driver when it has acknowledged so many; the last number that it said."""
    process = subprocess.Popen([DRIVER, "write", str(store), "1000000"], text=True,
                               stdout=subprocess.PIPE)
    lines = [process.stdout.readline() for _ in range(1 + acknowledgements)]
    process.kill()
    lines += process.stdout.readlines()
    process.wait(TIMEOUT_S)
    return last_number([line for line in lines if line.endswith("\n")])


def kill_and_check(store, acknowledgements):
    expect_whole(store, kill_after(store, acknowledgements))
    return True


def run_kills(count, work, seed):
    """One store lives through all of them."""
    moments = random.Random(seed)
    for number in range(KILLS):
        after = moments.randrange(20)
        count(f"kill {number} after {after} acknowledgements, seed {seed}",
              kill_and_check, work / "killed", after)


def full_disk(folder):
    """A disk fills up, is found full again, then grows."""
    status, lines, errors = driver("write", folder / "store", 10000)
    expect(status == 3, f"the disk did not fill up: {status} {errors}")
    expect_refusal(lines)
    acknowledged = last_number(lines)
    expect(acknowledged > 0, "nothing was acknowledged before the disk was full")
    expect_whole(folder / "store", acknowledged)
    subprocess.run(["mount", "-o", "remount,size=16m", str(folder)], check=True)
    status, lines, errors = driver("write", folder / "store", 20)
    expect(status == 0, f"it does not go on after the disk grew: {lines} {errors}")
    expect_whole(folder / "store", last_number(lines))
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


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def __call__(self, name, test, *arguments):
        """What the test returns; False, too, when it fails."""
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
    seed = parser.parse_args().seed
    make = [*shlex.split(os.environ.get("MAKE", "make")), "-s", "--no-print-directory"]
    subprocess.run([*make, *(str(path.relative_to(ROOT)) for path in (DRIVER, SHIM))],
                   cwd=ROOT, check=True)
    count = Count()
    # Which disk it is decides nothing here, and memory has no slow syncs.
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="slabroker-store-", dir=fast) as folder:
        work = pathlib.Path(folder).resolve()
        run_faults(count, work)
        run_kills(count, work, seed)
        run_full_disk(count, work)
    print(f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
