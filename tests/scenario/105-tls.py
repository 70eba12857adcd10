#!/usr/bin/python3
"""Over TCP, a broker and a client know each other by certificates, or do not speak.

- both certificates are of authorities that the other trusts: everything works
- another authority, another name, no certificate: nothing is said, exit code 3
- a certificate's key that others can read, and files that are not there, are named
"""

import os
import subprocess

from broker import Broker
from scenario import check, says, scenario, sla


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def certificates(authority, name):
    """AUTHORITY-ca.pem, and NAME.pem with NAME.key, which it signed."""
    request = ["req", "-newkey", "ed25519", "-nodes", "-days", "2"]
    openssl(*request, "-x509", "-subj", f"/CN={authority}", "-keyout", f"{authority}-ca.key",
            "-out", f"{authority}-ca.pem")
    openssl(*request, "-x509", "-CA", f"{authority}-ca.pem", "-CAkey", f"{authority}-ca.key",
            "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
            "-addext", "basicConstraints=CA:FALSE", "-keyout", f"{name}.key",
            "-out", f"{name}.pem")
    os.chmod(f"{name}.key", 0o600)


def prepare():
    certificates("operators", "broker.example")
    certificates("clients", "acme.example")
    certificates("strangers", "stranger.example")


MINE = ("--tls-certificate", "acme.example.pem", "--tls-key", "acme.example.key")


class Callers:
    def __init__(self, broker):
        self.broker = broker
        self.count = 0

    def profile(self, *words, name="broker.example"):
        self.count += 1
        if name:
            words += ("--tls-name", name)
        return self.broker.profile("operator", *words, file=f"{self.count}.yaml",
                                   address=f"127.0.0.1:{self.broker.port()}")

    def speak(self):
        known = self.profile("--tls-ca", "operators-ca.pem", *MINE)
        check("they know each other", sla("status", "-p", known, "-o",
                                          "json").json()["serving"])
        for what, profile in (
                ("a broker of another authority",
                 self.profile("--tls-ca", "strangers-ca.pem", *MINE)),
                ("a client without a certificate",
                 self.profile("--tls-ca", "operators-ca.pem")),
                ("a client of another authority",
                 self.profile("--tls-ca", "operators-ca.pem", "--tls-certificate",
                              "stranger.example.pem", "--tls-key", "stranger.example.key")),
                ("a broker of another name",
                 self.profile("--tls-ca", "operators-ca.pem", *MINE, name="other.example")),
                ("a broker that wants TLS", self.profile(name=None))):
            run = sla("status", "-p", profile, code=3)
            says(what, run.err, "does not answer")
            check(f"{what}: told once, by us", run.err.count("\n") == 1, run.err)
        os.rename("operators-ca.pem", "away.pem")
        says("a file that is not there", sla("status", "-p", known, code=1).err,
             "operators-ca.pem: cannot be opened")
        os.rename("away.pem", "operators-ca.pem")
        os.chmod("acme.example.key", 0o644)
        says("a key that others can read", sla("status", "-p", known, code=1).err,
             "acme.example.key", "mode 644")


def tell():
    broker = Broker()
    with broker.serving("--listen", "127.0.0.1:0", "--tls-certificate", "broker.example.pem",
                        "--tls-key", "broker.example.key", "--tls-client-ca", "clients-ca.pem"):
        Callers(broker).speak()
    check("with TLS nothing is warned of", broker.count("plain") == 0)
    with broker.serving("--listen", "0.0.0.0:0", "--plain-anywhere"):
        check("other machines without TLS: one warning", broker.count("plain") == 1)
        says("it names the proxy", (broker.folder / "serve.log").read_text(),
             "level=warning event=plain", "only a proxy that terminates TLS")


scenario(lambda: (prepare(), tell()))
