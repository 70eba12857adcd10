#!/usr/bin/python3
"""Somebody types a command for the first time.

- every command explains itself, with an example
- a misspelt command or option is answered with the name that was meant
- exit codes say what kind of thing went wrong
- nothing but a terminal gets colours
"""

import os
import pty
import re
import subprocess

from scenario import ROOT, SLA, check, place, says, scenario, sla

COMMANDS = ["key new", "key show", "key import", "key export", "contract new",
            "contract check", "contract show", "policy list", "policy show",
            "report import", "report check", "report show", "judge", "sign", "verify",
            "profile new", "profile show", "token", "org enrol", "org show", "org list",
            "org key add", "org key revoke", "org key list", "contract offer",
            "contract accept", "contract decline", "contract withdraw",
            "contract terminate", "contract history", "contract export", "contract list",
            "report submit", "report restate",
            "report list", "submit", "verdict list", "verdict show", "notice list",
            "notice show", "notice watch", "notice serve", "notice hold", "notice waive",
            "notice acknowledge", "notice export", "log checkpoint", "log prove", "status"]


def help_everywhere():
    everything = sla("--help").out
    for command in COMMANDS:
        says("sla --help", everything, command)
        text = sla(*command.split(), "--help").out
        says(command, text, f"usage: sla {command}", "example:\n  ", "sla " + command)
        check(f"sla help {command}", sla("help", *command.split()).out == text)
    for group in ("key", "contract", "policy", "report", "profile", "org", "verdict",
                  "notice", "log"):
        says(group, sla(group, "--help").out, "example:\n  sla " + group)
    says("--version", sla("--version").out, "sla 0.")


def manual():
    page = (ROOT / "clients" / "sla" / "sla.1").read_text().replace(" ,", " ")
    for command in COMMANDS:
        check(f"the manual has {command}", f"Cm {command} " in page or
              f"Cm {command}\n" in page)
        options = re.findall(r"^  (?:-., )?--([a-z-]+)", sla(*command.split(),
                                                             "--help").out, re.M)
        for option in options:
            check(f"the manual has --{option}", re.search(rf"Fl Fl {option}\b", page))


def mistakes():
    says("no command", sla(code=2).err, "no command was given")
    says("a misspelt command", sla("jduge", code=2).err, 'did you mean "sla judge"?')
    says("a misspelt word", sla("contract", "chekc", "x", code=2).err,
         'did you mean "sla contract check"?')
    says("a misspelt option", sla("contract", "check", "--htlm", "x", "y", code=2).err,
         "there is no option --htlm", "did you mean --html?")
    says("a group alone", sla("key", code=2).err, "key new")
    says("a missing value", sla("contract", "check", "x", "--html", code=2).err,
         "--html needs a value: FILE")
    says("a wrong choice", sla("contract", "check", "x", "-o", "xml", code=2).err,
         '--output is "xml"; expected table|json|yaml')
    says("a wrong time", sla("judge", "x", "--as-of", "tomorrow", code=2).err,
         "2026-11-22")
    says("too many words", sla("contract", "check", "x", "y", code=2).err,
         "one word too many")
    says("several mistakes", sla("key", "new", "--name", "a", "--name", "b",
                                 "--purpose", "fun", code=2).err,
         "--name is given twice", "--purpose is", "--to FILE is needed")
    says("a file that is not there", sla("contract", "check", "absent.yaml", code=1).err,
         "absent.yaml: cannot be opened: No such file")


def on_terminal(env):
    """What the tool writes to a terminal."""
    main, end = pty.openpty()
    with subprocess.Popen([SLA, "policy", "list"], stdout=end, stderr=end,
                          env={**os.environ, **env}) as process:
        os.close(end)
        written = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            written += piece
        process.wait()
    os.close(main)
    return written


def colours():
    without = {name: "" for name in ("NO_COLOR",)}
    check("a terminal has colours", b"\x1b[" in on_terminal({**without, "TERM": "xterm"}))
    check("not under NO_COLOR", b"\x1b" not in on_terminal({"NO_COLOR": "1",
                                                            "TERM": "xterm"}))
    check("not on a dumb terminal", b"\x1b" not in on_terminal({**without,
                                                                "TERM": "dumb"}))
    check("not in a pipe", "\x1b" not in sla("policy", "list", env={"TERM": "xterm"}).out)


def streams():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([SLA, "policy", "list"], stdout=full,
                              stderr=subprocess.PIPE, check=False)
    check("a full standard output is not a success", done.returncode == 1)
    check("and is told", b"standard output" in done.stderr, done.stderr)
    check("nothing was left", not list(place.iterdir()), list(place.iterdir()))


scenario(lambda: (help_everywhere(), manual(), mistakes(), colours(), streams()))
