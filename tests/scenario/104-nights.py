#!/usr/bin/python3
"""A job of every night imports what the centre has logged, and submits the whole folder.

- what the broker has already is left out, and said; only the new day is signed
- a night without anything new is no fault, and nobody is asked
- an old day that has changed, or one that is given twice, is refused before anything is
  signed, and the restatement that says it is named
- numbers follow one another through all of it, and the history tells it to the end
"""

import pathlib
import re
import shutil

from broker import Broker, enrol
from scenario import check, day_of_calls, new_contract, says, scenario, sla

DAYS = ("2026-03-02", "2026-03-03", "2026-03-04")


def file_of(day, folder="reports"):
    return pathlib.Path(folder) / f"calls-{day}.yaml"


class Nights:
    def agree(self, broker):
        operator = broker.profile("operator", "--statements-key",
                                  broker.folder / "operator.key")
        self.acme, self.nordcall = (enrol(broker, operator, name)
                                    for name in ("acme-retail", "nordcall"))
        new_contract("contract.yaml", last_day=DAYS[-1])
        self.contract = self.agreed("contract.yaml")

    def agreed(self, file):
        contract = sla("contract", "offer", file, "-p", self.acme, "--yes", "-o",
                       "json").json()["statements"][0]["contract"]
        sla("contract", "accept", contract, "-p", self.nordcall, "--yes")
        return contract

    def submit(self, *words, code=0):
        return sla("report", "submit", self.contract, "reports", *words, "-p", self.nordcall,
                   code=code)

    def night(self, number):
        """The log has grown by a day; what it said before, it says again."""
        day_of_calls("queue_log", days=number)
        sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "reports")
        answer = self.submit("--yes", "-o", "json").json()
        check(f"night {number} hands over one report",
              [row["logged"] for row in answer["statements"]] == [True], answer)
        check("and leaves out the others", [
            (row["file"], row["series"], row["sequence"], row["compared"])
            for row in answer.get("alreadyReported", [])] == [
                (str(file_of(day)), "calls", i, True)
                for i, day in enumerate(DAYS[:number - 1], 1)], answer)
        check("numbers follow one another", self.numbers() == list(range(1, number + 1)))

    def numbers(self):
        reports = sla("report", "list", self.contract, "-p", self.acme, "-o",
                      "json").json()["reports"]
        return [int(report["sequence"]) for report in reports]

    def nothing_new(self):
        says("a series that is none", sla("report", "list", self.contract, "--series", "cals",
                                          "-p", self.acme, code=2).err,
             'no series "cals"; it has calls')
        says("nothing new", self.submit().out, "nothing was signed", *(
            f"{file_of(day)}: already reported as number {i}"
            for i, day in enumerate(DAYS, 1)))

    def twice(self):
        shutil.copy(file_of(DAYS[2]), "reports/copy.yaml")
        says("a day given twice", self.submit("--yes", code=1).err,
             f"another of the files reports series calls, {DAYS[2]}, too")
        pathlib.Path("reports/copy.yaml").unlink()

    def changed(self):
        """Another count of the first day, beside a day that is new."""
        old = file_of(DAYS[0])
        first = old.read_bytes()
        day_of_calls("recount", seed=2)
        sla("report", "import", "recount", "-c", "contract.yaml", "--to", "recounted")
        shutil.copy(file_of(DAYS[0], "recounted"), old)
        run = self.submit("--yes", code=1)
        says("an old day that has changed", run.err, str(old),
             f"series calls, {DAYS[0]}, is reported as number 1 with another table",
             "nothing was signed",
             f"sla report restate {self.contract} {old} --replaces 1 --reason TEXT")
        check("nothing was handed over", run.out == "", run.out)
        check("no number was used", self.numbers() == [1, 2])
        check("and nothing was signed", not list(
            pathlib.Path("state-nordcall/refused").iterdir()))
        old.write_bytes(first)

    def restated(self):
        old = file_of(DAYS[0])
        words = "report", "restate", self.contract, old, "--replaces", "1", "-p", \
            self.nordcall, "--yes", "--reason"
        says("a reason in another encoding", sla(*words, "\udce4rger", code=2).err,
             "--reason is not UTF-8")
        says("no reason", sla(*words, "", code=2).err, "--reason")
        says("a reason that forges a line", sla(*words, "recount\nNotice: none", code=2).err,
             "--reason is one line")
        first = old.read_bytes()
        shutil.copy(file_of(DAYS[0], "recounted"), old)
        sla("report", "restate", self.contract, old, "--replaces", "1", "--reason",
            "a queue was counted twice", "-p", self.nordcall, "--yes")
        says("what was restated is in force", self.submit().out,
             f"{old}: already reported as number 4")
        old.write_bytes(first)
        says("and what it replaced is not", self.submit("--yes", code=1).err,
             "is reported as number 4 with another table")

    def refused_twice(self):
        """Who may not report signs no place twice with the same attempt."""
        submit = ("report", "submit", self.contract, "reports", "-p", self.acme)
        says("a refusal beside what it is about", sla(*submit, "--yes", code=1).out,
             "refused: ")
        sla(*submit, "--yes", code=1)
        shown = sla(*submit, code=2).err
        check("each place has its third attempt",
              len(re.findall(r"^Attempt +2$", shown, re.M)) == len(DAYS), shown)

    def history(self):
        """More than the hundred entries that the broker gives at once."""
        new_contract("long.yaml", first_day="2026-04-01", last_day="2026-07-31")
        contract = self.agreed("long.yaml")
        day_of_calls("long_log", agents=1, days=102, date="2026-04-01", offset=7200)
        sla("report", "import", "long_log", "-c", "long.yaml", "--to", "long")
        sla("report", "submit", contract, "long", "-p", self.nordcall, "--yes")
        shown = sla("contract", "history", contract, "-p", self.acme, "-o",
                    "json").json()["entries"]
        told = [int(number) for entry in shown
                for number in re.findall(r"as number (\d+)$", entry["says"])]
        check("each report is told once, in order", told == list(range(1, 103)), told)
        indices = [int(entry["logIndex"]) for entry in shown]
        check("and each entry", indices == list(range(indices[0], indices[0] + len(shown))),
              indices)


def story():
    nights = Nights()
    broker = Broker()
    with broker.serving():
        nights.agree(broker)
        for number in (1, 2):
            nights.night(number)
        day_of_calls("queue_log", days=3)
        sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "reports")
        nights.twice()
        nights.changed()
        nights.night(3)
        nights.nothing_new()
        nights.restated()
        nights.refused_twice()
        nights.history()


scenario(story)
