#!/usr/bin/python3
"""The README's commands, as they stand there, do what it says.

- its own numbers: a contract, its check, an import, verdicts and a page
- a broker of one's own: it is opened, serves, and is asked how it goes
- every file of ours that a document names is there
"""

import os
import pathlib
import re
import subprocess

from scenario import ROOT, check, day_of_calls, says, scenario


def own_numbers():
    text = (ROOT / "README.md").read_text()
    section = text.split("## Your own numbers")[1].split("\n## ")[0]
    commands = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    check("there are commands", len(commands) > 5)
    script = "\n".join(line for line in commands if not line.startswith("make"))
    log = "/var/log/asterisk/queue_log"
    check("a log is imported", log in script)
    day_of_calls("queue_log", date="2026-11-02")
    run = subprocess.run(
        ["bash", "-euc", script.replace(log, "queue_log")], capture_output=True, text=True,
        env={**os.environ, "PATH": f"{ROOT / 'build'}:{os.environ['PATH']}"})
    check("they succeed", run.returncode == 0, run.stderr)
    says("verdicts with their way", run.stdout, "Service level 80/20", "Exact value")
    check("a page", pathlib.Path("verdicts.html").read_text().startswith("<!DOCTYPE html>"))


def own_broker():
    text = (ROOT / "README.md").read_text()
    section = text.split("## A broker of your own")[1].split("\n## ")[0]
    commands = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    at = next(i for i, line in enumerate(commands) if line.startswith("slabroker serve"))
    opening, serving, asking = commands[:at], commands[at], commands[at + 1:]
    script = "\n".join([
        *(line + (" 2>opened" if line.startswith("slabroker init") else "")
          for line in opening),
        serving.replace("&", "2>served &"), "broker=$!",
        "until grep -q event=serving served; do sleep 0.1; done",
        "verifier=$(sed -n 's/.*verifier=\"\\([^\"]*\\)\".*/\\1/p' opened)",
        *(line.replace("VERIFIER", "$verifier") for line in asking),
        "kill $broker; wait $broker"])
    run = subprocess.run(
        ["bash", "-euc", script], capture_output=True, text=True, timeout=120,
        env={**os.environ, "PATH": f"{ROOT / 'build'}:{os.environ['PATH']}",
             "XDG_CONFIG_HOME": os.getcwd(), "XDG_STATE_HOME": os.getcwd()})
    check("they succeed", run.returncode == 0, run.stdout + run.stderr)
    says("the broker", run.stdout, "serving", "broker.example/log")


def files_that_documents_name():
    folders = "broker|clients|tests|policies|proto|deploy"
    for document in sorted(ROOT.glob("*.md")):
        for name in re.findall(rf"`((?:{folders})/[\w./-]+\.\w+)`", document.read_text()):
            check(f"{document.name} names {name}", (ROOT / name).exists())


scenario(lambda: (own_numbers(), own_broker(), files_that_documents_name()))
