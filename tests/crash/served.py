"""What the scripts that hurt a broker share: its place, its process, what it promised.

The broker's folder lies in another one, so that what must survive a fault below it (marks,
the log of what it said) can lie beside it.
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/interop"))
import run_broker as story  # noqa: E402
from run_broker import check  # noqa: E402

TIMEOUT_S = 60


@contextlib.contextmanager
def new_place(*, in_memory=True):
    """In memory, which has no slow syncs, where it decides nothing which disk it is."""
    fast = "/dev/shm" if in_memory and os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="slb-crash-", dir=fast) as folder:
        inner = pathlib.Path(folder) / "broker"
        inner.mkdir()
        yield story.Place(inner)


def init(place, **environment):
    return subprocess.run(
        [story.BROKER, "init", "--config", place.config, "--operator-key",
         place.folder / "operator.key"], capture_output=True, text=True, check=False,
        timeout=TIMEOUT_S, env={**os.environ, **environment})


@contextlib.contextmanager
def begun(place, *who):
    """A new log, which serves and has these parties in it ("client" and so on)."""
    done = init(place)
    check("init", done.returncode == 0, done.stderr)
    with place.serving() as broker:
        told = story.Story(place, broker)
        for name in who:
            told.enrol(getattr(told, name))
        yield told


def log_of(place):
    """Where started() writes down what the broker says."""
    return place.folder.parent / "serve.log"


@contextlib.contextmanager
def started(place, program=None, **environment):
    """A broker process; it does not outlive this."""
    with open(log_of(place), "ab") as log:
        process = subprocess.Popen(
            [program or story.BROKER, "serve", "--config", place.config],
            stdin=subprocess.DEVNULL, stderr=log, env={**os.environ, **environment})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def sealed(party):
    """A statement that may be said at any time, and as often as one likes."""
    from record import envelope as e
    from slabroker.v1 import organisation_pb2 as o
    return party.sealed("key_addition", o.KeyAddition(
        key=e.public_key(os.urandom(32)), purpose=o.KEY_PURPOSE_STATEMENTS),
        seeds=[party.root])


def holds(name, broker, seen, receipts):
    """The log goes on from a checkpoint seen (or None), and receipts prove; its checkpoint."""
    from record import ledger as r
    size, root = broker.checkpoint()
    if seen is not None:
        proof = broker.call("LogService", "ProveConsistency", old_size=seen[0], new_size=size)
        check(f"{name}: the log goes on from what was seen", r.verify_consistency(
            seen[0], size, seen[1], root, list(proof.hashes)))
    for receipt in receipts:
        proof = broker.call("LogService", "ProveInclusion", log_index=receipt.log_index,
                            tree_size=size)
        check(f"{name}: receipt {receipt.log_index} proves", r.verify_inclusion(
            r.leaf_hash(receipt.leaf), receipt.log_index, size, root, list(proof.hashes)))
    return size, root


def run_all(*works):
    """Does all of them, tells what was counted, and gives the exit status."""
    story.counts.setdefault("skipped", 0)
    for work in works:
        try:
            work()
        except Exception:  # whatever went wrong must be counted
            traceback.print_exc(file=sys.stdout)
            story.counts["failed"] += 1
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % story.counts)
    return 1 if story.counts["failed"] else 0
