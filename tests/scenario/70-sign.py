#!/usr/bin/python3
"""Statements are signed, and relied on later without trusting who kept them.

- an offer, its acceptance, reports one by one and in a batch
- every byte counts: a changed one, another key, no signature are refused with code 4
- what does not fit together is refused before it is signed
"""

import base64
import json
import pathlib

from scenario import check, day_of_calls, new_contract, new_key, says, scenario, sla

FOR = ("--audience", "broker.example/log")
ACME = ("--key", "acme.key", "--issuer", "acme-retail", *FOR)
NORDCALL = ("--key", "nordcall.key", "--issuer", "nordcall", *FOR)


def prepare():
    new_contract("contract.yaml", "2026-03-02", "2026-03-08")
    day_of_calls("queue_log", days=7)
    sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "reports")
    for name, owner in (("acme", "acme-retail"), ("nordcall", "nordcall"),
                        ("stranger", "stranger")):
        new_key(f"{name}.key", owner)
        sla("key", "export", "--public", f"{name}.key", "--to", f"{name}.pem")


def contract():
    sla("sign", "contract.yaml", *ACME, "--to", "offer.signed")
    sla("sign", "--accept", "offer.signed", *NORDCALL, "--to", "acceptance.signed")
    offer = sla("verify", "offer.signed", "--key", "acme-retail=acme.pem", "-o", "json").json()
    accepted = sla("verify", "acceptance.signed", "--key", "nordcall.key", "-o",
                   "json").json()
    checked = sla("contract", "check", "offer.signed", "-o", "json").json()
    check("what was accepted is what was offered",
          accepted["versionId"] == checked["versionId"])
    check("the signed terms are the document's", checked["versionId"] ==
          sla("contract", "check", "contract.yaml", "-o", "json").json()["versionId"])
    check("an offer is its own contract's first statement", "contract" not in offer and
          accepted["contract"].startswith("c-"))


def reports():
    names = sorted(str(path) for path in pathlib.Path("reports").iterdir())
    check("seven days", len(names) == 7)
    sla("sign", names[0], "-c", "offer.signed", "--sequence", "1", *NORDCALL, "--to",
        "first.signed")
    says("the second without the first", sla(
        "sign", names[1], "-c", "offer.signed", "--sequence", "2", *NORDCALL, "--to",
        "x", code=2).err, "--previous is needed")
    batch = sla("sign", *names[1:], "-c", "offer.signed", "--sequence", "2", "--previous",
                "first.signed", "--batch", *NORDCALL, "--to", "signed", "-o", "json").json()
    check("places follow each other", [int(s["sequence"]) for s in batch["statements"]] ==
          list(range(2, 8)))
    previous = sla("verify", "first.signed", "--key", "nordcall=nordcall.pem", "-o",
                   "json").json()["contentId"]
    for statement in batch["statements"]:
        shown = sla("verify", statement["file"], "--key", "nordcall=nordcall.pem", "-c",
                    "offer.signed", "-o", "json").json()
        check("each names the one before", shown["previous"] == previous)
        check("and is what was said to be signed",
              shown["contentId"] == statement["contentId"])
        previous = shown["contentId"]
    words = ("judge", "offer.signed", "first.signed", "signed", "--as-of", "2026-04-01")
    run = sla(*words, "--key", "acme-retail=acme.pem", "--key", "nordcall=nordcall.pem", "-o", "json")
    used = run.json()["reports"]
    check("every report is verified and in its place",
          [(r["signed"], r["sequence"]) for r in used] ==
          [(True, str(n)) for n in range(1, 8)])
    unsigned = sla("judge", "contract.yaml", "reports", "--as-of", "2026-04-01", "-o",
                   "json").json()
    check("signing changes no verdict", [p["verdicts"] for p in unsigned["periods"]] ==
          [p["verdicts"] for p in run.json()["periods"]])
    says("without keys", sla(*words).out, "7 of 7 reports are signed; none was verified")


def dsse():
    sla("verify", "first.signed", "--key", "nordcall=nordcall.pem", "--dsse-json", "first.json")
    envelope = json.loads(pathlib.Path("first.json").read_text())
    check("DSSE has its three members", {"payload", "payloadType", "signatures"} <=
          set(envelope))
    check("the payload is what was signed", base64.b64decode(envelope["payload"]) in
          pathlib.Path("first.signed").read_bytes())


def evidence_invalid():
    whole = pathlib.Path("first.signed").read_bytes()
    for at in (0, 1, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        changed = bytearray(whole)
        changed[at] ^= 1
        pathlib.Path("changed.signed").write_bytes(changed)
        sla("verify", "changed.signed", "--key", "nordcall=nordcall.pem", code=4)
        sla("judge", "offer.signed", "changed.signed", "--key", "acme-retail=acme.pem", "--key",
            "nordcall=nordcall.pem", code=4)
    pathlib.Path("cut.signed").write_bytes(whole[:-1])
    sla("verify", "cut.signed", "--key", "nordcall=nordcall.pem", code=4)
    pathlib.Path("longer.signed").write_bytes(whole + b"\0")
    sla("verify", "longer.signed", "--key", "nordcall=nordcall.pem", code=4)
    says("another key", sla("verify", "first.signed", "--key", "nordcall=stranger.pem", code=4).err,
         "first.signed", "key")
    says("another broker", sla("verify", "first.signed", "--key", "nordcall=nordcall.pem",
                               "--audience", "other.example/log", code=4).err,
         "broker.example/log")
    says("no signature", sla("judge", "offer.signed", "reports", "--key", "acme-retail=acme.pem",
                             "--key", "nordcall=nordcall.pem", code=4).err, "unsigned")
    says("a document", sla("verify", "contract.yaml", "--key", "acme-retail=acme.pem", code=4).err,
         "unsigned document")
    pathlib.Path("photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" * 9)
    says("something else", sla("verify", "photo.jpg", "--key", "acme-retail=acme.pem",
                               code=4).err, "neither a signed statement nor evidence")


def two_stories():
    """The centre signs a second first report; the second report names the other one."""
    sla("sign", "reports/calls-2026-03-02.yaml", "-c", "offer.signed", "--sequence", "1",
        "--attempt", "1", *NORDCALL, "--to", "other-first.signed")
    says("two stories", sla(
        "judge", "offer.signed", "other-first.signed", "signed/calls-2026-03-03.signed",
        "--key", "acme-retail=acme.pem", "--key", "nordcall=nordcall.pem", code=1).err,
         "report 2 of series calls names another report before it than other-first.signed")


def refused_before():
    name = "reports/calls-2026-03-02.yaml"
    sla("sign", name, "-c", "offer.signed", "--sequence", "1", "--key", "nordcall.key",
        "--issuer", "Nord Call", *FOR, "--to", "x", code=2)
    says("a report without its contract", sla("sign", name, "--sequence", "1", *NORDCALL,
                                              "--to", "x", code=2).err, "--contract OFFER")
    says("a contract that nobody signed", sla(
        "sign", name, "-c", "contract.yaml", "--sequence", "1", *NORDCALL, "--to", "x",
        code=2).err, "signed offer")
    text = pathlib.Path("contract.yaml").read_text()
    pathlib.Path("broken.yaml").write_text(text.replace("  abandons: all\n", ""))
    says("terms with a rule unsaid", sla("sign", "broken.yaml", *ACME, "--to", "x",
                                         code=1).err, "abandons")
    sla("sign", name, "-c", "offer.signed", "--sequence", "1", "--key", "acme.key",
        "--issuer", "acme-retail", *FOR, "--to", "theirs.signed")
    says("a report that the client signed", sla(
        "judge", "offer.signed", "theirs.signed", "--key", "acme-retail=acme.pem", code=1).err,
         "acme-retail", "nordcall")
    says("a key given twice", sla("sign", "contract.yaml", "--key", "acme.key", *ACME,
                                  "--to", "x", code=2).err, "given twice")
    sla("key", "new", "--name", "log", "--purpose", "log", "--no-passphrase", "--to",
        "log.key")
    says("a key for something else", sla(
        "sign", "contract.yaml", "--key", "log.key", *ACME[2:], "--to", "x", code=2).err,
         "expected a key for statements")
    check("nothing was written", not pathlib.Path("x").exists())


def forged():
    """A valid signature is not enough: it must be that of whoever is said to speak."""
    name = "reports/calls-2026-03-02.yaml"
    keys = ("--key", "acme-retail=acme.pem", "--key", "nordcall=nordcall.pem")
    says("whose key it is", sla("sign", name, "-c", "offer.signed", "--sequence", "1",
                                "--key", "acme.key", "--issuer", "nordcall", *FOR, "--to",
                                "forged.signed").err,
         'the key is named "acme-retail"; here it is to speak for "nordcall"')
    says("the client speaks as the centre", sla("judge", "offer.signed", "forged.signed",
                                                *keys, code=4).err,
         "in the name of nordcall and signed by the key of acme-retail")
    says("a key of nobody", sla("verify", "first.signed", "--key", "nordcall.pem",
                                code=4).err, "--key nordcall=nordcall.pem")
    says("both agreed", sla("judge", "offer.signed", "first.signed", *keys,
                            "--acceptance", "acceptance.signed").out,
         "accepted by nordcall")
    sla("sign", "--accept", "offer.signed", *ACME, "--to", "own.signed")
    says("one's own offer", sla("judge", "offer.signed", "first.signed", *keys,
                                "--acceptance", "own.signed", code=1).err,
         "the other party accepts")
    sla("sign", name, "-c", "offer.signed", "--sequence", "1", *NORDCALL[:4],
        "--audience", "other.example/log", "--to", "elsewhere.signed")
    says("another broker's", sla("judge", "offer.signed", "elsewhere.signed", *keys,
                                 code=4).err, "other.example/log")
    sla("sign", "contract.yaml", *ACME, "--to", "again.signed")
    says("another contract's", sla("judge", "again.signed", "first.signed", *keys,
                                   code=1).err, "another contract")
    sla("sign", "contract.yaml", "--key", "stranger.key", "--issuer", "stranger", *FOR,
        "--to", "strange.signed")
    says("no party's", sla("judge", "strange.signed", "reports", code=1).err,
         "neither its client nor its centre")


def together():
    """Two keys of one organisation sign, and both must hold."""
    new_key("second.key", "acme-retail")
    sla("sign", "contract.yaml", "--key", "second.key", *ACME, "--to", "both.signed")
    both = sla("verify", "both.signed", "--key", "acme-retail=acme.pem", "--key", "second.key", "-o",
               "json").json()
    check("two signatures", len(both["keyIds"]) == 2)
    sla("verify", "both.signed", "--key", "acme-retail=acme.pem", code=4)


scenario(lambda: (prepare(), contract(), reports(), dsse(), evidence_invalid(),
                  two_stories(), refused_before(), forged(), together()))
