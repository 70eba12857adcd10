#!/usr/bin/python3
"""Change the law one operator or constant at a time, and see whether a test notices.

usage: mutants.py --compile 'CC FLAGS...' --sanitize 'CC FLAGS...'
                  --unit 'FOLDER:OBJECT... -- LIBRARY...' ...
                  [--files PATTERN] [--sample N --seed S] FOLDER...

Each comparison is negated and moved by one, each integer constant moved by one either
way, && and ||, + and -, true and false exchanged, each ! dropped.  Only the changed file
is compiled; the tests named after the file run first, then the folder's unit program,
those of the folders above it, and last the file's own again under the sanitizers.  A
change that yields the same machine code is no mutant (skipped).  ensure() is left alone:
no test can break our own invariants.

A survivor fails unless tests/tools/mutants.allow says why nobody can notice it:
    FILE:HASH OLD NEW REASON...        HASH: of the line's text, as printed for a survivor
Results are kept in build/mutants/results.json: a killed mutant stays killed, a survivor
is tried again when any test or code under it has changed, unless it is allowed: it would
pass either way.
Last line: N passed, N failed, N skipped.
"""

import argparse
import concurrent.futures
import hashlib
import json
import math
import os
import pathlib
import random
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import typing

WORK = pathlib.Path("build/mutants")
ALLOW = pathlib.Path("tests/tools/mutants.allow")
# Of the processor, so that a busy machine kills no mutant.  What waits for ever uses none.
CPU_FACTOR = 10
CPU_MIN_S = 3
HUNG_S = 900

NOT_CODE = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    r'|^[ \t]*#[ \t]*(?:include|if|ifdef|ifndef|elif|else|endif|undef)\b[^\n]*'
    r'|\b(?:ensure|_Static_assert)\s*\([^;]*;', re.S | re.M)
TOKEN = re.compile(
    r"(?P<word>[A-Za-z_]\w*)"
    r"|(?P<number>0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*)"
    r"|(?P<operator><<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|[-+<>!]|.)", re.S)
EXCHANGES = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"], "+": ["-"], "-": ["+"],
    "+=": ["-="], "-=": ["+="], "++": ["--"], "--": ["++"], "!": [""],
    "true": ["false"], "false": ["true"],
}


class Mutant:
    def __init__(self, path, text, start, old, new):
        self.path, self.old, self.new = path, old, new
        self.number = text.count("\n", 0, start) + 1
        self.line = text.split("\n")[self.number - 1].strip()
        self.plain = text
        self.text = text[:start] + new + text[start + len(old):]
        self.key = digest(f"{path}\0{self.text}")

    def allowance(self):
        """How mutants.allow names it."""
        return f"{self.path}:{digest(self.line)[:8]} {self.old} {self.new or '-'}"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def neighbours(number):
    """A constant, one less and one more, with its base and suffix."""
    digits = number.rstrip("uUlL")
    suffix = number[len(digits):]
    value = int(digits, 0) if digits.lower().startswith("0x") else int(digits)
    return [f"({value + step}{suffix})" if value + step < 0 else f"{value + step}{suffix}"
            for step in (1, -1) if not (value + step < 0 and "u" in suffix.lower())]


def mutants_of(path):
    text = path.read_text()
    code = NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    for token in TOKEN.finditer(code):
        old = token.group()
        if token["number"]:
            changes = neighbours(old)
        else:
            changes = EXCHANGES.get(old, [])
        for new in changes:
            yield Mutant(path, text, token.start(), old, new)


class Flavour(typing.NamedTuple):
    name: str
    linker: tuple
    memory_max_bytes: int


PLAIN = Flavour("plain", ("gcc", "-fuse-ld=gold"), 4 << 30)
# A sanitizer reserves terabytes of addresses.
SANITIZED = Flavour("sanitized", ("clang", "-fuse-ld=gold", "-fsanitize=address,undefined"),
                    resource.RLIM_INFINITY)


def set_limits(flavour, seconds):
    """Also for the workers of the unit program, which outlive it when it is killed."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (flavour.memory_max_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def children_cpu_s():
    """That ended and were waited for, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def kept(path, folder):
    """A copy, so that whoever builds meanwhile does not change what is linked here."""
    copy = pathlib.Path(folder, path)
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, copy)
    return copy


class Unit:
    """A folder's unit program: what it is linked from, plain and sanitized."""

    def __init__(self, argument, copies):
        self.folder, rest = argument.split(":", 1)
        objects, libraries = rest.split(" -- ")
        self.objects = {path: kept(path, copies) for path in objects.split()}
        self.sanitized = {path: kept(path.replace("build/gcc/", "build/asan/", 1), copies)
                          for path in self.objects}
        self.libraries = libraries.split()
        self.seconds = {}

    def digest(self):
        total = hashlib.sha256()
        for copy in self.objects.values():
            total.update(copy.read_bytes())
        return total.hexdigest()

    def link(self, flavour, changed, changed_object, program):
        copies = self.objects if flavour is PLAIN else self.sanitized
        objects = [changed_object if path == changed else copy
                   for path, copy in copies.items()]
        subprocess.run([*flavour.linker, "-o", program, *objects, *self.libraries],
                       check=True)

    def passes(self, flavour, program, tests="*"):
        known_s = self.seconds.get(flavour)
        limit_s = max(CPU_MIN_S, CPU_FACTOR * known_s) if known_s else HUNG_S
        try:
            return subprocess.run(
                [program, "--fail-fast", "-j1", "--filter", f"{tests}/*"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, timeout=HUNG_S,
                preexec_fn=lambda: set_limits(flavour, math.ceil(limit_s))).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def measure(self, flavour, program):
        """It must pass as it is; how long that takes bounds a mutant's run."""
        self.link(flavour, None, None, program)
        before_s = children_cpu_s()
        if not self.passes(flavour, program):
            sys.exit(f"mutants: the tests of {self.folder} fail without any change")
        self.seconds[flavour] = children_cpu_s() - before_s


class Trial:
    def __init__(self, compilers, units):
        self.compilers = {flavour: shlex.split(compiler)
                          for flavour, compiler in compilers.items()}
        self.units = units
        self.digests = {unit.folder: unit.digest() for unit in units}
        self.allowed = allowances()
        self.plain = {}
        self.lock = threading.Lock()
        self.store = WORK / "results.json"
        self.results = json.loads(self.store.read_text()) if self.store.exists() else {}

    def compile(self, flavour, path, text, output):
        """False when text is not valid C.  The object does not depend on where it lies."""
        source = f'# 1 "{path}"\n{text}'
        command = [*self.compilers[flavour], "-w", "-x", "c", "-", "-c", "-o", output]
        return subprocess.run(command, input=source, text=True,
                              stderr=subprocess.DEVNULL).returncode == 0

    def plain_object(self, mutant):
        path = mutant.path
        with self.lock:
            if path not in self.plain:
                with tempfile.TemporaryDirectory(dir=WORK) as folder:
                    output = f"{folder}/plain.o"
                    if not self.compile(PLAIN, path, mutant.plain, output):
                        sys.exit(f"mutants: {path} does not compile")
                    self.plain[path] = pathlib.Path(output).read_bytes()
            return self.plain[path]

    def units_for(self, path):
        """The units that contain the file, its own folder's first."""
        name = f"build/gcc/{path.with_suffix('.o')}"
        with_it = [unit for unit in self.units if name in unit.objects]
        return name, sorted(with_it, key=lambda unit: unit.folder != path.parent.name)

    def measure(self):
        with tempfile.TemporaryDirectory(dir=WORK) as folder:
            for unit in self.units:
                for flavour in (PLAIN, SANITIZED):
                    unit.measure(flavour, f"{folder}/unit")

    def judge(self, mutant):
        """killed, survived or same."""
        name, units = self.units_for(mutant.path)
        seen = digest("".join(self.digests[unit.folder] for unit in units))
        known = self.results.get(mutant.key, "")
        if known in ("killed", "same"):
            return known
        if known == f"survived {seen}" or (known and mutant.allowance() in self.allowed):
            return "survived"
        verdict = self.attempt(mutant, name, units)
        with self.lock:
            self.results[mutant.key] = f"survived {seen}" if verdict == "survived" else verdict
        return verdict

    def attempt(self, mutant, name, units):
        with tempfile.TemporaryDirectory(dir=WORK) as folder:
            changed = f"{folder}/changed.o"
            if not self.compile(PLAIN, mutant.path, mutant.text, changed):
                return "same"
            if pathlib.Path(changed).read_bytes() == self.plain_object(mutant):
                return "same"
            if self.notices(units, mutant, name, changed):
                return "killed"
            if self.sanitizers_notice(units[0], mutant, name, changed):
                return "killed"
        return "survived"

    @staticmethod
    def notices(units, mutant, name, changed):
        """Most of what dies is killed by the tests named after its file."""
        program = changed.removesuffix(".o")
        for unit in units:
            unit.link(PLAIN, name, changed, program)
            if unit is units[0] and not unit.passes(PLAIN, program, mutant.path.stem):
                return True
            if not unit.passes(PLAIN, program):
                return True
        return False

    def sanitizers_notice(self, unit, mutant, name, changed):
        program = changed.removesuffix(".o")
        self.compile(SANITIZED, mutant.path, mutant.text, changed)
        unit.link(SANITIZED, name, changed, program)
        return not unit.passes(SANITIZED, program, mutant.path.stem)

    def save(self):
        with self.lock:
            # Another run, of other folders, may have saved since.
            before = json.loads(self.store.read_text()) if self.store.exists() else {}
            fresh = self.store.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(before | self.results))
            fresh.replace(self.store)


def allowances():
    """FILE:HASH OLD NEW -> reason."""
    allowed = {}
    for line in ALLOW.read_text().splitlines() if ALLOW.exists() else []:
        if line.strip() and not line.startswith("#"):
            place, old, new, reason = line.split(None, 3)
            allowed[f"{place} {old} {new}"] = reason
    return allowed


def stale(allowed):
    """Allowances of lines that are no longer there."""
    present = {mutant.allowance() for path in {allowance.rsplit(":", 1)[0]
                                               for allowance in allowed}
               if pathlib.Path(path).exists()
               for mutant in mutants_of(pathlib.Path(path))}
    return sorted(set(allowed) - present)


def try_all(trial, mutants):
    verdicts = {"killed": 0, "same": 0, "survived": 0}
    survivors = []
    # Criterion waits for its workers as long as they work: more threads than processors.
    with concurrent.futures.ThreadPoolExecutor(2 * os.cpu_count()) as pool:
        for mutant, verdict in zip(mutants, pool.map(trial.judge, mutants)):
            verdicts[verdict] += 1
            if verdict == "survived":
                survivors.append(mutant)
            if sum(verdicts.values()) % 100 == 0:
                trial.save()
                print(f"mutants: {sum(verdicts.values())} of {len(mutants)}, "
                      f"{len(survivors)} survived", file=sys.stderr, flush=True)
    trial.save()
    return verdicts, survivors


def report(verdicts, survivors, allowed):
    unexplained = [mutant for mutant in survivors if mutant.allowance() not in allowed]
    gone = stale(allowed)
    for mutant in unexplained:
        print(f"{mutant.path}:{mutant.number}: survived: {mutant.line}\n"
              f"\t{mutant.allowance()}")
    for allowance in gone:
        print(f"{ALLOW}: no such line any more: {allowance}")
    passed = verdicts["killed"] + len(survivors) - len(unexplained)
    failed = len(unexplained) + len(gone)
    print(f"{passed} passed, {failed} failed, {verdicts['same']} skipped")
    return 1 if failed or passed == 0 else 0


def attack(options, units):
    trial = Trial({PLAIN: options.compile, SANITIZED: options.sanitize}, units)
    mutants = [mutant for folder in options.folders
               for path in sorted(pathlib.Path("broker", folder).glob(options.files))
               for mutant in mutants_of(path)]
    if 0 < options.sample < len(mutants):
        mutants = random.Random(options.seed).sample(mutants, options.sample)
    trial.measure()
    return report(*try_all(trial, mutants), trial.allowed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compile", required=True)
    parser.add_argument("--sanitize", required=True)
    parser.add_argument("--unit", action="append", default=[])
    parser.add_argument("--files", default="*.c")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folders", nargs="+")
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as copies:
        return attack(options, [Unit(unit, copies) for unit in options.unit])


if __name__ == "__main__":
    sys.exit(main())
