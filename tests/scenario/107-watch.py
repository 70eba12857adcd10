#!/usr/bin/python3
"""A centre's own program follows notices, through restarts of the broker, and misses none.

- one line of JSON for each event; it goes on where the last watch ended
- a broker that is away is asked again until it is back; Ctrl-C ends the watch with 0
- a stranger is told nothing; what it remembers is checked
"""

import json
import pathlib
import signal
import subprocess

from broker import Broker, enrol
from scenario import SLA, check, day_of_calls, new_contract, says, scenario, sla

IDLE = "--idle-s", "5"  # within which a slow machine has reached the broker, too


class Watch:
    """sla notice watch as another program runs it."""

    def __init__(self, *words):
        self.process = subprocess.Popen([SLA, "notice", "watch", "-o", "json", *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True)

    def next(self):
        return json.loads(self.process.stdout.readline())

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        rest, said = self.process.communicate(timeout=60)
        check("Ctrl-C ends it with 0", self.process.returncode == 0, said)
        check("nothing more was told", not rest, rest)


def finding(broker, operator):
    """A contract whose day missed its target: what a notice is served of."""
    acme, nordcall, stranger = (enrol(broker, operator, name) for name in
                                ("acme-retail", "nordcall", "bystander"))
    new_contract("contract.yaml")
    contract = sla("contract", "offer", "contract.yaml", "-p", acme, "--yes", "-o",
                   "json").json()["statements"][0]["contract"]
    sla("contract", "accept", contract, "-p", nordcall, "--yes")
    day_of_calls("queue_log")
    sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "reports")
    sla("report", "submit", contract, "reports", "-p", nordcall, "--yes")
    period = sla("verdict", "list", contract, "-p", acme, "-o",
                 "json").json()["outcomes"][0]["period"]["judgement"]["label"]
    return acme, nordcall, stranger, contract, (contract, period, "service-level")


def state_of(event):
    return [(notice["notice"]["number"], notice["state"]) for notice in event["notices"]]


def story():
    broker = Broker()
    operator = broker.profile("operator", "--statements-key", broker.folder / "operator.key")
    with broker.serving():
        acme, nordcall, stranger, contract, missed = finding(broker, operator)
        check("nothing came", not sla("notice", "watch", "-p", nordcall, *IDLE).out)
        watch = Watch("-p", nordcall)
        sla("notice", "serve", *missed, "-p", acme, "--yes")
        given = watch.next()
        check("a notice is given", state_of(given) == [("1", "NOTICE_STATE_GIVEN")] and
              given["contract"] == contract, given)
    says("the broker is away", watch.process.stderr.readline(), "asking again in")
    says("and stays away", sla("notice", "watch", "-p", acme, "--idle-s", "1", code=3).err,
         "could not be reached")
    with broker.serving():
        sla("notice", "acknowledge", contract, "1", "-p", nordcall, "--yes")
        acknowledged = watch.next()
        check("it is acknowledged",
              state_of(acknowledged) == [("1", "NOTICE_STATE_ACKNOWLEDGED")] and
              int(acknowledged["cursor"]) > int(given["cursor"]), acknowledged)
        watch.interrupt()
        check("it is remembered", not sla("notice", "watch", "-p", nordcall, *IDLE).out)
        told = sla("notice", "watch", contract, "-p", nordcall, "--count", "2").out
        says("another filter begins anew, in words", told, "notice 1 given at",
             "notice 1 acknowledged at", "Service level 80/20", contract)
        check("a line for each", told.count("\n") == 2, told)
        again = sla("notice", "watch", "-p", nordcall, "--from", given["cursor"], "--count",
                    "1", "-o", "json").json()
        check("from a cursor", again == acknowledged, again)
        check("as YAML", sla("notice", "watch", "-p", nordcall, "--from", "0", "--count", "1",
                             "-o", "yaml").out.startswith("---\n"))
        check("a stranger is told nothing",
              not sla("notice", "watch", "-p", stranger, *IDLE).out)
        says("a foreign contract", sla("notice", "watch", contract, "-p", stranger,
                                       code=1).err, "the broker refused")
        says("no contract", sla("notice", "watch", "acme", "-p", nordcall, code=2).err,
             "acme")
        size = int(sla("log", "checkpoint", "-p", nordcall, "-o", "json").json()["size"])
        check("from the end of the log", not sla("notice", "watch", "-p", nordcall, "--from",
                                                 str(size), *IDLE).out)
        says("from after it", sla("notice", "watch", "-p", nordcall, "--from", str(size + 1),
                                  code=1).err, f"cursor {size + 1}", f"has {size} entries")
        seen = pathlib.Path("state-nordcall/notices-seen")
        seen.write_text("12x\n")
        says("a file that was touched", sla("notice", "watch", "-p", nordcall, code=1).err,
             "notices-seen", "one number", "remove it")


scenario(story)
