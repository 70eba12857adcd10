#!/usr/bin/python3
"""A client in Python, written from the .proto files, ENVELOPE.md and RECORD.md alone.

usage: run_broker.py

It goes the whole way against a real broker on a unix socket: enrols two organisations,
agrees on a contract, reports, reads the verdict, proves every receipt, and finds the same
after a restart.  What is refused: run_refusals.py.  Last line: N passed, N failed, N
skipped.
"""

import contextlib
import datetime
import functools
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import grpc
import yaml
from google.protobuf import json_format

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOLDER = "head of supplier management"  # the function of who has a key
BROKER = ROOT / "build/slabroker"
NODE = ROOT / "build/node"
STUBS = ROOT / "build/interop/broker"
ORIGIN = "broker.example/log"
TIMEOUT_S = 60

Code = grpc.StatusCode


def build():
    subprocess.run(["make", "-s", "--no-print-directory", "build/slabroker",
                    "build/node/installed"], cwd=ROOT, check=True)
    STUBS.mkdir(parents=True, exist_ok=True)
    files = [str(path.relative_to(ROOT / "proto"))
             for folder in ("slabroker/v1", "google/rpc")
             for path in sorted((ROOT / "proto" / folder).glob("*.proto"))]
    subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={STUBS}", *files],
                   check=True, stderr=subprocess.DEVNULL)
    sys.path[:0] = [str(STUBS), str(ROOT / "tests/interop")]
    __import__("google")  # beside the installed package, which holds other things
    sys.modules["google"].__path__.append(str(STUBS / "google"))


counts = {"passed": 0, "failed": 0}


def check(what, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    if not holds:
        print(f"failed: {what}\n{str(detail)[:2000]}".rstrip(), flush=True)


def refused(what, call, code, reason, *words, field=None):
    """The call ends with this status, this ErrorInfo reason, and says these words; where a
    field is given, the details name it and no other."""
    from google.rpc import error_details_pb2, status_pb2
    try:
        call()
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin", b"")
        reasons, fields = [], []
        for detail in status_pb2.Status.FromString(details).details:
            if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                info = error_details_pb2.ErrorInfo()
                detail.Unpack(info)
                reasons.append(info.reason)
            if detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
                bad = error_details_pb2.BadRequest()
                detail.Unpack(bad)
                fields += [violation.field for violation in bad.field_violations]
            if detail.Is(error_details_pb2.PreconditionFailure.DESCRIPTOR):
                failure = error_details_pb2.PreconditionFailure()
                detail.Unpack(failure)
                fields += [violation.subject for violation in failure.violations]
        check(f"{what}: code", error.code() == code, error)
        check(f"{what}: reason", reasons == [reason], (reasons, error.details()))
        if field is not None:
            check(f"{what}: field", fields == [field], fields)
        for word in words:
            check(f"{what} says {word!r}", word in error.details(), error.details())
        return error.details()
    check(f"{what} is refused", False)
    return None


class Place:
    """A folder with a log in it: keys, stores, socket."""

    def __init__(self, folder):
        from record import envelope as e
        from record import ledger as r
        self.folder = pathlib.Path(folder)
        self.seeds = {name: os.urandom(32) for name in
                      ("operator", "log", "notices", "next-log", "next-notices")}
        self.log_key = e.public_key(self.seeds["log"])
        for file_name, seed in self.seeds.items():
            purpose = file_name.removeprefix("next-")
            name = ORIGIN if purpose == "log" else purpose
            path = self.folder / f"{file_name}.key"
            path.write_text(r.key_file(name, purpose, seed))
            path.chmod(0o600)
        self.socket = f"unix:{self.folder}/socket"
        self.config = self.folder / "slabroker.yaml"
        self.config.write_text(yaml.safe_dump({
            "origin": ORIGIN,
            "store": str(self.folder / "store"),
            "state": str(self.folder / "state"),
            "master_key": str(self.folder / "master.key"),
            "log_key": str(self.folder / "log.key"),
            "notice_key": str(self.folder / "notices.key"),
            "next_log_key": str(self.folder / "next-log.key"),
            "next_notice_key": str(self.folder / "next-notices.key"),
            "listen": [self.socket, "127.0.0.1:0"],
        }))

    def settle_keys(self):
        """The new keys take the place of the old ones in the configuration."""
        config = yaml.safe_load(self.config.read_text())
        for purpose in ("log", "notice"):
            config[f"{purpose}_key"] = config.pop(f"next_{purpose}_key")
        self.config.write_text(yaml.safe_dump(config))

    def run(self, *words, code=0):
        done = subprocess.run([BROKER, words[0], "--config", self.config, *words[1:]],
                              capture_output=True, text=True, timeout=TIMEOUT_S,
                              check=False)
        check(f"slabroker {words[0]}: exit code {code}", done.returncode == code,
              done.stdout + done.stderr)
        return done

    def dump(self):
        """Every row of both stores but those that say when LMDB wrote them."""
        return [subprocess.run(["mdb_dump", "-a", store], capture_output=True, check=True,
                               timeout=TIMEOUT_S).stdout
                for store in (self.folder / "store", self.folder / "state/content-keys")]

    def port(self):
        """Of the listener on loopback, as the broker said it last."""
        said = (self.folder / "serve.log").read_text()
        return re.findall(r'event=listening text="127\.0\.0\.1:(\d+)"', said)[-1]

    def channel(self):
        """To the broker that is starting, once it answers."""
        channel = grpc.insecure_channel(self.socket, options=[
            ("grpc.use_local_subchannel_pool", 1), *(
                (f"grpc.{which}_reconnect_backoff_ms", 20)
                for which in ("initial", "min", "max"))])
        grpc.channel_ready_future(channel).result(TIMEOUT_S)
        return channel

    @contextlib.contextmanager
    def serving(self):
        """A broker process; stopped by SIGTERM, which it obeys with exit code 0."""
        with open(self.folder / "serve.log", "ab") as log:
            process = subprocess.Popen([BROKER, "serve", "--config", self.config],
                                       stdin=subprocess.DEVNULL, stderr=log)
        try:
            channel = self.channel()
            from broker.party import Broker
            yield Broker(channel, ORIGIN, self.log_key)
            channel.close()
            process.terminate()
            check("SIGTERM ends it well", process.wait(TIMEOUT_S) == 0)
        finally:
            process.kill()
            if process.wait() not in (0, -signal.SIGKILL):
                print((self.folder / "serve.log").read_text()[-4000:])


class Story:
    """What the checks build on each other."""

    def __init__(self, place, broker):
        from broker.party import Party
        self.place, self.broker = place, broker
        self.operator = Party(broker, "operator")
        self.operator.seed = place.seeds["operator"]
        self.client = Party(broker, "acme-retail")
        self.centre = Party(broker, "nordcall")
        self.stranger = Party(broker, "bystander")

    def enrol(self, party):
        from record import envelope as e
        from slabroker.v1 import organisation_pb2 as o
        receipt, leaf = self.operator.say("enrolment", o.Enrolment(
            organisation=party.slug, legal_name=f"{party.slug} Ltd",
            registration_number="1", seat="London", root_key=e.public_key(party.root)))
        check("an enrolment opens a book", leaf["number"] == 0, leaf)
        for purpose, seed in ((o.KEY_PURPOSE_STATEMENTS, party.seed),
                              (o.KEY_PURPOSE_TOKENS, party.token_seed)):
            receipt, leaf = party.say("key_addition", o.KeyAddition(
                key=e.public_key(seed), purpose=purpose, holder=HOLDER),
                seeds=[party.root])
        check("keys follow in it", leaf["number"] == 2, leaf)
        return receipt

    @staticmethod
    def terms_tree():
        return yaml.safe_load((ROOT / "tests/interop/broker/terms.yaml").read_text())

    def agree(self):
        from record import envelope as e
        from record import ledger as r
        from slabroker.v1 import contract_pb2, statement_pb2
        terms = json_format.ParseDict(self.terms_tree(), contract_pb2.Terms())
        self.terms = terms.SerializeToString(deterministic=True)
        body = statement_pb2.Offer(terms=self.terms)
        envelope = self.client.sealed("offer", body)
        receipt = self.broker.submit(envelope)
        self.broker.prove(receipt, envelope, [e.public_key(self.client.seed)])
        message, kind, _ = e.open_envelope(envelope, ORIGIN,
                                           [e.public_key(self.client.seed)])
        content_id = e.content_id(kind, message.payload)
        self.book, self.contract = content_id[:16], r.contract_id_text(content_id)
        self.version = r.version_id(b"", r.terms_id(self.terms))
        check("the receipt names the contract", receipt.contract == self.contract)
        self.state_is(contract_state("OFFERED"))
        self.acceptance = self.centre.sealed(
            "acceptance", statement_pb2.Acceptance(version_id=self.version), book=self.book)
        self.broker.prove(self.broker.submit(self.acceptance), self.acceptance,
                          [e.public_key(self.centre.seed)])
        self.state_is(contract_state("EXPIRED"))  # its days are past

    def state_is(self, state):
        for party in (self.client, self.centre):
            found = party.read("ContractService", "GetContract", contract=self.contract)
            check(f"{party.slug} sees the contract", found.state == state, found)

    def report(self, sequence, day_s, offered, answered, previous=b"", replaces=0,
               **fields):
        from slabroker.v1 import report_pb2, statement_pb2
        report = report_pb2.Report(version_id=self.version, series="calls", start_s=day_s,
                                   end_s=day_s + 86400, interval=[0])
        report.dimensions.add(dimension="queue", values=["sales"], index=[0])
        report.columns.add(counter="offered", values=[offered])
        report.columns.add(counter="answered", values=[answered])
        if replaces:
            report.restatement.replaces = replaces
            report.restatement.reason = "counted again"
        return self.centre.sealed("report", report, book=self.book,
                                  position=statement_pb2.Position(
                                      sequence=sequence, previous=previous), **fields)

    def content_id(self, envelope):
        from record import envelope as e
        message, kind, _ = e.open_envelope(envelope, ORIGIN,
                                           [e.public_key(self.centre.seed)])
        return e.content_id(kind, message.payload)


def contract_state(name):
    from slabroker.v1 import contract_service_pb2
    return contract_service_pb2.ContractState.Value(f"CONTRACT_STATE_{name}")


DAY_1_S = 1772409600  # 2026-03-02T00:00:00Z
DAY_2_S = DAY_1_S + 86400


def reports_and_verdicts(story):
    from record import envelope as e
    from slabroker.v1 import verdict_pb2 as v
    first = story.report(1, DAY_1_S, offered=200, answered=190)
    receipt = story.broker.submit(first)
    story.broker.prove(receipt, first, [e.public_key(story.centre.seed)])
    second = story.report(2, DAY_2_S, offered=300, answered=266,
                          previous=story.content_id(first))
    story.broker.submit(second)
    for party in (story.client, story.centre):
        listed = party.read("VerdictService", "ListVerdicts", contract=story.contract)
        results = [(outcome.period.judgement.label, verdict.result, verdict.value)
                   for outcome in listed.outcomes
                   for verdict in outcome.period.judgement.verdicts]
        check(f"{party.slug} reads both verdicts", results == [
            ("2026-03-02", v.RESULT_MET, "95"),
            ("2026-03-03", v.RESULT_MISSED, "266/3")], results)
    missed = story.client.read("VerdictService", "GetVerdict", contract=story.contract,
                               period="2026-03-03").period.judgement
    check("the shortfall counts contacts", missed.verdicts[0].shortfall.contacts == "4",
          missed)
    check("a miss is a finding", [f.subject for f in missed.findings] == ["answer-rate"],
          missed.findings)
    again = story.broker.submit(first)
    check("the same statement again gets its first place",
          again.logged_before and again.log_index == receipt.log_index, again)
    return second


def paths(story):
    """Where a refusal lies is said from the statement on."""
    from slabroker.v1 import contract_pb2, statement_pb2
    terms = contract_pb2.Terms.FromString(story.terms)
    terms.kpis[0].target = ""
    refused("terms without a target", lambda: story.client.say("offer", statement_pb2.Offer(
        terms=terms.SerializeToString(deterministic=True))), Code.FAILED_PRECONDITION,
        "CONTRACT_INCOMPLETE", "the target is missing", field="offer.terms.kpis[0].target")
    refused("half a day", lambda: story.broker.submit(story.report(
        1, DAY_1_S + 43200, offered=200, answered=190)), Code.INVALID_ARGUMENT,
        "REPORT_MALFORMED", field="report.start_s")


def isolation(story):
    """A stranger reads nothing; absent and foreign get the same answer."""
    told = {}
    for name, contract in (("foreign", story.contract), ("absent", "c-" + "0" * 26)):
        told[name] = refused(f"a stranger and a {name} contract",
                             lambda: story.stranger.read("ContractService", "GetContract",
                                                         contract=contract),
                             Code.NOT_FOUND, "NOT_FOUND")
    check("absent and foreign sound alike", told["absent"] == told["foreign"], told)
    check("a stranger's list is empty", not story.stranger.read(
        "ContractService", "ListContracts").contracts)
    for service, method in (("ReportService", "ListReports"), ("LogService", "ListEntries"),
                            ("VerdictService", "ListVerdicts"),
                            ("NoticeService", "ListNotices"),
                            ("ReportService", "ListSeries")):
        refused(f"a stranger's {method}",
                lambda: story.stranger.read(service, method, contract=story.contract),
                Code.NOT_FOUND, "NOT_FOUND")
    now = datetime.datetime.now(datetime.timezone.utc)
    for scheme, offset in (("Bearer", "+00:00"), ("bearer", "Z"), ("BEARER", "-00:00")):
        stamps = {claim: at.isoformat(timespec="microseconds").replace("+00:00", offset)
                  for claim, at in (("iat", now), ("exp", now + datetime.timedelta(minutes=10)))}
        listed = story.broker.call("ContractService", "ListContracts", scheme=scheme,
                                   token=story.client.token(**stamps))
        check(f"{scheme} and {stamps['iat']}", len(listed.contracts) == 1, listed)
    refused("no token", lambda: story.broker.call("ContractService", "ListContracts"),
            Code.UNAUTHENTICATED, "TOKEN_INVALID", "sla token")
    refused("a token for another broker",
            lambda: story.broker.call("ContractService", "ListContracts",
                                      token=story.client.token(aud="other.example")),
            Code.UNAUTHENTICATED, "TOKEN_INVALID", "another broker")


def malformed_names(story):
    """What no contract is called is told so, the same to everybody."""
    reads = (("ContractService", "GetContract"), ("ContractService", "GetContractVersion"),
             ("ReportService", "GetReport"), ("ReportService", "ListReports"),
             ("ReportService", "ListSeries"), ("VerdictService", "GetVerdict"),
             ("VerdictService", "ListVerdicts"), ("NoticeService", "GetNotice"),
             ("NoticeService", "ListNotices"), ("LogService", "ListEntries"))
    streams = ("LogService", "ExportEvidence"), ("NoticeService", "Watch")
    for name in ("c-1", "acme-retail", story.contract.upper(), story.contract + "0", ""):
        for party in (story.client, story.stranger):
            calls = [(method, functools.partial(party.read, service, method, contract=name))
                     for service, method in reads]
            calls += [(method, lambda service=service, method=method: next(
                story.broker.stream(service, method, party.token(), contract=name)))
                for service, method in streams if name or method != "Watch"]
            for method, call in calls:
                refused(f"{method} of \"{name}\"", call, Code.INVALID_ARGUMENT,
                        "REQUEST_MALFORMED", "expected c- and 26 characters",
                        field="contract")
    refused("a malformed version", lambda: story.client.read(
        "ContractService", "GetContractVersion", contract=story.contract, version="1"),
        Code.INVALID_ARGUMENT, "REQUEST_MALFORMED", "64 hex digits", field="version")
    of_contract = {"contract": story.contract}
    for service, method, field, names, others in (
            ("OrganizationService", "GetOrganization", "organisation",
             ("No Slug", "ab", "x" * 41, "under_score", ""), {}),
            ("ReportService", "GetReport", "series", ("Calls", "9", "x" * 65, ""),
             of_contract | {"sequence": 1}),
            ("ReportService", "GetReport", "sequence", (0,), of_contract | {"series": "calls"}),
            ("ReportService", "ListReports", "series", ("Calls", "x" * 65), of_contract),
            ("VerdictService", "GetVerdict", "period", ("",), of_contract),
            ("NoticeService", "GetNotice", "number", (0,), of_contract)):
        for name in names:
            refused(f"{method} with {field} {name!r}", functools.partial(
                story.client.read, service, method, **{field: name}, **others),
                Code.INVALID_ARGUMENT, "REQUEST_MALFORMED", "expected", field=field)


def pages(read, size, **filters):
    """(all reports, how many on each page, the first token) of a list read in pages."""
    found, counted, tokens = [], [], [""]
    while len(tokens) < 100:
        page = read("ReportService", "ListReports", page_size=size, page_token=tokens[-1],
                    **filters)
        found += page.reports
        counted.append(len(page.reports))
        if not page.next_page_token:
            break
        tokens.append(page.next_page_token)
    return found, counted, tokens[1] if len(tokens) > 1 else ""


def lists(story):
    """SERVICES.md, section 4: only an absent token ends a list, and it is of that list."""
    read, contract = story.client.read, story.contract
    whole, counted, _ = pages(read, 0, contract=contract)
    check("all on one page, in order", counted == [len(whole)] and len(whole) >= 2 and
          [report.sequence for report in whole] == list(range(1, len(whole) + 1)), whole)
    check("more than 100 is 100", pages(read, 101, contract=contract)[0] == whole)
    each, counted, token = pages(read, 1, contract=contract)
    check("one by one", each == whole and set(counted) == {1}, counted)
    late, counted, _ = pages(read, 1, contract=contract, from_s=DAY_2_S)
    check("what ends later, and a page may be empty", 0 in counted and late ==
          [report for report in whole if report.end_s > DAY_2_S] != whole, counted)
    early, _, _ = pages(read, 1, contract=contract, to_s=DAY_2_S)
    check("what begins earlier",
          early == [report for report in whole if report.start_s < DAY_2_S] != whole, early)
    check("of one series", pages(read, 1, contract=contract, series="calls")[0] == whole)
    check("of none", pages(read, 1, contract=contract, series="other")[0] == [])
    rest = read("ReportService", "ListReports", contract=contract, page_token=token)
    check("the size may change", list(rest.reports) == whole[1:], rest)
    for what, party, service, method, filters in (
            ("with another filter", story.client, "ReportService", "ListReports", {"to_s": 1}),
            ("in another list", story.client, "LogService", "ListEntries", {}),
            ("by another reader", story.centre, "ReportService", "ListReports", {})):
        refused(f"a token {what}", functools.partial(
            party.read, service, method, contract=contract, page_token=token, **filters),
            Code.INVALID_ARGUMENT, "PAGE", field="page_token")
    refused("a negative size", lambda: read("ReportService", "ListReports", contract=contract,
                                            page_size=-1),
            Code.INVALID_ARGUMENT, "PAGE", field="page_size")


def entries_read_by(story, party):
    """{log index: (leaf, statement)} of the entries that it opens; the rest is one refusal."""
    from record import ledger as r
    from slabroker.v1 import envelope_pb2, statement_pb2
    found, told = {}, set()
    size, _ = story.broker.checkpoint()
    for index in [*range(size), size, 2**63]:
        try:
            entry = party.read("LogService", "GetEntry", log_index=index)
        except grpc.RpcError as error:
            check("an entry is not found", error.code() == Code.NOT_FOUND, error)
            told.add(error.details().replace(str(index), "N"))
            continue
        payload = envelope_pb2.Envelope.FromString(entry.envelope).payload
        found[index] = r.decode_leaf(entry.leaf), statement_pb2.Statement.FromString(payload)
        check("it is the entry asked for", entry.log_index == index and index < size, entry)
        check("salt and envelope, or neither", bool(entry.salt) == bool(entry.envelope), entry)
    check(f"absent and foreign entries sound alike to {party.slug}", len(told) == 1, told)
    check("and name the entry", all("there is no entry N" in text for text in told), told)
    return found


def book_of(found, body, organisation=None):
    """The pseudonym of the book that this body opens."""
    name, = {leaf["book"] for leaf, said in found.values()
             if leaf["number"] == 0 and said.WhichOneof("body") == body and
             organisation in (None, said.enrolment.organisation)}
    return name


def books(story):
    """Which books each reads: none of another's, and nothing in them is left out. In the
    broker's own book a redaction is told to the parties of its contract alone."""
    from slabroker.v1 import organisation_pb2
    reason = b"at the request of the regulator"
    story.operator.say("redaction", organisation_pb2.Redaction(  # January 1970
        contract_id=story.book, legal_basis=reason.decode(), authority="the controller"))
    found = {party.slug: entries_read_by(story, party)
             for party in (story.client, story.centre, story.stranger)}
    ours, theirs = found["acme-retail"], found["bystander"]
    allowed = {
        "acme-retail": {book_of(ours, "opening"), book_of(ours, "offer"), *(
            book_of(ours, "enrolment", slug) for slug in ("acme-retail", "nordcall"))},
        "bystander": {book_of(theirs, "opening"), book_of(theirs, "enrolment", "bystander")},
    }
    allowed["nordcall"] = allowed["acme-retail"]
    for slug, entries in found.items():
        read = {leaf["book"] for leaf, _ in entries.values()}
        check(f"{slug} reads its books and no other", read == allowed[slug], read)
        for book in read:
            numbers = [leaf["number"] for leaf, _ in entries.values() if leaf["book"] == book]
            check(f"{slug} reads them whole", numbers == list(range(len(numbers))), numbers)
    said = b"".join(message.SerializeToString() for _, message in theirs.values())
    for secret in (b"acme-retail", b"nordcall", story.book, reason):
        check(f"a stranger reads nothing of {secret}", secret not in said)
    for slug in ("acme-retail", "nordcall"):
        said = [message.redaction for _, message in found[slug].values()
                if message.HasField("redaction")]
        check(f"{slug} reads why its evidence may go", [message.legal_basis.encode()
                                                        for message in said] == [reason])


def others_read(story):
    """buf by reflection alone, and grpc-js from the .proto files."""
    target = f"127.0.0.1:{story.place.port()}"
    buf, = NODE.glob("node_modules/@bufbuild/buf-linux-*/bin/buf")
    curl = [buf, "curl", "--http2-prior-knowledge", "--protocol", "grpc"]
    listed = subprocess.run([*curl, "--list-services", f"http://{target}"], check=False,
                            capture_output=True, text=True, timeout=TIMEOUT_S).stdout
    for service in ("StatementService", "OrganizationService", "ContractService",
                    "ReportService", "VerdictService", "LogService"):
        check(f"buf lists {service}", f"slabroker.v1.{service}\n" in listed, listed)
    read = subprocess.run(
        [*curl, "-H", f"authorization: Bearer {story.client.token()}", "-d",
         json.dumps({"contract": story.contract}),
         f"http://{target}/slabroker.v1.ContractService/GetContract"],
        check=False, capture_output=True, text=True, timeout=TIMEOUT_S)
    check("buf reads the contract", json.loads(read.stdout or "{}").get("title") ==
          "Answer rate", read.stdout + read.stderr)
    done = subprocess.run(
        ["node", ROOT / "tests/interop/broker/reader.js", NODE / "node_modules",
         ROOT / "proto", target, story.centre.token(), story.contract],
        check=False, capture_output=True, text=True, timeout=TIMEOUT_S)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    check("grpc-js reads three answers", len(lines) == 3, done.stdout + done.stderr)
    checkpoint, contract, verdicts = lines
    story.broker.open_note(checkpoint["note"])
    check("grpc-js reads the contract", contract["title"] == "Answer rate", contract)
    check("grpc-js reads the verdicts",
          [o["period"]["judgement"]["verdicts"][0]["result"] for o in verdicts["outcomes"]]
          == ["RESULT_MET", "RESULT_MET"], verdicts)


def waived(story, watch, place):
    """After the notice: it stays as it was, and says what of it no longer holds."""
    from slabroker.v1 import notice_pb2 as n
    from slabroker.v1 import notice_service_pb2 as s
    waiver = n.Waiver(finding=place, strike=True, reason="goodwill")
    refused("the centre waives what is served on it", lambda: story.centre.say(
        "waiver", waiver, book=story.book), Code.PERMISSION_DENIED, "NOT_A_PARTY", "client")
    before = story.centre.read("NoticeService", "GetNotice", contract=story.contract, number=1)
    story.client.say("waiver", waiver, book=story.book)
    told = next(watch)
    check("the centre is told what was waived", [
        (m.notice.number, m.state, [(w.log_index, w.waiver.credit, w.waiver.strike,
                                     w.waiver.reason) for w in m.waivers])
        for m in told.notices] == [(1, s.NOTICE_STATE_GIVEN, [
            (told.log_index, False, True, "goodwill")])], told)
    after = story.centre.read("NoticeService", "GetNotice", contract=story.contract, number=1)
    said, = after.waivers
    check("the notice is as it was given", after.notice == before.notice and not before.waivers)
    check("by whom, and what it claims since", (
        said.waiver_index, [signer.function for signer in said.waiver.signers],
        said.waiver.claimed.strike_waived, said.waiver.claimed.total_minor) == (
        told.log_index - 1, [HOLDER], True, after.notice.credit.total_minor), said)
    words = " ".join(after.page.split())
    check("its page says so first", words.startswith("STRIKE WAIVED Since it was given") and
          "because: goodwill" in words, after.page)
    for waived_part, count in ((s.NOTICE_WAIVED_NOTHING, 0), (s.NOTICE_WAIVED_ANYTHING, 1),
                               (s.NOTICE_WAIVED_CREDIT, 0), (s.NOTICE_WAIVED_STRIKE, 1)):
        check(f"listed by what was waived: {waived_part}", len(story.centre.read(
            "NoticeService", "ListNotices", contract=story.contract,
            waived=waived_part).notices) == count)
    check("both filters hold", not story.centre.read(
        "NoticeService", "ListNotices", contract=story.contract,
        waived=s.NOTICE_WAIVED_STRIKE, state=s.NOTICE_STATE_WITHDRAWN).notices)
    refused("a filter that is not known", lambda: story.centre.read(
        "NoticeService", "ListNotices", contract=story.contract, waived=9),
        Code.INVALID_ARGUMENT, "REQUEST_MALFORMED", "waived")
    refused("it is waived twice", lambda: story.client.say(
        "waiver", waiver, book=story.book), Code.INVALID_ARGUMENT, "STATEMENT_FIELD",
        "what this waives is waived already")


def notices(story, second):
    """A finding served, seen, acknowledged; then withdrawn by a restatement."""
    from slabroker.v1 import notice_pb2 as n
    from slabroker.v1 import notice_service_pb2 as s
    place = n.FindingPlace(version_id=story.version, start_s=DAY_2_S, kpi="answer-rate")
    refused("a notice that was not given",
            lambda: story.centre.read("NoticeService", "GetNotice",
                                      contract=story.contract, number=1),
            Code.NOT_FOUND, "NOT_FOUND")
    watch = story.broker.stream("NoticeService", "Watch", story.centre.token(),
                                contract=story.contract)
    everything = story.broker.stream("NoticeService", "Watch", story.client.token())
    foreign = story.broker.stream("NoticeService", "Watch", story.stranger.token(),
                                  timeout_s=1)
    refused("the centre serves a finding on itself", lambda: story.centre.say(
        "serving", n.FindingServing(finding=place), book=story.book),
        Code.PERMISSION_DENIED, "NOT_A_PARTY", "client")
    met = n.FindingPlace(version_id=story.version, start_s=DAY_1_S, kpi="answer-rate")
    refused("a KPI that was met is served", lambda: story.client.say(
        "serving", n.FindingServing(finding=met), book=story.book),
        Code.NOT_FOUND, "FINDING_UNKNOWN", "answer-rate")
    standings = lambda: list(story.centre.read(
        "VerdictService", "GetVerdict", contract=story.contract,
        period="2026-03-03").standings)
    check("nobody has decided on it yet", [(f.kpi, f.notice) for f in standings()]
          == [("answer-rate", 0)], standings())
    story.client.say("serving", n.FindingServing(finding=place), book=story.book)
    check("its verdict says that it is served", [(f.kpi, f.notice) for f in standings()]
          == [("answer-rate", 1)], standings())
    given = next(watch)
    check("the centre is told of notice 1",
          [(m.notice.number, m.state) for m in given.notices]
          == [(1, s.NOTICE_STATE_GIVEN)], given)
    check("so is the client, who watches all its contracts", next(everything) == given)
    logged = story.centre.read("NoticeService", "GetNotice", contract=story.contract,
                               number=1)
    notice = logged.notice
    check("the notice says what was found", (
        notice.title, notice.obligation.clause, notice.facts.numerator,
        notice.facts.denominator, notice.facts.value, notice.addressee.legal_name) == (
        "service-level failure notice", "4.1", "266", "300", "266/3", "Nordcall AG"), notice)
    check("it names the reports it rests on",
          [(r.series, r.organisation, list(r.sequences)) for r in notice.facts.reports]
          == [("calls", "nordcall", [2])], notice.facts)
    for words in ("Service-level failure notice no. 1", "Notice under clause 4.1",
                  "given by Acme Retail Ltd", "4 more answered were needed",
                  "Acknowledge receipt by", "no conformity is claimed",
                  f"for Acme Retail Ltd, {HOLDER}, by the key", "nobody who gets a copy",
                  "given by entry", notice.facts.reports[0].content_ids[0].hex()):
        check(f"its page says {words!r}",
              words in " ".join(logged.page.split()), logged.page)
    refused("it is served twice", lambda: story.client.say(
        "serving", n.FindingServing(finding=place), book=story.book),
        Code.FAILED_PRECONDITION, "FINDING_STATUS", "notice 1")
    refused("a hold of what is served", lambda: story.client.say(
        "hold", n.Hold(finding=place, until_day="2026-03-05", reason="talks"),
        book=story.book), Code.FAILED_PRECONDITION, "FINDING_STATUS",
        "it is served as notice 1", "its credit and its strike can be waived")
    waived(story, watch, place)
    refused("the client acknowledges its own notice", lambda: story.client.say(
        "acknowledgement", n.Acknowledgement(notice=1), book=story.book),
        Code.PERMISSION_DENIED, "NOT_A_PARTY", "centre")
    story.centre.say("acknowledgement", n.Acknowledgement(notice=1), book=story.book)
    told = next(watch)
    check("its acknowledgement is told",
          [m.state for m in told.notices] == [s.NOTICE_STATE_ACKNOWLEDGED], told)
    third = story.report(3, DAY_2_S, offered=300, answered=275, replaces=2,
                         previous=story.content_id(second))
    story.broker.submit(third)
    told = next(watch)
    check("a restatement that meets the target withdraws it",
          [(m.notice.number, m.state, m.acknowledged_late) for m in told.notices]
          == [(1, s.NOTICE_STATE_WITHDRAWN, False)], told)
    watch.cancel()
    everything.cancel()
    again = story.broker.stream("NoticeService", "Watch", story.client.token(),
                                contract=story.contract, cursor=given.cursor)
    check("a watch goes on from its cursor",
          [next(again).log_index for _ in range(3)][2] == told.log_index)
    again.cancel()
    listed = story.client.read("NoticeService", "ListNotices", contract=story.contract,
                               state=s.NOTICE_STATE_WITHDRAWN)
    check("a withdrawn notice keeps its number",
          [m.notice.number for m in listed.notices] == [1], listed)
    check("no notice stands", not story.client.read(
        "NoticeService", "ListNotices", contract=story.contract,
        state=s.NOTICE_STATE_GIVEN).notices)
    refused("a stranger's notice", lambda: story.stranger.read(
        "NoticeService", "GetNotice", contract=story.contract, number=1),
        Code.NOT_FOUND, "NOT_FOUND")
    refused("a stranger watches the contract", lambda: next(story.broker.stream(
        "NoticeService", "Watch", story.stranger.token(), contract=story.contract)),
        Code.NOT_FOUND, "NOT_FOUND")
    try:
        check("a stranger hears nothing", False, next(foreign))
    except grpc.RpcError as error:
        check("a stranger hears nothing", error.code() == Code.DEADLINE_EXCEEDED, error)


def the_book(story):
    """The contract's book as its parties read it: whole, chained, opened by salt."""
    from record import envelope as e
    from record import ledger as r
    entries, token = [], ""
    while True:
        page = story.centre.read("LogService", "ListEntries", contract=story.contract,
                                 page_size=2, page_token=token)
        entries += page.entries
        token = page.next_page_token
        if not token:
            break
    previous = bytes(32)
    for number, entry in enumerate(entries):
        leaf = r.decode_leaf(entry.leaf)
        check(f"entry {number} is chained",
              leaf["number"] == number and leaf["previous"] == previous, leaf)
        previous = r.leaf_hash(entry.leaf)
    head = page.head
    check("the head is the last entry",
          head.number == len(entries) - 1 and head.leaf_hash == previous, head)
    check("the log key signed the head",
          r.verify_head(head, ORIGIN, story.place.log_key), head)
    check("and it alone", not head.HasField("path"), head)
    kinds = [r.decode_leaf(entry.leaf)["kind"] for entry in entries]
    check("offer, acceptance, reports and a notice with their outcomes",
          kinds == [16, 17, 18, 48, 18, 48, 24, 48, 26, 48, 27, 18, 48], kinds)


def learn_log_key(broker, old_size, old_root, old_key, note):
    """RECORD.md, section 10, from a checkpoint seen before to the key of a later note."""
    from record import envelope as e
    from record import ledger as r
    from slabroker.v1 import organisation_pb2 as o
    _, size, root = r.parse_checkpoint(note.rpartition("\n\n")[0] + "\n")
    history = broker.call("LogService", "GetKeyHistory", tree_size=size)
    operator, log_keys, before = None, [], -1
    for entry, proof in zip(history.entries, history.inclusion, strict=True):
        assert entry.log_index > before
        before = entry.log_index
        assert r.verify_inclusion(r.leaf_hash(entry.leaf), entry.log_index, size, root,
                                  list(proof.hashes))
        payload = envelope_payload(entry.envelope)
        if operator is None:
            assert entry.log_index == 0
            operator = payload.opening.operator_key
            log_keys = [(0, payload.opening.log_key)]
        message, kind, signers = e.open_envelope(entry.envelope, ORIGIN, [operator])
        leaf = r.decode_leaf(entry.leaf)
        assert leaf["kind"] == e.KINDS[kind]
        assert leaf["commitment"] == r.commitment(
            entry.salt, e.content_id(kind, message.payload), signers)
        if kind == "key_rotation":
            if payload.key_rotation.role == o.BROKER_KEY_ROLE_LOG:
                log_keys.append((entry.log_index + 1, payload.key_rotation.key))
            elif payload.key_rotation.role == o.BROKER_KEY_ROLE_OPERATOR:
                operator = payload.key_rotation.key

    def key_at(tree_size):
        return [key for start, key in log_keys if start <= tree_size][-1]
    assert key_at(old_size) == old_key
    proof = broker.call("LogService", "ProveConsistency", old_size=old_size, new_size=size)
    assert r.verify_consistency(old_size, size, old_root, root, list(proof.hashes))
    return key_at(size)


def envelope_payload(envelope):
    from slabroker.v1 import envelope_pb2, statement_pb2
    return statement_pb2.Statement.FromString(
        envelope_pb2.Envelope.FromString(envelope).payload)


def keys_change(story, first):
    """Every key of the broker and its operator is replaced while the log goes on."""
    from record import envelope as e
    from record import ledger as r
    from slabroker.v1 import organisation_pb2 as o
    place, broker, operator = story.place, story.broker, story.operator
    old_key = place.log_key

    def rotation(role, seed, **fields):
        return o.KeyRotation(role=role, key=e.public_key(seed), **fields)
    refused("a key that the broker has not", lambda: broker.submit(operator.sealed(
        "key_rotation", rotation(o.BROKER_KEY_ROLE_LOG, os.urandom(32)))),
        Code.FAILED_PRECONDITION, "KEY_NOT_AT_HAND", "--next-log-key")
    next_seed, old_seed = os.urandom(32), operator.seed
    message = r.possession(ORIGIN, e.public_key(old_seed), e.public_key(next_seed))
    refused("a key of the operator that is not at hand", lambda: broker.submit(
        operator.sealed("key_rotation", rotation(
            o.BROKER_KEY_ROLE_OPERATOR, next_seed, possession=e.sign(old_seed, message)))),
        Code.INVALID_ARGUMENT, "STATEMENT_FIELD", "RECORD.md")
    operator.say("key_rotation", rotation(o.BROKER_KEY_ROLE_NOTICES,
                                          place.seeds["next-notices"]))
    operator.say("key_rotation", rotation(o.BROKER_KEY_ROLE_OPERATOR, next_seed,
                                          possession=e.sign(next_seed, message)))
    refused("the old key of the operator", lambda: broker.submit(operator.sealed(
        "key_rotation", rotation(o.BROKER_KEY_ROLE_LOG, place.seeds["next-log"]))),
        Code.PERMISSION_DENIED, "KEY_REVOKED")
    operator.seed = next_seed
    old_note = broker.call("LogService", "GetCheckpoint").note
    place.log_key = broker.log_key = e.public_key(place.seeds["next-log"])
    receipt, _ = operator.say("key_rotation", rotation(o.BROKER_KEY_ROLE_LOG,
                                                       place.seeds["next-log"]))
    check("its receipt is proved by the new key", receipt.log_index > 0)
    check("the old key proves what it signed",
          r.open_checkpoint(old_note.encode(), ORIGIN, old_key)[1] == receipt.log_index)
    note = broker.call("LogService", "GetCheckpoint").note
    check("a reader learns the new key from the log",
          learn_log_key(broker, *first, old_key, note) == place.log_key)


def whole_way():
    with tempfile.TemporaryDirectory(prefix="slb-broker-") as folder:
        place = Place(folder)
        place.run("init", "--operator-key", place.folder / "operator.key")
        with place.serving() as broker:
            story = Story(place, broker)
            first = broker.checkpoint()
            for party in (story.client, story.centre, story.stranger):
                story.enrol(party)
            story.agree()
            paths(story)
            two = reports_and_verdicts(story)
            notices(story, two)
            isolation(story)
            malformed_names(story)
            lists(story)
            books(story)
            the_book(story)
            others_read(story)
            keys_change(story, first)
            the_book(story)
            last = broker.checkpoint()
        place.run("check")
        place.settle_keys()
        with place.serving() as broker:
            after_restart(place, story, broker, first, last)


def after_restart(place, story, broker, first, last):
    from record import ledger as r
    for party in (story.client, story.centre):
        party.broker = broker
    check("nothing was lost or added but time", broker.checkpoint()[0] >= last[0])
    now = broker.checkpoint()
    proof = broker.call("LogService", "ProveConsistency", old_size=first[0],
                        new_size=now[0])
    check("the log goes on from its first checkpoint", r.verify_consistency(
        first[0], now[0], first[1], now[1], list(proof.hashes)))
    found = story.client.read("VerdictService", "ListVerdicts", contract=story.contract)
    check("the verdicts are there", len(found.outcomes) == 2, found)
    check("the broker's own log is quiet about content", b"acme" not in
          (place.folder / "serve.log").read_bytes())


def main():
    build()
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
