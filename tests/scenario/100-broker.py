#!/usr/bin/python3
"""A client and a centre agree through the broker, report, and read the verdict.

- organisations and keys; an offer, its acceptance, both shown before they are signed
- reports signed together, a verdict that is what sla judge computes, a restatement
- a miss is served as a notice, which the centre reads and acknowledges
- every statement has a receipt that was verified; entries are proved one by one
- the history of a contract says who said what, and why
- what is not yours is not there; what is refused is told by name and can be corrected
- what was signed while the broker was away is sent as it was; a cut log is noticed
"""

import datetime
import pathlib
import shutil

import yaml
from broker import Broker, enrol
from scenario import check, day_of_calls, new_contract, says, scenario, sla


class Story:
    def __init__(self):
        self.broker = Broker()
        self.operator = self.broker.profile(
            "operator", "--statements-key", self.broker.folder / "operator.key")

    def organisations(self):
        self.acme, self.nordcall, self.stranger = (
            enrol(self.broker, self.operator, name)
            for name in ("acme-retail", "nordcall", "bystander"))
        status = sla("status", "-p", self.acme, "-o", "json").json()
        check("the broker serves", status["serving"] and status["size"] == 10, status)
        keys = sla("org", "key", "list", "-p", self.acme, "-o", "json").json()["keys"]
        check("three keys", [key["purpose"] for key in keys] == [
            f"KEY_PURPOSE_{p}" for p in ("ROOT", "STATEMENTS", "TOKENS")])
        says("an organisation", sla("org", "show", "-p", self.acme).out,
             "acme-retail Ltd", "1 High Street, London")
        says("another's", sla("org", "show", "nordcall", "-p", self.acme, code=1).err,
             "the broker refused")
        says("a key of somebody else", sla("org", "key", "add", "nordcall-statements.key", "-p",
                                           self.acme, code=2).err,
             'the key is named "nordcall"; here it is to speak for "acme-retail"')
        says("enrolled twice", sla(
            "org", "enrol", "nordcall", "--legal-name", "N", "--registration-number", "1",
            "--seat", "Bern", "--root-key", "nordcall-root.key", "-p", self.operator, "--yes",
            code=1).err, "the broker refused")

    def agree(self):
        new_contract("contract.yaml")
        run = sla("contract", "offer", "contract.yaml", "-p", self.acme, "--yes", "-o", "json")
        offer = run.json()["statements"][0]
        self.contract = offer["contract"]
        check("an offer is logged", offer["logged"] and self.contract.startswith("c-"))
        seen = sla("contract", "list", "-p", self.nordcall, "-o", "json").json()["contracts"]
        check("the other side sees it", [c["contract"] for c in seen] == [self.contract])
        check("a stranger does not", "contracts" not in sla(
            "contract", "list", "-p", self.stranger, "-o", "json").json())
        absent = sla("contract", "show", "c-nm47421q7ccv2nbhfqwnh86s00", "-p", self.stranger,
                     code=1).err
        foreign = sla("contract", "show", self.contract, "-p", self.stranger, code=1).err
        check("a foreign contract is an absent one", absent == foreign, absent + foreign)
        says("accepting unasked", sla("contract", "accept", self.contract, "-p",
                                      self.nordcall, code=2).err,
             "Acme voice", "Offered by acme-retail, whose signature holds", "To be signed",
             "Accepted version", "--yes", "acme-retail is enrolled as acme-retail Ltd, "
             "registered as 01234567, 1 High Street, London; the terms name Acme Retail Ltd, ")
        says("one's own offer", sla("contract", "accept", self.contract, "-p", self.acme,
                                    "--yes", code=1).err, "the broker refused")
        sla("contract", "accept", self.contract, "-p", self.nordcall, "--yes")
        shown = sla("contract", "show", self.contract, "-p", self.acme, "-o", "json").json()
        check("it has a version in force", len(shown.get("versionInForce", "")) == 64, shown)
        says("in sentences", sla("contract", "show", self.contract, "-p", self.acme).out,
             "Acme voice", self.contract, shown["versionInForce"], "by e-mail",
             "Where a missing report makes the target deemed missed: the last of these",
             "Schedule 3, 1.1\n", "in milliseconds", "+02:00", "are added up")

    def report(self):
        day_of_calls("queue_log")
        sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "reports")
        name = "reports/calls-2026-03-02.yaml"
        own = sla("report", "submit", self.contract, name, "-p", self.acme, "--yes", code=1)
        says("the client's own report", own.err, "the broker refused",
             'the series "calls" is reported by "nordcall"')
        says("why, where it became nothing", own.out, "refused: REPORT_SOURCE")
        text = pathlib.Path(name).read_text()
        pathlib.Path("odd.yaml").write_text(text.replace("offered", "ofered", 1))
        sla("report", "submit", self.contract, "odd.yaml", "-p", self.nordcall, "--yes", code=1)
        run = sla("report", "submit", self.contract, "reports", "-p", self.nordcall, "--yes",
                  "-o", "json")
        self.index = run.json()["statements"][0]["logIndex"]
        reports = sla("report", "list", self.contract, "-p", self.acme, "-o", "json").json()
        check("the client sees it", [r["sequence"] for r in reports["reports"]] == ["1"])
        says("as a table", sla("report", "show", self.contract, "calls", "1", "-p",
                               self.acme).out, "Report 1 of series calls", "2026-03-02")

    def verdict(self):
        period = sla("verdict", "list", self.contract, "-p", self.acme, "-o",
                     "json").json()["outcomes"][0]["period"]["judgement"]
        own = sla("judge", "contract.yaml", "reports", "--as-of", "2026-04-15", "-o",
                  "json").json()["periods"][0]
        for mine, theirs in zip(own["verdicts"], period["verdicts"]):
            check(f"the verdict on {mine['kpi']} is what anyone computes",
                  all(mine.get(f) == theirs.get(f) for f in
                      ("result", "value", "numerator", "denominator", "displayed", "volume")),
                  (mine, theirs))
        check("and the credit", own.get("creditTotalMinor") == period.get("creditTotalMinor"))
        says("in sentences", sla("verdict", "show", self.contract, period["label"], "-p",
                                 self.nordcall, "--html", "verdict.html").out,
             "Concluded by the broker", period["verdicts"][0]["displayed"],
             "By the contract it is served if the client so decides",
             "Service level 80/20  nobody has decided yet", "the client may still decide",
             f"sla notice serve|hold|waive {self.contract} {period['label']} service-level")
        self.period = period

    def notices(self):
        """A miss becomes a notice when the client says so, and the centre has it."""
        finding = self.contract, self.period["label"], "service-level"
        says("nobody is asked", sla("notice", "serve", *finding, "-p", self.acme, code=2).err,
             "Service level 80/20", "79.33 %", "at least 80 %", "serving", "--yes",
             "12 more answered within 20 s were needed", "EUR 64.52",
             "service-level failure notice")
        says("a KPI of another contract", sla("notice", "serve", *finding[:2], "mood", "-p",
                                              self.acme, code=2).err, 'no KPI "mood"')
        says("nothing waived", sla("notice", "waive", *finding, "--reason", "a storm", "-p",
                                   self.acme, code=2).err, "--credit, --strike or both")
        sla("notice", "waive", *finding, "--credit", "--reason", "a storm", "-p", self.acme,
            "--yes")
        sla("notice", "hold", *finding, "--until", "2026-03-03", "--reason", "a look first",
            "-p", self.acme, "--yes", code=1)
        says("none is given yet", sla("notice", "list", self.contract, "-p", self.acme).out,
             "No notice was given")
        sla("notice", "serve", *finding, "-p", self.acme, "--yes")
        shown = sla("verdict", "show", *finding[:2], "-p", self.nordcall).out
        says("what became of the miss", shown, "Service level 80/20  served as notice 1; "
             "the credit is waived")
        check("nothing is left to decide", "may still decide" not in shown, shown)
        given = sla("notice", "list", self.contract, "--state", "given", "-p", self.nordcall,
                    "-o", "json").json()["notices"]
        check("the centre has notice 1", [(n["notice"]["number"], n["notice"]["facts"]["value"])
                                          for n in given] == [("1", "14200/179")], given)
        words = sla("notice", "show", self.contract, "1", "-p", self.nordcall, "--html",
                    "notice.html").out
        says("the notice in words", words, "Schedule 3, 1.1", "Acme Retail Ltd", "waived",
             "missed because: 12 more answered within 20 s were needed",
             "Notice 1 of", f"sla notice acknowledge {self.contract} 1",
             "Counts as received", "Objections until",
             f"sla notice export {self.contract} 1 --to")
        says("and as a page", pathlib.Path("notice.html").read_text(), "Schedule 3, 1.1")
        says("what is acknowledged", sla("notice", "acknowledge", self.contract, "1", "-p",
                                         self.nordcall, code=2).err,
             "Schedule 3, 1.1", "Receipt acknowledged of notice", "--yes")
        sla("notice", "acknowledge", self.contract, "1", "-p", self.nordcall, "--yes")
        says("it is acknowledged", sla("notice", "list", self.contract, "--state",
                                       "acknowledged", "-p", self.acme).out, "acknowledged")
        self.settle(finding)
        sla("notice", "show", self.contract, "2", "-p", self.acme, code=1)
        sla("notice", "show", self.contract, "one", "-p", self.acme, code=2)

    def settle(self, finding):
        """After a talk the client drops the strike, too: the notice shows it, unedited."""
        says("how", sla("notice", "show", self.contract, "1", "-p", self.acme).out,
             "the client may waive the strike: sla notice waive " + " ".join(finding) +
             " --strike")
        says("nobody is asked", sla("notice", "waive", *finding, "--strike", "--reason",
                                    "settled", "-p", self.acme, code=2).err,
             "number 1 stands upon it")
        sla("notice", "waive", *finding, "--strike", "--reason", "settled", "-p", self.acme,
            "--yes")
        says("the list", sla("notice", "list", self.contract, "--waived", "strike", "-p",
                             self.nordcall).out, "acknowledged, credit and strike waived")
        says("what claims everything", sla("notice", "list", self.contract, "--waived",
                                           "nothing", "-p", self.nordcall).out,
             "No notice of this contract stands so.")
        shown = sla("notice", "show", self.contract, "1", "-p", self.nordcall).out
        says("the notice", " ".join(shown.split()), "Stands acknowledged",
             "STRIKE WAIVED Since it was given, on 20", "Acme Retail Ltd gives up the strike "
             "of notice no. 1", "because: settled", "It is shown below as it was given.")
        check("nothing more can be waived", "may waive" not in shown, shown)
        says("its miss", sla("verdict", "show", *finding[:2], "-p", self.nordcall).out,
             "served as notice 1; credit and strike are waived")
        sla("notice", "export", self.contract, "1", "--to", "waived.evidence", "-p", self.acme)
        says("its evidence", " ".join(sla("verify", "waived.evidence").out.split()),
             "Waived since strike", "STRIKE WAIVED Since it was given")
        notice = sla("verify", "waived.evidence", "-o", "json").json()["notice"]
        check("as data", (notice["creditMinor"], notice["creditWaived"],
                          notice["strikeWaived"]) == (0, True, True), notice)
        says("once", sla("notice", "waive", *finding, "--strike", "--reason", "settled", "-p",
                         self.acme, "--yes", code=1).err, "is waived already")

    def restate(self):
        name = "reports/calls-2026-03-02.yaml"
        sla("report", "restate", self.contract, name, "--replaces", "1", "--reason",
            "a queue was counted twice", "-p", self.nordcall, "--yes")
        reports = sla("report", "list", self.contract, "-p", self.acme, "-o",
                      "json").json()["reports"]
        check("both stay", [r["sequence"] for r in reports] == ["1", "2"], reports)
        check("one replaces the other", reports[1]["replaces"] == "1")

    def restate_otherwise(self):
        """As if nobody had waited: the miss is gone, and with it the notice, visibly."""
        report = yaml.safe_load(pathlib.Path("reports/calls-2026-03-02.yaml").read_text())
        for histogram in report["histograms"]:
            counts, rows = histogram["counts"], len(report["interval"])
            width = len(counts) // rows
            histogram["counts"] = [sum(counts[at:at + width]) if i == 0 else 0
                                   for at in range(0, len(counts), width)
                                   for i in range(width)]
        pathlib.Path("mended.yaml").write_text(yaml.safe_dump(report))
        sla("report", "restate", self.contract, "mended.yaml", "--replaces", "2", "--reason",
            "waits were mistaken", "-p", self.nordcall, "--yes")
        shown = sla("notice", "show", self.contract, "1", "-p", self.acme, "--html",
                    "withdrawn.html").out
        for what, text in (("the notice", shown),
                           ("its page", pathlib.Path("withdrawn.html").read_text())):
            says(what, " ".join(text.split()), f"Notice 1 of {self.contract}, withdrawn",
                 "WITHDRAWN This notice no longer stands. It was withdrawn on 20",
                 "was judged again and is no longer missed", "STRIKE WAIVED")
        check("nothing is to be done about it", "To do" not in shown, shown)
        says("acknowledging it", sla("notice", "acknowledge", self.contract, "1", "-p",
                                     self.nordcall, "--yes", code=1).err, "was withdrawn")
        sla("notice", "export", self.contract, "1", "--to", "withdrawn.evidence", "-p",
            self.acme)
        says("its evidence", " ".join(sla("verify", "withdrawn.evidence").out.split()),
             "Stands no longer", "WITHDRAWN This notice no longer stands.")

    def proofs(self):
        says("an entry is proved", sla("log", "prove", self.index, "-p", self.acme).out,
             "its signatures hold", "nordcall", self.contract)
        other = sla("log", "prove", self.index, "-p", self.stranger, code=1).err
        says("another's is not there", other, "the broker refused",
             f"there is no entry {self.index} in the books that")
        check("which is said once", other.count("\n") == 1, other)
        says("what the broker concluded", sla(
            "log", "prove", str(int(self.index) + 1), "-p", self.acme).out,
            "its signatures hold", "outcome", "broker", self.contract)
        logged = pathlib.Path("state-nordcall/logged")
        receipts = {path.stem for path in logged.glob("*.receipt")}
        statements = {path.name for path in logged.iterdir()} - {
            path.name for path in logged.glob("*.receipt")}
        check("every statement lies beside its receipt", receipts == statements and
              len(receipts) == 6, sorted(receipts ^ statements))
        note = sla("log", "checkpoint", "--note", "-p", self.stranger).out
        says("a checkpoint is a signed note", note, "broker.example/log\n", "— broker.example/log")

    def refused(self):
        """What was refused raises the attempt, so that no place is signed twice."""
        first = sorted(pathlib.Path("state-acme-retail/refused").iterdir())
        check("what was refused is kept", len(first) == 4, first)
        says("a revoked key", sla("org", "key", "revoke", "0" * 64, "--reason", "ceased", "-p",
                                  self.acme, "--yes", code=1).err, "the broker refused")
        says("only asked", sla("submit", first[0], "--validate-only", "-p", self.acme,
                               code=1).err, "the broker refused")

    def while_away(self):
        new_contract("second.yaml", title="Second voice")
        sla("contract", "offer", "second.yaml", "-p", self.acme, "--yes", code=3)

    def back(self):
        sent = sla("submit", "-p", self.acme, "-o", "json").json()["statements"]
        check("what waited is logged", [s["logged"] for s in sent] == [True])
        again = sla("submit", f"state-acme-retail/logged/{sent[0]['contentId']}", "-p",
                    self.acme, "-o", "json").json()["statements"][0]
        check("twice is once", again.get("loggedBefore") and
              again.get("logIndex") == sent[0]["logIndex"], again)
        second = sent[0]["contract"]
        sla("contract", "decline", second, "--reason", "the targets", "-p", self.nordcall,
            "--yes")
        sla("contract", "withdraw", second, "--reason", "no", "-p", self.acme, "--yes", code=2)
        shown = sla("contract", "show", second, "-p", self.acme, "-o", "json")
        check("it lapsed", "CONTRACT_STATE_LAPSED" in shown.out, shown.out + shown.err)
        says("why, who offered it can read", sla("contract", "history", second, "-p",
                                                 self.acme).out,
             "acme-retail  offered terms", "nordcall     declined version ", ": the targets")
        says("a stranger", sla("contract", "history", second, "-p", self.stranger,
                               code=1).err, "the broker refused (NOT_FOUND)")
        for words in (("contract", "history"), ("report", "list"), ("verdict", "list"),
                      ("notice", "list")):
            says("no contract's name", sla(*words, second[:-1], "-p", self.acme, code=2).err,
                 f'"{second[:-1]}" is no contract; expected c- and 26 characters')

    def hold(self):
        """What the client decided without a notice, both sides see."""
        offered = sla("contract", "offer", "second.yaml", "-p", self.acme, "--yes", "-o",
                      "json").json()["statements"][0]["contract"]
        sla("contract", "accept", offered, "-p", self.nordcall, "--yes")
        sla("report", "import", "queue_log", "-c", "second.yaml", "--to", "second")
        sla("report", "submit", offered, "second", "-p", self.nordcall, "--yes")
        finding = offered, self.period["label"], "service-level"
        last_day = datetime.date.today() + datetime.timedelta(days=10)
        sla("notice", "hold", *finding, "--until", str(last_day), "--reason", "we talk", "-p",
            self.acme, "--yes")
        says("a hold", sla("verdict", "show", *finding[:2], "-p", self.nordcall).out,
             f"held: no notice until {last_day + datetime.timedelta(days=1)}T00:00:00+0",
             "sla notice hold|waive " + " ".join(finding))
        sla("notice", "waive", *finding, "--credit", "--strike", "--reason", "agreed", "-p",
            self.acme, "--yes")
        run = sla("verdict", "show", *finding[:2], "-p", self.nordcall, "-o", "json").json()
        standing, = run["standings"]
        check("a waiver", int(standing.pop("heldUntilS")) > 0 and standing == {
            "kpi": "service-level", "creditWaived": True, "strikeWaived": True}, standing)
        shown = sla("verdict", "show", *finding[:2], "-p", self.nordcall).out
        check("after it nothing is to be decided", "credit and strike are waived" in shown and
              "may still decide" not in shown, shown)

    def history(self):
        """Everything that was said in the contract, in its order."""
        rows = sla("contract", "history", self.contract, "-p", self.nordcall, "-o",
                   "json").json()["entries"]
        check("each entry", [row["kind"] for row in rows] == [
            "offer", "acceptance", "report", "outcome", "waiver", "serving", "outcome",
            "acknowledgement", "waiver", "outcome", "report", "outcome", "report", "outcome"],
            rows)
        says("what it says", "\n".join(row["says"] for row in rows),
             "reported calls of 2026-03-02 as number 1\n2026-03 is judged",
             "waived the credit of the miss of service-level in the period from 2026-03-02T",
             ": a storm\n", "notice 1 is given\nacknowledged receipt of notice 1",
             "strike of notice 1 is waived",
             "as number 2 in the place of 1: a queue was counted twice",
             "2026-03 is judged again; notice 1 is withdrawn")
        says("a watch tells what became of it", sla(
            "notice", "watch", self.contract, "-p", self.acme, "--from", "0", "--count",
            "4").out, "notice 1 given at", "notice 1 acknowledged at",
             "notice 1 strike waived at",
             "notice 1 withdrawn at")

    def cut(self):
        says("a log that was cut", sla("status", "-p", self.acme, code=4).err,
             "does not go on from", "evidence against the broker")
        check("both heads are kept", pathlib.Path("state-acme-retail/checkpoint.other").exists())
        says("what is read later", sla("contract", "list", "-p", self.acme).err,
             "this broker's log was found cut or rewritten earlier")


def story():
    story = Story()
    with story.broker.serving():
        story.organisations()
        story.agree()
        story.report()
        story.verdict()
        story.notices()
        story.restate()
        story.proofs()
        story.refused()
        story.restate_otherwise()
    story.while_away()
    old = story.broker.folder.with_name("old")
    shutil.copytree(story.broker.folder, old, ignore=shutil.ignore_patterns("socket"))
    with story.broker.serving():
        story.back()
        story.hold()
        story.history()
    for name in ("store", "state"):
        shutil.rmtree(story.broker.folder / name)
        shutil.copytree(old / name, story.broker.folder / name)
    with story.broker.serving():
        story.cut()


scenario(story)
