#!/usr/bin/python3
"""Run every runner of the project and add up what they say.

usage: run.py [RUNNER...]

A runner is a command that ends on the line "N passed, N failed, N skipped".  One that
executed nothing, says nothing of the kind, or exits with a failure that it did not count
is itself a failure.  What a runner prints is kept in build/test/RUNNER.log and shown when
something in it failed.  The last line adds up all runners.
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAKE = [*shlex.split(os.environ.get("MAKE", "make")), "-s", "--no-print-directory"]
# Each runner's make stands for itself, with as many jobs as there are processors.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
LIMIT_S = 45 * 60
SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$", re.M)


def make(target):
    return lambda: [[*MAKE, target]]


def fuzz_slice():
    """Each target for a while; `make fuzz` alone goes on for longer."""
    return [[*MAKE, "fuzz", "FUZZ_SECONDS=10"]]


def tool(name):
    return lambda: [[f"tests/tools/{name}"]]


def scripts(folder):
    """Every run*.py and run*.sh there, in order of name."""
    return lambda: [[str(path.relative_to(ROOT))]
                    for path in sorted((ROOT / "tests" / folder).glob("run*"))
                    if path.suffix in (".py", ".sh")]


RUNNERS = {
    "layers": make("check-layers"),
    "style": make("check-style"),
    "lint": make("lint"),
    "unit-gcc": make("units-gcc"),
    "unit-clang": make("units-clang"),
    "sanitize": make("sanitize"),
    "coverage": make("coverage"),
    "vectors": tool("vectors.py"),
    "interop": scripts("interop"),
    "differential": scripts("differential"),
    "crash": scripts("crash"),
    "scenario": scripts("scenario"),
    "product": tool("product.sh"),
    "fuzz": fuzz_slice,
}


def execute(command, log):
    """(passed, failed, skipped) of one command, its output added to log."""
    log.write(f"$ {shlex.join(command)}\n")
    log.flush()
    start = log.tell()
    try:
        status = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log,
                                stderr=subprocess.STDOUT, env=ENVIRONMENT,
                                timeout=LIMIT_S).returncode
    except (OSError, subprocess.TimeoutExpired) as problem:
        log.write(f"{problem}\n")
        return 0, 1, 0
    log.flush()
    log.seek(start)
    summaries = SUMMARY.findall(log.read())
    log.seek(0, os.SEEK_END)
    passed, failed, skipped = map(int, summaries[-1]) if summaries else (0, 0, 0)
    if passed + failed == 0:
        log.write("the runner executed nothing\n")
        failed = 1
    elif status != 0 and failed == 0:
        log.write(f"exit status {status}, with no failure counted\n")
        failed = 1
    return passed, failed, skipped


def run(name):
    path = ROOT / "build/test" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with path.open("w+", errors="replace") as log:
        counts = [execute(command, log) for command in RUNNERS[name]()]
        if not counts:
            log.write("there is nothing to run\n")
            counts = [(0, 1, 0)]
    total = tuple(map(sum, zip(*counts)))
    print("%-12s %5d passed, %d failed, %d skipped" % (name, *total)
          + f"   {time.monotonic() - started:.0f} s", flush=True)
    if total[1]:
        print(path.read_text(errors="replace"), flush=True)
    return total


def main(names):
    unknown = [name for name in names if name not in RUNNERS]
    if unknown:
        print(f"run.py: no runner {unknown[0]}; there are: {' '.join(RUNNERS)}",
              file=sys.stderr)
        return 2
    totals = [run(name) for name in names or RUNNERS]
    passed, failed, skipped = map(sum, zip(*totals))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
