#!/usr/bin/python3
"""Bundles of evidence, checked by a reader in Python written from BUNDLE.md alone.

usage: run_bundle.py

A real broker, two organisations and a client that counts calls of its own, too late; a
notice is served, acknowledged and exported by `sla notice export`.  The reader rebuilds the
tree, judges every key and statement in its place, computes the figures of each period and
its credit again, and compares them with the notice.  Then the bundle is bent, and signed
anew by a broker that lies, in every way of a table; each is refused.  Last line: N passed,
N failed, N skipped.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import traceback

import yaml

import run_broker as b
from run_broker import DAY_1_S, DAY_2_S, ORIGIN, ROOT, TIMEOUT_S, check, counts

SLA = ROOT / "build/sla"
LATER_S = DAY_2_S + 86400


def terms_tree():
    """Those of the broker's test, with a control count and a credit."""
    tree = yaml.safe_load((ROOT / "tests/interop/broker/terms.yaml").read_text())
    tree["series"].append({**tree["series"][0], "name": "lines",
                           "source": "PARTY_ROLE_CLIENT", "due_delay":
                           {"unit": "DELAY_UNIT_HOURS"}})
    tree["counters"].append({**tree["counters"][0], "name": "lines_offered",
                             "series": "lines"})
    tree["comparisons"] = [{
        "name": "calls-offered", "record": [{"counter": "offered"}],
        "control": [{"counter": "lines_offered"}], "tolerated_percent": "1",
        "scope": [{"dimension": "queue", "all": True}]}]
    tree["kpis"][0]["credit"] = {"tiers": [{"percent_of_charges": "2.5"}]}
    tree["kpis"].append({**tree["kpis"][0], "name": "again", "clause": "4.2",
                         "credit": {"tiers": [{"percent_of_charges": "5"}]}})
    tree["money"] = {"currency": "EUR", "minor_digits": 2, "rounding": "ROUNDING_HALF_UP",
                     "period_charges_minor": 1000001, "period_cap_minor": 60000,
                     "combination":
                     "CREDIT_COMBINATION_SUM"}
    tree["business_hours"] = {"week": [
        {"weekday": f"WEEKDAY_{day}", "openings": [{"open_min": 540, "close_min": 1020}]}
        for day in ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")]}
    tree["notices"] = {
        "receipt": [{"medium": "NOTICE_MEDIUM_BROKER", "after": {
            "amount": 4, "unit": "DELAY_UNIT_HOURS"}, "at_next_opening": True,
            "clause": "14.2"}],
        "objections": {"within": {"amount": 10, "unit": "DELAY_UNIT_BUSINESS_DAYS"},
                       "counted_from": "COUNTED_FROM_RECEIVED",
                       "silence": "SILENCE_EFFECT_NONE", "clause": "14.4"},
        "follow_ups": [
            {"words": "the cause", "within": {"amount": 5, "unit": "DELAY_UNIT_DAYS"},
             "counted_from": "COUNTED_FROM_GIVEN", "clause": "14.5"},
            {"words": "a plan", "within": {"amount": 9, "unit": "DELAY_UNIT_BUSINESS_HOURS"},
             "counted_from": "COUNTED_FROM_RECEIVED", "clause": "14.5"}]}
    return tree


class Story(b.Story):
    terms_tree = staticmethod(terms_tree)

    def lines(self, sequence, day_s, offered, previous=b""):
        """The client's own count of a day."""
        from slabroker.v1 import report_pb2, statement_pb2
        report = report_pb2.Report(version_id=self.version, series="lines", start_s=day_s,
                                   end_s=day_s + 86400, interval=[0])
        report.dimensions.add(dimension="queue", values=["sales"], index=[0])
        report.columns.add(counter="lines_offered", values=[offered])
        return self.client.sealed("report", report, book=self.book, position=
                                  statement_pb2.Position(sequence=sequence,
                                                         previous=previous))

    def content_id_of(self, envelope, party):
        from record import envelope as e
        message, kind, _ = e.open_envelope(envelope, ORIGIN, [e.public_key(party.seed)])
        return e.content_id(kind, message.payload)

    def go(self):
        """Two days, judged without the client's count and again with it: met, then missed
        with a difference of 10; another credit waived; a notice, acknowledged, then waived."""
        from slabroker.v1 import notice_pb2
        self.enrol(self.client)
        self.change_operator()
        self.enrol(self.centre)
        self.agree()
        self.redact()
        self.enrol(self.stranger)
        one = self.report(1, DAY_1_S, offered=200, answered=190)
        first = self.lines(1, DAY_1_S, 200)
        two = self.report(2, DAY_2_S, offered=300, answered=266,
                          previous=self.content_id(one))
        second = self.lines(2, DAY_2_S, 310, self.content_id_of(first, self.client))
        self.broker.submit(one)
        self.broker.submit(two)
        self.wait_for_verdicts(2)
        self.broker.submit(first)
        self.broker.submit(second)
        place = notice_pb2.FindingPlace(version_id=self.version, start_s=DAY_2_S,
                                        kpi="answer-rate")
        self.client.say("waiver", notice_pb2.Waiver(
            finding=notice_pb2.FindingPlace(version_id=self.version, start_s=DAY_2_S,
                                            kpi="again"), credit=True, reason="once"),
            book=self.book)
        self.client.say("serving", notice_pb2.FindingServing(finding=place), book=self.book)
        self.centre.say("acknowledgement", notice_pb2.Acknowledgement(notice=1),
                        book=self.book)
        self.client.say("waiver", notice_pb2.Waiver(
            finding=place, credit=True, strike=True, reason="settled"), book=self.book)
        self.two = two

    def change_operator(self):
        """RECORD.md, section 10."""
        from record import envelope as e
        from record import ledger as r
        from slabroker.v1 import organisation_pb2 as o
        before, self.operator_seed = self.operator.seed, os.urandom(32)
        public = e.public_key(self.operator_seed)
        self.operator.say("key_rotation", o.KeyRotation(
            role=o.BROKER_KEY_ROLE_OPERATOR, key=public, possession=e.sign(
                self.operator_seed, b"slb/rotation/1" + r.uint(len(ORIGIN), 2) +
                ORIGIN.encode() + e.public_key(before) + public)))
        self.operator.seed = self.operator_seed

    def redact(self):
        """January 1970 of the contract, and of another one that was offered."""
        from slabroker.v1 import organisation_pb2, statement_pb2
        offered = self.client.sealed("offer", statement_pb2.Offer(terms=self.terms))
        self.broker.submit(offered)
        self.other = self.content_id_of(offered, self.client)[:16]
        for contract in (self.book, self.other):
            self.operator.say("redaction", organisation_pb2.Redaction(
                contract_id=contract, legal_basis="retention", authority="the controller"))

    def wait_for_verdicts(self, count):
        """The client's count is due at once; the next whole second tells it missing."""
        ends = time.monotonic() + TIMEOUT_S
        while time.monotonic() < ends and count > len(self.client.read(
                "VerdictService", "ListVerdicts", contract=self.contract).outcomes):
            time.sleep(0.05)  # nothing tells of verdicts

    def restate(self):
        """What was missed was met: the notice is withdrawn."""
        self.broker.submit(self.report(3, DAY_2_S, offered=300, answered=275, replaces=2,
                                       previous=self.content_id(self.two)))

    def export(self, name):
        """By the tool, with a profile of the client."""
        from record import envelope as e
        from record import ledger as r
        folder = self.place.folder
        key = folder / "tokens.key"
        if not key.exists():
            key.write_text(r.key_file("acme-retail", "tokens", self.client.token_seed))
            key.chmod(0o600)
            self.sla("profile", "new", "--broker", self.place.socket, "--log-key",
                     r.verifier(ORIGIN, r.LOG, self.place.log_key), "--organisation",
                     "acme-retail", "--state", folder / "client", "--tokens-key", key,
                     "--to", folder / "client.yaml")
        self.sla("notice", "export", self.contract, "1", "--profile", folder / "client.yaml",
                 "--to", folder / name)
        return (folder / name).read_bytes()

    @staticmethod
    def sla(*words):
        done = subprocess.run([SLA, *map(str, words)], capture_output=True, text=True,
                              timeout=TIMEOUT_S, check=False)
        check(f"sla {words[0]} {words[1]}", done.returncode == 0, done.stdout + done.stderr)


# ---- reading ---------------------------------------------------------------------------

def read(data, log_key):
    from record import bundle, followed
    read_bundle = bundle.Bundle(data, log_key)
    return read_bundle, followed.Contract(read_bundle)


def reads(story, data, withdrawn):
    from record import bundle
    checked, contract = read(data, story.place.log_key)
    check("it is about the contract", checked.contract == story.book)
    check("its books", sorted(book.kind for book in checked.books.values()) ==
          ["broker", "contract", "organisation", "organisation"], checked.books)
    check("nothing is left out but others' entries",
          checked.size > len(checked.entries) and not checked.erased())
    check("what is redacted of another contract is not told",
          [redaction.contract_id for redaction in checked.redactions] == [story.book] and
          story.other not in data and len([entry for entry in checked.entries
                                           if entry.statement is None]) == 1)
    check("every period is computed again",
          contract.recomputed == (5 if withdrawn else 4) and not contract.taken_as_signed)
    check("what was missing was told", [
        (series, slot.told_at > 0, slot.report is not None)
        for (series, _), slot in sorted(contract.versions[0].slots.items())] ==
        2 * [("calls", False, True)] + 2 * [("lines", True, True)])
    notice = contract.notices[1]
    check("the notice's figures are those of the reports", (
        notice.message.facts.numerator, notice.message.facts.denominator,
        notice.message.credit.total_minor) == ("266", "300", 25000), notice.message)
    credit = notice.message.credit
    check("and what is claimed is what was not waived", (
        credit.period_minor, credit.period_unwaived_minor, credit.cap_left_minor) ==
        (25000, 60000, 35000), credit)
    waiver, = notice.waivers
    check("what was waived since, why, and what is claimed now", (
        waiver.number, waiver.credit, waiver.strike, waiver.reason, waiver.claimed.total_minor,
        waiver.claimed.period_minor, waiver.claimed.period_unwaived_minor) ==
        (1, True, True, "settled", 0, 0, 60000), waiver)
    check("it tells of the other count", [
        "calls-offered" in doubt for doubt in notice.message.facts.doubts] == [True],
        notice.message.facts)
    check("it counts when it is received, and until when to object", (
        notice.message.given_ms < notice.message.received_s * 1000 <
        notice.message.object_by_s * 1000), notice.message)
    check("where it stands", (notice.stands, notice.is_acknowledged) ==
          (not withdrawn, True))
    check("the bytes are the only ones", data == b"".join(
        [bundle.MAGIC, *map(bundle.frame, records_of(data))]))


def records_of(data):
    """The messages of a bundle, to be changed."""
    from record import bundle
    from slabroker.v1 import evidence_pb2
    return [evidence_pb2.EvidenceRecord.FromString(part) for part in bundle.frames(data)]


def refused(what, data, log_key, *answers):
    from record import bundle
    try:
        read(data, log_key)
        check(f"{what} is refused", False)
    except bundle.Refused as error:
        check(f"{what}: {', '.join(answers)}", error.args[0] in answers, error.args)


def worked_example():
    """BUNDLE.md, section 3."""
    from record import bundle, vectors
    text = (ROOT / "proto/BUNDLE.md").read_text()
    example = vectors.read(text.split("```vectors\n")[1].partition("```")[0])[
        "places in the tree of seven"]
    hashes = {name: [bytes.fromhex(digest) for digest in example[name].split()]
              for name in ("leaf_hashes", "between", "after")}
    places = [int(place) for place in example["indexes"].split()]
    size = int(example["size"])
    check("the sizes of the runs", (
        bundle.sizes(places[0] + 1, places[1]), bundle.sizes(places[1] + 1, size)) == tuple(
            [int(part) for part in example[name].split()]
            for name in ("between_sizes", "after_sizes")))
    tree = bundle.Tree()
    for place, leaf_hash in zip(places, hashes["leaf_hashes"]):
        tree.run(place, hashes["between"] if place else [])
        tree.add(1, leaf_hash)
    tree.run(size, hashes["after"])
    check("the root of the worked example", tree.root().hex() == example["root"])


# ---- bent ------------------------------------------------------------------------------

def flip(data, at=-1):
    bent = bytearray(data)
    bent[at] ^= 1
    return bytes(bent)


def entries(records, kind=None):
    """The entries, of one kind."""
    from record import envelope as e
    found = [record.entry for record in records if record.WhichOneof("record") == "entry"]
    return [entry for entry in found if kind is None or
            int.from_bytes(entry.entry.leaf[1:3], "big") == e.KINDS[kind]]


def bent_file(data):
    """(what, bytes, answers): the file itself."""
    yield "another magic", b"slb-evidence/2\n" + data[15:], "BUNDLE_FORM"
    yield "an empty file", b"", "BUNDLE_FORM"
    yield "a file that ends within a record", data[:-1], "BUNDLE_FORM"
    yield "a file that ends within a length", data + b"\0\0", "BUNDLE_FORM"
    yield "something after the end", data + data[15:], "BUNDLE_FORM"
    yield "a record of no bytes", data + bytes(4), "BUNDLE_FORM"
    length = int.from_bytes(data[15:19], "big")
    head = data[19:19 + length] + b"\xa0\x06\x01"
    yield ("a field that nobody knows", data[:15] + len(head).to_bytes(4, "big") + head +
           data[19 + length:], "BUNDLE_FORM")


def bent_records(story):
    """(what, change of the records, answers)"""
    def of(kind, change, which=0):
        return lambda records: change(entries(records, kind)[which].entry)

    def set_to(name, change):
        def apply(message):
            setattr(message, name, change(getattr(message, name)))
        return apply

    def without(kind, which=0):
        def apply(records):
            gone = entries(records, kind)[which]
            records[:] = [record for record in records if record.entry != gone]
        return apply

    def withheld(message):
        message.salt = message.envelope = b""

    def head(change):
        return lambda records: change(records[0].head)

    def book(name, change, which=0):
        return lambda records: set_to(name, change)(records[0].head.books[which])

    def swapped(records):
        records[2], records[3] = records[3], records[2]

    def no_end(records):
        records.pop()

    def between(records):
        entry = next(entry for entry in entries(records) if entry.between)
        entry.between[0] = flip(entry.between[0])

    def one_more(records):
        entries(records)[1].between.append(bytes(32))

    def after(records):
        hashes = records[-1].end.after
        if hashes:
            hashes[0] = flip(hashes[0])
        else:
            hashes.append(bytes(32))

    def no_organisation(records):
        """Of the client: its head and every entry of its book."""
        gone = records[0].head.books[1].pseudonym
        del records[0].head.books[1]
        records[:] = [record for record in records if not (
            record.WhichOneof("record") == "entry" and record.entry.entry.leaf[3:19] == gone)]

    yield "an entry left out", without("report"), {"BUNDLE_FORM", "BUNDLE_INVALID"}
    yield "the last entry left out", without("acknowledgement"), {"BUNDLE_FORM",
                                                                  "BUNDLE_INVALID"}
    yield "two entries exchanged", swapped, {"BUNDLE_FORM", "BUNDLE_INVALID"}
    yield "no end", no_end, {"BUNDLE_FORM"}
    yield "an organisation's book left out", no_organisation, {"BUNDLE_INVALID"}
    yield "a hash between entries", between, {"BUNDLE_INVALID"}
    yield "a hash too many", one_more, {"BUNDLE_FORM"}
    yield "a hash after the last entry", after, {"BUNDLE_INVALID", "BUNDLE_FORM"}
    yield "another salt", of("report", set_to("salt", flip)), {"BUNDLE_INVALID"}
    yield "a salt alone", of("report", set_to("envelope", lambda _: b"")), {"BUNDLE_FORM"}
    yield "a bent signature", of("report", set_to("envelope", flip)), {
        "SIGNATURE_INVALID", "WIRE_NOT_CANONICAL"}
    yield "a bent report", of("report", set_to(
        "envelope", lambda data: data.replace(b"\x02\xac\x02", b"\x02\xad\x02")), 1), {
        "SIGNATURE_INVALID"}
    yield "a report withheld", of("report", withheld), {"BUNDLE_INVALID"}
    yield "an acceptance withheld", of("acceptance", withheld), {"BUNDLE_INVALID"}
    yield "the opening withheld", of("opening", withheld), {"BUNDLE_INVALID", "BUNDLE_FORM"}
    yield "a key rotation withheld", of("key_rotation", withheld), {"BUNDLE_INVALID"}
    yield "a leaf of another form", of("report", set_to("leaf", lambda leaf: leaf[:-1])), {
        "LEAF_INVALID"}
    yield "another log time", of("report", set_to(
        "leaf", lambda leaf: leaf[:66] + flip(leaf[66:67]) + leaf[67:])), {"BUNDLE_INVALID"}
    yield "another commitment", of("report", set_to("leaf", flip)), {"BUNDLE_INVALID"}
    yield "another place", of("report", set_to("log_index", lambda at: at + 1)), {
        "BUNDLE_FORM"}
    yield "a head left out", head(lambda message: message.books.pop()), {"BUNDLE_INVALID"}
    yield "no head at all", head(lambda message: message.ClearField("books")), {
        "BUNDLE_INVALID"}
    yield "a head that ends earlier", book("number", lambda number: number - 1, -1), {
        "BUNDLE_INVALID"}
    yield "a head that ends later", book("number", lambda number: number + 1, -1), {
        "BUNDLE_INVALID"}
    yield "a head nobody signed", book("signature", flip), {"BUNDLE_INVALID"}
    yield "a head of another tree", book("tree_size", lambda size: size + 1), {
        "BUNDLE_INVALID"}
    yield "a head of another book", book("pseudonym", flip), {"BUNDLE_INVALID"}
    yield "another contract", head(set_to(
        "contract", lambda name: name[:2] + ("1" if name[2] == "0" else "0") + name[3:])), {
        "BUNDLE_INVALID"}
    yield "no contract's name", head(set_to("contract", lambda name: name + "0")), {
        "BUNDLE_FORM"}
    yield "a notice that was not given", head(set_to("notice", lambda number: 2)), {
        "BUNDLE_INVALID"}
    yield "a checkpoint of another size", head(set_to("checkpoint", lambda note: note.replace(
        "/log\n", "/log\n1", 1))), {"BUNDLE_INVALID", "BUNDLE_FORM"}
    yield "a checkpoint nobody signed", head(set_to(
        "checkpoint", lambda note: note[:-6] + ("A" if note[-6] != "A" else "B") +
        note[-5:])), {"CHECKPOINT_INVALID"}
    yield "a checkpoint of another log", head(set_to(
        "checkpoint", lambda note: note.replace("broker.example", "other.example"))), {
        "AUDIENCE_WRONG"}
    yield "no text of a checkpoint", head(set_to("checkpoint", lambda note: "x")), {
        "CHECKPOINT_INVALID"}


def bent_heads(count):
    """(what, change of the records): each part of each head, its path and its signature."""
    numbers = {"one more": lambda n: n + 1, "one less": lambda n: n - 1 if n else 2**63,
               "another bit": lambda n: n ^ 2, "the most": lambda n: 2**64 - 1}
    parts = {"the first byte": lambda data: flip(data, 0), "the last byte": flip,
             "a byte less": lambda data: data[:-1], "nothing": lambda data: b""}

    def bend(message, name, change):
        setattr(message, name, change(getattr(message, name)))

    def hashes(change):
        def apply(path):
            changed = change(list(path.hashes))
            del path.hashes[:]
            path.hashes.extend(changed)
        return apply

    path = {f"a {name} in a path, {what}": lambda path, name=name, change=change: bend(
        path, name, change) for name in ("size", "index") for what, change in numbers.items()}
    path |= {f"a hash in a path, {what}": hashes(
        lambda all_of, change=change: [change(all_of[0]), *all_of[1:]])
        for what, change in parts.items()}
    path |= {"a hash less": hashes(lambda all_of: all_of[:-1]),
             "a hash more": hashes(lambda all_of: [*all_of, bytes(32)]),
             "a path of 64 hashes": hashes(lambda all_of: [bytes(32)] * 64),
             "no hashes": hashes(lambda all_of: [])}
    for i in range(count):
        for names, changes in ((("number", "tree_size"), numbers),
                               (("pseudonym", "leaf_hash", "signature"), parts)):
            for name in names:
                for what, change in changes.items():
                    yield f"{name} of head {i}, {what}", lambda head, i=i, name=name, \
                        change=change: bend(head.books[i], name, change)
        for what, change in path.items():
            yield f"head {i}: {what}", lambda head, i=i, change=change: change(
                head.books[i].path)
        yield f"head {i}: no path", lambda head, i=i: head.books[i].ClearField("path")


# ---- signed lies -----------------------------------------------------------------------

class Forger:
    """A broker and parties that sign what is not so: everything is signed and proved anew,
    and only what follows from what can tell."""

    def __init__(self, story):
        from record import envelope as e
        seeds = [*story.place.seeds.values(), story.operator_seed]
        for party in (story.client, story.centre, story.stranger):
            seeds += [party.root, party.seed, party.token_seed]
        self.seeds = {e.key_id(e.public_key(seed)): seed for seed in seeds}
        self.log_seed = story.place.seeds["log"]

    def forge(self, data, kind, change, which=0, seed=None):
        """change: of the statement; seed: who signs it instead."""
        records = records_of(data)
        target = entries(records, kind)[which].entry
        self.sign(target, kind, change, seed)
        self.prove(records)
        from record import bundle
        return b"".join([bundle.MAGIC, *map(bundle.frame, records)])

    def sign(self, logged, kind, change, seed):
        from record import envelope as e
        from record import ledger as r
        from slabroker.v1 import envelope_pb2, statement_pb2
        message = envelope_pb2.Envelope.FromString(logged.envelope)
        statement = statement_pb2.Statement.FromString(message.payload)
        change(statement)
        payload = statement.SerializeToString(deterministic=True)
        signing = seed or self.seeds[message.signatures[0].keyid]
        logged.envelope = e.seal(kind, payload, [signing])
        leaf = r.decode_leaf(logged.leaf)
        signer = envelope_pb2.Envelope.FromString(logged.envelope).signatures[0]
        leaf["commitment"] = r.commitment(logged.salt, e.content_id(kind, payload),
                                          [(e.public_key(signing), signer.sig)])
        logged.leaf = r.encode_leaf(leaf)

    def prove(self, records):
        from record import bundle
        from record import envelope as e
        from record import ledger as r
        head, tree, last = records[0].head, bundle.Tree(), {}
        for entry in entries(records):
            leaf = r.decode_leaf(entry.entry.leaf)
            leaf["previous"] = last.get(leaf["book"], bytes(32))
            entry.entry.leaf = r.encode_leaf(leaf)
            last[leaf["book"]] = r.leaf_hash(entry.entry.leaf)
            tree.run(entry.entry.log_index, entry.between)
            tree.add(1, last[leaf["book"]])
        tree.run(head.books[0].tree_size, records[-1].end.after)
        text = r.checkpoint_text(ORIGIN, tree.size, tree.root())
        head.checkpoint = text + "\n" + r.signature_line(text, ORIGIN, self.log_seed)
        for book in head.books:
            book.leaf_hash = last[book.pseudonym]
        r.sign_heads(head.books, ORIGIN, self.log_seed)


def lies(story):
    """(what, kind, which, change of the statement, who signs instead)"""
    def judged(name, value, which=0):
        """Of the last outcome but two, which judges the day that was missed."""
        def apply(statement):
            setattr(statement.outcome.periods[0].judgement.verdicts[which], name, value)
        return apply

    def period(change):
        return lambda statement: change(statement.outcome.periods[0])

    def notice(change):
        return lambda statement: change(statement.outcome.notices[0])

    def waiver(change):
        return lambda statement: change(statement.outcome.waivers[0])

    def drop(field):
        return lambda statement: statement.outcome.ClearField(field)

    def nothing(statement):
        del statement

    def credit(statement):
        statement.outcome.periods[0].judgement.credits[0].amount_minor += 1

    def agreed(statement):
        statement.outcome.periods[0].judgement.comparisons[0].state = 1

    yield "a value", "outcome", -3, judged("value", "89")
    yield "a numerator", "outcome", -3, judged("numerator", "267")
    yield "a result", "outcome", -3, judged("result", 1)
    yield "a credit", "outcome", -3, credit
    yield "a credit in all", "outcome", -3, period(
        lambda p: setattr(p.judgement, "credit_total_minor", 1))
    yield "two counts that agree", "outcome", -3, agreed
    yield "no finding", "outcome", -3, period(lambda p: p.judgement.ClearField("findings"))
    yield "other reports", "outcome", -3, period(
        lambda p: p.reports[0].log_indexes.__setitem__(0, 1))
    yield "a report's content", "outcome", -3, period(
        lambda p: p.reports[0].content_ids.__setitem__(0, bytes(32)))
    yield "a report's time", "outcome", -3, period(
        lambda p: p.reports[0].log_times_ms.__setitem__(0, 1))
    yield "a restatement", "outcome", -3, period(
        lambda p: p.reports[0].replaces.__setitem__(0, 1))
    yield "no control", "outcome", -3, period(lambda p: p.reports.pop())
    yield "another judgement", "outcome", -3, period(lambda p: setattr(p, "revision", 3))
    yield "another head", "outcome", -3, period(lambda p: setattr(p.heads[0], "sequence", 1))
    yield "a period not judged", "outcome", -3, drop("periods")
    yield "no cause", "outcome", -3, drop("cause")
    yield "a part told missing", "outcome", -3, lambda s: s.outcome.missing.add(
        series="calls", start_s=DAY_2_S, end_s=LATER_S, due_s=LATER_S, missing=True)
    yield "a notice's value", "outcome", -2, notice(lambda n: setattr(n.facts, "value", "88"))
    yield "a notice's credit", "outcome", -2, notice(
        lambda n: setattr(n.credit, "total_minor", 25001))
    yield "a notice's line", "outcome", -2, notice(
        lambda n: setattr(n.credit.lines[0], "amount_minor", 1))
    yield "a notice's cap", "outcome", -2, notice(lambda n: setattr(n.credit, "cap_minor", 1))
    yield "a waiver", "outcome", -2, notice(lambda n: setattr(n.credit, "strike_waived", True))
    yield "a notice's entry", "outcome", -2, notice(lambda n: setattr(n.entry, "log_index", 1))
    yield "a notice's key", "outcome", -2, notice(
        lambda n: setattr(n.entry, "notice_key_id", bytes(32)))
    yield "a notice's signer", "outcome", -2, notice(
        lambda n: setattr(n.giver.signers[0], "key_id", bytes(32)))
    yield "a signer's function", "outcome", -2, notice(
        lambda n: setattr(n.giver.signers[0], "function", "chair"))
    yield "a serving's content", "outcome", -2, notice(
        lambda n: setattr(n.giver, "serving_id", bytes(32)))
    yield "a judgement's content", "outcome", -2, notice(
        lambda n: setattr(n.facts, "outcome_id", bytes(32)))
    yield "a notice's volume", "outcome", -2, notice(lambda n: setattr(n.facts, "volume", "1"))
    yield "a notice's version", "outcome", -2, notice(
        lambda n: setattr(n.contract, "accepted_index", 1))
    yield "a notice's reports", "outcome", -2, notice(lambda n: n.facts.ClearField("reports"))
    yield "another notice on the period", "outcome", -2, notice(
        lambda n: n.same_period.append(1))
    yield "a miss before", "outcome", -2, notice(
        lambda n: n.repetition.missed_before.add(period="2026-01-01"))
    yield "misses that count", "outcome", -2, notice(
        lambda n: setattr(n.repetition, "counted", 3))
    yield "a window of restatements", "outcome", -2, notice(
        lambda n: setattr(n, "restatable_until_s", n.restatable_until_s + 1))
    yield "when it counts as received", "outcome", -2, notice(
        lambda n: setattr(n, "received_s", n.received_s + 1))
    yield "until when to object", "outcome", -2, notice(
        lambda n: setattr(n, "object_by_s", n.object_by_s - 1))
    yield "until when a plan is owed", "outcome", -2, notice(
        lambda n: n.follow_ups_by_s.__setitem__(1, n.follow_ups_by_s[1] + 1))
    yield "until when to acknowledge", "outcome", -2, notice(
        lambda n: setattr(n, "acknowledge_by_s", n.acknowledge_by_s + 1))
    yield "a notice's number", "outcome", -2, notice(lambda n: setattr(n, "number", 2))
    yield "another outcome", "outcome", -2, notice(
        lambda n: setattr(n.facts, "outcome_index", 1))
    yield "no notice", "outcome", -2, drop("notices")
    for field, value in (("number", 2), ("credit", False), ("strike", False),
                         ("waiver_id", bytes(32)), ("reason", "none")):
        yield f"a waiver's {field}", "outcome", -1, waiver(
            lambda w, field=field, value=value: setattr(w, field, value))
    yield "a waiver's signer", "outcome", -1, waiver(
        lambda w: setattr(w.signers[0], "function", "chair"))
    yield "no signer of a waiver", "outcome", -1, waiver(lambda w: w.ClearField("signers"))
    yield "what a waiver leaves", "outcome", -1, waiver(
        lambda w: setattr(w.claimed, "period_minor", 1))
    yield "a strike that a waiver leaves", "outcome", -1, waiver(
        lambda w: setattr(w.claimed, "strike_waived", False))
    yield "a waiver twice", "outcome", -1, lambda s: s.outcome.waivers.append(
        s.outcome.waivers[0])
    yield "a waiver that gives up nothing", "outcome", -1, drop("waivers")
    yield "a waiver where none was said", "outcome", -2, lambda s: s.outcome.waivers.add(
        number=1, credit=True)
    yield "less waived than the outcome says", "waiver", -1, lambda s: setattr(
        s.waiver, "strike", False)
    yield "a waiver by the centre", "waiver", -1, lambda s: setattr(
        s, "issuer", "nordcall"), story.centre.seed
    yield "a part told missing too early", "outcome", 0, lambda s: setattr(
        s.outcome.missing[0], "due_s", s.outcome.missing[0].due_s - 1)
    yield "a part not told missing", "outcome", 0, lambda s: s.outcome.missing.pop()
    yield "another operator", "key_rotation", 0, lambda s: setattr(
        s.key_rotation, "key", bytes(range(32)))
    yield "an operator whose key is not at hand", "key_rotation", 0, lambda s: setattr(
        s.key_rotation, "possession", flip(s.key_rotation.possession))
    yield "an enrolment by the operator before", "enrolment", -1, nothing, (
        story.place.seeds["operator"])
    yield "a time claimed", "outcome", -3, lambda s: setattr(s, "claimed_time_ms", 1)
    yield "an outcome by the centre", "outcome", -3, nothing, story.centre.seed
    yield "an acceptance by the client", "acceptance", 0, nothing, story.client.seed
    yield "an acceptance by a stranger", "acceptance", 0, nothing, story.stranger.seed
    yield "an acceptance by a root key", "acceptance", 0, nothing, story.centre.root
    yield "an acceptance by a token key", "acceptance", 0, nothing, story.centre.token_seed
    yield "an acceptance of something else", "acceptance", 0, lambda s: setattr(
        s.acceptance, "version_id", bytes(32))
    yield "another side's acceptance", "acceptance", 0, lambda s: setattr(
        s, "issuer", "acme-retail"), story.client.seed
    yield "a serving by the centre", "serving", 0, lambda s: setattr(
        s, "issuer", "nordcall"), story.centre.seed
    yield "a receipt by the client", "acknowledgement", 0, lambda s: setattr(
        s, "issuer", "acme-retail"), story.client.seed
    yield "a receipt of nothing", "acknowledgement", 0, lambda s: setattr(
        s.acknowledgement, "notice", 7)
    yield "an enrolment by a party", "enrolment", 0, nothing, story.client.root
    yield "a key added by itself", "key_addition", 0, nothing, story.client.seed
    yield "a report after a gap", "report", 1, lambda s: setattr(s.position, "sequence", 3)
    yield "a report of another's", "report", 1, lambda s: setattr(
        s, "issuer", "acme-retail"), story.client.seed
    yield "a figure", "report", 1, lambda s: s.report.columns[1].values.__setitem__(0, 280)


def tamper(story, data):
    from record import bundle
    key = story.place.log_key
    for what, bent, answer in bent_file(data):
        refused(what, bent, key, answer)
    for what, change, answers in bent_records(story):
        records = records_of(data)
        change(records)
        bent = b"".join([bundle.MAGIC, *map(bundle.frame, records)])
        check(f"{what} changes something", bent != data)
        refused(what, bent, key, *sorted(answers))
    for what, change in bent_heads(len(records_of(data)[0].head.books)):
        records = records_of(data)
        change(records[0].head)
        bent = b"".join([bundle.MAGIC, *map(bundle.frame, records)])
        check(f"{what}, changes something", bent != data)
        refused(what, bent, key, "BUNDLE_INVALID")
    refused("another log key", data, os.urandom(32), "BUNDLE_INVALID")
    forger = Forger(story)
    records = records_of(data)
    forger.prove(records)
    check("what is proved anew is the same", data == b"".join(
        [bundle.MAGIC, *map(bundle.frame, records)]))
    for what, kind, which, change, *seed in lies(story):
        refused(f"signed: {what}", forger.forge(data, kind, change, which, *seed), key,
                "BUNDLE_INVALID", "KEY_UNKNOWN")


def whole_way():
    with tempfile.TemporaryDirectory(prefix="slb-bundle-") as folder:
        place = b.Place(folder)
        place.run("init", "--operator-key", place.folder / "operator.key")
        with place.serving() as broker:
            story = Story(place, broker)
            story.go()
            given = story.export("given.evidence")
            story.restate()
            withdrawn = story.export("withdrawn.evidence")
        worked_example()
        reads(story, given, withdrawn=False)
        reads(story, withdrawn, withdrawn=True)
        tamper(story, given)


def main():
    b.build()
    subprocess.run(["make", "-s", "--no-print-directory", "build/sla"], cwd=ROOT, check=True)
    sys.path.append(str(ROOT / "tests/differential"))
    started = time.monotonic()
    try:
        whole_way()
    except Exception:  # whatever went wrong must be counted
        traceback.print_exc(file=sys.stdout)
        counts["failed"] += 1
    print(f"{time.monotonic() - started:.1f} s", file=sys.stderr)
    print("%(passed)d passed, %(failed)d failed, 0 skipped" % counts)
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
