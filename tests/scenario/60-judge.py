#!/usr/bin/python3
"""Both sides compute the verdicts of a month.

- one missed KPI, its shortfall, its finding, its credit; the same in every form
- the way to it can be followed by hand
- open, missing, restated and excluded parts are told apart
- the instant judged for is the reader's, not the machine's
"""

import html
import pathlib
from fractions import Fraction

import yaml
from scenario import camel, check, day_of_calls, new_contract, plain, says, scenario, sla


def read(name):
    return yaml.safe_load(pathlib.Path(name).read_text())


def prepare():
    new_contract("contract.yaml")
    day_of_calls("queue_log")
    sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "reports")


def one_day():
    words = ("judge", "contract.yaml", "reports", "--as-of", "2026-03-10")
    text = sla(*words, "--html", "verdicts.html").out
    says("the text", text, "missed", "more answered within 20 s were needed",
         "service-level failure notice", "EUR", "of 31 days", "unsigned")
    judgement = sla(*words, "-o", "json").json()
    in_yaml = yaml.safe_load(sla(*words, "-o", "yaml").out)
    check("JSON and YAML are the same", plain(camel(in_yaml)) == plain(judgement))
    period = judgement["periods"][0]
    verdict = period["verdicts"][0]
    says("the page", html.unescape(pathlib.Path("verdicts.html").read_text()),
         verdict["displayed"], verdict["shortfall"]["sentence"],
         period["credits"][0]["sentence"])
    value = Fraction(verdict["value"])
    check("the value is exact", value == 100 * Fraction(int(verdict["numerator"]),
                                                        int(verdict["denominator"])))
    lacking = int(verdict["shortfall"]["contacts"])
    enough = Fraction(int(verdict["numerator"]) + lacking, int(verdict["denominator"]))
    one_less = enough - Fraction(1, int(verdict["denominator"]))
    check("so many more, and not one fewer",
          enough * 100 >= 80 > one_less * 100, verdict)
    check("the credit is 2 % for one day of 31",
          period["creditTotalMinor"] == str(round(Fraction(10000000 * 2, 100 * 31))))
    return verdict


def explained(verdict):
    text = sla("judge", "contract.yaml", "reports", "--as-of", "2026-03-10",
               "--explain").out
    says("the explanation", text, "calls answered within 20 s, out of",
         "(wait_answered up to 20000) / (answered + abandoned",
         f"< {verdict['target']}", "reports/calls-2026-03-02.yaml", "half up",
         "Money, line by line")
    report = read("reports/calls-2026-03-02.yaml")
    answered = sum(next(c for c in report["columns"] if c["counter"] == "answered")["values"])
    says("every counter", text, f"{answered:,}")


def instants():
    def results(as_of):
        judgement = sla("judge", "contract.yaml", "--as-of", as_of, "-o", "json").json()
        return [v["result"] for p in judgement.get("periods", []) for v in p["verdicts"]]
    check("before the term there is nothing", results("2026-03-02") == [])
    check("one second later it is open",
          set(results("2026-03-01T23:00:01Z")) == {"RESULT_OPEN"})
    late = results("2026-03-05T00:00:00+01:00")
    check("due is not late", set(late) == {"RESULT_OPEN"}, late)
    late = results("2026-03-04T23:00:01Z")
    check("after it the contract decides", late[:3] == ["RESULT_MISSED"] * 2 +
          ["RESULT_MISSING"], late)
    check("a day is the contract's", results("2026-03-05") == results(
        "2026-03-04T23:00:00Z"))


def restated():
    report = read("reports/calls-2026-03-02.yaml")
    buckets = next(h for h in report["histograms"] if h["histogram"] == "wait_answered")
    report["restatement"] = {"replaces": 1, "reason": "clock of one server was slow"}
    width = len(buckets["counts"]) // len(report["interval"])
    for row in range(len(report["interval"])):
        first = row * width
        buckets["counts"][first] += sum(buckets["counts"][first + 1:first + width])
        buckets["counts"][first + 1:first + width] = [0] * (width - 1)
    pathlib.Path("restated.yaml").write_text(yaml.safe_dump(report))
    judgement = sla("judge", "contract.yaml", "reports", "restated.yaml", "--as-of",
                    "2026-03-10", "-o", "json").json()
    says("what was restated", sla("judge", "contract.yaml", "reports", "restated.yaml",
                                  "--as-of", "2026-04-01").out,
         "is replaced by restated.yaml")
    check("a restatement re-judges",
          judgement["periods"][0]["verdicts"][0]["result"] == "RESULT_MET")
    check("the old report stays visible", judgement["reports"][0]["replacedBy"] == 2)
    twice = sla("judge", "contract.yaml", "reports", "reports/calls-2026-03-02.yaml",
                "-o", "json").json()
    check("the same report twice counts once", len(twice["reports"]) == 1)
    del report["restatement"]
    pathlib.Path("second.yaml").write_text(yaml.safe_dump(report))
    says("two reports of one day", sla("judge", "contract.yaml", "reports", "second.yaml",
                                       code=1).err, "second.yaml", "calls-2026-03-02.yaml")


def overlooked():
    """What a reader must not overlook stands beside the verdicts."""
    text = pathlib.Path("contract.yaml").read_text()
    narrow = text.replace("scope: [{dimension: queue, all: true}]",
                          "scope: [{dimension: queue, values: [{value: sales}]}]")
    # of six KPIs, and of the comparison that stands in a comment
    check("the scopes are as expected", narrow.count("value: sales") == 7)
    narrow = narrow.replace('last_day: "2026-03-02"', 'last_day: "2026-03-05"')
    pathlib.Path("narrow.yaml").write_text(narrow)
    sla("report", "import", "queue_log", "-c", "narrow.yaml", "--to", "narrow")
    words = ("judge", "narrow.yaml", "narrow", "--as-of", "2026-03-07T00:00:00Z")
    run = sla(*words, "--html", "narrow.html", "--explain")
    for what, shown in (("the text", run.out),
                        ("the page", html.unescape(
                            pathlib.Path("narrow.html").read_text()))):
        says(what, shown, "Rows that no KPI covers", "queue=billing", "queue=support",
             "Reports not there", "missing", "not yet due", "86 rows, 1,224 contacts")


def refused():
    text = pathlib.Path("reports/calls-2026-03-02.yaml").read_text()
    pathlib.Path("other.yaml").write_text(text.replace("start_s: 1772406000",
                                                       "start_s: 1772409600"))
    says("a report of no day", sla("judge", "contract.yaml", "other.yaml", code=1).err,
         "other.yaml")
    new_contract("changed.yaml", title="Another")
    says("a report of another contract",
         sla("judge", "changed.yaml", "reports", code=1).err, "version")
    broken = text.replace("counter: offered\n  values: [", "counter: offered\n  values: [-")
    check("the report is as expected", broken != text)
    pathlib.Path("broken.yaml").write_text(broken)
    says("a negative count", sla("judge", "contract.yaml", "broken.yaml", code=1).err,
         "broken.yaml:", "columns[0].values[0]")
    says("words in the wrong order", sla("judge", "reports/calls-2026-03-02.yaml",
                                         "contract.yaml", code=1).err,
         "reports/calls-2026-03-02.yaml: this is a report; expected a contract")
    says("a contract among the reports", sla("judge", "contract.yaml", "contract.yaml",
                                             code=1).err,
         "this is a contract; expected a report")
    pathlib.Path("unknown.yaml").write_text(text.replace("counter: handled",
                                                         "counter: handeld"))
    says("a counter that the contract does not have",
         sla("judge", "contract.yaml", "unknown.yaml", code=1).err,
         f"unknown.yaml:{text[:text.index('- counter: handled')].count(chr(10)) + 1}:",
         '"handeld"')


scenario(lambda: (prepare(), explained(one_day()), instants(), restated(), overlooked(), refused()))
