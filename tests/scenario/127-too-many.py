#!/usr/bin/python3
"""Where connections take all descriptors, a broker ends and can be started again.

- a soft limit that is too low is raised to the hard one
- no descriptor left: it says so in words, ends with exit code 3, and does not stay deaf
- started again it answers, and its log holds
"""

import contextlib
import re
import resource
import socket
import subprocess

from broker import BROKER, STOP_S, Broker
from scenario import check, says, scenario, sla

LIMIT = 64


def connect_until_it_ends(broker, process, held):
    """More than it can take; those beyond wait in the listener's queue, or are refused."""
    for _ in range(2 * LIMIT):
        caller = held.enter_context(socket.socket(socket.AF_UNIX))
        caller.settimeout(STOP_S)
        try:
            caller.connect(str(broker.folder / "socket"))
        except OSError:
            break
    return process.wait(STOP_S)


def raised(broker):
    soft, hard = 48, 4096
    process = subprocess.Popen(
        ["prlimit", f"--nofile={soft}:{hard}", BROKER, "serve", *map(str, broker.places),
         "--listen", broker.address], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with process:
        for line in process.stderr:
            if b" event=serving" in line:
                break
        limits = open(f"/proc/{process.pid}/limits", encoding="ascii").read()
        process.terminate()
        process.stderr.read()
    check("it ends well", process.returncode == 0)
    check("the soft limit is the hard one",
          re.search(rf"Max open files +{hard} +{hard} ", limits), limits)


def flooded(broker, operator):
    with open(broker.folder / "serve.log", "wb") as log:
        process = subprocess.Popen(
            [BROKER, "serve", *map(str, broker.places), "--listen", broker.address],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    with contextlib.ExitStack() as held:
        held.callback(process.wait)
        held.callback(process.kill)
        broker.waits_for("serving", 1)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (LIMIT, LIMIT))
        check("before, it answers", sla("status", "-p", operator, "-o",
                                        "json").json()["serving"])
        check("it ends, and tells failure",
              connect_until_it_ends(broker, process, held) == 3)
    said = (broker.folder / "serve.log").read_text()
    check("once", broker.count("listener_deaf") == 1, said)
    says("it", said, "level=error event=message code=UNREACHABLE",
         "no further connection can be taken on a listener", "Too many open files",
         "raise LimitNOFILE", "event=stopped")


def story():
    broker = Broker()
    operator = broker.profile("operator")
    raised(broker)
    flooded(broker, operator)
    with broker.serving():
        check("started again, it answers", sla("status", "-p", operator, "-o",
                                               "json").json()["serving"])
    broker.run("check", *broker.places[:8])


scenario(story)
