#!/usr/bin/python3
"""Write the wire line of every case in cases.txt from its message line.

usage: make.py [--check]

The bytes are python3-protobuf's.  --check writes nothing and fails when a line would
change.
"""

import importlib
import pathlib
import re
import subprocess
import sys
import tempfile

from google.protobuf import text_format

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]


def load_sample():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc", f"-I{ROOT / 'tests/unit/document'}",
                        f"--python_out={folder}", "sample.proto"], check=True)
        sys.path.insert(0, folder)
        return importlib.import_module("sample_pb2")


def with_wire(text, sample):
    """The file's text with every wire line filled in."""
    def fill(match):
        block = match.group()
        stated = re.search(r"^message =(.*)$", block, re.M)
        if not stated:
            return block
        kind = re.search(r"^type = sample\.(\w+)$", block, re.M)
        message = text_format.Parse(stated[1], getattr(sample, kind[1] if kind
                                                       else "Sample")())
        wire = message.SerializeToString(deterministic=True).hex()
        return re.sub(r"^wire =.*$", f"wire = {wire}".rstrip(), block, flags=re.M)
    return re.sub(r"^\[\w+\]\n(?:.+\n)+", fill, text, flags=re.M)


def main():
    path = HERE / "cases.txt"
    text = path.read_text()
    filled = with_wire(text, load_sample())
    if "--check" in sys.argv:
        return 0 if filled == text else 1
    path.write_text(filled)
    return 0


if __name__ == "__main__":
    sys.exit(main())
