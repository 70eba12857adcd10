"""BUNDLE.md, sections 1 to 5, 7: frames, books, places in the tree, who may say what.

What follows from what, section 6, is for followed.py."""
from datetime import date

from google.protobuf.message import DecodeError
from slabroker.v1 import evidence_pb2, organisation_pb2

from . import envelope as e
from . import ledger as r
from . import wire

MAGIC = b"slb-evidence/1\n"
RECORD_MAX = 1179648
YEAR_10000_MS = ((date.max - date(1970, 1, 1)).days + 1) * 86400000
OPERATOR, BROKER = "operator", "broker"
BROKERS_BOOK = {"opening", "clock_correction", "redaction", "key_rotation"}
ORGANISATIONS_BOOK = {"enrolment", "key_addition", "key_revocation"}
OPERATOR_SAYS = BROKERS_BOOK | {"enrolment", "key_revocation"}
BROKER_SAYS = {"outcome", "clock", "outage"}
ROOT_SAYS = {"key_addition", "key_revocation"}
PARTIES_SAY = {kind for kind, number in e.KINDS.items() if number < 32}
WITHOUT_CONTENT = {(e.KINDS["report"], "contract"), (e.KINDS["redaction"], "broker")}
ROOT, STATEMENTS = (organisation_pb2.KEY_PURPOSE_ROOT,
                    organisation_pb2.KEY_PURPOSE_STATEMENTS)
ROLES = {organisation_pb2.BROKER_KEY_ROLE_OPERATOR: (OPERATOR, OPERATOR_SAYS),
         organisation_pb2.BROKER_KEY_ROLE_LOG: (BROKER, frozenset()),
         organisation_pb2.BROKER_KEY_ROLE_NOTICES: (BROKER, BROKER_SAYS)}
LOG = organisation_pb2.BROKER_KEY_ROLE_LOG


class Refused(Exception):
    """The name of the answer, and what is wrong."""


def check(condition, what, answer="BUNDLE_INVALID"):
    if not condition:
        raise Refused(answer, what)


# ---- 1. file ---------------------------------------------------------------------------

def frames(data):
    check(data[:len(MAGIC)] == MAGIC, "no bundle", "BUNDLE_FORM")
    at = len(MAGIC)
    while at < len(data):
        check(len(data) - at >= 4, "a length is cut", "BUNDLE_FORM")
        length = int.from_bytes(data[at:at + 4], "big")
        check(1 <= length <= RECORD_MAX and length <= len(data) - at - 4, "a length",
              "BUNDLE_FORM")
        yield data[at + 4:at + 4 + length]
        at += 4 + length


def frame(message):
    """The bytes of a record, as tests write bundles."""
    data = message.SerializeToString(deterministic=True)
    return len(data).to_bytes(4, "big") + data


def read_records(data):
    records = []
    for part in frames(data):
        check(wire.scan(evidence_pb2.EvidenceRecord.DESCRIPTOR, part) is None,
              "another form", "BUNDLE_FORM")
        try:
            records.append(evidence_pb2.EvidenceRecord.FromString(part))
        except DecodeError:
            raise Refused("BUNDLE_FORM", "a record") from None
    which = [record.WhichOneof("record") for record in records]
    check(len(records) >= 3 and which == ["head"] + ["entry"] * (len(which) - 2) + ["end"],
          f"the records: {which[:2]} ... {which[-2:]}", "BUNDLE_FORM")
    return records[0].head, [record.entry for record in records[1:-1]], records[-1].end


def contract_id(text):
    """The 16 bytes of "c-" and 26 digits."""
    digits = text[2:]
    check(text[:2] == "c-" and len(digits) == 26 and set(digits) <= set(r.CROCKFORD),
          "the name of a contract", "BUNDLE_FORM")
    bits = "".join(f"{r.CROCKFORD.index(digit):05b}" for digit in digits)
    check(bits[-2:] == "00", "the name of a contract", "BUNDLE_FORM")
    return int(bits[:128], 2).to_bytes(16, "big")


# ---- 3. places in the tree ------------------------------------------------------------

def sizes(a, b):
    found = []
    while a < b:
        s = 1
        while a % (2 * s) == 0 and a + 2 * s <= b:
            s *= 2
        found.append(s)
        a += s
    return found


class Tree:
    def __init__(self):
        self.stack, self.size = [], 0

    def add(self, size, digest):
        self.size += size
        while self.stack and self.stack[-1][0] == size:
            digest, size = e.node(self.stack.pop()[1], digest), 2 * size
        self.stack.append((size, digest))

    def run(self, until, hashes):
        """The run from here to a place, by the hashes that stand for it."""
        parts = sizes(self.size, until)
        check(len(parts) == len(hashes) and all(len(h) == 32 for h in hashes),
              "hashes between entries", "BUNDLE_FORM")
        for size, digest in zip(parts, hashes):
            self.add(size, digest)

    def root(self):
        stack = [digest for _, digest in self.stack]
        digest = stack.pop()
        while stack:
            digest = e.node(stack.pop(), digest)
        return digest


# ---- the whole -------------------------------------------------------------------------

class Book:
    def __init__(self, head):
        self.head, self.kind, self.owner = head, None, None
        self.next, self.last = 0, bytes(32)


class Key:
    def __init__(self, owner, kinds, not_before_ms=0, not_after_ms=0, holder="", index=0):
        self.owner, self.kinds, self.holder, self.index = owner, kinds, holder, index
        self.not_before_ms, self.not_after_ms = not_before_ms, not_after_ms
        self.revoked = False

    def holds(self, owner, kind, now_ms):
        return (self.owner == owner and kind in self.kinds and not self.revoked
                and now_ms >= self.not_before_ms
                and (not self.not_after_ms or now_ms <= self.not_after_ms))


class Entry:
    """One entry of the log: the statement is None where its content is not here."""

    def __init__(self, index, leaf, book):
        self.index, self.leaf, self.book = index, leaf, book
        self.now_ms = leaf["log_time_ms"]
        self.kind = self.statement = self.content_id = None
        self.signers = []

    @property
    def body(self):
        return getattr(self.statement, self.kind)


class Bundle:
    """Read and checked, but for what follows from what."""

    def __init__(self, data, log_key=None):
        self.head, raw, end = read_records(data)
        self.contract = contract_id(self.head.contract)
        self.keys, self.requests, self.organisations = {}, set(), set()
        self.in_force = {}  # role: the broker's public key
        self.in_force_since = []  # (place, role, public key)
        self.redactions, self.entries, self.tree = [], [], Tree()
        self.begun, self.now_ms = 0, 0
        self.origin, self.size, self.root = self.read_note()
        self.books = self.read_books()
        for entry in raw:
            self.read_entry(entry)
        self.tree.run(self.size, end.after)
        check(log_key in (None, self.in_force[LOG]), "another log key than expected")
        self.check_signed_by(self.in_force[LOG])
        check(self.tree.root() == self.root, "the root")
        for book in self.books.values():
            check(book.next == book.head.number + 1 and book.last == book.head.leaf_hash,
                  "a book does not end at its head")
        self.check_books()
        self.check_erased()

    def read_note(self):
        text, empty_line, _ = self.head.checkpoint.rpartition("\n\n")
        check(empty_line, "the checkpoint", "CHECKPOINT_INVALID")
        try:
            return r.parse_checkpoint(text + "\n")
        except r.Refused as refused:
            raise Refused("CHECKPOINT_INVALID", str(refused)) from None

    def read_books(self):
        books, lists = {}, set()
        for head in self.head.books:
            check(head.pseudonym not in books and head.tree_size == self.size,
                  "the head of a book")
            try:
                lists.add((*r.head_list(head), head.signature))
            except r.Refused as refused:
                raise Refused("BUNDLE_INVALID", str(refused)) from None
            books[head.pseudonym] = Book(head)
        check([count for count, _, _ in lists] == [len(books)], "the list of heads")
        return books

    # ---- 4. each entry ----

    def read_entry(self, message):
        logged = message.entry
        first = not self.entries
        check(self.tree.size <= logged.log_index < self.size, "the place of an entry",
              "BUNDLE_FORM")
        check(not first or logged.log_index == 0, "the first entry")
        self.tree.run(logged.log_index, message.between)
        try:
            leaf = r.decode_leaf(logged.leaf)
        except r.Refused as refused:
            raise Refused("LEAF_INVALID", str(refused)) from None
        check(leaf["log_time_ms"] >= self.now_ms, "log time decreases")
        check(leaf["log_time_ms"] < YEAR_10000_MS, "log time after the year 9999")
        self.now_ms = leaf["log_time_ms"]
        entry = Entry(logged.log_index, leaf, self.place_in_book(logged.leaf, leaf))
        check(bool(logged.salt) == bool(logged.envelope), "salt and envelope",
              "BUNDLE_FORM")
        if logged.envelope:
            self.open(entry, logged)
            self.said(entry)
        else:
            check(not first and (leaf["kind"], entry.book.kind) in WITHOUT_CONTENT,
                  "content is withheld")
        self.tree.add(1, r.leaf_hash(logged.leaf))
        self.entries.append(entry)

    def place_in_book(self, data, leaf):
        book = self.books.get(leaf["book"])
        check(book is not None, "an entry of another book")
        if book.next == 0:
            check(list(self.books).index(leaf["book"]) == self.begun,
                  "books begin in another order")
            self.begun += 1
        check(leaf["number"] == book.next and leaf["previous"] == book.last
              and leaf["number"] <= book.head.number, "the chain of a book")
        book.next, book.last = book.next + 1, r.leaf_hash(data)
        return book

    def open(self, entry, logged):
        """The envelope by the keys that are known here, and the commitment."""
        keys = list(self.keys)
        try:
            message, entry.kind = e.parse(logged.envelope)
            statement = e.parse_statement(message.payload, entry.kind, self.origin)
            if not self.entries:
                check(entry.kind == "opening", "the first entry")
                keys = [statement.opening.operator_key]
            _, _, entry.signers = e.open_envelope(logged.envelope, self.origin, keys)
        except e.Refused as refused:
            raise Refused(str(refused), f"entry {entry.index}") from None
        entry.statement = statement
        entry.content_id = e.content_id(entry.kind, message.payload)
        check(len(logged.salt) == 32 and entry.leaf["kind"] == e.KINDS[entry.kind] and
              entry.leaf["commitment"] == r.commitment(
                  logged.salt, entry.content_id, entry.signers), "the commitment")

    def check_signed_by(self, log_key):
        """The checkpoint, and the list of heads: one head stands for all."""
        try:
            r.open_checkpoint(self.head.checkpoint.encode(), self.origin, log_key)
        except r.Refused as refused:
            raise Refused("CHECKPOINT_INVALID", str(refused)) from None
        check(r.verify_head(self.head.books[0], self.origin, log_key),
              "the signature of the heads")

    # ---- 5. who may say what ----

    def name_key(self, public, key):
        check(len(public) == 32 and public not in self.keys, "a key is named twice")
        self.keys[public] = key

    def name_brokers_key(self, role, public):
        self.name_key(public, Key(*ROLES[role]))
        self.in_force[role] = public
        self.in_force_since.append((self.tree.size, role, public))

    def in_force_at(self, role, index):
        """The broker's key that signs the entry at a place: a rotation holds from the next."""
        return [public for at, named, public in self.in_force_since
                if named == role and (at < index or at == 0)][-1]

    def said(self, entry):
        statement, kind = entry.statement, entry.kind
        issuer = statement.issuer
        expected = (OPERATOR if kind in OPERATOR_SAYS - {"key_revocation"} else
                    BROKER if kind in BROKER_SAYS else None)
        check(issuer == expected if expected else
              issuer in self.organisations or (kind, issuer) == ("key_revocation", OPERATOR),
              "the issuer")
        if kind == "opening":
            self.name_brokers_key(organisation_pb2.BROKER_KEY_ROLE_OPERATOR,
                                  entry.body.operator_key)
        for public, _ in entry.signers:
            check(self.keys[public].holds(issuer, kind, entry.now_ms), "whose key it is")
        if kind in BROKER_SAYS:
            check(statement.claimed_time_ms == entry.now_ms
                  and statement.request_id == r.uint(entry.index, 16), "what the broker says")
        elif kind != "report":
            check((issuer, statement.request_id) not in self.requests, "a request id twice")
            self.requests.add((issuer, statement.request_id))
        self.in_its_book(entry)
        getattr(self, f"said_{kind}", lambda _: None)(entry)

    def in_its_book(self, entry):
        kind, book, statement = entry.kind, entry.book, entry.statement
        if entry.leaf["number"] == 0:
            book.kind = {"opening": "broker", "enrolment": "organisation",
                         "outage": "outages", "offer": "contract"}.get(kind)
            check(book.kind is not None and book.kind not in
                  [b.kind for b in self.books.values()
                   if b is not book and b.kind != "organisation"], "how a book begins")
            book.owner = statement.enrolment.organisation
        if book.kind == "broker":
            fits = kind in BROKERS_BOOK and (kind == "opening") == (book.next == 1)
        elif book.kind == "organisation":
            whose = (statement.enrolment.organisation if kind == "enrolment" else
                     statement.key_revocation.organisation or statement.issuer)
            fits = (kind in ORGANISATIONS_BOOK and whose == book.owner
                    and (kind == "enrolment") == (book.next == 1))
        elif book.kind == "outages":
            fits = kind == "outage"
        else:
            fits = (kind in PARTIES_SAY or kind == "outcome") and self.contract == (
                statement.book or entry.content_id[:16])
            fits = fits and bool(statement.book) == (book.next > 1)
        check(fits, "an entry in another book than its own")

    def said_opening(self, entry):
        self.name_brokers_key(LOG, entry.body.log_key)
        self.name_brokers_key(organisation_pb2.BROKER_KEY_ROLE_NOTICES, entry.body.notice_key)

    def said_key_rotation(self, entry):
        """RECORD.md, section 10."""
        role, public = entry.body.role, entry.body.key
        check(role in ROLES, "which key is changed")
        before = self.in_force[role]
        origin = self.origin.encode()
        signed = b"slb/rotation/1" + r.uint(len(origin), 2) + origin + before + public
        possession = entry.body.possession
        check(len(possession) == 64 and e.verifies(public, signed, possession)
              if role == organisation_pb2.BROKER_KEY_ROLE_OPERATOR
              else not possession, "whether a key is at hand")
        self.keys[before].revoked = True
        self.name_brokers_key(role, public)

    def said_enrolment(self, entry):
        name = entry.body.organisation
        check(name not in self.organisations | {OPERATOR, BROKER}, "enrolled twice")
        self.organisations.add(name)
        self.name_key(entry.body.root_key, Key(name, ROOT_SAYS))

    def said_key_addition(self, entry):
        kinds = {ROOT: ROOT_SAYS, STATEMENTS: PARTIES_SAY}.get(entry.body.purpose, set())
        self.name_key(entry.body.key, Key(
            entry.statement.issuer, kinds, entry.body.not_before_ms,
            entry.body.not_after_ms, entry.body.holder, entry.index))

    def said_key_revocation(self, entry):
        named = [public for public in self.keys
                 if e.sha256(public) == entry.body.key_id]
        issuer = entry.statement.issuer
        whose = entry.body.organisation if issuer == OPERATOR else issuer
        check(bool(entry.body.organisation) == (issuer == OPERATOR), "whose key is revoked")
        check(named and self.keys[named[0]].owner == whose
              and not self.keys[named[0]].revoked, "a revoked key")
        check(named[0] not in [public for public, _ in entry.signers],
              "a key revokes itself")
        self.keys[named[0]].revoked = True

    def said_redaction(self, entry):
        check(entry.body.contract_id == self.contract, "a redaction of another contract")
        self.redactions.append(entry.body)

    def said_outage(self, entry):
        check(entry.body.from_ms < entry.body.until_ms == entry.now_ms, "an outage")

    # ---- 2, 7. at the end ----

    def check_books(self):
        kinds = [book.kind for book in self.books.values()]
        check(kinds.count("broker") == kinds.count("contract") == 1
              and kinds.count("outages") <= 1, "the books")

    def check_erased(self):
        for entry in self.erased():
            month = utc_month(entry.now_ms)
            check(any(redaction.contract_id == self.contract and
                      redaction.first_month <= month <= redaction.last_month
                      for redaction in self.redactions), "content is withheld")

    def erased(self):
        return [entry for entry in self.of_contract() if entry.statement is None]

    def of_contract(self):
        """The entries of the contract's book, outages, and redactions of it, in the order of
        the log."""
        return [entry for entry in self.entries if entry.book.kind in ("contract", "outages")
                or entry.statement is not None and entry.kind == "redaction"]


def utc_month(at_ms):
    """Counted from January 1970 as 0."""
    from datetime import datetime, timezone
    at = datetime.fromtimestamp(at_ms // 1000, timezone.utc)
    return (at.year - 1970) * 12 + at.month - 1
