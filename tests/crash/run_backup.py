#!/usr/bin/python3
"""Back up a broker that is being written to, kill backups, restore what was called one.

usage: run_backup.py

A stream of statements goes on all the while.  A backup that is killed leaves no folder of
its name and does not disturb the broker; one that ends well is checked, opens, and proves
every receipt up to its end.  A store from a backup beside a newer checkpoint is refused.
Last line: N passed, N failed, N skipped.
"""

import random
import shutil
import subprocess
import sys
import threading
import time

from served import begun, holds, new_place, run_all, sealed, story

ROUNDS = 6


class Witness:
    """What a client remembers: envelopes, receipts, the last checkpoint."""

    def __init__(self, party):
        self.party = party
        self.receipts = {}  # envelope -> receipt
        self.unanswered = None
        self.checkpoint = None

    def say(self):
        from record import envelope as e
        envelope = self.unanswered or sealed(self.party)
        self.unanswered = envelope
        receipt = self.party.broker.submit(envelope)
        self.party.broker.prove(receipt, envelope, [e.public_key(self.party.root)])
        self.receipts[envelope] = receipt
        self.unanswered = None

    def hold(self, broker, every=False):
        """Everything that was promised is there: the last of it, or every receipt."""
        self.checkpoint = holds("held", broker, self.checkpoint,
                                list(self.receipts.values())[0 if every else -20:])
        places = [receipt.log_index for receipt in self.receipts.values()]
        story.check("no place is given twice", len(set(places)) == len(places), places)


class Submitting(threading.Thread):
    """Says one statement after the other until it is told to stop."""

    def __init__(self, witness):
        super().__init__()
        self.witness, self.stopping, self.error = witness, threading.Event(), None

    def run(self):
        try:
            while not self.stopping.is_set():
                self.witness.say()
        except Exception as error:  # told by whoever stops us
            self.error = error

    def go_on(self):
        """Until two more are said, so that no backup is like the one before."""
        wanted = len(self.witness.receipts) + 2
        ends = time.monotonic() + story.TIMEOUT_S
        while len(self.witness.receipts) < wanted and self.is_alive() and \
                time.monotonic() < ends:
            time.sleep(0.005)

    def stop(self):
        self.stopping.set()
        self.join()
        story.check("nothing disturbed the stream", self.error is None, self.error)


def start_backup(place, name):
    return subprocess.Popen([story.BROKER, "backup", "--config", place.config,
                             place.folder / name], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def killed(place, name, rng):
    """Either it had its name already, and then it is whole, or it has none."""
    backup = start_backup(place, name)
    try:
        backup.wait(rng.uniform(0.0, 0.08))
    except subprocess.TimeoutExpired:
        backup.kill()
    backup.communicate()
    if not (place.folder / name).exists():
        finished(place, name)  # what is left of the killed one is in nobody's way


def finished(place, name):
    backup = start_backup(place, name)
    said = backup.communicate()[0]
    story.check("a backup is made beside the broker", backup.returncode == 0, said)
    story.check("and says so", "event=backed-up" in said, said)


def restored(place, name, witness):
    """The place as it is after a restore."""
    copy = place.folder / name
    other = story.Place.__new__(story.Place)
    other.__dict__.update(place.__dict__)
    other.socket = f"unix:{place.folder}/{name}.socket"
    other.config = place.folder / f"{name}.yaml"
    text = place.config.read_text()
    for old, new in ((place.folder / "store", copy / "store"),
                     (place.folder / "state", copy / "state")):
        text = text.replace(f"{old}\n", f"{new}\n")
    other.config.write_text(text.replace(place.socket, other.socket))
    other.run("check")
    with other.serving() as broker:
        size, _ = broker.checkpoint()
        receipts, witness.receipts = witness.receipts, {
            envelope: receipt for envelope, receipt in witness.receipts.items()
            if receipt.log_index < size}
        seen, witness.checkpoint = witness.checkpoint, None
        witness.hold(broker, every=True)
        witness.receipts, witness.checkpoint = receipts, seen
    return other, size


def beside_a_newer_checkpoint(place, other):
    shutil.copytree(place.folder / "state", place.folder / "newer")
    text = other.config.read_text()
    state = next(line for line in text.splitlines() if line.startswith("state:"))
    other.config.write_text(text.replace(state, f"state: {place.folder / 'newer'}"))
    said = other.run("serve", code=4).stderr
    story.check("an old store is told", "this is an old copy of the store" in said, said)


def backed_up():
    with new_place(in_memory=False) as place:
        rng = random.Random(1)
        with begun(place, "client") as told:
            witness = Witness(told.client)
            stream = Submitting(witness)
            stream.start()
            for i in range(ROUNDS):
                stream.go_on()
                (killed if i % 2 else finished)(place, f"backup-{i}", *([rng] if i % 2 else []))
            stream.stop()
            witness.hold(told.broker)
            place.run("backup", place.folder / "backup-0", code=3)
        story.check("something was said meanwhile", len(witness.receipts) > ROUNDS,
                    len(witness.receipts))
        left = sorted(path.name for path in place.folder.glob("*.incomplete"))
        story.check("nothing half is left", not left, left)
        sizes = []
        for i in range(ROUNDS):
            other, size = restored(place, f"backup-{i}", witness)
            sizes.append(size)
        story.check("later ones hold more", sizes == sorted(sizes) and sizes[0] < sizes[-1],
                    sizes)
        beside_a_newer_checkpoint(place, other)


def main():
    story.build()
    return run_all(backed_up)


if __name__ == "__main__":
    sys.exit(main())
