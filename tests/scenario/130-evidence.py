#!/usr/bin/python3
"""What was agreed, reported and noticed is carried away in one file, and holds without the broker.

- client and centre export the same bytes; a stranger learns nothing; a restatement is in it
- it is verified after the broker is gone, under a key that is known or is said not to be
- every step, figure and limit is said, to people and to programs, and as a page
- a changed, cut, reordered, swapped or foreign record is refused, and named
- what is no evidence, or has the wrong options, is told what it is
"""

import pathlib
import shutil

from broker import Broker, enrol
from scenario import check, day_of_calls, new_contract, says, scenario, sla

MAGIC = b"slb-evidence/1\n"


def records(data):
    """The records of a bundle, as they lie in it."""
    check("it begins as a bundle", data.startswith(MAGIC))
    at, found = len(MAGIC), []
    while at < len(data):
        size = 4 + int.from_bytes(data[at:at + 4], "big")
        found.append(data[at:at + size])
        at += size
    return found


def agree_and_notice(broker):
    operator = broker.profile("operator", "--statements-key", broker.folder / "operator.key")
    acme, nordcall, stranger = (enrol(broker, operator, name)
                                for name in ("acme-retail", "nordcall", "bystander"))
    new_contract("contract.yaml")
    offer = sla("contract", "offer", "contract.yaml", "-p", acme, "--yes", "-o", "json").json()
    contract = offer["statements"][0]["contract"]
    sla("contract", "accept", contract, "-p", nordcall, "--yes")
    day_of_calls("queue_log")
    sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "reports")
    sla("report", "submit", contract, "reports", "-p", nordcall, "--yes")
    period = sla("verdict", "list", contract, "-p", acme, "-o", "json").json()["outcomes"][0]
    sla("notice", "serve", contract, period["period"]["judgement"]["label"], "service-level",
        "-p", acme, "--yes")
    sla("notice", "acknowledge", contract, "1", "-p", nordcall, "--yes")
    return contract, acme, nordcall, stranger


def export(contract, acme, nordcall, stranger):
    out = sla("notice", "export", contract, "1", "--to", "centre.evidence", "-p", nordcall).out
    says("what was written", out, "centre.evidence", contract, "verified", "sla verify")
    sla("notice", "export", contract, "1", "--to", "client.evidence", "-p", acme)
    check("both hold the same bytes", pathlib.Path("centre.evidence").read_bytes() ==
          pathlib.Path("client.evidence").read_bytes())
    absent = sla("notice", "export", "c-nm47421q7ccv2nbhfqwnh86s00", "1", "--to", "no.evidence",
                 "-p", stranger, code=1).err
    foreign = sla("notice", "export", contract, "1", "--to", "no.evidence", "-p", stranger,
                  code=1).err
    check("a foreign contract is an absent one", absent == foreign, absent + foreign)
    says("no such notice", sla("notice", "export", contract, "7", "--to", "no.evidence", "-p",
                               acme, code=1).err, "no notice 7")
    sla("notice", "export", contract, "one", "--to", "no.evidence", "-p", acme, code=2)
    check("nothing was written", not list(pathlib.Path().glob("no.evidence*")))
    sla("report", "restate", contract, "reports/calls-2026-03-02.yaml", "--replaces", "1",
        "--reason", "a queue was counted twice", "-p", nordcall, "--yes")
    facts = sla("contract", "export", contract, "--to", "later.evidence", "-p", acme, "-o",
                "json").json()
    check("a later one has more", facts["entries"] > 14 and facts["treeSize"] > 14, facts)


def one_sided(broker, acme):
    """What one side recorded alone proves no agreement, and says so."""
    pathlib.Path("paper.pdf").write_bytes(b"signed")
    alone = sla("contract", "offer", "contract.yaml", "--unilateral", "paper.pdf", "-p", acme,
                "--yes", "-o", "json").json()["statements"][0]["contract"]
    says("it is shown as what it is", sla("contract", "show", alone, "-p", acme).out,
         "unilateral", "Version recorded by one side")
    sla("contract", "export", alone, "--to", "alone.evidence", "-p", acme)
    out = sla("verify", "alone.evidence", "--log-key", broker.log_key).out
    says("its evidence", out, "That both sides agreed: the contract is a record of one side",
         "recorded by one side alone")


def verify(broker, contract):
    """The broker is gone; so are its folders."""
    run = sla("verify", "centre.evidence", "--log-key", broker.log_key, "--explain", "--html",
              "evidence.html")
    says("every step", run.out, "holds: evidence on notice 1", contract, "broker.example/log",
         "acme-retail", "nordcall", "accepted", "byte for byte", "Receipt acknowledged",
         "12 more answered within 20 s were needed", "1,420 / 1,790", "This proves",
         "This does not prove", "counters are true")
    says("as a page", pathlib.Path("evidence.html").read_text(), "<!DOCTYPE html>",
         "This does not prove")
    told = sla("verify", "centre.evidence", "--log-key", broker.log_key, "-o", "json").json()
    check("for programs", told["notice"]["value"] == "14200/179" and told["logKeyKnown"] and
          told["notice"]["state"] == "acknowledged" and told["outcomesComputed"] == 2 and
          "outcomesTakenAtTheirWord" in told, told)
    check("a root like that of sla log checkpoint", len(bytes.fromhex(told["root"])) == 32, told)
    says("with a profile", sla("verify", "client.evidence", "-p", "acme-retail.yaml").out,
         "the one that acme-retail.yaml knows")
    says("whose log nobody said", sla("verify", "client.evidence").out, broker.log_key,
         "Whether that is the key of the broker's log", "belong together")
    says("a restatement", sla("verify", "later.evidence", "--log-key", broker.log_key).out,
         "evidence on contract", "1 replace another")


def other_log():
    other = Broker("other")
    says("another log's key", sla("verify", "centre.evidence", "--log-key", other.log_key,
                                  code=4).err, "it is of another log", "expected")
    says("no key at all", sla("verify", "centre.evidence", "--log-key", "key", code=2).err,
         "--log-key: a verifier key")
    sla("verify", "centre.evidence", "--log-key", other.log_key, "-p", "acme-retail.yaml",
        code=2)
    return other


def refused(what, data, *expected):
    pathlib.Path("bent.evidence").write_bytes(data)
    says(what, sla("verify", "bent.evidence", code=4).err, "bent.evidence", *expected)


def bend():
    data = pathlib.Path("later.evidence").read_bytes()
    whole = records(data)
    refused("cut", data[:-1], "not whole")
    refused("no end", MAGIC + b"".join(whole[:-1]), "not whole")
    refused("something after it", data + b"\0", "after the last record")
    refused("a report left out", MAGIC + b"".join(whole[:12] + whole[13:]), "entry 1")
    refused("two swapped", MAGIC + b"".join(whole[:5] + [whole[6], whole[5]] + whole[7:]),
            "entry ")
    refused("one twice", MAGIC + b"".join(whole[:5] + whole[4:]), "entry 3")
    at = len(data) // 2
    refused("a byte", data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
    earlier = records(pathlib.Path("centre.evidence").read_bytes())
    refused("an older head", MAGIC + b"".join(earlier[:1] + whole[1:]), "entry ")
    refused("a younger head", MAGIC + b"".join(whole[:1] + earlier[1:]))


def no_evidence(other):
    pathlib.Path("empty").touch()
    sla("verify", "empty", "--key", "nordcall-root.key", code=4)
    sla("verify", ".", "--key", "nordcall-root.key", code=1)
    for words in (("--key", "nordcall-root.key"), ("--log-key", other.log_key), ()):
        says("not there", sla("verify", "absent", *words, code=1).err, "No such file")
    says("a statement's option", sla("verify", "centre.evidence", "--key", "nordcall-root.key",
                                     code=2).err, "--key is for signed statements")
    says("evidence's option", sla("verify", "contract.yaml", "--log-key", other.log_key,
                                  code=2).err, "--log-key is for evidence")
    says("neither", sla("verify", "contract.yaml", code=2).err, "--key is missing")


def story():
    broker = Broker()
    with broker.serving():
        contract, *profiles = agree_and_notice(broker)
        export(contract, *profiles)
        one_sided(broker, profiles[0])
    shutil.rmtree(broker.folder)
    verify(broker, contract)
    bend()
    no_evidence(other_log())


scenario(story)
