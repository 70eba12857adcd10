#!/usr/bin/python3
"""Whoever may read a book proves its entries, and nobody else learns that they are there.

- an organisation proves its own keys, its partner's, the and the broker's opening
- the revocation of a partner's key is proved, whoever signed it
- a stranger proves none of them but the broker's, in one sentence
- of a redaction the parties of its contract learn what it says, a stranger that it is there
"""

from broker import Broker, enrol
from scenario import check, new_contract, says, scenario, sla

HOLDS = "its signatures hold"


def proves(profile, index, *words):
    says(f"{profile} proves entry {index}", sla("log", "prove", str(index), "-p", profile).out,
         HOLDS, *words)


def told_nothing(profile, index):
    """What is said, without the number that was asked for."""
    said = sla("log", "prove", str(index), "-p", profile, code=1).err
    says(f"{profile} is not told of entry {index}", said, f"there is no entry {index} in the "
         f"books that {profile.removesuffix('.yaml')} reads", "of outages")
    check("in one sentence", "more)" not in said, said)
    return said.replace(str(index), "N")


def size(profile):
    return sla("log", "checkpoint", "-p", profile, "-o", "json").json()["size"]


def key_of(profile, organisation, purpose):
    keys = [key for one in sla("org", "list", "-p", profile, "-o", "json").json()["organizations"]
            if one["organisation"] == organisation for key in one["keys"]]
    return next(key["keyId"] for key in keys if key["purpose"] == f"KEY_PURPOSE_{purpose}")


def revoke(profile, key, *words):
    """Where the revocation stands in the log."""
    run = sla("org", "key", "revoke", key, "--reason", "superseded", *words, "-p", profile,
              "--yes", "-o", "json")
    return run.json()["statements"][0]["logIndex"]


def keys_are_proved(operator, acme, nordcall, stranger):
    sla("key", "new", "--name", "nordcall", "--purpose", "statements", "--no-passphrase", "--to",
        "second.key")
    added = sla("org", "key", "add", "second.key", "--purpose", "statements", "-p", nordcall,
                "--yes", "-o", "json").json()["statements"][0]["logIndex"]
    for profile in (nordcall, acme):
        proves(profile, added, "key addition", "nordcall")
    revoked = [revoke(nordcall, key_of(nordcall, "nordcall", "STATEMENTS")),
               revoke(operator, key_of(acme, "nordcall", "TOKENS"), "--organisation", "nordcall")]
    for index in revoked:
        proves(acme, index, "key revocation", "nordcall")
    told = {told_nothing(stranger, index) for index in (added, *revoked, size(acme), 10**15)}
    check("absent and foreign sound alike", len(told) == 1, told)


def redactions_are_proved(operator, acme, stranger, contract):
    said = sla("log", "redact", contract, "--first-month", "1970-01", "--last-month", "1970-01",
               "--legal-basis", "retention is over", "--authority", "the controller", "-p",
               operator, "--yes", "-o", "json").json()["statements"][0]
    proves(acme, said["logIndex"], "redaction", contract)
    told = sla("log", "prove", str(said["logIndex"]), "-p", stranger).out
    says("a stranger proves that it is there", told, "The entry is in the log", "alone")
    check("and learns no more", contract not in told and "retention" not in told, told)


def story():
    broker = Broker()
    operator = broker.profile("operator", "--statements-key", broker.folder / "operator.key")
    with broker.serving():
        acme, nordcall, stranger = (enrol(broker, operator, name)
                                    for name in ("acme-retail", "nordcall", "bystander"))
        new_contract("contract.yaml")
        contract = sla("contract", "offer", "contract.yaml", "-p", acme, "--yes", "-o",
                       "json").json()["statements"][0]["contract"]
        keys_are_proved(operator, acme, nordcall, stranger)
        redactions_are_proved(operator, acme, stranger, contract)
        for profile in (acme, stranger):
            proves(profile, 0, "opening", "operator")
        says("the operator is told who can read", sla("org", "list", "-p", operator, code=2).err,
             "operator", "reads nothing", "sla org list")


scenario(story)
