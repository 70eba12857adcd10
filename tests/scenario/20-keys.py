#!/usr/bin/python3
"""A person makes a key, and other tools understand it.

- a new key is 0600, locked by its passphrase, and never written over
- PKCS#8 and SubjectPublicKeyInfo go to openssl and come back
- a wrong passphrase, an exposed file and a damaged file are refused
"""

import os
import pathlib
import subprocess

from scenario import at_terminal, check, says, scenario, sla, SLA


def openssl(*words):
    return subprocess.run(["openssl", *words], capture_output=True, check=False)


def new_keys():
    pathlib.Path("words").write_text("correct horse\n")
    pathlib.Path("wrong").write_text("incorrect horse\n")
    shown = sla("key", "new", "--name", "nordcall", "--to", "locked.key",
                "--passphrase-file", "words", "-o", "json").json()
    check("the file is its owner's alone", os.stat("locked.key").st_mode & 0o777 == 0o600)
    check("it is locked", shown["locked"] is True, shown)
    check("show needs no passphrase",
          sla("key", "show", "locked.key", "-o", "json").json() == shown)
    before = pathlib.Path("locked.key").read_bytes()
    says("an existing key", sla("key", "new", "--name", "x", "--no-passphrase", "--to",
                                "locked.key", code=1).err, "never written over")
    says("an answer over a key", sla("policy", "list", "--to", "locked.key", code=1).err,
         "holds a secret key")
    check("the key is what it was", pathlib.Path("locked.key").read_bytes() == before)
    says("a name with blanks", sla("key", "new", "--name", "a b", "--no-passphrase",
                                   "--to", "other.key", code=2).err, "without blanks")


def asked_at_the_terminal():
    words = ("key", "new", "--name", "asked", "--to", "asked.key")
    first, second = b"Passphrase for asked.key: ", b"again: "
    status, shown, _ = at_terminal([(first, b"one two\n"), (second, b"one three\n")],
                                   *words)
    check("two different passphrases", status == 1 and "differ" in shown, shown)
    status, shown, _ = at_terminal([(first, b"one two\x03")], *words)
    check("Ctrl-C stops", status == 1 and "stopped" in shown, shown)
    check("none of these made a key", not os.path.exists("asked.key"))
    status, shown, echoes = at_terminal(
        [(first, b"one twoo\x7f\n"), (second, b"wrong\x15one two\n")], *words)
    check("the same twice, corrected on the way", status == 0, shown)
    check("nothing that was typed is shown", "one" not in shown and not echoes, shown)
    pathlib.Path("asked").write_text("one two\n")
    sla("key", "export", "asked.key", "--to", "asked.pem", "--passphrase-file", "asked")
    reading, writing = os.pipe()
    os.write(writing, b"one two\n")
    os.close(writing)
    done = subprocess.run([SLA, "key", "export", "asked.key", "--to", "by-fd.pem",
                           "--passphrase-fd", str(reading)], pass_fds=(reading,),
                          capture_output=True, check=False)
    check("a passphrase from a descriptor", done.returncode == 0, done.stderr)
    done = subprocess.run([SLA, *words[:-1], "none.key"], capture_output=True,
                          stdin=subprocess.DEVNULL, start_new_session=True, check=False)
    check("without a terminal it says what to do", done.returncode == 1 and
          b"--passphrase-file" in done.stderr, done.stderr)


def to_openssl():
    sla("key", "export", "locked.key", "--to", "secret.pem", "--passphrase-file", "words")
    sla("key", "export", "--public", "locked.key", "--to", "public.pem")
    check("a secret PEM is its owner's alone",
          os.stat("secret.pem").st_mode & 0o777 == 0o600)
    made = openssl("pkey", "-in", "secret.pem", "-pubout")
    check("openssl derives the public key that we wrote",
          made.stdout == pathlib.Path("public.pem").read_bytes(), made.stderr)
    says("a wrong passphrase", sla("key", "export", "locked.key", "--to", "no.pem",
                                   "--passphrase-file", "wrong", code=1).err,
         "passphrase does not open")
    check("and nothing is written", not os.path.exists("no.pem"))


def from_openssl():
    openssl("genpkey", "-algorithm", "ed25519", "-out", "theirs.pem")
    sla("key", "import", "theirs.pem", "--name", "acme", "--no-passphrase", "--to",
        "theirs.key")
    sla("key", "export", "theirs.key", "--to", "again.pem")
    check("a key comes back from us as it was",
          pathlib.Path("again.pem").read_bytes() == pathlib.Path("theirs.pem").read_bytes())
    public = openssl("pkey", "-in", "theirs.pem", "-pubout").stdout
    pathlib.Path("theirs-public.pem").write_bytes(public)
    check("its id is that of openssl's public key",
          sla("key", "show", "theirs-public.pem", "-o", "json").json()["keyId"] ==
          sla("key", "show", "theirs.key", "-o", "json").json()["keyId"])


def refused():
    os.chmod("theirs.pem", 0o644)
    sla("key", "import", "theirs.pem", "--name", "x", "--no-passphrase", "--to", "x.key",
        code=1)
    openssl("genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:x", "-out",
            "encrypted.pem")
    sla("key", "import", "encrypted.pem", "--name", "x", "--no-passphrase", "--to",
        "x.key", code=1)
    openssl("genpkey", "-algorithm", "x25519", "-out", "x25519.pem")
    sla("key", "import", "x25519.pem", "--name", "x", "--no-passphrase", "--to",
        "x.key", code=1)
    damaged = pathlib.Path("locked.key").read_text().replace("nordcall", "nordcell")
    pathlib.Path("damaged.key").write_text(damaged)
    os.chmod("damaged.key", 0o600)
    sla("key", "export", "damaged.key", "--to", "no.pem", "--passphrase-file", "words",
        code=1)
    pathlib.Path("empty").write_text("\n")
    says("an empty passphrase", sla("key", "new", "--name", "x", "--to", "x.key",
                                    "--passphrase-file", "empty", code=1).err, "empty")
    check("none of these left a file", not os.path.exists("x.key") and
          not os.path.exists("no.pem"))


scenario(lambda: (new_keys(), asked_at_the_terminal(), to_openssl(), from_openssl(), refused()))
