#!/usr/bin/python3
"""Check what STYLE.md says and no other tool checks, in every C file of ours.

usage: check_style.py --law 'FOLDER...' --compile 'COMPILER FLAGS...'

Sizes of files and functions, columns, header guards, banned calls, floating point where
things are decided, unfinished work, words that people are not to meet in a message, and
that each header compiles alone.
Last line: N passed, N failed, N skipped.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shlex
import subprocess
import sys

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 92  # the formatter breaks code at 88; a comment may run a word over
TAB_COLUMNS = 8

BANNED = {
    "gets": "fgets", "strcpy": "memcpy with a checked length",
    "strcat": "text_add", "strncpy": "memcpy with a checked length",
    "strncat": "text_add_n", "sprintf": "snprintf or arena_printf",
    "vsprintf": "vsnprintf", "strtok": "a cursor", "atoi": "a parser that can refuse",
    "atol": "a parser that can refuse", "atoll": "a parser that can refuse",
    "atof": "ratio_parse_decimal", "scanf": "a parser that can refuse",
    "sscanf": "a parser that can refuse", "alloca": "an arena",
    "rand": "crypto/random.h", "srand": "crypto/random.h", "localtime": "calendar",
    "gmtime": "calendar", "mktemp": "mkstemp", "tmpnam": "mkstemp", "system": "nothing",
}
TESTS_MAY = {"sscanf", "strcat", "strcpy"}  # of text that they wrote themselves
BANNED_CALL = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(BANNED))
FLOAT = re.compile(r"\b(float|double)\b|\b\d+\.\d*(?:[eE][-+]?\d+)?[fFlL]?\b")
UNFINISHED = re.compile(r"\b(TODO|FIXME|HACK)\b")
# Said to people, in a string of several words: what to say instead.
NOT_SAID = {"leaf": "entry"}
SAID = re.compile(r'"(?=[^"\n]* )[^"\n]*\b(%s)\b[^"\n]*"' % "|".join(NOT_SAID))
COMMENT_OR_STRING = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def blank(match):
    """The same text with its characters gone and its lines kept."""
    return re.sub(r"[^\n]", " ", match.group())


def width(line):
    return len(line.expandtabs(TAB_COLUMNS))


def sizes(path, lines):
    if len(lines) > FILE_LINES_MAX:
        yield 1, f"{len(lines)} lines, at most {FILE_LINES_MAX}: split it by what it does"
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            if number - start - 1 > FUNCTION_LINES_MAX:
                yield start, (f"a function of {number - start - 1} lines, "
                              f"at most {FUNCTION_LINES_MAX}")
            start = None


def columns(path, lines):
    formatted = True
    for number, line in enumerate(lines, 1):
        if "clang-format off" in line or "clang-format on" in line:
            formatted = "clang-format on" in line
        if formatted and '"' not in line and width(line) > COLUMNS_MAX:
            yield number, f"{width(line)} columns, at most {COLUMNS_MAX}"


def words(path, code_lines, lines, decides):
    for number, (code, line) in enumerate(zip(code_lines, lines), 1):
        for name in BANNED_CALL.findall(code):
            if path.parts[0] == "tests" and name in TESTS_MAY:
                continue
            yield number, f"{name}() is banned: use {BANNED[name]}"
        if decides and FLOAT.search(code):
            yield number, "floating point where things are decided"
        if UNFINISHED.search(line):
            yield number, "unfinished work does not land"
        said = SAID.search(line) if path.parts[0] != "tests" else None
        if said:
            yield number, f"people are not told of a {said[1]}: say {NOT_SAID[said[1]]}"


def guard(path, text):
    if path.suffix != ".h":
        return
    name = re.sub(r"\W", "_", str(path)).upper()
    if not re.search(rf"^#ifndef {name}\n#define {name}$", text, re.M):
        yield 1, f"the header guard should be {name}"


def alone(path, compiler):
    if path.suffix != ".h":
        return []
    # A file that includes only the header: -Wpedantic would refuse an empty unit.
    unit = f'#include "{path}"\nextern int header_stands_alone;\n'
    done = subprocess.run([*compiler, "-I.", "-fsyntax-only", "-x", "c", "-"], input=unit,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return [(1, "does not compile alone:\n" + done.stdout)] if done.returncode else []


def check(path, compiler, law):
    text = path.read_text()
    lines = text.splitlines()
    code_lines = COMMENT_OR_STRING.sub(blank, text).split("\n")
    decides = path.parts[0] == "broker" and path.parts[1] in law
    return [*sizes(path, lines), *columns(path, lines), *guard(path, text),
            *words(path, code_lines, lines, decides), *alone(path, compiler)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--law", required=True)
    parser.add_argument("--compile", required=True)
    options = parser.parse_args()
    law = {"base", *options.law.split()}
    compiler = shlex.split(options.compile)
    paths = sorted(path for root in ("broker", "clients", "tests")
                   for path in pathlib.Path(root).rglob("*.[ch]"))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, faults in zip(paths, pool.map(
                lambda path: check(path, compiler, law), paths)):
            for line, fault in faults:
                print(f"{path}:{line}: {fault}")
            failed += bool(faults)
    print(f"{len(paths) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
