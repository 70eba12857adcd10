#!/usr/bin/python3
"""Check every include of every file against the table that also drives linking.

usage: check_layers.py --law 'FOLDER...' --may 'FOLDER:ALLOWED...' ...
       --tests-may 'FOLDER:ALLOWED...' ... --owns 'FOLDER:HEADER...' ...

--may   FOLDER includes ALLOWED folders (itself among them; gen*: generated protobuf-c)
--tests-may  the same for FOLDER's own tests
--owns  only FOLDER, and its own tests, include these library headers (a final / stands
        for all below); beside them, anybody may use the C library, except
--law   folders, which decide and so may not see clock, files, processes or floats.
Last line: N passed, N failed, N skipped.
"""

import argparse
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
GENERATED = {"slabroker/v1/": "gen", "slabroker/state/v1/": "gen",
             "slabroker/descriptors.h": "gen_rpc",
             "google/": "gen", "grpc/": "gen_rpc"}

LIBC = set("""
    assert.h ctype.h errno.h stdalign.h fcntl.h inttypes.h limits.h locale.h pthread.h setjmp.h signal.h
    stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h strings.h termios.h
    time.h unistd.h dirent.h getopt.h poll.h sys/file.h sys/ioctl.h sys/mman.h sys/random.h
    sys/resource.h sys/stat.h sys/time.h sys/types.h sys/vfs.h sys/wait.h
""".split())
PURE_LIBC = set("""
    inttypes.h limits.h stdalign.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h
""".split())


def pairs(arguments):
    return {name: words.split() for name, words in
            (argument.split(":", 1) for argument in arguments)}


class Table:
    def __init__(self, options):
        self.may = pairs(options.may)
        self.tests_may = pairs(options.tests_may)
        self.owns = pairs(options.owns)
        self.law = set(options.law.split())

    def owners(self, header):
        return [folder for folder, headers in self.owns.items()
                if any(header == owned or (owned.endswith("/") and header.startswith(owned))
                       for owned in headers)]

    def system(self, folder, header, is_test):
        """Why folder may not include <header>, or None."""
        owners = self.owners(header)
        if owners:
            if folder in owners or (owners == ["gen"] and "gen" in self.may[folder]):
                return None
            return f"only {' and '.join(owners)} may include it"
        if is_test and header.startswith("criterion/"):
            return None
        if folder in self.law and not is_test and header not in PURE_LIBC:
            return "the law may not see clock, files, locale or floats"
        if header not in LIBC:
            return "no folder owns it (headers_* in the Makefile)"
        return None

    def own(self, path, folder, header, is_test):
        """Why a file of folder may not include "header", or None."""
        generated = [owner for start, owner in GENERATED.items() if header.startswith(start)]
        if generated:
            target = generated[0]
        elif is_test and header.startswith(("support/", "unit/", "tests/unit/")):
            parts = header.removeprefix("tests/").split("/")
            target = parts[1] if parts[0] == "unit" else folder
        elif is_test and (path.parent / header).is_file():
            target = folder
        else:
            target = header.split("/")[0]
            if not any((root / header).is_file() for root in ROOTS):
                return "there is no such file (write \"folder/file.h\")"
        may = (self.tests_may if is_test else self.may)[folder]
        if target in may:
            return None
        return f"{folder} may use only: {' '.join(may)}"


ROOTS = [pathlib.Path("broker"), pathlib.Path("clients")]


def sources():
    """(path, folder, is a test) of everything that belongs to a folder of the table."""
    for root, is_test in [*((root, False) for root in ROOTS),
                          (pathlib.Path("tests/unit"), True)]:
        for path in sorted(root.glob("*/*.[ch]")):
            yield path, path.parent.name, is_test
    for path in sorted(pathlib.Path("broker").glob("*.[ch]")):
        yield path, path.name, False


def check(table, path, folder, is_test):
    if folder not in table.may:
        return [f"{path}: the table in the Makefile does not know the folder {folder}"]
    faults = []
    for quote, header in INCLUDE.findall(path.read_text()):
        if quote == '"':
            fault = table.own(path, folder, header, is_test)
        else:
            fault = table.system(folder, header, is_test)
        if fault:
            faults.append(f"{path}: includes {header}: {fault}")
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--law", required=True)
    parser.add_argument("--may", action="append", default=[])
    parser.add_argument("--tests-may", action="append", default=[])
    parser.add_argument("--owns", action="append", default=[])
    table = Table(parser.parse_args())
    passed = failed = 0
    for path, folder, is_test in sources():
        faults = check(table, path, folder, is_test)
        print(*faults, sep="\n", end="\n" if faults else "")
        passed, failed = passed + (not faults), failed + bool(faults)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
