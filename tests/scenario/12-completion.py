#!/usr/bin/python3
"""Completion in real shells offers what the programs' own tables have, and manuals tell all.

- in bash, zsh and fish: every command, every option of every command, the words of a
  choice, files
- slabroker(8) has every command and option of slabroker
"""

import os
import pathlib
import pty
import re
import select
import subprocess

from broker import BROKER
from scenario import ROOT, SLA, check, scenario

FOLDER = ROOT / "deploy/completion"
PROGRAMS = {"sla": SLA, "slabroker": BROKER}
BASH = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ' \
       '_slabroker "${COMP_WORDS[0]}"; printf "%s\\n" "${COMPREPLY[@]}"'
FISH = 'source $argv[1]; complete -C $argv[2]'
# What completion adds goes to descriptor 3 and no further.
ZSH = r"""
PS1= TERM=vt100
fpath=(%s $fpath)
autoload -Uz compinit && compinit -D -u
compadd() {
  local -a hits options=("${@[1,(i)(-|--)]}")
  if (( ! ${options[(I)-[a-zA-Z]#[OAD]]} )); then
    builtin compadd -A hits "$@"
    (( $#hits )) && print -rlu3 -- $hits
  fi
  builtin compadd "$@"
}
offer() { _main_complete; print -u3 - ---; compstate[insert]= compstate[list]= }
zle -C offer list-choices offer
bindkey '^I' offer
print -u3 - ---
"""


def at_path():
    """The environment in which the programs are found by their names."""
    folder = pathlib.Path("programs").absolute()
    folder.mkdir()
    for name, program in PROGRAMS.items():
        (folder / name).symlink_to(program)
    os.environ.update(PATH=f"{folder}:{os.environ['PATH']}", HOME=str(pathlib.Path.cwd()),
                      XDG_CONFIG_HOME=str(pathlib.Path.cwd()))


def asked(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    check(f"no complaint about {command[-1]}", not done.stderr, done.stderr)
    return done.stdout.splitlines()


def bash(*words):
    return asked("bash", "-c", BASH, "bash", FOLDER / "slabroker.bash", *words)


def fish(*words):
    return [line.split("\t")[0] for line in asked(
        "fish", "--no-config", "-c", FISH, FOLDER / "slabroker.fish", " ".join(words))]


class Zsh:
    """A zsh at a terminal of its own, since nowhere else it completes."""

    def __init__(self):
        pathlib.Path(".zshrc").write_text(ZSH % FOLDER)
        told, telling = os.pipe()
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.dup2(telling, 3)
            os.execve("/usr/bin/zsh", ["zsh", "-d", "-i"],
                      {**os.environ, "ZDOTDIR": str(pathlib.Path.cwd())})
        os.close(telling)
        self.told, self.shown = told, b""
        self.offered()

    def offered(self):
        lines = b""
        while not lines.endswith(b"---\n"):
            for ready in select.select([self.told, self.terminal], [], [])[0]:
                if ready == self.told:
                    lines += os.read(self.told, 65536)
                else:
                    self.shown += os.read(self.terminal, 65536)
        return lines.decode().splitlines()[:-1]

    def __call__(self, *words):
        os.write(self.terminal, b"\x15" + " ".join(words).encode() + b"\t")
        return self.offered()


def help_of(program, *words):
    return subprocess.run([program, *words, "--help"], capture_output=True, text=True,
                          timeout=60, check=True).stdout


def commands_of(program):
    return re.findall(r"^  ([a-z-]+(?: [a-z-]+)*)(?:  |$)", help_of(program), re.M)


def options_of(program, command):
    return sorted(set(re.findall(r"^  (?:-., )?(--[a-z-]+)",
                                 help_of(program, *command.split()), re.M)) | {"--help"})


def completed(shell, offers, name, program):
    def offered(*words):
        return sorted(filter(None, offers(name, *words)))
    commands = commands_of(program)
    check("there are commands", len(commands) >= 5, commands)
    firsts = sorted({command.split()[0] for command in commands})
    check(f"{shell}: first words", offered("") == firsts, offered(""))
    check(f"{shell}: help", offered("--") == ["--help", "--version"], offered("--"))
    for command in commands:
        words = command.split()
        check(f"{shell}: {command} is found", words[-1] in offered(*words[:-1], words[-1][:1]))
        check(f"{shell}: options of {command}", offered(*words, "--") ==
              options_of(program, command), offered(*words, "--"))


def values(shell, offers):
    def expect(what, expected, *words):
        offered = sorted({word.replace("\\ ", " ").rstrip("/") for word in offers(*words)} - {""})
        check(f"{shell}: {what}", offered == expected, offered)
    formats = ["json", "table", "yaml"]
    expect("words of a choice", formats, "sla", "verdict", "list", "c-x", "--output", "")
    expect("by its letter", formats, "sla", "verdict", "list", "c-x", "-o", "")
    expect("the rest of a choice", ["acknowledged"], "sla", "notice", "list", "c-x", "--state",
           "a")
    expect("a file as an operand", ["contract one.yaml"], "sla", "contract", "check", "contr")
    expect("a folder for an option", ["folder"], "slabroker", "check", "--store", "fol")
    expect("a file for an option", ["contract one.yaml"], "slabroker", "check", "--config",
           "contr")
    expect("what nobody knows", [], "slabroker", "serve", "--listen", "")
    expect("a command that is none", [], "sla", "no(thing", "x")


def shells():
    at_path()
    pathlib.Path("contract one.yaml").touch()
    pathlib.Path("folder").mkdir()
    for shell, offers in (("bash", bash), ("zsh", Zsh()), ("fish", fish)):
        for name, program in PROGRAMS.items():
            completed(shell, offers, name, program)
        values(shell, offers)


def manual():
    page = (ROOT / "broker/program/slabroker.8").read_text()
    for command in commands_of(BROKER):
        check(f"slabroker(8) has {command}", re.search(rf"^\.It Cm {command}\b", page, re.M))
        for option in options_of(BROKER, command):
            check(f"slabroker(8) has {option}", option == "--help" or
                  re.search(rf"^\.It Fl Fl {option[2:]}\b", page, re.M))


scenario(lambda: (shells(), manual()))
