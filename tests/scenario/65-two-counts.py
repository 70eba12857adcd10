#!/usr/bin/python3
"""Centre and client count the same calls, and both learn where they differ.

- the template's own words for it, taken out of their comments, are a contract
- within the tolerance nothing is found; beyond it both are told, and no money moves
- what is missing or was not measured is not compared, and is not taken as equal
- comparisons that cannot be are refused, and it is said what to write
- through a broker: the finding reaches both sides, the notice does not hide it
"""

import base64
import html
import pathlib
import re

import yaml
from broker import Broker, enrol
from scenario import check, day_of_calls, new_contract, says, scenario, sla

NAME = "calls-offered"


def write(name, tree):
    pathlib.Path(name).write_text(yaml.safe_dump(tree, sort_keys=False))
    return name


def contract():
    """As a procurement officer makes it: the marks are taken away."""
    new_contract("plain.yaml")
    text = re.sub(r"(?m)^#~ ", "", pathlib.Path("plain.yaml").read_text())
    pathlib.Path("contract.yaml").write_text(text)
    says("the contract", sla("contract", "check", "contract.yaml").out, "contract")
    says("in words", sla("contract", "show", "contract.yaml").out, "What is counted twice",
         NAME, "offered (of record) against lines_offered (control), over each queue",
         "1 % of the count of record, or 5 where that is more")
    return yaml.safe_load(text)


def client_counts(terms, name, changes=None, null=None):
    """The client's report: what the centre offered in each queue, changed in some."""
    report = yaml.safe_load(pathlib.Path("reports/calls-2026-03-02.yaml").read_text())
    queues = report["dimensions"][0]
    offered = next(c for c in report["columns"] if c["counter"] == "offered")["values"]
    counts = [sum(v for v, at in zip(offered, queues["index"]) if at == queue) +
              (changes or {}).get(value, 0)
              for queue, value in enumerate(queues["values"])]
    column = {"counter": "lines_offered", "values": counts}
    if null is not None:
        place = queues["values"].index(null)
        counts[place] = 0
        column["present"] = base64.b64encode(
            bytes([2 ** len(counts) - 1 - 2 ** place])).decode()
    return write(name, {
        "version_id": report["version_id"], "series": "lines",
        "start_s": report["start_s"], "end_s": report["end_s"],
        "interval": [0] * len(counts),
        "dimensions": [{"dimension": "queue", "values": queues["values"],
                        "index": list(range(len(counts)))}],
        "columns": [column]})


def judged(*reports):
    period = sla("judge", "contract.yaml", "reports", *reports, "--as-of", "2026-04-15", "-o",
                 "json").json()["periods"][0]
    return period, period["comparisons"][0], [
        f for f in period.get("findings", []) if f["subject"] == NAME]


def offline(terms):
    alone, compared, found = judged()
    check("a missing control compares nothing",
          compared["state"] == "COMPARISON_STATE_NOT_COMPARED" and not found, compared)
    check("and is a missing report", any(
        f["subject"] == "lines" and f["kind"] == "FINDING_KIND_REPORT_MISSING"
        for f in alone["findings"]), alone["findings"])
    period, compared, found = judged(client_counts(terms, "close.yaml", {"sales": 4}))
    check("4 calls are tolerated", compared["state"] == "COMPARISON_STATE_AGREES" and
          compared["sliceCount"] == 3 and not found, compared)
    far, compared, found = judged(client_counts(terms, "far.yaml", {"sales": 40}))
    check("40 are not", compared["state"] == "COMPARISON_STATE_DIFFERS" and
          compared["differingCount"] == 1, compared)
    first = compared["slices"][0]
    check("with both figures", first["slice"] == "sales" and first["difference"] == "40" and
          int(first["control"]) - int(first["record"]) == 40, first)
    check("one finding, to both", len(found) == 1 and
          found[0]["kind"] == "FINDING_KIND_COUNTS_DIFFER" and
          found[0]["addressees"] == ["acme-retail", "nordcall"], found)
    check("verdicts and money rest on the count of record", all(
        far.get(f) == period.get(f) for f in ("credits", "creditTotalMinor")) and
        [v.get("value") for v in far["verdicts"]] ==
        [v.get("value") for v in period["verdicts"]])
    check("the client's rows are no unnamed queues", "unscoped" not in far, far)
    _, compared, found = judged(client_counts(terms, "null.yaml", null="sales"))
    check("what was not measured is not equal",
          compared["state"] == "COMPARISON_STATE_NOT_COMPARED" and
          [f["kind"] for f in found] == ["FINDING_KIND_NOT_COMPARED"], found)


def shown():
    words = ("judge", "contract.yaml", "reports", "far.yaml", "--as-of", "2026-04-15")
    run = sla(*words, "--explain", "--html", "far.html")
    for what, text in (("the text", run.out),
                       ("the page", html.unescape(pathlib.Path("far.html").read_text()))):
        says(what, " ".join(text.split()), "Counted twice", "2 of 3", "differs",
             "Acme Retail Ltd", "for queue sales: the difference is 40, and",
             "of 3 compared, 1 differs. To acme-retail and nordcall alike.",
             f"Counted twice: {NAME}", "as nordcall counts; verdicts rest on it",
             "lines_offered", "far.yaml")


BROKEN = [
    ("the same source", {"control": [{"counter": "answered"}]}, "the centre reports both",
     "another source:"),
    ("an unknown counter", {"control": [{"counter": "line_offered"}]},
     'there is no counter "line_offered"', "lines_offered is near"),
    ("the largest", {"record": [{"counter": "max_wait_s"}]}, "cannot be added up",
     "pooling: sum"),
    ("no dimension", {"slicing": {"kind": "dimension", "dimension": "site"}},
     'dimension "site", which there is not', "dimensions:"),
    ("no tolerance", {"tolerated_percent": ""}, "by how much the two counts may differ",
     "where they must be equal"),
    ("another unit", {"record": [{"counter": "talk_s"}]}, "different units", "same unit:"),
    ("no scope", {"scope": []}, 'which values of dimension "queue" count', "all: true"),
]


def broken(terms):
    for what, change, said, hint in BROKEN:
        changed = {**terms, "comparisons": [{**terms["comparisons"][0], **change}]}
        says(what, sla("contract", "check", write("broken.yaml", changed), code=1).err,
             "comparisons", said, hint)


class Through:
    """The same through a broker, which knows no more than the parties."""

    def __init__(self):
        self.broker = Broker()

    def agree(self):
        operator = self.broker.profile("operator", "--statements-key",
                                       self.broker.folder / "operator.key")
        self.acme, self.nordcall = (enrol(self.broker, operator, name)
                                    for name in ("acme-retail", "nordcall"))
        self.contract = sla("contract", "offer", "contract.yaml", "-p", self.acme, "--yes",
                            "-o", "json").json()["statements"][0]["contract"]
        sla("contract", "accept", self.contract, "-p", self.nordcall, "--yes")

    def report(self, who, *words):
        sla("report", *words[:1], self.contract, *words[1:], "-p", who, "--yes")

    def verdict(self, who):
        return sla("verdict", "list", self.contract, "-p", who, "-o", "json").json()[
            "outcomes"][0]["period"]

    def run(self, terms):
        self.agree()
        self.report(self.nordcall, "submit", "reports")
        says("the centre is not the client", sla(
            "report", "submit", self.contract, "close.yaml", "-p", self.nordcall, "--yes",
            code=1).err, "the broker refused")
        self.report(self.acme, "submit", "close.yaml")
        agreeing = self.verdict(self.nordcall)["judgement"]
        check("they agree", agreeing["comparisons"][0]["state"] ==
              "COMPARISON_STATE_AGREES", agreeing)
        self.report(self.acme, "restate", "far.yaml", "--replaces", "1", "--reason",
                    "the second trunk was not counted")
        self.found(agreeing)

    def found(self, agreeing):
        own, _, _ = judged("far.yaml")
        for who in (self.acme, self.nordcall):
            period = self.verdict(who)
            judgement = period["judgement"]
            finding = [f for f in judgement["findings"] if f["subject"] == NAME]
            check(f"{who} is told", [f["sentence"] for f in finding] == [
                f["sentence"] for f in own["findings"] if f["subject"] == NAME], finding)
            compared = judgement["comparisons"][0]
            check("with what anyone computes", compared["slices"] ==
                  own["comparisons"][0]["slices"] and "operands" not in compared, compared)
            check("and what it rests on", [(r["series"], r["organisation"], r["sequences"])
                                           for r in period["reports"]] == [
                ("calls", "nordcall", ["1"]), ("lines", "acme-retail", ["2"])], period)
            check("money is as before", judgement.get("creditTotalMinor") ==
                  agreeing.get("creditTotalMinor"))
            says("the list", sla("verdict", "list", self.contract, "-p", who).out,
                 "the difference is 40")
            says("the verdict", sla("verdict", "show", self.contract, judgement["label"], "-p",
                                    who).out, "Counted twice", "differs", "alike")
        sla("notice", "serve", self.contract, judgement["label"], "service-level", "-p",
            self.acme, "--yes")
        says("the list of notices", sla("notice", "list", self.contract, "-p",
                                        self.nordcall).out, "given, in doubt")
        says("the notice", " ".join(sla("notice", "show", self.contract, "1", "-p",
                                        self.nordcall).out.split()),
             'in doubt: by "calls-offered", Nordcall AG counts')


def story():
    terms = contract()
    day_of_calls("queue_log")
    says("which series", sla("report", "import", "queue_log", "-c", "contract.yaml", "--to",
                             "reports", code=1).err, "2 series", "--series calls")
    sla("report", "import", "queue_log", "-c", "contract.yaml", "--series", "calls", "--to",
        "reports")
    offline(terms)
    shown()
    broken(terms)
    through = Through()
    with through.broker.serving():
        through.run(terms)


scenario(story)
