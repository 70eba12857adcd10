#!/usr/bin/python3
"""The README's commands, as they stand there, do what it says.

- its own numbers: a contract, its check, an import, verdicts and a page
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


def files_that_documents_name():
    folders = "broker|clients|tests|policies|proto|deploy"
    for document in sorted(ROOT.glob("*.md")):
        for name in re.findall(rf"`((?:{folders})/[\w./-]+\.\w+)`", document.read_text()):
            check(f"{document.name} names {name}", (ROOT / name).exists())


scenario(lambda: (own_numbers(), files_that_documents_name()))
