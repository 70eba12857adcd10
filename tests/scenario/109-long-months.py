#!/usr/bin/python3
"""Months of large reports are judged beside the writer, and nothing tells that they were.

- all that a centre sends is taken, in its order; months of small reports need no thread
- a broker that is stopped while it judges ends well, and its log holds
- the whole log is computed again: every outcome stands right after its report
"""

import pathlib
import re
import subprocess
import tempfile
import time
import urllib.request

from broker import Broker
from scenario import ROOT, check, scenario, sla

BENCH = ROOT / "build/gcc/bench"
QUEUES = 190  # 100 KiB a report
DAY = 64      # reports of a centre: 16 contracts with four series
MONTH = 31 * DAY
WAIT_S = 120


class Filled(Broker):
    """An empty log with the organisations and contracts of the load."""

    def __init__(self, folder):
        done = subprocess.run([BENCH / "fill", folder, "0"], capture_output=True, text=True,
                              timeout=WAIT_S, check=False)
        check("the world is there", done.returncode == 0, done.stderr)
        self.folder = pathlib.Path(folder).resolve()
        self.address = f"unix:{self.folder}/socket"
        self.places = ["--config", self.folder / "slabroker.yaml"]
        self.log_key = re.search(r"broker\.example/log\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+",
                                 sla("key", "show", self.folder / "log.key").out).group()

    def foreseen(self):
        said = (self.folder / "serve.log").read_text()
        port = re.findall(r'event=metrics text="127\.0\.0\.1:(\d+)"', said)[-1]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
            return int(re.search(r"^slabroker_periods_foreseen_total (\d+)$",
                                 answer.read().decode(), re.MULTILINE).group(1))

    def load(self, process):
        return subprocess.Popen(
            [BENCH / "load", self.folder, f"broker={self.address},{process.pid}"], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def send(load, order):
    load.stdin.write(order + "\n")
    load.stdin.flush()


def taken(load, order):
    """Whether all of it was: a refusal ends the load."""
    send(load, order)
    return any(line == "done\n" for line in load.stdout)


def months_pass(broker):
    with broker.serving("--metrics", "127.0.0.1:0") as process:
        load = broker.load(process)
        check("small reports are taken", taken(load, f"unary 1 batch 64 {MONTH} 1 1"))
        check("a short month needs no thread of its own", broker.foreseen() == 0)
        days = 0
        while broker.foreseen() == 0 and days < 31:
            days += 1
            check("large reports are taken", taken(load, f"unary {QUEUES} batch 16 {DAY} 1 1"))
        check("long months were judged beside the writer", broker.foreseen() > 0)
        load.stdin.close()
        check("the load ends well", load.wait(WAIT_S) == 0)


def is_stopped_while_it_judges(broker):
    with broker.serving("--metrics", "127.0.0.1:0") as process:
        load = broker.load(process)
        send(load, f"unary {QUEUES} batch 64 {MONTH} 1 1")
        ends = time.monotonic() + WAIT_S
        while broker.foreseen() == 0 and load.poll() is None and time.monotonic() < ends:
            time.sleep(0.01)
        check("it judges", broker.foreseen() > 0)
    load.kill()
    load.wait()


def story():
    with tempfile.TemporaryDirectory(prefix="sla-months-") as folder:
        broker = Filled(pathlib.Path(folder) / "broker")
        months_pass(broker)
        is_stopped_while_it_judges(broker)
        said = broker.run("check", *broker.places, timeout_s=WAIT_S).stderr.splitlines()[-1]
        check("outcomes are computed again",
              int(re.search(r"outcomes=(\d+)", said).group(1)) > 0, said)


scenario(story)
