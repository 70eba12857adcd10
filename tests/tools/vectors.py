#!/usr/bin/python3
"""See that every committed vector file is what its script makes of the public data.

usage: vectors.py

A copy of each tests/vectors/FOLDER with a make*.py is made again in a scratch tree; a file
that the script writes must come out as committed, comments (which name versions) aside.
Scripts that need ../shared, or what SLABROKER_SHARED names, skip without it.  A script
whose examples stand in several places is asked with --check, and writes nothing.
Last line: N passed, N failed, N skipped.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("SLABROKER_SHARED", ROOT.parent / "shared"))
VECTORS = pathlib.Path("tests/vectors")
TIMEOUT_S = 300

# What a script is given: paths below ../shared/data.
ARGUMENTS = {
    "crypto": ["crypto/wycheproof_ed25519_test.json", "crypto/paseto_v4.json"],
    "merkle": ["merkle/transparency-dev-merkle-testdata.tar.gz",
               "merkle/xmod_tlog_note_vectors_70.json"],
}
CHECK_THEMSELVES = {"document", "record"}


def content(path):
    """Without comment lines and without what stands around them."""
    return [line for line in path.read_bytes().split(b"\n") if not line.startswith(b"#")]


def scratch_tree(place, folder):
    """The repository as links, but the folder of vectors as a copy; that copy."""
    (place / "tests/vectors").mkdir(parents=True)
    for path in [*ROOT.iterdir(), *(ROOT / "tests").iterdir()]:
        target = place / path.relative_to(ROOT)
        if not target.exists() and path.name != ".git":
            target.symlink_to(path)
    copy = place / folder.relative_to(ROOT)
    shutil.copytree(folder, copy)
    return copy


def asked(script):
    """(passed, failed, skipped) of a script that compares by itself."""
    done = subprocess.run([sys.executable, "-B", script, "--check"], cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=TIMEOUT_S)
    if done.returncode != 0:
        print(f"{script.relative_to(ROOT)}: makes something else\n{done.stdout}")
    return done.returncode == 0, done.returncode != 0, 0


def again(script):
    """(passed, failed, skipped) files of the script's folder."""
    arguments = [SHARED / "data" / name for name in ARGUMENTS.get(script.parent.name, [])]
    if not all(path.exists() for path in arguments):
        print(f"{script.relative_to(ROOT)}: skipped, no {SHARED}")
        return 0, 0, 1
    with tempfile.TemporaryDirectory() as place:
        copy = scratch_tree(pathlib.Path(place), script.parent)
        before = {path: path.stat().st_mtime_ns for path in copy.iterdir()}
        done = subprocess.run(
            [sys.executable, "-B", copy / script.name, *arguments], cwd=copy, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT_S)
        written = [path for path in sorted(copy.iterdir())
                   if path.is_file() and before.get(path) != path.stat().st_mtime_ns]
        wrong = [path.name for path in written
                 if not (script.parent / path.name).exists()
                 or content(path) != content(script.parent / path.name)]
    for name in wrong:
        print(f"{script.relative_to(ROOT)}: makes another {name} than is committed")
    if done.returncode != 0 or not written:
        print(f"{script.relative_to(ROOT)}: failed, or wrote nothing\n{done.stdout}")
        return 0, 1, 0
    return len(written) - len(wrong), len(wrong), 0


def main():
    counts = [(asked if script.parent.name in CHECK_THEMSELVES else again)(script)
              for script in sorted((ROOT / VECTORS).glob("*/make*.py"))]
    passed, failed, skipped = map(sum, zip(*counts))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
