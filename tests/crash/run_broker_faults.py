#!/usr/bin/python3
"""Let a disk, a clock and a decision of a serving broker fail, and look from outside.

usage: run_broker_faults.py [--every N]

Each write, sync and rename of `slabroker init` fails or is where the process dies (with
--every N: each N-th): what then is said must lead to a log, and nothing may be used again
unsaid.  Then, over gRPC: a disk that fails once and one that fills up (UNAVAILABLE, health
NOT_SERVING, and SERVING again without a restart); an old copy of the store; a clock an hour
behind and two hours ahead; a statement that breaks an invariant, in a broker built for it.
After each, log and receipts are as they must be.  Last line: N passed, N failed, N skipped.
"""

import argparse
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from served import (ROOT, TIMEOUT_S, begun, holds, init, log_of, new_place, run_all,
                    sealed, started, story)
from run_broker import Code, check, refused

import grpc

BUILT = ROOT / "build/gcc/crash"
SHIM, CLOCK, TRIPPING = (BUILT / name for name in (
    "fail_nth.so", "clock_ahead.so", "slabroker_tripping"))
SERVING, NOT_SERVING = 1, 2  # grpc.health.v1.HealthCheckResponse.ServingStatus
HOUR_S = 3600


def fault(place, how, nth):
    """The environment in which call nth below the place fails; where that is marked."""
    mark = place.folder.parent / "mark"
    mark.unlink(missing_ok=True)
    return {"LD_PRELOAD": str(SHIM), "FAIL_UNDER": str(place.folder), "FAIL_NTH": str(nth),
            "FAIL_HOW": how, "FAIL_MARK": str(mark)}, mark


@contextlib.contextmanager
def serving(place, program=None, **environment):
    from broker.party import Broker
    with started(place, program, **environment):
        channel = place.channel()
        yield Broker(channel, story.ORIGIN, place.log_key)
        channel.close()


def health(broker):
    answer = broker.channel.unary_unary("/grpc.health.v1.Health/Check")(
        b"", timeout=TIMEOUT_S)
    return answer[1] if answer else 0


def becomes(broker, status):
    ends = time.monotonic() + TIMEOUT_S
    while health(broker) != status and time.monotonic() < ends:
        time.sleep(0.02)
    return health(broker) == status


# ---- init ------------------------------------------------------------------------------

def init_broken_off(how, nth):
    """False when init makes no such call."""
    with new_place() as place:
        environment, mark = fault(place, how, nth)
        init(place, **environment)
        if not mark.exists():
            return False
        log = log_of(place)
        with started(place) as process:
            serves = comes_up(process, log)
        said = log.read_text()
        name = f"init, {how} at call {nth}"
        if serves:
            check(f"{name}: a whole log is not opened again",
                  "LOG_EXISTS" in init(place).stderr)
            return True
        check(f"{name}: what to do is said",
              "slabroker init" in said or "master.key" in said, said)
        again = init(place)
        if "KEY_MALFORMED" in again.stderr:
            check(f"{name}: which file is to be removed is said",
                  f"{place.folder}/master.key" in again.stderr, again.stderr)
            (place.folder / "master.key").unlink()
            again = init(place)
        check(f"{name}: the next one opens a log", again.returncode == 0, again.stderr)
        with serving(place) as broker:
            check(f"{name}: which serves", broker.checkpoint()[0] == 1)
        place.run("check")
        return True


def run_inits(every):
    for how in ("once", "full", "kill", "power"):
        nth = 1
        while init_broken_off(how, nth):
            nth += every
        check(f"init, {how}: calls were found to fail", nth > 20, nth)


# ---- a disk ----------------------------------------------------------------------------

def with_client(place):
    """A log with a client in it, who can speak."""
    with begun(place, "client") as told:
        return told


def submit_until_refused(broker, told, at_most):
    """(receipts by envelope, the envelope that was refused, the error)"""
    receipts = {}
    for _ in range(at_most):
        envelope = sealed(told.client)
        try:
            receipts[envelope] = broker.submit(envelope)
        except grpc.RpcError as error:
            return receipts, envelope, error
    return receipts, None, None


def goes_on(name, broker, told, receipts, envelope):
    """After the failure: what was refused gets one place, what was promised is there."""
    ends = time.monotonic() + TIMEOUT_S
    while envelope not in receipts and time.monotonic() < ends:
        # The same bytes again are the same statement.
        with contextlib.suppress(grpc.RpcError):
            receipts[envelope] = broker.submit(envelope)
    check(f"{name}: health is SERVING again", becomes(broker, SERVING))
    check(f"{name}: sent again it has one place",
          broker.submit(envelope).log_index == receipts[envelope].log_index)
    more, refused_one, error = submit_until_refused(broker, told, 3)
    check(f"{name}: it goes on", refused_one is None, error)
    holds(name, broker, None, (receipts | more).values())


def comes_up(process, log):
    """Whether it listens; False: it ended."""
    ends = time.monotonic() + TIMEOUT_S
    while process.poll() is None and time.monotonic() < ends and \
            "event=listening" not in log.read_text():
        time.sleep(0.005)
    return process.poll() is None


def fails_once(nth):
    """False when the calls were too few."""
    from broker.party import Broker
    name = f"EIO at call {nth}"
    with new_place() as place:
        told = with_client(place)
        environment, mark = fault(place, "once", nth)
        log = log_of(place)
        with started(place, **environment) as process:
            if not comes_up(process, log):
                check(f"{name}: a start that failed says so", process.returncode == 3 and
                      "level=error" in log.read_text(), log.read_text())
                return True
            broker = Broker(place.channel(), story.ORIGIN, place.log_key)
            receipts, envelope, error = submit_until_refused(broker, told, 12)
            if not mark.exists():
                return False
            if envelope is None:
                check(f"{name}: nobody noticed", len(receipts) == 12)
                return True
            check(f"{name}: UNAVAILABLE", error.code() == Code.UNAVAILABLE, error)
            goes_on(name, broker, told, receipts, envelope)
        place.run("check")
        return True


def run_failing_disk(every):
    nth = 1
    while fails_once(nth):
        nth += every
    check("calls of a serving broker were found to fail", nth > 40, nth)


def says_why(place):
    """As OPERATIONS.md, "A full disk", shows it."""
    log, ends = log_of(place), time.monotonic() + TIMEOUT_S
    wanted = "event=stopped", "KiB left; statements are taken again when it has"
    while any(words not in log.read_text() for words in wanted) and time.monotonic() < ends:
        time.sleep(0.02)
    said = log.read_text()
    for words in wanted:
        check(f"full: the log says {words!r}", words in said, said)
    # Either disk may be the first to be full.
    check("full: the log says which file", any(words in said for words in (
        "a broker that serves goes on by itself", "writing the checkpoint file failed")), said)


def full_disk(folder):
    place = story.Place(folder)
    told = with_client(place)
    with serving(place) as broker:
        receipts, envelope, error = submit_until_refused(broker, told, 5000)
        check("a full disk is found", envelope is not None)
        check("full: UNAVAILABLE", error.code() == Code.UNAVAILABLE, error)
        check("full: health is NOT_SERVING", becomes(broker, NOT_SERVING))
        check("full: what is there is read", broker.checkpoint()[0] > len(receipts))
        says_why(place)
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        goes_on("full", broker, told, receipts, envelope)
    place.run("check")


def run_full_disk(work):
    folder = pathlib.Path(work) / "small"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder],
                      stderr=subprocess.PIPE, check=False).returncode != 0:
        print("skipped: a full disk: no right to mount a small tmpfs")
        story.counts["skipped"] += 1
        return
    try:
        full_disk(folder)
    finally:
        subprocess.run(["umount", folder], check=True)


def run_old_copy():
    with new_place() as place:
        told = with_client(place)
        shutil.copytree(place.folder / "store", place.folder / "yesterday")
        with serving(place) as broker:
            broker.submit(sealed(told.client))
        shutil.rmtree(place.folder / "store")
        shutil.copytree(place.folder / "yesterday", place.folder / "store")
        said = place.run("serve", code=4).stderr
        check("an old copy of the store is refused", "LOG_BEHIND" in said, said)


# ---- a clock ---------------------------------------------------------------------------

def run_clock():
    from slabroker.v1 import organisation_pb2 as o
    with new_place() as place:
        told = with_client(place)
        ahead = place.folder.parent / "ahead"
        ahead.write_text("0")
        with serving(place, LD_PRELOAD=str(CLOCK), CLOCK_AHEAD=str(ahead)) as broker:
            told.operator.broker = broker
            broker.submit(sealed(told.client))
            before, envelope = broker.checkpoint(), sealed(told.client)
            for name, offset_s in (("behind", -HOUR_S), ("ahead", 2 * HOUR_S)):
                ahead.write_text(str(offset_s))
                refused(f"a clock that is {name}", lambda: broker.submit(envelope),
                        Code.UNAVAILABLE, f"CLOCK_{name.upper()}")
                check(f"{name}: health is NOT_SERVING", becomes(broker, NOT_SERVING))
                check(f"{name}: the log is as it was", broker.checkpoint() == before)
                ahead.write_text("0")
                check(f"{name}: it serves when the clock is right",
                      becomes(broker, SERVING))
            broker.submit(envelope)
            ahead.write_text(str(2 * HOUR_S))
            check("ahead: NOT_SERVING", becomes(broker, NOT_SERVING))
            told.operator.say("clock_correction", o.ClockCorrection(
                confirmed_ms=time.time_ns() // 1_000_000 + 2 * HOUR_S * 1000))
            check("the operator's word lets it go on", becomes(broker, SERVING))
            broker.submit(sealed(told.client))
        place.run("check")


# ---- a decision ------------------------------------------------------------------------

def run_broken_invariant():
    from record import envelope as e
    from slabroker.v1 import organisation_pb2 as o

    def enrolment(name):
        return told.operator.sealed("enrolment", o.Enrolment(
            organisation="tripping", legal_name=name, registration_number="1", seat="here",
            root_key=e.public_key(os.urandom(32))))
    with new_place() as place:
        told = with_client(place)
        breaking = enrolment("Broken Invariant Ltd")
        rows = place.dump()
        with serving(place, TRIPPING) as broker:
            before = broker.checkpoint()
            refused("a statement that would break an invariant",
                    lambda: broker.submit(breaking, validate_only=True), Code.INTERNAL,
                    "INTERNAL")
            for again in ("first", "second"):
                refused(f"the {again} time", lambda: broker.submit(breaking),
                        Code.INTERNAL, "INTERNAL")
            check("broken: the log is as it was", broker.checkpoint() == before)
            check("broken: a dump of it, too", place.dump() == rows)
            check("broken: health is SERVING", health(broker) == SERVING)
            answers = next(broker.submit_stream(iter([[
                sealed(told.client), enrolment("Broken Invariant Ltd"),
                sealed(told.client)]]))).answers
            check("of a group only the one that breaks it is refused",
                  [answer.HasField("receipt") for answer in answers] == [True, False, True],
                  answers)
        listed = (place.folder / "state/quarantine").read_text()
        check("both are on the list", listed.count("!breaks") == 2, listed)
        with serving(place) as broker:
            refused("a release sets it aside, too", lambda: broker.submit(breaking),
                    Code.INTERNAL, "INTERNAL")
            broker.submit(enrolment("Whole Ltd"))
        place.run("check")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=10)
    every = parser.parse_args().every
    story.build()
    subprocess.run(["make", "-s", "--no-print-directory",
                    *(str(path.relative_to(ROOT)) for path in (SHIM, CLOCK, TRIPPING))],
                   cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory(prefix="slb-faults-") as work:
        return run_all(lambda: run_inits(every), lambda: run_failing_disk(every),
                       lambda: run_full_disk(work), run_old_copy, run_clock,
                       run_broken_invariant)


if __name__ == "__main__":
    sys.exit(main())
