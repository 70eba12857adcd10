#!/usr/bin/python3
"""A log of years: it starts, is checked, loses what the law lets go, and is made anew.

- a broker on which 128 contracts were reported day by day starts on it at once
- the operator may not destroy what somebody can still restate or claim, and is told so
- what is older goes, contract by contract; nothing else changes
- all that stays is computed again from what is left: outcomes byte for byte, rows one by one

YEARS_DAYS says how many days; 1540 make a million entries (make years).
"""

import datetime
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

from broker import Broker
from scenario import ROOT, check, says, scenario, sla

DAYS = int(os.environ.get("YEARS_DAYS", "175"))
YEARS = ROOT / "build/gcc/bench/years"
CONTRACTS = 128
LONG_S = 3600
# A report waits for its month to end, and for 60 days of claims after that.
NEEDED_DAYS = 31 + 33 + 60 + 3
DAY_BYTES = 2 << 20  # with room to spare


class OldBroker(Broker):
    """The one that the years have left."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.address = f"unix:{self.folder}/socket"
        self.places = ["--config", self.folder / "slabroker.yaml"]
        self.log_key = re.search(r"broker\.example/log\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+",
                                 sla("key", "show", self.folder / "log.key").out).group()

    def whole(self, command):
        """The figures of a check or a rebuild of all of it."""
        started = time.monotonic()
        done = self.run(command, *self.places, timeout_s=LONG_S)
        print(f"{command}: {time.monotonic() - started:.1f} s: {done.stderr.splitlines()[-1]}")
        return {name: int(value) for name, value in re.findall(
            r"(entries|outcomes|erased)=(\d+)", done.stderr.splitlines()[-1])}


def month_before(days):
    """Of UTC, as months of evidence are."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now - datetime.timedelta(days)).strftime("%Y-%m")


def redact(operator, contract, first, last, code=0):
    return sla("log", "redact", contract, "--first-month", first, "--last-month", last,
               "--legal-basis", "the retention period is over", "--authority",
               "data protection officer", "-p", operator, "--yes", code=code)


def memory():
    """A folder in memory where there is enough: the years are 144 commits a day."""
    fast = "/dev/shm"
    has_room = os.access(fast, os.W_OK) and shutil.disk_usage(fast).free > DAYS * DAY_BYTES
    return tempfile.TemporaryDirectory(prefix="sla-years-", dir=fast if has_room else None)


def story():
    with memory() as folder:
        live_through(pathlib.Path(folder) / "broker")


def live_through(folder):
    done = subprocess.run([YEARS, folder, str(DAYS)], capture_output=True, text=True,
                          timeout=LONG_S, check=False)
    check("the years pass", done.returncode == 0, done.stderr)
    *contracts, last = done.stdout.splitlines()
    print(last)
    first_month = re.search(r"first-month=(\S+)", last).group(1)
    check("there are contracts", len(contracts) == CONTRACTS, done.stdout)
    broker = OldBroker(folder)
    before = broker.whole("check")
    check("outcomes are computed again", before["outcomes"] > CONTRACTS, before)
    operator = broker.profile("operator", "--statements-key", broker.folder / "operator.key")
    started = time.monotonic()
    with broker.serving():
        print(f"serves after {time.monotonic() - started:.3f} s")
        said = redact(operator, contracts[0], first_month, month_before(31), code=1)
        says("what is needed stays", said.err, "evidence", "until")
        says("a month that is not over", redact(
            operator, contracts[0], first_month, month_before(0), code=1).err, "must be over")
        for contract in contracts:
            redact(operator, contract, first_month, month_before(NEEDED_DAYS))
    after = broker.whole("check")
    check("much is erased", after["erased"] > CONTRACTS, after)
    check("each redaction is an entry, and the rest are there", after["entries"] >=
          before["entries"] + CONTRACTS, (before, after))
    check("every outcome stays", after["outcomes"] >= before["outcomes"], (before, after))
    anew = broker.whole("rebuild")
    again = broker.whole("check")
    check("made anew it is the same", (again["entries"], again["erased"]) ==
          (after["entries"], after["erased"]), (after, anew, again))
    with broker.serving():
        sla("status", "-p", operator)


scenario(story)
