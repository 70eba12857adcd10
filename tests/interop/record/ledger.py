"""RECORD.md: names, leaves, commitments, trees, checkpoints, sealed content, key files."""
import base64
import binascii
import hmac
import re

from nacl import bindings
from nacl.exceptions import CryptoError

from .envelope import (key_id, node, path, path_root, public_key, root, sha256, sign, split,
                       verifies)

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
ZEROS = bytes(32)


class Refused(Exception):
    """What is wrong."""


def check(condition, what):
    if not condition:
        raise Refused(what)


def uint(value, width):
    return value.to_bytes(width, "big")


def b64(data):
    return base64.b64encode(data).decode()


def unb64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("base64") from None
    check(b64(data) == text, "base64")
    return data


# ---- 1. names --------------------------------------------------------------------------

def terms_id(terms):
    return sha256(b"slb/terms/1", terms)


def version_id(previous, terms):
    return sha256(previous or ZEROS, terms)


def contract_id_text(offer_content_id):
    bits = "".join(f"{byte:08b}" for byte in offer_content_id[:16]) + "00"
    return "c-" + "".join(CROCKFORD[int(bits[i:i + 5], 2)] for i in range(0, 130, 5))


# ---- 2. books --------------------------------------------------------------------------

def head_data(head):
    """Of a BookHead."""
    return (b"slb/head/1" + head.pseudonym + uint(head.number, 8) + head.leaf_hash)


def heads_signed(origin, tree_size, count, heads_root):
    return (b"slb/heads/1" + uint(len(origin.encode()), 2) + origin.encode()
            + uint(tree_size, 8) + uint(count, 8) + heads_root)


def head_list(head):
    """(number of heads, root) of the list that a BookHead is in; refused: it is in none."""
    check((len(head.pseudonym), len(head.leaf_hash), len(head.signature)) == (16, 32, 64),
          "the lengths of a head")
    size, index, hashes = 1, 0, []
    if head.HasField("path"):
        size, index, hashes = head.path.size, head.path.index, list(head.path.hashes)
        check(2 <= size <= 2**63 - 1 and all(len(one) == 32 for one in hashes),
              "the path of a head")
    found = path_root(sha256(b"\0", head_data(head)), index, size, hashes)
    check(found is not None, "the path of a head")
    return size, found


def verify_head(head, origin, key):
    """Whether the log key signed it."""
    try:
        signed = heads_signed(origin, head.tree_size, *head_list(head))
    except Refused:
        return False
    return verifies(key, signed, head.signature)


def sign_heads(heads, origin, seed):
    """Signs BookHeads of one tree together."""
    heads = sorted(heads, key=lambda head: head.pseudonym)
    leaves = [sha256(b"\0", head_data(head)) for head in heads]
    signature = sign(seed, heads_signed(origin, heads[0].tree_size, len(heads), root(leaves)))
    for index, head in enumerate(heads):
        head.signature = signature
        head.ClearField("path")
        if len(heads) > 1:
            head.path.size, head.path.index = len(heads), index
            head.path.hashes.extend(path(index, leaves))


# ---- 10. keys of the broker ------------------------------------------------------------

def possession(origin, old_key, new_key):
    return (b"slb/rotation/1" + uint(len(origin.encode()), 2) + origin.encode()
            + old_key + new_key)


# ---- 3, 4. leaf and commitment ---------------------------------------------------------

LEAF_FIELDS = (("version", 1), ("kind", 2), ("book", 16), ("number", 8), ("previous", 32),
               ("log_time_ms", 8), ("commitment", 32))


def encode_leaf(fields):
    return b"".join(fields[name] if width in (16, 32) else uint(fields[name], width)
                    for name, width in LEAF_FIELDS)


def decode_leaf(data):
    check(len(data) == 99, "length")
    fields, at = {}, 0
    for name, width in LEAF_FIELDS:
        part = data[at:at + width]
        fields[name] = part if width in (16, 32) else int.from_bytes(part, "big")
        at += width
    check(fields["version"] == 1, "version")
    check(fields["kind"] != 0, "kind")
    check(fields["number"] <= 2**63 - 1 and fields["log_time_ms"] <= 2**63 - 1, "range")
    check((fields["number"] == 0) == (fields["previous"] == ZEROS), "previous")
    return fields


def leaf_hash(data):
    return sha256(b"\0", data)


def commitment(salt, content_id, signers):
    """signers: (public key, signature)"""
    ordered = b"".join(sorted(key + signature for key, signature in signers))
    return hmac.digest(salt, b"slb/leaf/1" + content_id + sha256(ordered), "sha256")


# ---- 5. tree ---------------------------------------------------------------------------

def verify_inclusion(leaf, index, size, tree_root, hashes):
    return path_root(leaf, index, size, hashes) == tree_root


def consistency(m, leaves, whole=True):
    """RFC 6962 section 2.1.2."""
    n = len(leaves)
    if m == 0:
        return []
    if m == n:
        return [] if whole else [root(leaves)]
    k = split(n)
    if m <= k:
        return consistency(m, leaves[:k], whole) + [root(leaves[k:])]
    return consistency(m - k, leaves[k:], False) + [root(leaves[:k])]


def verify_consistency(m, n, old_root, new_root, hashes):
    if m > n or n > 2**63 - 1:
        return False
    if m == n:
        return not hashes and old_root == new_root
    if m == 0:
        return not hashes and old_root == sha256()
    if not hashes:
        return False
    i, last = m - 1, n - 1
    while i % 2 == 1:
        i, last = i // 2, last // 2
    if i == 0:
        a = b = old_root
    else:
        a = b = hashes[0]
        hashes = hashes[1:]
    for h in hashes:
        if last == 0:
            return False
        if i % 2 == 1 or i == last:
            a, b = node(h, a), node(h, b)
            while i % 2 == 0:
                i, last = i // 2, last // 2
        else:
            b = node(b, h)
        i, last = i // 2, last // 2
    return last == 0 and a == old_root and b == new_root


# ---- 6. checkpoint ---------------------------------------------------------------------

LOG, WITNESS = 1, 4


def valid_name(name):
    return bool(name) and not any(c.isspace() or c == "+" or ord(c) < 0x20 for c in name)


def key_hash(name, kind, key):
    return sha256(name.encode(), b"\n", uint(kind, 1), key)[:4]


def verifier(name, kind, key):
    return f"{name}+{key_hash(name, kind, key).hex()}+{b64(uint(kind, 1) + key)}"


def checkpoint_text(origin, size, tree_root):
    return f"{origin}\n{size}\n{b64(tree_root)}\n"


def signature_line(text, name, seed):
    key = public_key(seed)
    return f"\u2014 {name} {b64(key_hash(name, LOG, key) + sign(seed, text.encode()))}\n"


def cosignature_message(text, time_s):
    return f"cosignature/v1\ntime {time_s}\n{text}".encode()


def cosignature_line(text, name, seed, time_s):
    key = public_key(seed)
    blob = uint(time_s, 8) + sign(seed, cosignature_message(text, time_s))
    return f"\u2014 {name} {b64(key_hash(name, WITNESS, key) + blob)}\n"


def line_verifies(text, kind, key, blob):
    if kind == LOG:
        return len(blob) == 64 and verifies(key, text.encode(), blob)
    time_s = int.from_bytes(blob[:8], "big")
    return (len(blob) == 72 and 1 <= time_s <= 2**63 - 1
            and verifies(key, cosignature_message(text, time_s), blob[8:]))


def open_note(data, keys):
    """keys: (name, type, public key).  The text, and the keys that signed it."""
    check(len(data) <= 65536, "size")
    try:
        note = data.decode()
    except UnicodeDecodeError:
        raise Refused("UTF-8") from None
    check(not any(ord(c) < 0x20 and c != "\n" for c in note), "control character")
    text, empty_line, below = note.rpartition("\n\n")
    check(empty_line and below.endswith("\n") and below.count("\n") <= 64, "lines")
    text += "\n"
    signed = set()
    for line in below[:-1].split("\n"):
        match = re.fullmatch("\u2014 ([^ ]+) ([^ ]+)", line)
        check(match and valid_name(match[1]), "line")
        blob = unb64(match[2])
        check(len(blob) > 4, "line")
        for name, kind, key in keys:
            if name == match[1] and key_hash(name, kind, key) == blob[:4]:
                check(line_verifies(text, kind, key, blob[4:]), "signature")
                signed.add((name, kind, key))
    check(signed, "no known key")
    return text, signed


def parse_checkpoint(text):
    lines = text.split("\n")
    check(len(lines) >= 4 and lines[-1] == "" and all(lines[3:-1]), "lines")
    origin, size, tree_root = lines[:3]
    check(valid_name(origin), "origin")
    check(re.fullmatch("0|[1-9][0-9]{0,18}", size) and int(size) <= 2**63 - 1, "size")
    tree_root = unb64(tree_root)
    check(len(tree_root) == 32, "root")
    check(int(size) != 0 or tree_root == sha256(), "root")
    return origin, int(size), tree_root


def open_checkpoint(data, origin, key):
    text, _ = open_note(data, [(origin, LOG, key)])
    checkpoint = parse_checkpoint(text)
    check(checkpoint[0] == origin, "origin")
    return checkpoint


# ---- 7. sealed content -----------------------------------------------------------------

encrypt = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt


def seal(key, nonce, associated, content):
    return nonce + encrypt(content, associated, nonce, key)


def content_associated(origin, book, index, kind, key_class, epoch):
    origin = origin.encode()
    return (b"slb/seal/1" + uint(len(origin), 2) + origin + book + uint(index, 8)
            + uint(kind, 2) + uint(key_class, 1) + uint(epoch, 4))


def stored(key_class, epoch, sealed):
    return uint(key_class, 1) + uint(epoch, 4) + sealed


def wrap_associated(book, key_class, epoch):
    return b"slb/wrap/1" + book + uint(key_class, 1) + uint(epoch, 4)


def master_key_file(key):
    return f"slb-master-key/1\nkey {b64(key)}\n"


# ---- 8. key files ----------------------------------------------------------------------

PURPOSES = ("root", "statements", "tokens", "log", "notices", "operator")


def key_file_lines(magic, name, purpose, key):
    return (f"{magic}\nname {name}\npurpose {purpose}\npublic-key {b64(key)}\n"
            f"key-id {key_id(key)}\n")


def public_key_file(name, purpose, key):
    return key_file_lines("slb-public-key/1", name, purpose, key)


def derive(passphrase, salt, passes, memory_kib):
    return bindings.crypto_pwhash_alg(32, passphrase, salt, passes, memory_kib * 1024,
                                      bindings.crypto_pwhash_ALG_ARGON2ID13)


def key_file(name, purpose, seed, lock=None):
    """lock: (passphrase, passes, memory in KiB, salt, nonce)"""
    text = key_file_lines("slb-key/1", name, purpose, public_key(seed)) + "secret "
    if lock is None:
        return text + b64(b"Ed\0" + seed) + "\n"
    passphrase, passes, memory_kib, salt, nonce = lock
    head = b"Ed\1" + uint(passes, 4) + uint(memory_kib, 4) + salt + nonce
    key = derive(passphrase, salt, passes, memory_kib)
    return text + b64(head + encrypt(seed, text.encode() + head, nonce, key)) + "\n"


KEY_FILE = re.compile(r"slb-key/1\nname ([^\n]+)\npurpose ([a-z]+)\npublic-key ([^\n]+)\n"
                      r"key-id ([0-9a-f]{64})\nsecret ([^\n]+)\n")


def open_key_file(text, passphrase):
    """(name, purpose, seed)"""
    match = KEY_FILE.fullmatch(text)
    check(match and len(text.encode()) <= 2048, "lines")
    name, purpose, key, keyid, secret = match.groups()
    check(valid_name(name) and len(name.encode()) <= 128, "name")
    check(purpose in PURPOSES, "purpose")
    key, secret = unb64(key), unb64(secret)
    check(len(key) == 32 and key_id(key) == keyid, "public key")
    if secret[:3] == b"Ed\0" and len(secret) == 3 + 32:
        seed = secret[3:]
    else:
        check(secret[:3] == b"Ed\1" and len(secret) == 51 + 48, "secret")
        passes, memory_kib = (int.from_bytes(secret[i:i + 4], "big") for i in (3, 7))
        check(1 <= passes <= 16 and 8 <= memory_kib <= 1048576, "cost")
        associated = text[:match.start(5)].encode() + secret[:51]
        try:
            seed = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                secret[51:], associated, secret[27:51],
                derive(passphrase, secret[11:27], passes, memory_kib))
        except CryptoError:
            raise Refused("locked") from None
    check(public_key(seed) == key, "public key")
    return name, purpose, seed
