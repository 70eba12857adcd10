#!/usr/bin/python3
"""Makes the worked examples of proto/ENVELOPE.md, RECORD.md and SERVICES.md, and the vectors
in tests/vectors/envelope, with the Python of tests/interop/record.

    make_vectors.py [--check]

Blocks "```vectors" of the documents are filled in by the names that stand in them.  With
--check nothing is written; exit status 1 when something would change.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
STUBS = ROOT / "build/interop/python"
STUBS.mkdir(parents=True, exist_ok=True)
subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={STUBS}",
                *sorted((ROOT / "proto/slabroker/v1").glob("*.proto"))],
               check=True, stderr=subprocess.DEVNULL)
sys.path[:0] = [str(STUBS), str(ROOT / "tests/interop")]

# pylint: disable=wrong-import-position
from record import envelope as e  # noqa: E402
from record import ledger as r  # noqa: E402
from record import token as t  # noqa: E402
from record import vectors, wire  # noqa: E402
from slabroker.v1 import (contract_pb2, envelope_pb2, evidence_pb2,  # noqa: E402
                          report_pb2, statement_pb2)

ORIGIN = "broker.example/log"
SEEDS = {name: bytes(range(32 * i, 32 * i + 32))
         for i, name in enumerate(("first", "second", "third"))}
BOOK = bytes(range(0xB0, 0xC0))
SALT = bytes(range(0x60, 0x80))
NONCE = bytes(range(0x90, 0xA8))


def pack(message):
    return message.SerializeToString(deterministic=True)


def statement(**fields):
    return statement_pb2.Statement(audience=ORIGIN, issuer="centre-1",
                                   claimed_time_ms=1700000000000, **fields)


def acceptance():
    return statement(book=bytes(16), request_id=bytes(range(16)),
                     acceptance=statement_pb2.Acceptance(version_id=bytes(range(32))))


def offer():
    terms = contract_pb2.Terms(title="Inbound voice")
    return statement(request_id=bytes(range(16)),
                     offer=statement_pb2.Offer(terms=pack(terms)))


def report(sequence):
    position = statement_pb2.Position(
        sequence=sequence, previous=bytes(32) if sequence > 1 else b"")
    column = report_pb2.Column(counter="offered", values=[7, 0, 300])
    return statement(book=bytes(16), position=position, report=report_pb2.Report(
        version_id=bytes(range(32)), series="daily", start_s=1699920000, end_s=1700006400,
        interval=[0, 1, 2], columns=[column]))


# ---- ENVELOPE.md -----------------------------------------------------------------------

def envelope_examples():
    for name, seed in SEEDS.items():
        key = e.public_key(seed)
        yield f"key {name}", {"seed": seed, "public_key": key, "key_id": e.key_id(key)}
    payload_type, body = "http://example.com/HelloWorld", b"hello world"
    encoded = e.pae(payload_type.encode(), body)
    yield "pae", {"type": payload_type, "body": body, "pae": encoded,
                  "first_signs": e.sign(SEEDS["first"], encoded)}
    payload = pack(acceptance())
    yield "envelope alone", {
        "audience": ORIGIN, "kind": "acceptance", "kind_number": e.KINDS["acceptance"],
        "payload": payload, "content_id": e.content_id("acceptance", payload),
        "envelope": e.seal("acceptance", payload, [SEEDS["first"]])}
    payload = pack(offer())
    yield "envelope of two", {
        "audience": ORIGIN, "kind": "offer", "kind_number": e.KINDS["offer"],
        "payload": payload, "content_id": e.content_id("offer", payload),
        "envelope": e.seal("offer", payload, [SEEDS["first"], SEEDS["second"]])}
    payloads = [pack(report(sequence)) for sequence in (1, 2, 3)]
    leaves = [e.leaf(e.content_id("report", payload)) for payload in payloads]
    envelopes = e.seal_batch("report", payloads, [SEEDS["first"]])
    yield "batch of three", {
        "audience": ORIGIN, "kind": "report", "size": 3, "root": e.root(leaves),
        **{f"payload_{i}": payload for i, payload in enumerate(payloads)},
        **{f"envelope_{i}": envelope for i, envelope in enumerate(envelopes)}}
    yield "json", {"envelope": envelopes[0],
                   "json": e.to_json(envelope_pb2.Envelope.FromString(envelopes[0]))}


# ---- RECORD.md -------------------------------------------------------------------------

def names():
    offer_id = e.content_id("offer", pack(offer()))
    first_terms, second_terms = offer().offer.terms, b""
    first = r.version_id(None, r.terms_id(first_terms))
    yield "names", {
        "offer_content_id": offer_id, "contract_id": offer_id[:16],
        "contract_id_text": r.contract_id_text(offer_id), "terms": first_terms,
        "terms_id": r.terms_id(first_terms), "version_id": first,
        "second_terms": second_terms, "second_terms_id": r.terms_id(second_terms),
        "second_version_id": r.version_id(first, r.terms_id(second_terms))}


def leaf_fields(number):
    return {"version": 1, "kind": e.KINDS["report"], "book": BOOK, "number": number,
            "previous": bytes(range(32)) if number else bytes(32),
            "log_time_ms": 1700000000123, "commitment": bytes([0xCC] * 32)}


def leaves():
    for name, number in (("leaf", 7), ("leaf of entry 0", 0)):
        fields = leaf_fields(number)
        data = r.encode_leaf(fields)
        yield name, {**fields, "leaf": data, "leaf_hash": r.leaf_hash(data)}
    payload = pack(offer())
    message = envelope_pb2.Envelope.FromString(
        e.seal("offer", payload, [SEEDS["first"], SEEDS["second"]]))
    keys = {e.key_id(e.public_key(seed)): e.public_key(seed) for seed in SEEDS.values()}
    signers = [(keys[s.keyid], s.sig) for s in message.signatures]
    content_id = e.content_id("offer", payload)
    yield "commitment", {
        "salt": SALT, "content_id": content_id,
        **{f"{what}_{i}": value for i, signer in enumerate(signers)
           for what, value in zip(("public_key", "signature"), signer)},
        "commitment": r.commitment(SALT, content_id, signers)}


def tree():
    hashes = [e.leaf(bytes([i])) for i in range(7)]
    yield "tree of seven", {
        "leaf_hashes": " ".join(h.hex() for h in hashes), "size": 7,
        "root": e.root(hashes), "index": 5,
        "inclusion": " ".join(h.hex() for h in e.path(5, hashes)),
        "old_size": 3, "old_root": e.root(hashes[:3]),
        "consistency": " ".join(h.hex() for h in r.consistency(3, hashes))}
    text = r.checkpoint_text(ORIGIN, 7, e.root(hashes))
    witness, time_s = "witness.example/w1", 1700000000
    note = (text + "\n" + r.signature_line(text, ORIGIN, SEEDS["first"])
            + r.cosignature_line(text, witness, SEEDS["second"], time_s))
    yield "checkpoint", {
        "origin": ORIGIN, "size": 7, "root": e.root(hashes), "log_seed": SEEDS["first"],
        "log_verifier": r.verifier(ORIGIN, r.LOG, e.public_key(SEEDS["first"])),
        "witness": witness, "witness_seed": SEEDS["second"], "time_s": time_s,
        "witness_verifier": r.verifier(witness, r.WITNESS, e.public_key(SEEDS["second"])),
        "note": note.encode()}


def book_heads():
    """One head, and three of which the middle one is the same."""
    heads = [evidence_pb2.BookHead(pseudonym=BOOK[:15] + bytes([last]), number=number,
                                   leaf_hash=bytes(range(first, first + 32)), tree_size=42)
             for last, number, first in ((0x10, 0, 0x80), (0xBF, 7, 0), (0xC0, 40, 0x40))]
    seed, alone = SEEDS["first"], heads[1]
    r.sign_heads([alone], ORIGIN, seed)
    yield "head of a book", {
        "origin": ORIGIN, "tree_size": 42, "book": alone.pseudonym, "number": alone.number,
        "leaf_hash": alone.leaf_hash, "data": r.head_data(alone),
        "signed": r.heads_signed(ORIGIN, 42, *r.head_list(alone)), "log_seed": seed,
        "signature": alone.signature}
    r.sign_heads(heads, ORIGIN, seed)
    fields = {"origin": ORIGIN, "tree_size": 42}
    for i, head in enumerate(heads):
        fields |= {f"book_{i}": head.pseudonym, f"number_{i}": head.number,
                   f"leaf_hash_{i}": head.leaf_hash,
                   f"path_{i}": " ".join(one.hex() for one in head.path.hashes)}
    count, root = r.head_list(alone)
    yield "heads of three books", fields | {
        "root": root, "signed": r.heads_signed(ORIGIN, 42, count, root), "log_seed": seed,
        "signature": alone.signature}


def possession():
    old, new = SEEDS["second"], SEEDS["third"]
    signed = r.possession(ORIGIN, e.public_key(old), e.public_key(new))
    yield "possession", {"origin": ORIGIN, "old_seed": old, "new_seed": new,
                         "signed": signed, "possession": e.sign(new, signed)}


def sealing():
    content = SALT + e.seal("acceptance", pack(acceptance()), [SEEDS["first"]])
    key, kind, epoch = bytes(range(0x20, 0x40)), e.KINDS["acceptance"], 646
    associated = r.content_associated(ORIGIN, BOOK, 41, kind, 2, epoch)
    yield "sealed content", {
        "origin": ORIGIN, "book": BOOK, "log_index": 41, "kind": kind, "class": 2,
        "epoch": epoch, "key": key, "nonce": NONCE, "content": content,
        "associated": associated, "sealed": r.seal(key, NONCE, associated, content),
        "stored": r.stored(2, epoch, r.seal(key, NONCE, associated, content))}
    master, associated = bytes(range(0x40, 0x60)), r.wrap_associated(BOOK, 2, epoch)
    yield "wrapped key", {
        "master_key": master, "book": BOOK, "class": 2, "epoch": epoch, "nonce": NONCE,
        "key": key, "associated": associated,
        "wrapped": r.seal(master, NONCE, associated, key)}
    yield "master key file", {"key": master, "file": r.master_key_file(master).encode()}


def key_files():
    seed = SEEDS["first"]
    yield "key file bare", {
        "name": ORIGIN, "purpose": "log", "seed": seed,
        "file": r.key_file(ORIGIN, "log", seed).encode()}
    lock = (b"open sesame", 1, 64, bytes(range(16)), NONCE)
    yield "key file locked", {
        "name": "centre-1", "purpose": "statements", "seed": seed, "passphrase": lock[0],
        "passes": lock[1], "memory_kib": lock[2], "salt": lock[3], "nonce": lock[4],
        "file": r.key_file("centre-1", "statements", seed, lock).encode()}
    yield "key file public", {
        "name": "centre-1", "purpose": "statements", "public_key": e.public_key(seed),
        "file": r.public_key_file("centre-1", "statements", e.public_key(seed)).encode()}


# ---- SERVICES.md -----------------------------------------------------------------------

def tokens():
    seed = SEEDS["first"]
    key_id = e.key_id(e.public_key(seed))
    claims = (f'{{"iss":"nordcall","aud":"{ORIGIN}",'
              '"iat":"2026-11-22T09:00:00Z","exp":"2026-11-22T09:05:00Z"}').encode()
    footer = f'{{"kid":"{key_id}"}}'.encode()
    yield "token", {
        "seed": seed, "issuer": "nordcall", "audience": ORIGIN, "issued_s": 1795338000,
        "expires_s": 1795338300, "claims": claims, "footer": footer,
        "signed": t.signed(claims, footer), "token": t.token(seed, claims, footer)}


# ---- refused ---------------------------------------------------------------------------

def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(message, name, value):
    """A field of any message type: an int as varint, bytes with their length."""
    number = message.DESCRIPTOR.fields_by_name[name].number
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def refused_bytes():
    env, sta, rep = envelope_pb2.Envelope, statement_pb2.Statement, report_pb2.Report
    per, terms = contract_pb2.Period, contract_pb2.Terms
    sig, path = envelope_pb2.Signature, envelope_pb2.BatchPath
    issuer, audience = field(sta, "issuer", b"centre-1"), field(sta, "audience", b"b")
    yield "truncated", "tag", env, b"\x80"
    yield "truncated", "number", sta, varint(5 << 3) + b"\xff"
    yield "truncated", "length", env, b"\x12"
    yield "truncated", "value", env, b"\x12\x02\x00"
    yield "truncated", "inside", env, field(env, "signatures", b"\x12\x02\x00")
    yield "truncated", "list element", rep, field(rep, "interval", b"\x00\x80")
    yield "varint-long", "tag", sta, b"\x88\x00\x01"
    yield "varint-long", "number", sta, varint(5 << 3) + b"\x81\x00"
    yield "varint-long", "length", env, b"\x12\x81\x00\x00"
    yield "varint-long", "list element", rep, field(rep, "interval", b"\x80\x00")
    yield "varint-range", "tenth byte", sta, varint(5 << 3) + b"\xff" * 9 + b"\x02"
    yield "varint-range", "uint32", sta, field(sta, "edition", 2**32)
    yield "varint-range", "list of uint32", rep, field(rep, "interval", varint(2**32))
    yield "varint-range", "enum", terms, field(terms, "period", field(per, "kind", 2**31))
    for wire_type in (3, 4, 6, 7):
        yield "group", f"wire type {wire_type}", env, varint(1 << 3 | wire_type)
    yield "unknown-field", "number", env, varint(4 << 3) + b"\x01"
    yield "unknown-field", "number 0", env, b"\x00\x01"
    yield "unknown-field", "inside", env, field(env, "signatures", varint(9 << 3) + b"\x01")
    yield "unknown-field", "large tag", env, varint(1 << 32 | 0x12) + b"\x01"
    yield "field-order", "outside", sta, issuer + audience
    yield "field-order", "inside", env, field(
        env, "signatures", field(sig, "sig", b"s") + field(sig, "keyid", b"k"))
    yield "field-twice", "string", sta, audience + audience
    yield "field-twice", "message", env, field(
        env, "signatures", field(sig, "batch", b"") * 2)
    yield "oneof-twice", "identity", sta, (
        field(sta, "position", b"") + field(sta, "request_id", b""))
    yield "oneof-twice", "body", sta, field(sta, "offer", b"") + field(sta, "report", b"")
    yield "not-packed", "one element", rep, field(rep, "interval", 1)
    yield "not-packed", "two chunks", rep, field(rep, "interval", b"\x01") * 2
    yield "not-packed", "chunk and element", rep, (
        field(rep, "interval", b"\x01") + field(rep, "interval", 1))
    yield "wire-type", "bytes for a number", sta, field(sta, "edition", b"\x01")
    yield "wire-type", "number for bytes", env, field(env, "payload", 1)
    yield "wire-type", "fixed for a list", rep, (
        varint(rep.DESCRIPTOR.fields_by_name["interval"].number << 3 | 5) + bytes(4))
    yield "string-nul", "audience", sta, field(sta, "audience", b"a\0b")
    yield "string-utf8", "byte", sta, field(sta, "audience", b"\xff")
    yield "string-utf8", "overlong", sta, field(sta, "audience", b"\xc0\x80")
    yield "string-utf8", "surrogate", sta, field(sta, "audience", b"\xed\xa0\x80")
    yield "string-utf8", "cut", sta, field(sta, "audience", b"\xe2\x82")
    yield "enum-unknown", "period", terms, field(terms, "period", field(per, "kind", 99))
    yield "enum-unknown", "negative", terms, field(
        terms, "period", field(per, "kind", 2**64 - 1))
    yield "implicit-zero", "number", sta, field(sta, "edition", 0)
    yield "implicit-zero", "string", sta, field(sta, "audience", b"")
    yield "implicit-zero", "bytes", env, field(env, "payload", b"")
    yield "implicit-zero", "list", rep, field(rep, "interval", b"")
    yield "implicit-zero", "enum", terms, field(terms, "period", field(per, "kind", 0))
    yield "implicit-zero", "inside", env, field(env, "signatures", field(
        sig, "batch", field(path, "index", 0)))


def refused_vectors():
    for rule, what, message, data in refused_bytes():
        found = wire.scan(message.DESCRIPTOR, data)
        if found is None or found[0] != rule:
            raise SystemExit(f"{rule}, {what}: {found}")
        yield f"{rule}: {what}", {"message": message.DESCRIPTOR.full_name, "bytes": data,
                                  "rule": rule, "offset": found[1]}


def bend(envelope, change):
    message = envelope_pb2.Envelope.FromString(envelope)
    change(message)
    return pack(message)


def bent_envelopes():
    payload = pack(acceptance())
    good = e.seal("acceptance", payload, [SEEDS["first"]])
    two = e.seal("acceptance", payload, [SEEDS["first"], SEEDS["second"]])
    other = acceptance()
    other.request_id = bytes(16)
    batch = e.seal_batch("acceptance", [payload, pack(other)], [SEEDS["first"]])[0]

    def setting(name, value, at=0):
        return lambda m: setattr(m.signatures[at], name, value)

    def path(change):
        return lambda m: change(m.signatures[0].batch)

    def swap(message):
        signatures = [envelope_pb2.Signature.FromString(pack(s)) for s in message.signatures]
        del message.signatures[:]
        message.signatures.extend(reversed(signatures))

    keyid = e.key_id(e.public_key(SEEDS["first"]))
    yield "good", "OK", good
    yield "good: two", "OK", two
    yield "good: batch", "OK", batch
    yield "size", "ENVELOPE_SIZE", bytes(1048577)
    yield "form", "WIRE_NOT_CANONICAL", good + b"\x20\x01"
    yield "no signature", "ENVELOPE_SHAPE", bend(good, lambda m: m.ClearField("signatures"))
    yield "17 signatures", "ENVELOPE_SHAPE", bend(
        good, lambda m: [m.signatures.add().CopyFrom(m.signatures[0]) for _ in range(16)])
    yield "no key id", "ENVELOPE_SHAPE", bend(good, setting("keyid", ""))
    yield "short key id", "ENVELOPE_SHAPE", bend(good, setting("keyid", keyid[:63]))
    yield "long key id", "ENVELOPE_SHAPE", bend(good, setting("keyid", keyid + "0"))
    yield "capitals", "ENVELOPE_SHAPE", bend(good, setting("keyid", keyid.upper()))
    yield "one key twice", "ENVELOPE_SHAPE", bend(
        good, lambda m: m.signatures.add().CopyFrom(m.signatures[0]))
    yield "descending", "ENVELOPE_SHAPE", bend(two, swap)
    yield "short signature", "ENVELOPE_SHAPE", bend(good, setting("sig", bytes(63)))
    yield "long signature", "ENVELOPE_SHAPE", bend(good, setting("sig", bytes(65)))
    yield "type of a batch", "ENVELOPE_SHAPE", bend(
        good, lambda m: setattr(m, "payload_type", e.BATCH_TYPE.decode()))
    yield "unknown kind", "ENVELOPE_SHAPE", bend(
        good, lambda m: setattr(m, "payload_type", e.TYPE.format("wish")))
    yield "empty batch", "ENVELOPE_SHAPE", bend(
        batch, path(lambda b: setattr(b, "size", 0)))
    yield "index of the size", "ENVELOPE_SHAPE", bend(
        batch, path(lambda b: setattr(b, "index", b.size)))
    yield "size 2^63", "ENVELOPE_SHAPE", bend(
        batch, path(lambda b: setattr(b, "size", 2**63)))
    yield "short hash", "ENVELOPE_SHAPE", bend(
        batch, path(lambda b: b.hashes.append(bytes(31))))
    yield "64 hashes", "ENVELOPE_SHAPE", bend(
        batch, path(lambda b: b.hashes.extend([bytes(32)] * 63)))
    yield from bent_statements()
    yield "unknown key", "KEY_UNKNOWN", e.seal(
        "acceptance", payload, [SEEDS["first"], SEEDS["third"]])
    yield "path too long", "BATCH_PATH", bend(
        batch, path(lambda b: b.hashes.append(bytes(32))))
    yield "path too short", "BATCH_PATH", bend(batch, path(lambda b: b.ClearField("hashes")))
    yield "wrong signature", "SIGNATURE_INVALID", bend(good, setting("sig", bytes(64)))
    yield "second wrong", "SIGNATURE_INVALID", bend(two, setting("sig", bytes(64), 1))
    yield "other place", "SIGNATURE_INVALID", bend(
        batch, path(lambda b: setattr(b, "index", 1)))
    yield "other hash", "SIGNATURE_INVALID", bend(
        batch, path(lambda b: b.hashes.__setitem__(0, bytes(32))))
    yield "signed for another type", "SIGNATURE_INVALID", pack(envelope_pb2.Envelope(
        payload_type=e.TYPE.format("acceptance"), payload=payload, signatures=[
            envelope_pb2.Signature(keyid=keyid, sig=e.sign(
                SEEDS["first"], e.pae(e.TYPE.format("offer").encode(), payload)))]))


def bent_statements():
    def sealed(message, kind="acceptance", **changes):
        for name, value in changes.items():
            setattr(message, name, value)
        return e.seal(kind, pack(message), [SEEDS["first"]])

    def moved(sequence, previous):
        message = report(1)
        message.position.CopyFrom(
            statement_pb2.Position(sequence=sequence, previous=previous))
        return message

    yield "payload form", "WIRE_NOT_CANONICAL", e.seal(
        "acceptance", pack(acceptance()) + b"\x08\x01", [SEEDS["first"]])
    yield "edition", "EDITION_UNKNOWN", sealed(acceptance(), edition=1)
    yield "audience", "AUDIENCE_WRONG", sealed(acceptance(), audience="other.example/log")
    yield "no body", "ENVELOPE_SHAPE", sealed(statement(
        book=bytes(16), request_id=bytes(16)))
    yield "other body", "ENVELOPE_SHAPE", sealed(acceptance(), kind="report")
    for issuer in ("", "ab", "a" * 41, "Abc", "1bc", "a_b"):
        yield f"issuer {issuer!r}", "ENVELOPE_SHAPE", sealed(acceptance(), issuer=issuer)
    yield "no book", "ENVELOPE_SHAPE", sealed(acceptance(), book=b"")
    yield "book in an opening offer", "ENVELOPE_SHAPE", sealed(
        offer(), "offer", book=bytes(16))
    yield "short request id", "ENVELOPE_SHAPE", sealed(acceptance(), request_id=bytes(15))
    yield "sequence 0", "ENVELOPE_SHAPE", sealed(moved(0, bytes(32)), "report")
    yield "first with a previous", "ENVELOPE_SHAPE", sealed(moved(1, bytes(32)), "report")
    yield "second without", "ENVELOPE_SHAPE", sealed(moved(2, b""), "report")
    yield "report with a request id", "ENVELOPE_SHAPE", sealed(
        report(1), "report", request_id=bytes(16))
    wrong = acceptance()
    wrong.position.sequence = 1
    yield "acceptance in a series", "ENVELOPE_SHAPE", sealed(wrong)


def answer_vectors():
    keys = [e.public_key(SEEDS[name]) for name in ("first", "second")]
    for what, answer, data in bent_envelopes():
        try:
            e.open_envelope(data, ORIGIN, keys)
            found = "OK"
        except e.Refused as refused:
            found = refused.args[0]
        if found != answer:
            raise SystemExit(f"{what}: {found}, not {answer}")
        if len(data) <= 4096:
            yield what, {"bytes": data, "answer": answer}


# ---- writing ---------------------------------------------------------------------------

def fill_in(path, examples):
    """The document with its blocks made anew."""
    examples = dict(examples)
    parts = path.read_text().split("```vectors\n")
    for i in range(1, len(parts)):
        block, fence, rest = parts[i].partition("```\n")
        filled = [vectors.write(name, examples.pop(name)) for name in vectors.read(block)]
        parts[i] = "\n".join(filled) + fence + rest
    if examples:
        raise SystemExit(f"{path}: no block names {', '.join(examples)}")
    return "```vectors\n".join(parts)


def listing(about, cases):
    head = f"# Made by tests/vectors/record/make_vectors.py: {about}\n\n"
    return head + "\n".join(vectors.write(name, fields) for name, fields in cases)


def main():
    envelope_md, record_md, services_md = (
        ROOT / "proto" / name for name in ("ENVELOPE.md", "RECORD.md", "SERVICES.md"))
    folder = ROOT / "tests/vectors/envelope"
    files = {
        envelope_md: fill_in(envelope_md, envelope_examples()),
        record_md: fill_in(record_md, [*names(), *book_heads(), *possession(), *leaves(), *tree(),
                                       *sealing(), *key_files()]),
        services_md: fill_in(services_md, tokens()),
        folder / "refused.txt": listing(
            "bytes that are not in the one form, ENVELOPE.md section 6.", refused_vectors()),
        folder / "answers.txt": listing(
            f"envelopes for {ORIGIN}, which knows the keys first and second.",
            answer_vectors()),
    }
    changed = [path for path, text in files.items()
               if not path.exists() or path.read_text() != text]
    for path in changed:
        print(f"{path.relative_to(ROOT)} changes")
        if "--check" not in sys.argv[1:]:
            path.write_text(files[path])
    return 1 if changed and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
