#!/usr/bin/python3
"""Completion in a real bash offers what the programs' own tables have, and manuals tell all.

- every command, every option of every command, the words of a choice, files
- slabroker(8) has every command and option of slabroker
"""

import pathlib
import re
import subprocess

from broker import BROKER
from scenario import ROOT, SLA, check, scenario

SCRIPT = ROOT / "deploy/completion/slabroker.bash"
ASK = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ' \
      '_slabroker "${COMP_WORDS[0]}"; printf "%s\\n" "${COMPREPLY[@]}"'


def complete(*words):
    done = subprocess.run(["bash", "-c", ASK, "bash", SCRIPT, *map(str, words)],
                          capture_output=True, text=True, timeout=60, check=True)
    check(f"no complaint about {words[1:]}", not done.stderr, done.stderr)
    return sorted(filter(None, done.stdout.split("\n")))


def help_of(program, *words):
    return subprocess.run([program, *words, "--help"], capture_output=True, text=True,
                          timeout=60, check=True).stdout


def commands_of(program):
    return re.findall(r"^  ([a-z]+(?: [a-z]+)*)(?:  |$)", help_of(program), re.M)


def options_of(program, command):
    return sorted(set(re.findall(r"^  (?:-., )?(--[a-z-]+)",
                                 help_of(program, *command.split()), re.M)) | {"--help"})


def completed(program):
    commands = commands_of(program)
    check("there are commands", len(commands) >= 5, commands)
    firsts = sorted({command.split()[0] for command in commands})
    check("first words", complete(program, "") == firsts, complete(program, ""))
    for command in commands:
        words = command.split()
        check(f"{command} is found", words[-1] in complete(program, *words[:-1],
                                                           words[-1][:1]))
        check(f"options of {command}", complete(program, *words, "--") ==
              options_of(program, command), complete(program, *words, "--"))


def values():
    check("words of a choice", complete(SLA, "verdict", "list", "c-x", "-o", "") == [] and
          complete(SLA, "verdict", "list", "c-x", "--output", "") == ["json", "table", "yaml"],
          complete(SLA, "verdict", "list", "c-x", "--output", ""))
    check("the rest of a choice", complete(SLA, "notice", "list", "c-x", "--state", "a") ==
          ["acknowledged"])
    pathlib.Path("contract one.yaml").touch()
    pathlib.Path("folder").mkdir()
    check("a file as an operand", complete(SLA, "contract", "check", "contr") ==
          ["contract one.yaml"])
    check("a folder for an option", complete(BROKER, "check", "--store", "fol") == ["folder"])
    check("a file for an option", complete(BROKER, "check", "--config", "contr") ==
          ["contract one.yaml"])


def manual():
    page = (ROOT / "broker/program/slabroker.8").read_text()
    for command in commands_of(BROKER):
        check(f"slabroker(8) has {command}", re.search(rf"^\.It Cm {command}\b", page, re.M))
        for option in options_of(BROKER, command):
            check(f"slabroker(8) has {option}", option == "--help" or
                  re.search(rf"^\.It Fl Fl {option[2:]}\b", page, re.M))


scenario(lambda: (completed(SLA), completed(BROKER), values(), manual()))
