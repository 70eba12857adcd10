#!/usr/bin/python3
"""Our checkpoints and proofs against Go's golang.org/x/mod/sumdb (note, tlog).

A ledger takes some statements; tests/interop/go/check.go opens its checkpoint and checks
the proof of every entry and of every older tree, and that none holds when it is bent. Then
the log key is replaced, and all of it is done again under the new one.
Last line: N passed, N failed, N skipped.
"""

import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DRIVER = "build/gcc/crash/ledger_driver"
CHECKER = ROOT / "build/interop/check_go"
BEFORE_ROTATION = 6  # statement 6 of the driver puts another log key in place
STATEMENTS = 60


def build():
    make = [*shlex.split(os.environ.get("MAKE", "make")), "-s", "--no-print-directory"]
    subprocess.run([*make, DRIVER], cwd=ROOT, check=True)
    CHECKER.parent.mkdir(parents=True, exist_ok=True)
    # Debian's sources of golang.org/x/mod; nothing is downloaded.
    subprocess.run(["go", "build", "-o", CHECKER, ROOT / "tests/interop/go/check.go"],
                   check=True, env={**os.environ, "GO111MODULE": "off",
                                    "GOPATH": "/usr/share/gocode", "GOFLAGS": "",
                                    "GOCACHE": str(ROOT / "build/interop/go-cache")})


def main():
    build()
    with tempfile.TemporaryDirectory(prefix="slabroker-go-") as folder:
        ledger = pathlib.Path(folder) / "ledger"
        proofs = []
        for first, count in ((0, BEFORE_ROTATION), (BEFORE_ROTATION, STATEMENTS)):
            subprocess.run([ROOT / DRIVER, "write", ledger, str(first), str(count)],
                           check=True, stdout=subprocess.DEVNULL)
            proofs.append(subprocess.run([ROOT / DRIVER, "prove", ledger], check=True,
                                         stdout=subprocess.PIPE).stdout)
    if proofs[0].split(b"\n")[0] == proofs[1].split(b"\n")[0]:
        print("the log key did not change\n0 passed, 1 failed, 0 skipped")
        return 1
    return subprocess.run([CHECKER], input=b"".join(proofs), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
