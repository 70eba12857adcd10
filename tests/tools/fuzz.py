#!/usr/bin/python3
"""Run every fuzz target for a while, as many at a time as there are processors.

usage: fuzz.py --seconds N PROGRAM...

The committed corpus, tests/fuzz/corpus/NAME, is the seed; what a run finds beside it
stays under build/fuzz/found/NAME and is used again by the next.  A crash leaves its input
in build/fuzz/crash and fails; so does a target that executed nothing.
Last line: N passed, N failed, N skipped.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

STOP_AFTER_S = 60  # beyond the time asked for, for start and the seeds


def run(program, seconds):
    """(fault or None, what was done in words)."""
    name = program.name.removeprefix("fuzz_")
    found = pathlib.Path("build/fuzz/found") / name
    crash = pathlib.Path("build/fuzz/crash")
    for folder in (found, crash):
        folder.mkdir(parents=True, exist_ok=True)
    seeds = pathlib.Path("tests/fuzz/corpus") / name
    dictionary = pathlib.Path("tests/fuzz") / f"{name}.dict"
    command = [str(program), f"-max_total_time={seconds}", "-timeout=10",
               "-rss_limit_mb=2048", "-print_final_stats=1",
               f"-artifact_prefix={crash}/{name}-",
               *([f"-dict={dictionary}"] if dictionary.exists() else []),
               str(found), *([str(seeds)] if seeds.is_dir() else [])]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=seconds + STOP_AFTER_S, text=True, errors="replace")
    except subprocess.TimeoutExpired:
        return f"still running {STOP_AFTER_S} s after its time\n", ""
    executed = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stdout)
    if done.returncode != 0:
        return done.stdout, ""
    if not executed or int(executed[1]) == 0:
        return done.stdout + "no input was executed\n", ""
    return None, f"{executed[1]} inputs"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("programs", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda program: run(program, options.seconds),
                           options.programs)
        for program, (fault, done) in zip(options.programs, results):
            print(f"{program.name:24} {'FAILED' if fault else done}", flush=True)
            if fault:
                print(fault, end="")
                failed += 1
    print(f"{len(options.programs) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not options.programs else 0


if __name__ == "__main__":
    sys.exit(main())
