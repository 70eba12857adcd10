#!/usr/bin/python3
"""What is refused leaves nothing.

usage: run_refusals.py

A real broker on a unix socket is given what it must refuse: by signature, by key, by
address, said before, not in the one form, too large, too deep, cut off, and bytes that no
gRPC library would send.  Each is refused by name, and after each the log's size and root,
as served, and every row of its stores, every file beside them, are what they were before.
In the end it takes the statement that most of them were made from.
Last line: N passed, N failed, N skipped.
"""

import os
import pathlib
import re
import sys
import tempfile
import time
import traceback

import grpc

import run_broker
from run_broker import (DAY_1_S, DAY_2_S, ORIGIN, TIMEOUT_S, Code, Place, Story,
                        build, check, refused)

SUBMIT = "/slabroker.v1.StatementService/Submit"
ENVELOPE_BYTES_MAX = 1048576
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493  # of ed25519, RFC 8032
HOUR_MS = 3_600_000
EXPIRY_MS = 10_000  # in which a slow machine has logged the key, too; it is used last


class Told:
    """A contract with two reports in it, and a statement that would be taken."""

    def __init__(self, place, broker):
        from record import envelope as e
        self.place, self.broker = place, broker
        self.story = story = Story(place, broker)
        self.client, self.centre, self.stranger = story.client, story.centre, story.stranger
        for party in (self.client, self.centre, self.stranger):
            story.enrol(party)
        story.agree()
        self.first = story.report(1, DAY_1_S, offered=200, answered=190)
        self.index = broker.submit(self.first).log_index
        second = story.report(2, DAY_2_S, offered=300, answered=266,
                              previous=story.content_id(self.first))
        broker.submit(second)
        self.second = story.content_id(second)
        self.good = story.report(3, DAY_2_S, offered=300, answered=275, replaces=2,
                                 previous=self.second)
        message, _, _ = e.open_envelope(self.good, ORIGIN, [e.public_key(self.centre.seed)])
        self.payload = message.payload
        self.socket = place.socket.removeprefix("unix:")
        self.add_keys()

    def add_keys(self):
        """The centre's further keys: one more, two revoked, one expired, one too early."""
        from record import envelope as e
        from slabroker.v1 import organisation_pb2 as o
        now_ms = time.time_ns() // 1_000_000
        self.expires_ms = now_ms + EXPIRY_MS
        self.keys = {name: os.urandom(32) for name in
                     ("expired", "more", "revoked", "withdrawn", "early")}
        for name, seed in self.keys.items():
            self.centre.say("key_addition", o.KeyAddition(
                key=e.public_key(seed), purpose=o.KEY_PURPOSE_STATEMENTS,
                not_after_ms=self.expires_ms if name == "expired" else 0,
                not_before_ms=now_ms + HOUR_MS if name == "early" else 0),
                seeds=[self.centre.root])

        def revocation(name, **fields):
            return o.KeyRevocation(key_id=e.sha256(e.public_key(self.keys[name])),
                                   reason=o.REVOCATION_REASON_COMPROMISED, **fields)
        self.centre.say("key_revocation", revocation("revoked"), seeds=[self.centre.root])
        self.story.operator.say("key_revocation",
                                revocation("withdrawn", organisation=self.centre.slug))

    def wait_for_expiry(self):
        time.sleep(max(0, self.expires_ms / 1000 - time.time() + 0.01))

    def signed(self, *seeds):
        """The good report under other keys."""
        from record import envelope as e
        return e.seal("report", self.payload, sorted(
            seeds, key=lambda seed: e.key_id(e.public_key(seed))))

    def packed(self, keyid, signature, batch=None):
        from record import envelope as e
        return e.pack("report", self.payload, [(keyid, signature, batch)])


# ---- what must not change --------------------------------------------------------------

def kept(told):
    """The log's size and root, as served, and all that lies on the disk."""
    found = {"size and root": told.broker.checkpoint(), "rows": told.place.dump()}
    for path in sorted((told.place.folder / "state").rglob("*")):
        if path.is_file() and path.suffix != ".mdb":
            found[path.name] = path.read_bytes()
    return found


class Watch:
    """Holds what is kept against what was kept before."""

    def __init__(self, told):
        self.told = told
        self.before = kept(told)

    def unchanged(self, what):
        now = kept(self.told)
        for name in self.before.keys() | now.keys():
            check(f"{what}: {name} as before", self.before.get(name) == now.get(name))
        self.before = now


# ---- statements that are refused: (what, call, code, reason, words...) -----------------

def submitting(told, envelope, **options):
    return lambda: told.broker.submit(envelope, **options)


def wrong_signatures(told):
    from record import envelope as e
    seed, more = told.centre.seed, told.keys["more"]
    keyid = e.key_id(e.public_key(seed))
    message = e.pae(e.TYPE.format("report").encode(), told.payload)
    true = e.sign(seed, message)
    beyond = (int.from_bytes(true[32:], "little") + GROUP_ORDER).to_bytes(32, "little")
    leaf = e.leaf(e.content_id("report", told.payload))
    batch = e.sign(seed, e.batch_message(e.node(leaf, bytes(32)), 2))
    for what, signature, path in (
            ("a bit of it turned", true[:-1] + bytes([true[-1] ^ 1]), None),
            ("of the payload without its type", e.sign(seed, told.payload), None),
            ("of the same payload as an acceptance",
             e.sign(seed, e.pae(e.TYPE.format("acceptance").encode(), told.payload)), None),
            ("by another key than it names", e.sign(more, message), None),
            ("nothing but zeros", bytes(64), None),
            ("the same, written in the other way", true[:32] + beyond, None),
            ("of a batch that it is not in", batch, (2, 0, [b"\1" * 32])),
            ("of a batch, in another place of it", batch, (2, 1, [bytes(32)]))):
        yield (what, submitting(told, told.packed(keyid, signature, path)),
               Code.UNAUTHENTICATED, "SIGNATURE_INVALID", "signatures[0]")
    yield ("of a batch, with a path too long",
           submitting(told, told.packed(keyid, batch, (2, 0, [bytes(32)] * 2))),
           Code.UNAUTHENTICATED, "BATCH_PATH")
    pairs = [(keyid, true, None), (e.key_id(e.public_key(more)), bytes(64), None)]
    yield ("one of two", submitting(told, e.pack("report", told.payload, pairs)),
           Code.UNAUTHENTICATED, "SIGNATURE_INVALID")
    changed = told.payload.replace(told.centre.slug.encode(), b"nordfall")
    yield ("of what was changed afterwards",
           submitting(told, e.pack("report", changed, [(keyid, true, None)])),
           Code.UNAUTHENTICATED, "SIGNATURE_INVALID")
    yield ("none", submitting(told, e.pack("report", told.payload, [])),
           Code.INVALID_ARGUMENT, "ENVELOPE_SHAPE")
    yield ("one too short", submitting(told, told.packed(keyid, true[:63])),
           Code.INVALID_ARGUMENT, "ENVELOPE_SHAPE")


def unknown_keys(told):
    from record import envelope as e
    yield ("a key that nobody knows", submitting(told, told.signed(os.urandom(32))),
           Code.UNAUTHENTICATED, "KEY_UNKNOWN")
    yield ("beside one that is known",
           submitting(told, told.signed(told.centre.seed, os.urandom(32))),
           Code.UNAUTHENTICATED, "KEY_UNKNOWN")
    yield ("its name in capitals", submitting(told, told.packed(
        e.key_id(e.public_key(told.centre.seed)).upper(), bytes(64))),
        Code.INVALID_ARGUMENT, "ENVELOPE_SHAPE")


def revoked_and_expired_keys(told):
    told.wait_for_expiry()
    for name, reason, words in (
            ("revoked", "KEY_REVOKED", "was revoked at entry"),
            ("withdrawn", "KEY_REVOKED", "was revoked at entry"),
            ("expired", "KEY_NOT_VALID", "was valid until"),
            ("early", "KEY_NOT_VALID", "is valid from")):
        yield (f"the key {name}", submitting(told, told.signed(told.keys[name])),
               Code.PERMISSION_DENIED, reason, words)
        yield (f"the key {name} beside a good one",
               submitting(told, told.signed(told.centre.seed, told.keys[name])),
               Code.PERMISSION_DENIED, reason, words)


def foreign_keys(told):
    from record import envelope as e
    from slabroker.v1 import organisation_pb2 as o
    from slabroker.v1 import outcome_pb2, statement_pb2
    place, acceptance = told.place, statement_pb2.Acceptance(version_id=told.story.version)
    for what, seed in (("the other side's", told.client.seed),
                       ("a stranger's", told.stranger.seed),
                       ("the operator's", place.seeds["operator"]),
                       ("the log's own", place.seeds["log"]),
                       ("that of the broker's notices", place.seeds["notices"])):
        yield (f"{what} under the centre's report", submitting(told, told.signed(seed)),
               Code.PERMISSION_DENIED, "KEY_FOREIGN")
    yield ("the other side's beside the centre's",
           submitting(told, told.signed(told.centre.seed, told.client.seed)),
           Code.PERMISSION_DENIED, "KEY_FOREIGN")
    for what, seed in (("root", told.centre.root), ("token", told.centre.token_seed)):
        yield (f"a {what} key", submitting(told, told.signed(seed)),
               Code.PERMISSION_DENIED, "KEY_NOT_FOR_THIS")
    yield ("a key for statements adds a key", submitting(told, told.centre.sealed(
        "key_addition", o.KeyAddition(key=e.public_key(os.urandom(32)),
                                      purpose=o.KEY_PURPOSE_STATEMENTS))),
        Code.PERMISSION_DENIED, "KEY_NOT_FOR_THIS")
    yield ("an organisation revokes another's", submitting(told, told.client.sealed(
        "key_revocation", o.KeyRevocation(
            key_id=e.sha256(e.public_key(told.centre.seed)),
            reason=o.REVOCATION_REASON_CEASED), seeds=[told.client.root])),
        Code.NOT_FOUND, "KEY_ABSENT")
    yield ("a key is added again", submitting(told, told.client.sealed(
        "key_addition", o.KeyAddition(key=e.public_key(told.centre.seed),
                                      purpose=o.KEY_PURPOSE_STATEMENTS),
        seeds=[told.client.root])), Code.ALREADY_EXISTS, "KEY_EXISTS")
    yield ("a party enrols somebody", submitting(told, told.client.sealed(
        "enrolment", o.Enrolment(organisation="another", legal_name="A",
                                 registration_number="1", seat="B",
                                 root_key=e.public_key(os.urandom(32))))),
        Code.PERMISSION_DENIED, "ISSUER_WRONG")
    yield ("the broker's own word from outside", submitting(told, told.client.sealed(
        "clock", outcome_pb2.ClockAdvance(), issuer="broker",
        seeds=[place.seeds["notices"]])), Code.PERMISSION_DENIED, "ISSUER_WRONG")
    yield ("a contract of others", submitting(told, told.stranger.sealed(
        "acceptance", acceptance, book=told.story.book)),
        Code.NOT_FOUND, "CONTRACT_UNKNOWN")
    yield ("a contract that is not there", submitting(told, told.stranger.sealed(
        "acceptance", acceptance, book=bytes(16))), Code.NOT_FOUND, "CONTRACT_UNKNOWN")


def other_audiences(told):
    from record import envelope as e
    from slabroker.v1 import statement_pb2
    for origin in ("broker.example/other", "broker.example/lo", ORIGIN.upper()):
        statement = statement_pb2.Statement.FromString(told.payload)
        statement.audience = origin
        yield (f"for {origin}", submitting(told, e.seal(
            "report", statement.SerializeToString(deterministic=True),
            [told.centre.seed])), Code.INVALID_ARGUMENT, "AUDIENCE_WRONG", origin)
    statement.audience, statement.edition = ORIGIN, 1
    yield ("of another edition", submitting(told, e.seal(
        "report", statement.SerializeToString(deterministic=True), [told.centre.seed])),
        Code.UNIMPLEMENTED, "EDITION_UNKNOWN")


def said_otherwise(told):
    """The place of one that is logged, or its request id, under other words."""
    from record import envelope as e
    from slabroker.v1 import envelope_pb2, statement_pb2
    story = told.story
    yield ("another report with the same number", submitting(
        told, story.report(1, DAY_1_S, offered=200, answered=200)),
        Code.ALREADY_EXISTS, "REPORT_EQUIVOCATION", "calls")
    yield ("a report after a gap", submitting(
        told, story.report(4, DAY_2_S, offered=1, answered=1, previous=told.second)),
        Code.FAILED_PRECONDITION, "REPORT_SEQUENCE", "3")
    yield ("a report on another predecessor", submitting(
        told, story.report(3, DAY_2_S, offered=300, answered=275, replaces=2,
                           previous=bytes(32))), Code.FAILED_PRECONDITION,
        "REPORT_SEQUENCE")
    statement = statement_pb2.Statement.FromString(
        envelope_pb2.Envelope.FromString(story.acceptance).payload)
    statement.claimed_time_ms += 1
    yield ("another statement with the same request id", submitting(told, e.seal(
        "acceptance", statement.SerializeToString(deterministic=True),
        [told.centre.seed])), Code.ALREADY_EXISTS, "REQUEST_REUSED")
    statement.request_id = os.urandom(16)
    yield ("accepted a second time", submitting(told, e.seal(
        "acceptance", statement.SerializeToString(deterministic=True),
        [told.centre.seed])), Code.FAILED_PRECONDITION, "CONTRACT_STATUS")


def vector_envelope(told, message, data):
    """The bytes where a broker reads a message of that type, all around them as it should
    be, and truly signed."""
    from broker.hostile import within
    from record import envelope as e
    from slabroker.v1 import statement_pb2
    if message == "Envelope":
        return data
    if message == "Statement":
        return e.seal("acceptance", data, [told.centre.seed])
    if message == "Report":
        statement = statement_pb2.Statement.FromString(told.payload)
        statement.ClearField("report")
        head = statement.SerializeToString(deterministic=True)
        return e.seal("report", head + within(e.KINDS["report"], data), [told.centre.seed])
    assert message == "Terms"
    return told.client.sealed("offer", statement_pb2.Offer(terms=data))


def wire_scan(told):
    from broker.hostile import wire_vectors
    for name, message, data, offset in wire_vectors():
        # A report lies in its statement: the place is counted from that one's beginning.
        words = [] if message == "Report" else [f"byte {offset} of {message}:"]
        yield (name, submitting(told, vector_envelope(told, message, data)),
               Code.INVALID_ARGUMENT, "WIRE_NOT_CANONICAL", *words)


def too_large(told):
    from broker.hostile import within
    from record import envelope as e
    yield ("a statement of a byte too many",
           submitting(told, bytes(ENVELOPE_BYTES_MAX + 1)), Code.RESOURCE_EXHAUSTED,
           "ENVELOPE_SIZE", "1048577")
    room = ENVELOPE_BYTES_MAX - len(told.signed(told.centre.seed))
    yield ("one that is signed, of a byte too many", submitting(told, e.seal(
        "report", told.payload + within(99, bytes(room)), [told.centre.seed])),
        Code.RESOURCE_EXHAUSTED, "ENVELOPE_SIZE")
    yield ("as many signatures as have room",
           submitting(told, within(3, b"") * (ENVELOPE_BYTES_MAX // 2)),
           Code.RESOURCE_EXHAUSTED, "LIMIT_EXCEEDED")
    yield ("65 in a message", lambda: next(told.broker.submit_stream(
        iter([[told.first] * 65]))), Code.INVALID_ARGUMENT, "REQUEST_MALFORMED", "64")


def too_deep(told):
    """A thousand messages within each other, in a field that nobody knows."""
    from broker.hostile import nested, nested_groups
    from record import envelope as e
    from slabroker.v1 import statement_pb2
    groups = nested_groups(1000)
    wrong = Code.INVALID_ARGUMENT, "WIRE_NOT_CANONICAL"
    for what, unknown in (("messages", nested(1000)), ("groups", groups)):
        yield (f"{what} in an envelope", submitting(told, told.good + unknown), *wrong)
        yield (f"{what} in a statement", submitting(told, e.seal(
            "report", told.payload + unknown, [told.centre.seed])), *wrong)
        yield (f"{what} in terms", submitting(told, told.client.sealed(
            "offer", statement_pb2.Offer(terms=told.story.terms + unknown))), *wrong)
    raw = told.broker.channel.unary_unary(SUBMIT)
    yield ("groups in a request", lambda: raw(groups, timeout=TIMEOUT_S),
           Code.INVALID_ARGUMENT, "REQUEST_MALFORMED")


def no_requests(told):
    raw = told.broker.channel.unary_unary(SUBMIT)
    for name, data in (("half a length", b"\x0a"), ("a long field cut", b"\x0a\x7fabc"),
                       ("an endless number", b"\xff" * 20)):
        yield (name, lambda data=data: raw(data, timeout=TIMEOUT_S), Code.INVALID_ARGUMENT,
               "REQUEST_MALFORMED")
    yield ("no envelope", submitting(told, b""), Code.INVALID_ARGUMENT, "ENVELOPE_SHAPE")


def bad_text(told):
    from broker.hostile import within
    from record import envelope as e
    read = told.broker.channel.unary_unary("/slabroker.v1.ContractService/GetContract")
    for what, bad in (("bytes of no character", b"\xff\xfe"), ("half a character", b"\xc3"),
                      ("a surrogate", b"\xed\xa0\x80"), ("a NUL", b"a\0b"),
                      ("an overlong slash", b"\xc0\xaf")):
        yield (f"{what} as a payload type", submitting(told, within(1, bad)),
               Code.INVALID_ARGUMENT, "WIRE_NOT_CANONICAL")
        yield (f"{what} as an audience", submitting(told, e.seal(
            "report", within(2, bad), [told.centre.seed])), Code.INVALID_ARGUMENT,
            "WIRE_NOT_CANONICAL", "audience")
        yield (f"{what} as a contract that is read",
               lambda bad=bad: read(within(1, bad), timeout=TIMEOUT_S),
               Code.INVALID_ARGUMENT, "REQUEST_MALFORMED", "contract")


def tokens(told):
    from broker.party import Party
    past = "2026-01-01T00:00:00Z"

    def reading(token):
        return lambda: told.broker.call("ContractService", "ListContracts", token=token)

    def by(seed, **changed):
        party = Party(told.broker, told.centre.slug)
        party.token_seed = seed
        return party.token(**changed)
    for what, token in (
            ("none", None), ("no token", "v4.public.AAAA.BBBB"),
            ("for another broker", told.client.token(aud="other.example")),
            ("one that is over", told.client.token(iat=past, exp=past)),
            ("of a key that nobody knows", by(os.urandom(32))),
            ("of a key for statements", by(told.centre.seed)),
            ("of a revoked key", by(told.keys["revoked"])),
            ("of somebody else's key", by(told.client.token_seed))):
        yield (what, reading(token), Code.UNAUTHENTICATED, "TOKEN_INVALID")

    def twice():
        told.broker.channel.unary_unary("/slabroker.v1.ContractService/ListContracts")(
            b"", timeout=TIMEOUT_S, metadata=[
                ("authorization", f"Bearer {party.token()}")
                for party in (told.client, told.centre)])
    yield ("two at once", twice, Code.UNAUTHENTICATED, "TOKEN_INVALID", "more than once")


def other_trees(told):
    """What the log has, and the tree or the list asked about has not."""
    def asking(method, **fields):
        return lambda: told.broker.call("LogService", method, **fields)
    size, _ = told.broker.checkpoint()
    yield ("an entry after the tree", asking("ProveInclusion", log_index=4, tree_size=3),
           Code.INVALID_ARGUMENT, "REQUEST_MALFORMED", "log_index",
           "a tree of 3 entries has no entry 4")
    yield ("the entry at its end", asking("ProveInclusion", log_index=3, tree_size=3),
           Code.INVALID_ARGUMENT, "REQUEST_MALFORMED", "a tree of 3 entries has no entry 3")
    yield ("a beginning longer than the tree", asking("ProveConsistency", old_size=4, new_size=3),
           Code.INVALID_ARGUMENT, "REQUEST_MALFORMED", "old_size",
           "a tree of 3 entries does not go on from one of 4")
    yield ("an entry after the log", asking("ProveInclusion", log_index=size),
           Code.NOT_FOUND, "LOG_ENTRY", "log_index", f"there is no {size}")
    yield ("a tree after the log", asking("ProveInclusion", log_index=0, tree_size=size + 1),
           Code.NOT_FOUND, "LOG_ENTRY", "tree_size", f"is of size {size}")


def unknown_filters(told):
    for service, method, fields in (
            ("ContractService", "ListContracts", {}),
            ("NoticeService", "ListNotices", {"contract": told.story.contract})):
        for state in (-1, 99, 2**31 - 1):
            yield (f"state {state} in {method}", lambda m=method, s=service, f=fields, n=state:
                   told.client.read(s, m, state=n, **f), Code.INVALID_ARGUMENT,
                   "REQUEST_MALFORMED", "state", f"{state} is not known here", "known are")


def cursors_ahead(told):
    size, _ = told.broker.checkpoint()
    for cursor in (size + 1, 2**64 - 1):
        for contract in ("", told.story.contract):
            yield (f"a watch from {cursor} of {contract or 'all contracts'}",
                   lambda n=cursor, c=contract: next(told.broker.stream(
                       "NoticeService", "Watch", told.client.token(), contract=c, cursor=n)),
                   Code.OUT_OF_RANGE, "CURSOR", f"cursor {cursor}", f"has {size} entries")


NAMED = (
    ("a wrong signature", wrong_signatures), ("an unknown key", unknown_keys),
    ("a foreign key", foreign_keys), ("another audience", other_audiences),
    ("said otherwise", said_otherwise), ("the wire scan", wire_scan),
    ("oversize", too_large), ("deep nesting", too_deep), ("no request", no_requests),
    ("bad UTF-8", bad_text), ("a token", tokens), ("another tree", other_trees),
    ("a filter", unknown_filters), ("a cursor", cursors_ahead),
    ("a revoked or expired key", revoked_and_expired_keys),
)


def run_named(told, watch):
    for title, cases in NAMED:
        count = 0
        for what, call, code, reason, *words in cases(told):
            refused(f"{title}: {what}", call, code, reason, *words)
            watch.unchanged(f"{title}: {what}")
            count += 1
        print(f"{title}: {count} cases", file=sys.stderr)
        check(f"{title}: there are cases", count > 0)


def run_bent(told, watch):
    from broker.hostile import bent
    for what, envelope in bent(told.good):
        try:
            told.broker.submit(envelope)
            check(f"{what} is refused", False)
        except grpc.RpcError as error:
            check(f"{what} is refused by one of ours",
                  "grpc-status-details-bin" in dict(error.trailing_metadata()), error)
        watch.unchanged(what)


def run_stream(told, watch):
    """A stream goes on after what it refuses, and each answer stands in its place."""
    from broker.hostile import wire_vectors
    envelopes = [vector_envelope(told, message, data)
                 for _, message, data, _ in wire_vectors()]
    messages = [[envelope, told.first] for envelope in envelopes]
    answers = list(told.broker.submit_stream(iter(messages)))
    check("a stream answers each message", len(answers) == len(messages), len(answers))
    check("a stream refuses each vector and finds what is logged", all(
        answer.answers[0].HasField("refusal") and
        answer.answers[1].receipt.log_index == told.index and
        answer.answers[1].receipt.logged_before for answer in answers), answers)
    watch.unchanged("a stream of refusals")


def run_replays(told, watch):
    """Said again it is answered with its first receipt."""
    from broker.hostile import nested, within
    from record import envelope as e
    from slabroker.v1 import envelope_pb2
    payload = envelope_pb2.Envelope.FromString(told.first).payload
    batch, _ = e.seal_batch("report", [payload, told.payload], [told.centre.seed])
    for what, send in (
            ("as it was", lambda: told.broker.submit(told.first)),
            ("under another of its keys", lambda: told.broker.submit(
                e.seal("report", payload, [told.keys["more"]]))),
            ("under two", lambda: told.broker.submit(e.seal("report", payload, sorted(
                [told.keys["more"], told.centre.seed],
                key=lambda seed: e.key_id(e.public_key(seed)))))),
            ("in a batch", lambda: told.broker.submit(batch)),
            ("twice in a message", lambda: next(told.broker.submit_stream(
                iter([[told.first] * 2]))).answers[1].receipt),
            ("beside a thousand unknown messages in each other",
             lambda: told.broker.channel.unary_unary(
                 SUBMIT, response_deserializer=type(told.broker.submit(
                     told.first)).FromString)(within(1, told.first) + nested(1000)))):
        receipt = send()
        check(f"said again, {what}: its first place", receipt.logged_before and
              receipt.log_index == told.index, receipt)
        watch.unchanged(f"said again, {what}")
    receipt = told.broker.submit(told.good, validate_only=True)
    check("validated, it would be taken", receipt.validated_only, receipt)
    watch.unchanged("validated only")


def run_raw(told, watch):
    from broker import hostile, raw
    for what, parts, status, reason in hostile.no_messages(told.good):
        answer = raw.call(told.socket, SUBMIT, *parts)
        check(f"raw, {what}: refused by name",
              (answer.status, answer.reason) == (status, reason), answer)
        watch.unchanged(f"raw, {what}")
    for method, data, more, status, reason in hostile.bad_text():
        answer = raw.call(told.socket, method, raw.message(data), more=more)
        check(f"raw, bad UTF-8, {method}: refused by name",
              (answer.status, answer.reason) == (status, reason), answer)
        watch.unchanged(f"raw, bad UTF-8, {method}")
    for what, data in hostile.broken_connections(told.good):
        with raw.Connection(told.socket, data) as connection:
            connection.half_close()
            answer = connection.answer()
        # Core's own end of a call, or of the connection.
        check(f"raw, {what}: nobody waits for an answer", answer.status in (
            None, Code.UNAVAILABLE.value[0], Code.CANCELLED.value[0]), answer)
        watch.unchanged(f"raw, {what}")


def run_core(told, watch):
    """What core itself refuses, in a message of its own.

    Core closes the connection on which too large a header came: whoever sends one loses his
    other calls there too.  A connection of its own therefore, and nobody else's call ends.
    """
    for what, data, metadata in (("a message", bytes(ENVELOPE_BYTES_MAX + 65537), ()),
                                 ("a header", b"", [("x-large", "x" * 20000)])):
        with told.place.channel() as channel:
            try:
                channel.unary_unary(SUBMIT)(data, timeout=TIMEOUT_S, metadata=metadata)
                check(f"{what} beyond core's limit is refused", False)
            except grpc.RpcError as error:
                check(f"{what} beyond core's limit",
                      error.code() == Code.RESOURCE_EXHAUSTED, error)
        watch.unchanged(f"{what} beyond core's limit")


def reasons_are_written_down():
    """SERVICES.md, section 5, names each reason that a call can be refused for, once, beside
    the code that it is sent with."""
    table = (run_broker.ROOT / "broker/base/err.h").read_text()
    rows = re.findall(r"X\((\w+), +(\d+),|/\* ([a-z ]+?)(?::| \*/)", table)
    sent, folder = {}, None
    for name, code, heading in rows:
        folder = heading or folder
        if name:
            sent[name] = int(code), folder
    page = (run_broker.ROOT / "proto/SERVICES.md").read_text()
    listed = [(name, int(code)) for code, names in
              re.findall(r"^\| (\d+) `\w+` \| (.*) \|$", page, re.MULTILINE)
              for name in re.findall(r"`(\w+)`", names)]
    check("no reason twice", len(listed) == len(dict(listed)), listed)
    for name, code in listed:
        check(f"{name} is sent with {code}", sent.get(name, (None,))[0] == code, sent.get(name))
    faults = {int(Code.INTERNAL.value[0]), int(Code.DATA_LOSS.value[0])}
    for name, (code, folder) in sent.items():
        if folder in ("envelope", "acts", "the law", "service", "rpc") and code not in faults:
            check(f"{name} is in SERVICES.md", name in dict(listed) or name == "POLICY_UNKNOWN")


def main():
    build()
    reasons_are_written_down()
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="slb-refusals-") as folder:
            place = Place(pathlib.Path(folder))
            place.run("init", "--operator-key", place.folder / "operator.key")
            with place.serving() as broker:
                told = Told(place, broker)
                watch = Watch(told)
                for run in (run_named, run_bent, run_stream, run_replays, run_raw,
                            run_core):
                    run(told, watch)
                receipt = broker.submit(told.good)
                check("the good statement is taken", not receipt.logged_before, receipt)
                check("which the dump shows", place.dump() != watch.before["rows"])
            place.run("check")
    except Exception:  # whatever went wrong must be counted
        traceback.print_exc(file=sys.stdout)
        run_broker.counts["failed"] += 1
    print(f"{time.monotonic() - started:.1f} s", file=sys.stderr)
    print("%(passed)d passed, %(failed)d failed, 0 skipped" % run_broker.counts)
    return 1 if run_broker.counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
