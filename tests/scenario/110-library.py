#!/usr/bin/python3
"""Somebody builds a program of their own with the library as it is installed.

- header, library, pkg-config file and .proto files are installed
- the shared library shows its public functions and nothing else; so does the archive
- a program linked to either hands a statement over, and its receipt is verified
"""

import os
import pathlib
import re
import subprocess

from broker import ORIGIN, Broker, enrol
from scenario import ROOT, check, new_contract, says, scenario, sla

PREFIX = "/usr/local"
TREE = pathlib.Path("tree").resolve()
LIB = TREE / "usr/local/lib"


def run(*words, code=0, **options):
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, timeout=300,
                          check=False, **options)
    check(f"{words[0]} {words[1]}: exit code {code}", done.returncode == code,
          done.stdout + done.stderr)
    return done.stdout


def install():
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL")}
    run("make", "-s", "-C", ROOT, "install", f"DESTDIR={TREE}", f"PREFIX={PREFIX}",
        env=environment)
    for name in ("include/slabroker.h", "lib/libslabroker.a", "lib/libslabroker.so",
                 "share/slabroker/proto/slabroker/v1/statement.proto",
                 "share/slabroker/proto/google/rpc/status.proto"):
        check(f"{name} is installed", (TREE / "usr/local" / name).exists())


def symbols():
    header = (TREE / "usr/local/include/slabroker.h").read_text()
    public = set(re.findall(r"\b(slabroker_\w+)\(", re.sub(r"/\*.*?\*/", "", header, flags=re.S)))
    for file, how in (("libslabroker.so", "-D"), ("libslabroker.a", "-g")):
        shown = {line.split()[-1] for line in
                 run("nm", how, "--defined-only", LIB / file).splitlines()
                 if len(line.split()) == 3}
        check(f"{file} shows what the header says", shown == public, shown ^ public)


def flags(*words):
    text = run("pkg-config", *words, "slabroker", env={
        **os.environ, "PKG_CONFIG_PATH": str(LIB / "pkgconfig"),
        "PKG_CONFIG_SYSROOT_DIR": str(TREE), "PKG_CONFIG_SYSTEM_LIBRARY_PATH": "",
        "PKG_CONFIG_SYSTEM_INCLUDE_PATH": ""})
    return text.split()


def build():
    source = ROOT / "tests/scenario/library.c"
    run("gcc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-o", "shared", source,
        *flags("--cflags", "--libs"), f"-Wl,-rpath,{LIB}")
    static = ["-l:libslabroker.a" if word == "-lslabroker" else word
              for word in flags("--cflags", "--libs", "--static")]
    run("gcc", "-std=c99", "-o", "static", source, *static)
    # A header that C++ programs may include as it is.
    run("clang", "-x", "c++", "-fsyntax-only", TREE / "usr/local/include/slabroker.h")


def use():
    broker = Broker()
    operator = broker.profile("operator", "--statements-key", broker.folder / "operator.key")
    with broker.serving():
        acme = enrol(broker, operator, "acme-retail")
        enrol(broker, operator, "nordcall")
        for program in ("shared", "static"):
            new_contract("contract.yaml", title=program)
            pathlib.Path("offer.signed").unlink(missing_ok=True)
            sla("sign", "contract.yaml", "--key", "acme-retail-statements.key", "--issuer",
                "acme-retail", "--audience", ORIGIN, "--to", "offer.signed")
            content_id, index = run(f"./{program}", acme, "offer.signed", "receipt").split()
            proved = sla("log", "prove", index, "-p", acme, "-o", "json").json()
            check("what it handed over is logged", proved["contentId"] == content_id)
            kept = pathlib.Path(f"state-acme-retail/logged/{content_id}.receipt")
            check("its receipt is kept", kept.read_bytes() ==
                  pathlib.Path("receipt").read_bytes())
    done = subprocess.run(["./shared", acme, "offer.signed", "receipt"], capture_output=True,
                          text=True, timeout=300, check=False)
    check("no broker", done.returncode == 3)
    says("it", done.stderr, "does not answer")


scenario(lambda: (install(), symbols(), build(), use()))
