#!/usr/bin/python3
"""Without a broker that answers, nothing that was signed is lost, and nothing is hidden.

- a profile is written, checked and shown; every mistake names its field
- it is not written while a key file that it names is absent or is something else
- a token says who reads where, for how long, signed by a key for tokens
- a broker that does not answer is exit code 3; what was signed waits as it was signed
- nothing is signed unasked, or by a key for something else
"""

import base64
import datetime
import json
import pathlib

from scenario import at_terminal, check, new_contract, says, scenario, sla

LOG_KEY = "broker.example/log+95548e22+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
HERE = {"HOME": str(pathlib.Path.cwd()), "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""}
NOBODY = f"unix:{pathlib.Path.cwd()}/no-such-socket"
STATE = pathlib.Path(".local/state/slabroker/default")


def keys():
    for name, purpose in (("acme", "statements"), ("tokens", "tokens"), ("root", "root")):
        sla("key", "new", "--name", "acme-retail", "--purpose", purpose, "--no-passphrase",
            "--to", f"{name}.key")


def new_profile(*words, code=0, broker=NOBODY, log_key=LOG_KEY):
    return sla("profile", "new", *words, "--broker", broker, "--log-key", log_key,
               "--organisation", "acme-retail", env=HERE, code=code)


def profile():
    file = new_profile("--statements-key", "acme.key", "--tokens-key", "tokens.key",
                       "--root-key", "root.key").out.strip()
    check("it lies where profiles lie",
          pathlib.Path(file) == pathlib.Path.cwd() / ".config/slabroker/default.yaml")
    shown = sla("profile", "show", "-o", "json", env=HERE).json()
    check("the origin is the log's", shown["origin"] == "broker.example/log")
    check("key files are found from anywhere",
          shown["statementsKey"] == str(pathlib.Path.cwd() / "acme.key"))
    says("people", sla("profile", "show", env=HERE).out, NOBODY, "acme-retail", LOG_KEY)
    says("another broker under the same name", new_profile(broker="127.0.0.1:1", code=1).err,
         "not replaced")
    says("no TLS to elsewhere", new_profile(broker="broker.example:443", code=1).err, "tls")
    says("a key that is none", new_profile(log_key="AQOh", code=1).err, "log_key", "verifier key")
    says("a profile that is not there",
         sla("status", "--profile", "nothing", env=HERE, code=1).err, "nothing.yaml",
         "sla profile new")
    for words in (("accept",), ("decline", "--reason", "r"), ("withdraw", "--reason", "r"),
                  ("terminate", "--reason", "r", "--last-day", "2026-03-02")):
        says(f"{words[0]} with it", sla("contract", *words, "c-x", "-p", "nothing", env=HERE,
                                        code=1).err, "nothing.yaml", "sla profile new")
    pathlib.Path("wrong.yaml").write_text(pathlib.Path(file).read_text().replace(
        "organisation: acme-retail", "organisation: Acme Retail\ncolour: red"))
    says("a mistake in it", sla("profile", "show", "--profile", "wrong.yaml", env=HERE,
                                code=1).err, "wrong.yaml:", "colour")


def keys_that_are_none():
    pathlib.Path("a-folder").mkdir()
    pathlib.Path("text.key").write_text("nothing\n")
    pathlib.Path("exposed.key").write_bytes(pathlib.Path("tokens.key").read_bytes())
    for file, mode in (("text.key", 0o600), ("exposed.key", 0o644)):
        pathlib.Path(file).chmod(mode)
    for file, what in (("absent.key", "No such file"), ("a-folder", "not a regular file"),
                       ("text.key", "slb-key/1"), ("acme.key", "purpose of the key is statements")):
        says(file, new_profile("--tokens-key", file, "--to", "none.yaml", code=1).err, what,
             f"sla: {file}:", "--tokens-key wants",
             "sla key new --name acme-retail --purpose tokens --to FILE makes one")
    says("a key that others can read", new_profile("--tokens-key", "exposed.key", "--to",
                                                   "none.yaml", code=1).err, "chmod 600")
    both = new_profile("--statements-key", "one.key", "--root-key", "two.key", "--to",
                       "none.yaml", code=1).err
    says("two mistakes", both, "one.key", "two.key", "purpose root")
    says("a certificate that is none", new_profile("--tls-ca", "text.key", "--to", "none.yaml",
                                                   code=1).err, "text.key: there is no cert")
    check("no profile was made", not pathlib.Path("none.yaml").exists())


def token():
    text = sla("token", env=HERE).out.strip()
    check("it is a PASETO", text.startswith("v4.public.") and text.count(".") == 3, text)
    body = text.split(".")[2]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))[:-64])
    check("who, where", (claims["iss"], claims["aud"]) == ("acme-retail", "broker.example/log"))
    made, ends = (datetime.datetime.strptime(claims[name], "%Y-%m-%dT%H:%M:%SZ")
                  for name in ("iat", "exp"))
    check("five minutes", ends - made == datetime.timedelta(minutes=5))
    sla("token", "--seconds", "601", env=HERE, code=2)
    says("a key for something else", sla("token", "--key", "acme.key", env=HERE, code=2).err,
         "expected a key for tokens")


def waiting():
    return sorted(STATE.glob("waiting/*"))


def away():
    new_contract("contract.yaml")
    said = sla("status", env=HERE, code=3).err
    says("nobody there", said, f"the broker at {NOBODY} does not answer",
         f"stands in {pathlib.Path.cwd()}/.config/slabroker/default.yaml",
         "that it runs on this machine", "use its socket")
    check("what gRPC says comes last", said.index("gRPC says: ") > said.index("socket;"), said)
    says("unasked", sla("contract", "offer", "contract.yaml", env=HERE, code=2).err,
         "To be signed", "acme-retail", "broker.example/log", "Content id", "--yes")
    check("nothing was signed", not waiting())
    says("a key for something else", sla("contract", "offer", "contract.yaml", "--yes",
                                         "--key", "tokens.key", env=HERE, code=2).err,
         "expected a key of purpose statements")
    check("and nothing is", not waiting())
    run = sla("contract", "offer", "contract.yaml", "--yes", "-o", "json", env=HERE, code=3)
    offer = run.json()["statements"][0]
    check("it waits", not offer["logged"] and len(waiting()) == 1)
    says("it says so", run.err, "is kept and will be sent")
    kept = waiting()[0].read_bytes()
    shown = sla("verify", waiting()[0], "--key", "acme-retail=acme.key", "-o", "json").json()
    check("what waits is what was shown", shown["contentId"] == offer["contentId"])
    check("nobody else reads it", STATE.stat().st_mode & 0o077 == 0)
    sla("submit", env=HERE, code=3)
    check("the same bytes are sent again", waiting()[0].read_bytes() == kept)
    says("an unsigned file", sla("submit", "contract.yaml", env=HERE, code=4).err,
         "expected a signed statement")
    waiting()[0].write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    says("a file that was changed", sla("submit", env=HERE, code=4).err, "signature")
    waiting()[0].write_bytes(kept)


def asked_at_the_terminal():
    words = ("contract", "offer", "contract.yaml")
    question = b"Sign this? [y/N] "
    before = len(waiting())
    for answer in (b"n\n", b"\n", b"no, y\n"):
        status, shown, _ = at_terminal([(question, answer)], *words, env=HERE)
        check(f"{answer} is no", status == 1 and "nothing was signed" in shown, shown)
    check("and nothing is signed", len(waiting()) == before)
    status, shown, _ = at_terminal([(question, b"yes\n")], *words, env=HERE)
    check("yes is yes", status == 3 and len(waiting()) == before + 1, shown)


def words():
    says("a contract that is none", sla("contract", "accept", "contract.yaml", env=HERE,
                                        code=2).err, "c- and 26 characters")
    says("a key id that is none", sla("org", "key", "revoke", "abc", "--reason", "ceased",
                                      env=HERE, code=2).err, "64 hexadecimal digits")
    says("not the operator", sla("org", "enrol", "nordcall", "--legal-name", "N",
                                 "--registration-number", "1", "--seat", "Bern",
                                 "--root-key", "root.key", env=HERE, code=2).err,
         "only the operator enrols")
    says("three words", sla("org", "key", "add", "--help").out, "--purpose")
    says("two of three", sla("org", "key", code=2).err, "no command")


scenario(lambda: (keys(), profile(), keys_that_are_none(), token(), away(),
                  asked_at_the_terminal(), words()))
