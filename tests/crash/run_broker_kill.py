#!/usr/bin/python3
"""Kill a serving broker at seeded moments; hold it to every receipt that it gave.

usage: run_broker_kill.py [ROUNDS]

Each round starts the broker, submits statements one after the other over gRPC, and kills it
(SIGKILL) while it works.  After the next start every receipt must prove against the new
checkpoint, the log must go on from the last one seen, and what was sent without an answer,
sent again, gets one place and no more.  Last line: N passed, N failed, N skipped.
"""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/interop"))
import run_broker as story  # noqa: E402

import grpc  # noqa: E402

ROUNDS = 10  # in CI


class Witness:
    """What a client remembers: envelopes, receipts, the last checkpoint."""

    def __init__(self, party):
        self.party = party
        self.receipts = {}  # envelope -> receipt
        self.unanswered = None
        self.checkpoint = None

    def say(self):
        from record import envelope as e
        from slabroker.v1 import organisation_pb2 as o
        envelope = self.unanswered or self.party.sealed("key_addition", o.KeyAddition(
            key=e.public_key(os.urandom(32)), purpose=o.KEY_PURPOSE_STATEMENTS),
            seeds=[self.party.root])
        self.unanswered = envelope
        receipt = self.party.broker.submit(envelope)
        self.party.broker.prove(receipt, envelope, [e.public_key(self.party.root)])
        self.receipts[envelope] = receipt
        self.unanswered = None

    def hold(self, broker, every=False):
        """Everything that was promised is there: the last of it, or every receipt."""
        from record import ledger as r
        size, root = broker.checkpoint()
        if self.checkpoint is not None:
            proof = broker.call("LogService", "ProveConsistency",
                                old_size=self.checkpoint[0], new_size=size)
            story.check("the log goes on from what was seen", r.verify_consistency(
                self.checkpoint[0], size, self.checkpoint[1], root, list(proof.hashes)))
        self.checkpoint = (size, root)
        for receipt in list(self.receipts.values())[0 if every else -20:]:
            proof = broker.call("LogService", "ProveInclusion",
                                log_index=receipt.log_index, tree_size=size)
            story.check(f"receipt {receipt.log_index} proves", r.verify_inclusion(
                r.leaf_hash(receipt.leaf), receipt.log_index, size, root,
                list(proof.hashes)))
        places = [receipt.log_index for receipt in self.receipts.values()]
        story.check("no place is given twice", len(set(places)) == len(places), places)


def one_round(place, witness, rng):
    """Serves until it is killed, in the middle of something."""
    with open(place.folder / "serve.log", "ab") as log:
        process = subprocess.Popen([story.BROKER, "serve", "--config", place.config],
                                   stdin=subprocess.DEVNULL, stderr=log)
    channel = grpc.insecure_channel(place.socket, options=[
        ("grpc.use_local_subchannel_pool", 1)])
    killer = threading.Timer(rng.uniform(0.01, 0.25), process.kill)
    try:
        grpc.channel_ready_future(channel).result(story.TIMEOUT_S)
        from broker.party import Broker
        witness.party.broker = Broker(channel, story.ORIGIN, place.log_key)
        witness.hold(witness.party.broker)
        killer.start()
        while True:
            witness.say()
    except grpc.RpcError as error:
        story.check("only the kill ends it", error.code() in (
            grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED), error)
    finally:
        killer.cancel()
        process.kill()
        process.wait()
        channel.close()


def killed_often(rounds):
    with tempfile.TemporaryDirectory(prefix="slb-kill-") as folder:
        place = story.Place(folder)
        place.run("init", "--operator-key", place.folder / "operator.key")
        with place.serving() as broker:
            told = story.Story(place, broker)
            told.enrol(told.client)
        witness = Witness(told.client)
        rng = random.Random(1)
        for _ in range(rounds):
            one_round(place, witness, rng)
        story.check("something was said meanwhile", len(witness.receipts) > rounds,
                    len(witness.receipts))
        with place.serving() as broker:
            witness.party.broker = broker
            witness.say()
            witness.hold(broker)
        place.run("check")


def main():
    story.build()
    try:
        killed_often(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
    except Exception:  # whatever went wrong must be counted
        traceback.print_exc(file=sys.stdout)
        story.counts["failed"] += 1
    print("%(passed)d passed, %(failed)d failed, 0 skipped" % story.counts)
    return 1 if story.counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
