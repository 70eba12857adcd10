#!/usr/bin/python3
"""Our envelopes and records against the Python in tests/interop/record, which was written
from ENVELOPE.md, RECORD.md and SERVICES.md in proto/ alone and shares with us the .proto files only.

usage: run_record.py [--seed N] [--rounds N]

Each side makes what the other checks: envelopes, batches, names, leaves, commitments, trees,
proofs, checkpoints, sealed content, key files.  Then every sample is bent, bit by bit and
byte by byte, and both sides must give the same answer, never a good one.  A function
check_... is one test; --rounds says how many random cases it makes.
Last line: N passed, N failed, N skipped.
"""
import argparse
import pathlib
import random
import subprocess
import sys
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRIVER = "build/gcc/interop/record_driver"
VECTORS = ROOT / "tests/vectors"
STUBS = ROOT / "build/interop/python"
ORIGIN = "broker.example/log"


def build():
    subprocess.run(["make", "-s", "--no-print-directory", DRIVER], cwd=ROOT, check=True)
    STUBS.mkdir(parents=True, exist_ok=True)
    files = sorted((ROOT / "proto/slabroker/v1").glob("*.proto"))
    subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={STUBS}", *files],
                   check=True, stderr=subprocess.DEVNULL)
    sys.path.insert(0, str(STUBS))


build()
# pylint: disable=wrong-import-position
from google.protobuf import descriptor_pool  # noqa: E402
from record import envelope as e  # noqa: E402
from record import ledger as r  # noqa: E402
from record import vectors, wire  # noqa: E402
from slabroker.v1 import (contract_pb2, envelope_pb2, report_pb2,  # noqa: E402
                          statement_pb2)


def word(value):
    if isinstance(value, bytes):
        return value.hex() or "-"
    return str(value) or "-"


class Driver:
    """Our side: commands and answers, a line each."""

    def __init__(self):
        self.process = subprocess.Popen([ROOT / DRIVER], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        self.process.stdin.write(" ".join(word(w) for w in words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the driver ended with {self.process.wait()} on {words[0]}")
        return answer.rstrip("\n")

    def ask_hex(self, *words):
        answer = self.ask(*words)
        return bytes.fromhex(answer) if answer != "-" else b""

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def same(ours, theirs, about):
    if ours != theirs:
        raise AssertionError(f"{about}: we say {ours}, the documents say {theirs}")


# ---- statements and envelopes ----------------------------------------------------------

def random_statement(rng):
    """(kind, payload)"""
    statement = statement_pb2.Statement(
        audience=ORIGIN, issuer=rng.choice(["abc", "centre-1", "client-of-many-words"]),
        book=rng.randbytes(16), claimed_time_ms=rng.choice([0, 1, -1, 2**40, -2**63]),
        request_id=rng.randbytes(16))
    kind = rng.choice(sorted(e.KINDS))
    if kind == "offer":
        statement.offer.terms = rng.randbytes(rng.randrange(300))
        if rng.random() < 0.5:
            statement.offer.previous_version_id = rng.randbytes(32)
        else:
            statement.ClearField("book")
    elif kind != "report":
        fill(rng, getattr(statement, kind))
        if kind in e.NO_BOOK:
            statement.ClearField("book")
    else:
        statement.report.CopyFrom(random_report(rng))
        statement.position.sequence = rng.choice([1, 2, 2**64 - 1])
        if statement.position.sequence > 1:
            statement.position.previous = rng.randbytes(32)
        statement.position.attempt = rng.choice([0, 1, 2**32 - 1])
    return kind, statement.SerializeToString(deterministic=True)


def fill(rng, body):
    """Any body: its plain fields, at random."""
    body.SetInParent()
    for field in body.DESCRIPTOR.fields:
        if field.type == field.TYPE_BYTES:
            setattr(body, field.name, rng.randbytes(32))
        elif field.type == field.TYPE_STRING:
            setattr(body, field.name, rng.choice(["", "text", "été"]))
        elif field.type == field.TYPE_UINT64:
            setattr(body, field.name, rng.choice([0, 1, 2**64 - 1]))


def random_report(rng):
    rows = rng.randrange(5)
    report = report_pb2.Report(version_id=rng.randbytes(32), series="daily", start_s=-86400,
                               interval=sorted(rng.randrange(96) for _ in range(rows)))
    for name in ("offered", "answered")[:rng.randrange(3)]:
        report.columns.add(counter=name,
                           values=[rng.choice([0, 1, 300, 2**64 - 1]) for _ in range(rows)])
    report.stated.add(kpi="service level", value="80")
    return report


def random_seeds(rng):
    return [rng.randbytes(32) for _ in range(rng.choice([1, 1, 2, 3, 16]))]


def our_answer(driver, data, keys):
    return driver.ask("open", ORIGIN, data, *keys).split(" ")


def their_answer(data, keys):
    try:
        message, kind, signers = e.open_envelope(data, ORIGIN, keys)
    except e.Refused as refused:
        return [refused.args[0]]
    return ["OK", kind, str(len(signers)), e.content_id(kind, message.payload).hex(),
            e.to_json(message).encode().hex()]


def check_envelopes_both_ways(driver, rng, rounds):
    for _ in range(rounds):
        kind, payload = random_statement(rng)
        seeds = random_seeds(rng)
        keys = [e.public_key(seed) for seed in seeds]
        theirs = e.seal(kind, payload, seeds)
        same(driver.ask_hex("seal", kind, "alone", b"".join(seeds), payload), theirs, kind)
        answer = their_answer(theirs, keys)
        same(answer[0], "OK", kind)
        same(our_answer(driver, theirs, keys), answer, kind)


def random_payloads(rng, count):
    """(kind, payloads of that kind)"""
    kind, payload = random_statement(rng)
    payloads = [payload]
    while len(payloads) < count:
        other, payload = random_statement(rng)
        payloads += [payload] if other == kind else []
    return kind, payloads


def check_batches_both_ways(driver, rng, rounds):
    for _ in range(rounds // 4):
        size = rng.randrange(1, 20)
        kind, payloads = random_payloads(rng, size)
        seeds = random_seeds(rng)[:2]
        keys = [e.public_key(seed) for seed in seeds]
        theirs = e.seal_batch(kind, payloads, seeds)
        ours = driver.ask("seal", kind, "batch", b"".join(seeds), *payloads).split(" ")
        same(ours, [envelope.hex() for envelope in theirs], f"batch of {size}")
        for envelope in theirs:
            answer = their_answer(envelope, keys)
            same(answer[0], "OK", "one of a batch")
            same(our_answer(driver, envelope, keys), answer, "one of a batch")


def mutations(data):
    """Each bit turned, each byte taken away, and a byte more at either end."""
    for bit in range(8 * len(data)):
        bent = bytearray(data)
        bent[bit // 8] ^= 1 << bit % 8
        yield f"bit {bit}", bytes(bent)
    for at in range(len(data)):
        yield f"without byte {at}", data[:at] + data[at + 1:]
    for byte in (0, 1, 0x0A, 0x22, 0xFF):
        yield f"{byte} before", bytes([byte]) + data
        yield f"{byte} after", data + bytes([byte])


def check_no_mutation_of_an_envelope_opens(driver, rng, _):
    for _ in range(2):
        seeds = random_seeds(rng)[:1]
        kind, payload = random_statement(rng)
        keys = [e.public_key(seed) for seed in seeds]
        for good in (e.seal(kind, payload, seeds),
                     e.seal_batch(*random_payloads(rng, 5), seeds)[2]):
            for what, data in mutations(good):
                answer = their_answer(data, keys)
                same(answer[0] == "OK", False, what)
                same(our_answer(driver, data, keys), answer, what)


def check_answers_of_the_vectors(driver, _, __):
    keys = [bytes.fromhex(case["public_key"]) for name, case in documents().items()
            if name in ("key first", "key second")]
    cases = vectors.read((VECTORS / "envelope/answers.txt").read_text())
    for name, case in cases.items():
        data = bytes.fromhex(case["bytes"])
        same(their_answer(data, keys)[0], case["answer"], name)
        same(our_answer(driver, data, keys)[0], case["answer"], name)


# ---- the one form of the bytes ---------------------------------------------------------

TYPES = (envelope_pb2.Envelope, statement_pb2.Statement, report_pb2.Report,
         contract_pb2.Terms)


def scans(driver, descriptor, data):
    found = wire.scan(descriptor, data)
    theirs = "OK" if found is None else f"{found[0]} {found[1]}"
    same(driver.ask("scan", descriptor.full_name, data), theirs,
         f"{descriptor.full_name} {data.hex()}")
    return found


def check_refused_forms_of_the_vectors(driver, _, __):
    cases = vectors.read((VECTORS / "envelope/refused.txt").read_text())
    for name, case in cases.items():
        descriptor = descriptor_pool.Default().FindMessageTypeByName(case["message"])
        found = scans(driver, descriptor, bytes.fromhex(case["bytes"]))
        same(found, (case["rule"], int(case["offset"])), name)


def random_varint(rng, value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    if rng.random() < 0.02:
        out[-1] |= 0x80
        out.append(0)
    return bytes(out)


def random_number(rng):
    return rng.choice([0, 1, 2, 3, 99, 127, 128, 2**31 - 1, 2**31, 2**32 - 1, 2**32,
                       2**63, 2**64 - 1, 2**64 - 2**31, 2**64 - 2**31 - 1])


def random_bytes_of(rng, descriptor, depth=0):
    """Bytes that are nearly a message: fields mostly in order, values mostly good."""
    out = b""
    fields = [f for f in descriptor.fields if rng.random() < 0.4]
    if rng.random() < 0.9:  # at most one alternative of each choice
        fields = list({f.containing_oneof or f: f for f in fields}.values())
    if descriptor.fields and rng.random() < 0.1:
        fields += rng.choices(descriptor.fields, k=1)
    for field in fields:
        number = field.number + (rng.random() < 0.01)
        wire_type = wire.WIRE_TYPES[field.type]
        many = field.label == field.LABEL_REPEATED
        if many and wire_type == wire.VARINT:
            value = b"".join(random_varint(rng, random_number(rng) & 0xFF)
                             for _ in range(rng.randrange(3)))
            wire_type = wire.LENGTH
        elif wire_type == wire.VARINT:
            out += random_varint(rng, number << 3)
            out += random_varint(rng, rng.choice([1, 1, 1, random_number(rng)]))
            continue
        elif field.type == field.TYPE_MESSAGE and depth < 6:
            value = random_bytes_of(rng, field.message_type, depth + 1)
        else:
            value = rng.choice([b"text", b"text", b"", b"\xc3\xa9", b"\xff", b"a\0",
                                b"\xed\xa0\x80", b"\xf4\x90\x80\x80"])
        if rng.random() < 0.01:
            wire_type = rng.randrange(8)
        out += random_varint(rng, number << 3 | wire_type)
        out += random_varint(rng, len(value) + (rng.random() < 0.01)) + value
    return out


def check_random_bytes_are_scanned_alike(driver, rng, rounds):
    rules = {}
    for _ in range(20 * rounds):
        descriptor = rng.choice(TYPES).DESCRIPTOR
        found = scans(driver, descriptor, random_bytes_of(rng, descriptor))
        rule = found[0] if found else "OK"
        rules[rule] = rules.get(rule, 0) + 1
    # Else the generator has become too good or too bad to say anything.
    for rule in ("OK", "field-order", "field-twice", "implicit-zero", "string-utf8"):
        same(rules.get(rule, 0) > 0, True, f"{rule} met")


# ---- names, leaves, commitments --------------------------------------------------------

def check_names(driver, rng, rounds):
    for _ in range(rounds):
        content_id, terms = rng.randbytes(32), rng.randbytes(rng.randrange(100))
        previous = rng.choice([b"", rng.randbytes(32)])
        terms_id = r.terms_id(terms)
        theirs = [r.contract_id_text(content_id), terms_id.hex(),
                  r.version_id(previous, terms_id).hex()]
        same(driver.ask("ids", content_id, terms, previous).split(" "), theirs, "names")


def random_leaf(rng):
    number = rng.choice([0, 1, 2**63 - 1, rng.getrandbits(40)])
    return r.encode_leaf({
        "version": 1, "kind": rng.randrange(1, 2**16), "book": rng.randbytes(16),
        "number": number, "previous": rng.randbytes(32) if number else bytes(32),
        "log_time_ms": rng.choice([0, 2**63 - 1, rng.getrandbits(41)]),
        "commitment": rng.randbytes(32)})


def their_leaf(data):
    try:
        fields = r.decode_leaf(data)
    except r.Refused:
        return "LEAF_INVALID"
    return " ".join(["OK", *(word(fields[name]) for name, _ in r.LEAF_FIELDS[1:]),
                     r.encode_leaf(fields).hex(), r.leaf_hash(data).hex()])


def check_leaves(driver, rng, rounds):
    for _ in range(rounds):
        data = random_leaf(rng)
        same(driver.ask("leaf", data), their_leaf(data), "leaf")
        same(their_leaf(data)[:2], "OK", "leaf")


def check_no_mutation_of_a_leaf_is_proved(driver, rng, _):
    data = random_leaf(rng)
    hashes = [rng.randbytes(32), r.leaf_hash(data), rng.randbytes(32)]
    root, path = e.root(hashes), e.path(1, hashes)
    same(driver.ask("included", 1, 3, root, r.leaf_hash(data), *path), "OK", "the leaf")
    for what, bent in mutations(data):
        same(driver.ask("leaf", bent), their_leaf(bent), what)
        same(driver.ask("included", 1, 3, root, r.leaf_hash(bent), *path), "PROOF_INVALID",
             what)
        same(r.verify_inclusion(r.leaf_hash(bent), 1, 3, root, path), False, what)


def check_commitments(driver, rng, rounds):
    for _ in range(rounds):
        salt, content_id = rng.randbytes(32), rng.randbytes(32)
        signers = [(rng.randbytes(32), rng.randbytes(64))
                   for _ in range(rng.randrange(1, 17))]
        same(driver.ask_hex("commitment", salt, content_id,
                            *(key + signature for key, signature in signers)),
             r.commitment(salt, content_id, signers), "commitment")


# ---- trees -----------------------------------------------------------------------------

def driver_proof(driver, *words):
    answer = driver.ask("prove", *words).split(" ")
    return [bytes.fromhex(h) for h in answer[1:]]


def check_trees(driver, rng, _):
    leaves = [rng.randbytes(32) for _ in range(33)]
    for size in range(len(leaves) + 1):
        tree = leaves[:size]
        root = e.root(tree)
        same(driver.ask_hex("root", *tree), root, f"root of {size}")
        for index in range(size):
            path = e.path(index, tree)
            same(driver_proof(driver, "inclusion", index, *tree), path,
                 f"{index} in {size}")
            same(driver.ask("included", index, size, root, tree[index], *path), "OK",
                 f"{index} in {size}")
            same(r.verify_inclusion(tree[index], index, size, root, path), True,
                 f"{index} in {size}")
        for old in range(size + 1):
            proof, old_root = r.consistency(old, tree), e.root(tree[:old])
            same(driver_proof(driver, "consistency", old, *tree), proof,
                 f"{old} to {size}")
            same(driver.ask("consistent", old, old_root, size, root, *proof), "OK",
                 f"{old} to {size}")
            same(r.verify_consistency(old, size, old_root, root, proof), True,
                 f"{old} to {size}")


def bent_hashes(rng, hashes):
    """One hash of a proof changed, taken away, doubled, or two swapped."""
    hashes = list(hashes)
    at = rng.randrange(len(hashes) + 1)
    change = rng.randrange(4)
    if change == 0 or not hashes or at == len(hashes):
        hashes.insert(at, rng.randbytes(32))
    elif change == 1:
        del hashes[at]
    elif change == 2:
        hashes[at] = rng.randbytes(32)
    else:
        hashes[at], hashes[0] = hashes[0], hashes[at]
    return hashes


def check_bent_proofs_are_judged_alike(driver, rng, rounds):
    leaves = [rng.randbytes(32) for _ in range(40)]
    for _ in range(4 * rounds):
        size = rng.randrange(1, 41)
        tree, other = leaves[:size], rng.choice([size, size, size - 1, size + 1, 2**63])
        root, number = e.root(tree), rng.randrange(size)
        path = bent_hashes(rng, e.path(number, tree))
        theirs = r.verify_inclusion(tree[number], number, other, root, path)
        same(driver.ask("included", number, other, root, tree[number], *path),
             "OK" if theirs else "PROOF_INVALID", f"{number} in {other}")
        proof = bent_hashes(rng, r.consistency(number, tree))
        old_root = e.root(tree[:number])
        theirs = r.verify_consistency(number, other, old_root, root, proof)
        same(driver.ask("consistent", number, old_root, other, root, *proof),
             "OK" if theirs else "PROOF_INVALID", f"{number} to {other}")


# ---- checkpoints -----------------------------------------------------------------------

def their_checkpoint(data, origin, key):
    try:
        found, size, root = r.open_checkpoint(data, origin, key)
    except r.Refused:
        return "CHECKPOINT_INVALID"
    return f"OK {found} {size} {root.hex()}"


def make_checkpoint(rng):
    """(words for the driver, the note, the log's key)"""
    log, witness = rng.randbytes(32), rng.randbytes(32)
    size = rng.choice([1, 2, 2**63 - 1, rng.randrange(1, 10**6)])
    root, time_s = rng.randbytes(32), rng.choice([1, 2**63 - 1, 1700000000])
    text = r.checkpoint_text(ORIGIN, size, root)
    note = (text + "\n" + r.signature_line(text, ORIGIN, log)
            + r.cosignature_line(text, "witness.example/w1", witness, time_s))
    words = ("checkpoint", ORIGIN, size, root, log, "witness.example/w1", witness, time_s)
    return words, note.encode(), e.public_key(log)


def check_checkpoints_both_ways(driver, rng, rounds):
    for _ in range(rounds):
        words, note, key = make_checkpoint(rng)
        same(driver.ask_hex(*words), note, "checkpoint")
        theirs = their_checkpoint(note, ORIGIN, key)
        same(theirs[:2], "OK", "checkpoint")
        same(driver.ask("checkpoint-open", note, r.verifier(ORIGIN, r.LOG, key)), theirs,
             "checkpoint")


def check_no_mutation_of_a_checkpoint_opens(driver, rng, _):
    _, note, key = make_checkpoint(rng)
    # The witness's line is none of the reader's business: mutate up to it.
    note = note[:note.rindex("\u2014".encode())]
    verifier = r.verifier(ORIGIN, r.LOG, key)
    for what, bent in mutations(note):
        theirs = their_checkpoint(bent, ORIGIN, key)
        same(theirs, "CHECKPOINT_INVALID", what)
        same(driver.ask("checkpoint-open", bent, verifier), theirs, what)


# ---- sealing and key files -------------------------------------------------------------

def check_sealing(driver, rng, rounds):
    for _ in range(rounds):
        key, nonce, content = rng.randbytes(32), rng.randbytes(24), rng.randbytes(100)
        associated = r.content_associated(ORIGIN, rng.randbytes(16), rng.getrandbits(62),
                                          rng.randrange(1, 2**16), rng.randrange(1, 4),
                                          rng.randrange(1000))
        same(nonce + driver.ask_hex("encrypt", key, nonce, associated, content),
             r.seal(key, nonce, associated, content), "sealed content")


LOCK_ERRORS = ("KEY_MALFORMED", "KEY_LOCKED")


def their_key_file(data, passphrase):
    try:
        name, purpose, seed = r.open_key_file(data.decode(), passphrase)
    except (r.Refused, UnicodeDecodeError):
        return None
    return f"OK {name} {purpose} {seed.hex()}"


def our_key_file(driver, data, passphrase):
    answer = driver.ask("key-file-open", data, passphrase)
    return None if answer in LOCK_ERRORS else answer


def check_key_files_both_ways(driver, rng, rounds):
    for i in range(rounds // 2):
        purpose, seed = rng.choice(r.PURPOSES), rng.randbytes(32)
        passphrase = rng.randbytes(8) if i % 2 else b""
        lock = (passphrase, 1, 8, rng.randbytes(16), rng.randbytes(24))
        theirs = r.key_file("centre-1", purpose, seed, lock if passphrase else None)
        ours = driver.ask_hex("key-file", "centre-1", purpose, seed, passphrase, 1, 8)
        for data in (theirs.encode(), ours):
            expected = f"OK centre-1 {purpose} {seed.hex()}"
            same(our_key_file(driver, data, passphrase), expected, "key file")
            same(their_key_file(data, passphrase), expected, "key file")


def check_no_mutation_of_a_locked_key_file_opens(driver, rng, _):
    lock = (b"open sesame", 1, 8, rng.randbytes(16), rng.randbytes(24))
    data = r.key_file("centre-1", "log", rng.randbytes(32), lock).encode()
    costs = range(data.index(b"secret ") + 11, data.index(b"secret ") + 21)
    for what, bent in mutations(data):
        # A larger cost that is still allowed would only take long.
        if any(bent[at:at + 1] != data[at:at + 1] for at in costs):
            continue
        same(their_key_file(bent, lock[0]), None, what)
        same(our_key_file(driver, bent, lock[0]), None, what)


# ---- the documents ---------------------------------------------------------------------

def documents():
    examples = {}
    for name in ("ENVELOPE.md", "RECORD.md"):
        for block in (ROOT / "proto" / name).read_text().split("```vectors\n")[1:]:
            examples.update(vectors.read(block.partition("```")[0]))
    return examples


def check_examples_of_the_documents_come_out_again(_, __, ___):
    script = VECTORS / "record/make_vectors.py"
    done = subprocess.run([script, "--check"], capture_output=True, text=True, check=False)
    same(done.returncode, 0, done.stdout + done.stderr)


def check_examples_of_the_documents_open(driver, _, __):
    examples = documents()
    keys = [bytes.fromhex(case["public_key"]) for name, case in examples.items()
            if name.startswith("key ") and "public_key" in case]
    envelopes = [bytes.fromhex(value) for case in examples.values()
                 for field, value in case.items() if field.startswith("envelope")]
    same(len(envelopes), 6, "envelopes in the documents")
    for data in envelopes:
        same(their_answer(data, keys)[0], "OK", "an example")
        same(our_answer(driver, data, keys), their_answer(data, keys), "an example")
    case = examples["checkpoint"]
    note = bytes.fromhex(case["note"])
    same(driver.ask("checkpoint-open", note, case["log_verifier"]),
         their_checkpoint(note, case["origin"],
                          e.public_key(bytes.fromhex(case["log_seed"]))), "checkpoint")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    checks = [value for name, value in globals().items() if name.startswith("check_")]
    failed = 0
    for check in checks:
        driver = Driver()
        try:
            check(driver, random.Random(f"{options.seed} {check.__name__}"), options.rounds)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print(f"{check.__name__}, seed {options.seed}:")
            traceback.print_exc(file=sys.stdout)
        if driver.close() != 0:
            failed += 1
            print(f"{check.__name__}: our side did not end well")
    print(f"{len(checks) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
