"""ENVELOPE.md: keys, what is signed, envelopes, batches."""
import base64
import hashlib
import re

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey
from slabroker.v1 import envelope_pb2, statement_pb2

from . import wire

TYPE = "application/vnd.slabroker.{}.v1+protobuf"
BATCH_TYPE = b"application/vnd.slabroker.batch.v1"
BODY = statement_pb2.Statement.DESCRIPTOR.oneofs_by_name["body"]
KINDS = {field.name: field.number for field in BODY.fields}
NO_BOOK = {"opening", "enrolment", "clock_correction", "redaction", "key_rotation",
           "key_addition", "key_revocation", "clock", "outage"}


class Refused(Exception):
    """The name of the answer, section 7."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def public_key(seed):
    return SigningKey(seed).verify_key.encode()


def key_id(key):
    return sha256(key).hex()


def sign(seed, message):
    return SigningKey(seed).sign(message).signature


def verifies(key, message, signature):
    try:
        VerifyKey(key).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def pae(payload_type, body):
    return b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type, len(body), body)


def content_id(kind, payload):
    return sha256(pae(TYPE.format(kind).encode(), payload))


# ---- trees: section 5 ------------------------------------------------------------------

def leaf(data):
    return sha256(b"\0", data)


def node(left, right):
    return sha256(b"\1", left, right)


def split(count):
    """The largest power of two below count."""
    return 1 << (count - 1).bit_length() - 1


def root(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node(root(leaves[:k]), root(leaves[k:]))


def path(index, leaves):
    """RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return path(index, leaves[:k]) + [root(leaves[k:])]
    return path(index - k, leaves[k:]) + [root(leaves[:k])]


def path_root(leaf_hash, index, size, hashes):
    """The root, or None."""
    if not 0 <= index < size or size > 2**63 - 1:
        return None
    r, i, last = leaf_hash, index, size - 1
    for h in hashes:
        if last == 0:
            return None
        if i % 2 == 1 or i == last:
            r = node(h, r)
            while i % 2 == 0:
                i, last = i // 2, last // 2
        else:
            r = node(r, h)
        i, last = i // 2, last // 2
    return r if last == 0 else None


def batch_message(batch_root, size):
    return pae(BATCH_TYPE, batch_root + size.to_bytes(8, "big"))


# ---- making ----------------------------------------------------------------------------

def pack(kind, payload, signatures):
    """signatures: (key id, signature, None or (size, index, hashes)) in any order."""
    message = envelope_pb2.Envelope(payload_type=TYPE.format(kind), payload=payload)
    for keyid, sig, batch in sorted(signatures, key=lambda s: s[0]):
        signature = message.signatures.add(keyid=keyid, sig=sig)
        if batch is not None:
            signature.batch.SetInParent()
            signature.batch.size, signature.batch.index = batch[:2]
            signature.batch.hashes.extend(batch[2])
    return message.SerializeToString(deterministic=True)


def seal(kind, payload, seeds):
    message = pae(TYPE.format(kind).encode(), payload)
    return pack(kind, payload, [(key_id(public_key(seed)), sign(seed, message), None)
                                for seed in seeds])


def seal_batch(kind, payloads, seeds):
    leaves = [leaf(content_id(kind, payload)) for payload in payloads]
    message = batch_message(root(leaves), len(leaves))
    signatures = [(key_id(public_key(seed)), sign(seed, message)) for seed in seeds]
    return [pack(kind, payload, [(keyid, sig, (len(leaves), i, path(i, leaves)))
                                 for keyid, sig in signatures])
            for i, payload in enumerate(payloads)]


def to_json(message):
    def b64(data):
        return base64.b64encode(data).decode()

    def signature(sig):
        text = f'{{"keyid":"{sig.keyid}","sig":"{b64(sig.sig)}"'
        if sig.HasField("batch"):
            hashes = ",".join(f'"{b64(h)}"' for h in sig.batch.hashes)
            text += (f',"batch":{{"size":"{sig.batch.size}","index":"{sig.batch.index}",'
                     f'"hashes":[{hashes}]}}')
        return text + "}"

    return (f'{{"payload":"{b64(message.payload)}","payloadType":"{message.payload_type}",'
            f'"signatures":[{",".join(signature(s) for s in message.signatures)}]}}')


# ---- checking, in the order of section 7 -----------------------------------------------

def check(condition, answer):
    if not condition:
        raise Refused(answer)


def parse(data):
    check(len(data) <= 1048576, "ENVELOPE_SIZE")
    check(wire.scan(envelope_pb2.Envelope.DESCRIPTOR, data) is None, "WIRE_NOT_CANONICAL")
    message = envelope_pb2.Envelope.FromString(data)
    check(1 <= len(message.signatures) <= 16, "ENVELOPE_SHAPE")
    before = ""
    for sig in message.signatures:
        shape = (re.fullmatch("[0-9a-f]{64}", sig.keyid) and sig.keyid > before
                 and len(sig.sig) == 64)
        if sig.HasField("batch"):
            shape = (shape and sig.batch.index < sig.batch.size <= 2**63 - 1
                     and len(sig.batch.hashes) <= 63
                     and all(len(h) == 32 for h in sig.batch.hashes))
        check(shape, "ENVELOPE_SHAPE")
        before = sig.keyid
    kinds = [kind for kind in KINDS if message.payload_type == TYPE.format(kind)]
    check(kinds, "ENVELOPE_SHAPE")
    return message, kinds[0]


def parse_statement(payload, kind, audience):
    check(wire.scan(statement_pb2.Statement.DESCRIPTOR, payload) is None,
          "WIRE_NOT_CANONICAL")
    statement = statement_pb2.Statement.FromString(payload)
    check(statement.edition == 0, "EDITION_UNKNOWN")
    check(statement.audience == audience, "AUDIENCE_WRONG")
    check(statement.WhichOneof("body") == kind, "ENVELOPE_SHAPE")
    check(re.fullmatch("[a-z][a-z0-9-]{2,39}", statement.issuer), "ENVELOPE_SHAPE")
    opening = kind == "offer" and not statement.offer.previous_version_id
    without = opening or kind in NO_BOOK
    check(len(statement.book) == (0 if without else 16), "ENVELOPE_SHAPE")
    if kind == "report":
        position = statement.position
        check(statement.HasField("position") and position.sequence >= 1
              and len(position.previous) == (0 if position.sequence == 1 else 32),
              "ENVELOPE_SHAPE")
    else:
        check(statement.WhichOneof("identity") == "request_id"
              and len(statement.request_id) == 16, "ENVELOPE_SHAPE")
    return statement


def open_envelope(data, audience, keys):
    """keys: the public keys that are known.  (message, kind, [(key, signature)])"""
    message, kind = parse(data)
    parse_statement(message.payload, kind, audience)
    known = {key_id(key): key for key in keys}
    check(all(sig.keyid in known for sig in message.signatures), "KEY_UNKNOWN")
    messages = []
    for sig in message.signatures:
        if not sig.HasField("batch"):
            messages.append(pae(message.payload_type.encode(), message.payload))
            continue
        batch_root = path_root(leaf(content_id(kind, message.payload)), sig.batch.index,
                               sig.batch.size, sig.batch.hashes)
        check(batch_root is not None, "BATCH_PATH")
        messages.append(batch_message(batch_root, sig.batch.size))
    for sig, signed in zip(message.signatures, messages):
        check(verifies(known[sig.keyid], signed, sig.sig), "SIGNATURE_INVALID")
    return message, kind, [(known[sig.keyid], sig.sig) for sig in message.signatures]
