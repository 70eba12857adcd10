#!/usr/bin/python3
"""The operator gives the broker new keys, and those who know the log learn them from it.

- a key that the broker was not given is refused, in words that help
- checkpoints go on under the new log key; who has seen the log needs no new profile
- the old key is needed no more; who knows only the old one is not served a new log
- the operator's own key changes too, and the old one says nothing more
"""

import pathlib
import re

from broker import Broker, enrol
from scenario import check, says, scenario, sla


def new_key(purpose, name):
    sla("key", "new", "--name", "broker.example/log", "--purpose", purpose,
        "--no-passphrase", "--to", name)
    return name


def rotate(broker, operator, acme):
    new_key("log", "other.key")
    says("a key that the broker has not", sla(
        "log", "rotate-key", "log", "other.key", "-p", operator, "--yes",
        code=1).err, "was not given the key", "--next-log-key")
    says("a key for something else", sla(
        "log", "rotate-key", "log", "notices-2.key", "-p", operator, code=2).err,
        "purpose")
    says("no such key", sla("log", "rotate-key", "root", "log-2.key", "-p", operator,
                            code=2).err, "operator, log or notices")
    says("who may not", sla("log", "rotate-key", "log", "log-2.key", "-p", acme,
                            code=2).err, "for the operator alone")
    before = sla("log", "checkpoint", "--note", "-p", acme).out
    says("what is signed is shown", sla("log", "rotate-key", "log", "log-2.key",
                                        "-p", operator, code=2).err,
         "To be signed", "Key that is replaced", "log", "Its key id")
    for purpose in ("log", "notices", "operator"):
        sla("log", "rotate-key", purpose, f"{purpose}-2.key", "-p", operator, "--yes")
    after = sla("log", "checkpoint", "--note", "-p", acme).out
    check("another key signs", before.splitlines()[-1][:40] != after.splitlines()[-1][:40])
    keys = pathlib.Path("state-acme-retail/checkpoint.keys").read_text().splitlines()
    check("the client keeps what it learned", len(keys) == 2 and keys[0].endswith(
        broker.log_key), keys)
    says("the operator's old key", sla("log", "rotate-key", "log", "other.key", "-p",
                                       operator, "--yes", code=1).err, "revoked")
    new = keys[1].split(" ")[1]
    says("the new key's file", sla("key", "show", "log-2.key").out, new)
    return new


def story():
    broker = Broker()
    operator = broker.profile("operator", "--statements-key", broker.folder / "operator.key")
    for purpose in ("log", "notices", "operator"):
        new_key(purpose, f"{purpose}-2.key")
    with broker.serving("--next-log-key", "log-2.key", "--next-notice-key", "notices-2.key"):
        acme = enrol(broker, operator, "acme-retail")
        late = broker.profile("late")
        new = rotate(broker, operator, acme)
        says("who knows only the old key", sla("status", "-p", late, code=4).err,
             "log key in the profile did not sign")
    broker.log_key = new
    said = broker.run("serve", *broker.places, "--listen", broker.address, code=1)
    says("the old keys alone", said.stderr, "was not given the key for checkpoints", "log-key")
    for option, name in (("--log-key", "log-2.key"), ("--notice-key", "notices-2.key")):
        broker.places[broker.places.index(option) + 1] = pathlib.Path(name).resolve()
    with broker.serving():
        sla("status", "-p", acme)
        sla("status", "-p", broker.profile("late-2"))
        profile = broker.profile("operator", "--statements-key", "operator-2.key",
                                 file="operator-2.yaml")
        enrol(broker, profile, "nordcall")
    done = broker.run("check", *broker.places[:8])
    check("the whole log holds", re.search("entries=[0-9]+|held|holds", done.stdout +
                                           done.stderr), done.stderr)


scenario(story)
