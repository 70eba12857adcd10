#!/usr/bin/python3
"""Bundles whose evidence was erased in part, checked by the reader in Python.

usage: run_erased.py

Our unit tests of bundles write them: of contracts in which every way to lose a report to a
redaction comes up, and of a broker that says otherwise what no erased report can have
changed.  The former hold and the latter do not, by BUNDLE.md, section 7, alone.  Last line:
N passed, N failed, N skipped.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import traceback

import run_broker as b
import run_bundle
from run_broker import ROOT, TIMEOUT_S, check, counts

TESTS = "build/gcc/unit/bundle"


def write_bundles(folder):
    subprocess.run(["make", "-s", "--no-print-directory", TESTS], cwd=ROOT, check=True,
                   stderr=subprocess.DEVNULL)
    done = subprocess.run([ROOT / TESTS, "--filter", "erased/*"], capture_output=True,
                          text=True, timeout=TIMEOUT_S, check=False,
                          env={**os.environ, "ERASED_TO": folder})
    check("our own reader agrees", done.returncode == 0, done.stdout + done.stderr)
    return sorted(pathlib.Path(folder).iterdir())


def holds(path):
    checked, contract = run_bundle.read(path.read_bytes(), None)
    check(f"{path.name}: reports are erased", len(checked.erased()) in (19, 20))
    check(f"{path.name}: one period is taken as signed", contract.taken_as_signed == 1)
    check(f"{path.name}: the others are computed again", path.name == "holds-quarter" or
          contract.recomputed > 50, contract.recomputed)


def is_silent(path):
    """Without the first outcome, which tells a part missing that no erased report was of."""
    from record import bundle, followed
    checked = bundle.Bundle(path.read_bytes())
    first = next(entry for entry in checked.entries if entry.kind == "outcome")
    checked.entries.remove(first)
    try:
        followed.Contract(checked)
        check(f"{path.name}: a silence is missed", False)
    except bundle.Refused as error:
        check(f"{path.name}: a silence is missed", error.args[1] ==
              "an overdue part was not told missing", error.args)


def main():
    b.build()
    sys.path.append(str(ROOT / "tests/differential"))
    try:
        with tempfile.TemporaryDirectory(prefix="slb-erased-") as folder:
            paths = write_bundles(folder)
            check("there are bundles of both kinds", [
                sum(path.name.startswith(kind) for path in paths) > 2
                for kind in ("holds-", "lies-")] == [True, True], paths)
            for path in paths:
                if path.name.startswith("holds-"):
                    holds(path)
                else:
                    run_bundle.refused(path.name, path.read_bytes(), None, "BUNDLE_INVALID")
            for path in paths:
                if path.name in ("holds-amended", "holds-quarter"):
                    is_silent(path)
    except Exception:  # whatever went wrong must be counted
        traceback.print_exc(file=sys.stdout)
        counts["failed"] += 1
    print("%(passed)d passed, %(failed)d failed, 0 skipped" % counts)
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
