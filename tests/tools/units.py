#!/usr/bin/python3
"""Run the unit programs of some folders and count what really ran.

usage: units.py [--valgrind] DIRECTORY FOLDER...

Counts come from Criterion's XML report: its summary line leaves out skipped tests and
counts a crash twice.  A program that ran no test, died, hung, or left a sanitizer's
report (a leak is found after the test's result was sent) counts as a failure; so does one
whose coverage could not be added to what was there.
Last line: N passed, N failed, N skipped.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

TIMEOUT_S = 600
SUPPRESSIONS = pathlib.Path(__file__).resolve().parents[1] / "support/tsan.supp"
VALGRIND = ["valgrind", "--quiet", "--trace-children=yes", "--leak-check=full",
            "--errors-for-leak-kinds=definite", "--error-exitcode=99"]
VALGRIND_FACTOR = 10


def run(program, reports, valgrind):
    """The program's exit status, or None when it hung, and its output."""
    log = reports / "sanitizer"
    environment = dict(os.environ)
    environment["ASAN_OPTIONS"] = f"log_path={log}:detect_stack_use_after_return=1"
    environment["UBSAN_OPTIONS"] = f"log_path={log}:print_stacktrace=1"
    environment["TSAN_OPTIONS"] = f"log_path={log}:suppressions={SUPPRESSIONS}"
    command = [str(program), f"--xml={reports / 'tests.xml'}", "--timeout=300"]
    if valgrind:
        command = VALGRIND + [f"--log-file={log}.%p"] + command
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=environment, text=True, errors="replace",
                              timeout=TIMEOUT_S * (VALGRIND_FACTOR if valgrind else 1))
    except subprocess.TimeoutExpired as hung:
        return None, (hung.stdout or b"").decode("utf-8", "replace")
    return done.returncode, done.stdout


def count(report):
    """(passed, failed, skipped) of Criterion's XML."""
    try:
        cases = ElementTree.parse(report).getroot().iter("testcase")
    except (OSError, ElementTree.ParseError):
        return 0, 0, 0
    states = [case.get("status") for case in cases]
    passed = states.count("PASSED")
    skipped = states.count("SKIPPED")
    return passed, len(states) - passed - skipped, skipped


def judge(program, reports, valgrind):
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)
    status, output = run(program, reports, valgrind)
    passed, failed, skipped = count(reports / "tests.xml")
    complaints = [text for log in sorted(reports.glob("sanitizer*"))
                  if (text := log.read_text(errors="replace").strip())]
    if complaints:
        output += "\n".join(complaints) + "\n"
        failed = max(failed, 1)
    if "libgcov profiling error" in output:
        failed = max(failed, 1)
    if status is None:
        output += f"{program}: not done after {TIMEOUT_S} s\n"
        failed += 1
    elif passed + failed == 0:
        output += f"{program}: no test ran\n"
        failed += 1
    elif status != 0 and failed == 0:
        output += f"{program}: exit status {status}\n"
        failed += 1
    if failed:
        print(output, end="")
    return passed, failed, skipped


def main(arguments):
    valgrind = arguments[0] == "--valgrind"
    directory, *folders = arguments[1:] if valgrind else arguments
    total = [0, 0, 0]
    for folder in folders:
        program = pathlib.Path(directory) / folder
        result = judge(program, program.with_name(folder + ".reports"), valgrind)
        print("%-12s %4d passed, %d failed, %d skipped" % (folder, *result), flush=True)
        total = [sum(pair) for pair in zip(total, result)]
    print("%d passed, %d failed, %d skipped" % tuple(total))
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
