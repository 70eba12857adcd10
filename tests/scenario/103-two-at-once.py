#!/usr/bin/python3
"""Two processes submit the reports of one profile at once, and no number is signed twice.

- while the one asks its user, the other waits for its turn
- then it finds what the first has reported, and signs the rest after it
- a user who says no leaves everything to the other
"""

import json
import os
import pathlib
import subprocess
import time

from broker import Broker, enrol
from scenario import SLA, at_terminal, check, day_of_calls, new_contract, scenario, sla

DAYS = ("2026-03-02", "2026-03-03", "2026-03-04")
QUESTION = b"Sign this? [y/N] "


def has_open(process, name):
    folder = pathlib.Path(f"/proc/{process.pid}/fd")
    for file in folder.iterdir():
        try:
            if os.readlink(file).endswith(name):
                return True
        except FileNotFoundError:  # closed meanwhile
            pass
    return False


class Second:
    """Submits all reports, unasked, from the moment on at which the first one asks."""

    def __init__(self, answer, *words):
        self.answer, self.words = answer, words

    def __call__(self):
        self.process = subprocess.Popen([SLA, "report", "submit", *self.words, "--yes", "-o",
                                         "json"], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        while not has_open(self.process, "/lock") and self.process.poll() is None:
            time.sleep(0.01)
        check("the second waits", self.process.poll() is None)
        return self.answer

    def said(self):
        out, err = self.process.communicate(timeout=60)
        check("the second is done", self.process.returncode == 0, err)
        answer = json.loads(out)
        return ([int(row["sequence"]) for row in answer.get("alreadyReported", [])],
                [row["logged"] for row in answer.get("statements", [])])


def story():
    broker = Broker()
    operator = broker.profile("operator", "--statements-key", broker.folder / "operator.key")
    with broker.serving():
        acme, nordcall = (enrol(broker, operator, name) for name in ("acme-retail", "nordcall"))
        new_contract("contract.yaml", last_day=DAYS[-1])
        contract = sla("contract", "offer", "contract.yaml", "-p", acme, "--yes", "-o",
                       "json").json()["statements"][0]["contract"]
        sla("contract", "accept", contract, "-p", nordcall, "--yes")
        day_of_calls("queue_log", days=len(DAYS))
        sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "reports")
        first, second, third = (f"reports/calls-{day}.yaml" for day in DAYS)
        for answer, status, ours, theirs, expected in (
                (b"y\n", 0, [first], [first, second], ([1], [True])),
                (b"n\n", 1, [third], ["reports"], ([1, 2], [True]))):
            other = Second(answer, contract, *theirs, "-p", nordcall)
            ended, shown, _ = at_terminal([(QUESTION, other)], "report", "submit", contract,
                                          *ours, "-p", nordcall)
            check(f"the first ends with {status}", ended == status, shown)
            said = other.said()
            check("the second reports what the first has not", said == expected, said)
        reports = sla("report", "list", contract, "-p", acme, "-o", "json").json()["reports"]
        check("each number once", [int(report["sequence"]) for report in reports] == [1, 2, 3],
              reports)
        for folder in ("waiting", "refused"):
            left = list(pathlib.Path("state-nordcall", folder).iterdir())
            check(f"nothing is left in {folder}", not left, left)


scenario(story)
