#!/usr/bin/python3
"""A certificate is renewed while the broker serves, and nobody is cut off.

- the next connection meets the new one, by SIGHUP at once, and by itself soon
- a stream that is open goes on
- a pair that cannot be used is told once, by name, and the one before stays in use
- at a start it is refused, with what to do
- metrics say when the one in use ends
- who knocks without a word of TLS does not fill the log
"""

import calendar
import os
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
import urllib.request

import grpc

from broker import Broker
from scenario import check, says, scenario

CERTIFICATE, KEY, AUTHORITY = "broker.pem", "broker.key", "authority.pem"
NAME = "broker.example"
DAY_S = 24 * 3600
SCANS = 30
LIST_SERVICES = b"\x3a\x00"  # of grpc.reflection.v1.ServerReflectionRequest


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def authority():
    openssl("req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "90", "-subj",
            "/CN=authority", "-keyout", "authority.key", "-out", AUTHORITY)


def issue(folder, days):
    """A certificate and its key, in a folder of their own."""
    os.mkdir(folder)
    openssl("req", "-x509", "-newkey", "ed25519", "-nodes", "-days", str(days), "-CA",
            AUTHORITY, "-CAkey", "authority.key", "-subj", f"/CN={NAME}", "-addext",
            f"subjectAltName=DNS:{NAME}", "-addext", "basicConstraints=CA:FALSE",
            "-keyout", f"{folder}/{KEY}", "-out", f"{folder}/{CERTIFICATE}")
    os.chmod(f"{folder}/{KEY}", 0o600)


def put(folder, *names):
    """As certbot and deploy hooks do: beside, then renamed over."""
    for name in names or (CERTIFICATE, KEY):
        with open(f"{folder}/{name}", "rb") as source, \
                open(os.open(f"{name}.new", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as copy:
            copy.write(source.read())
        os.rename(f"{name}.new", name)


class Visitor:
    """Who connects to its port over TLS."""

    def __init__(self, broker):
        self.port = int(broker.port())

    def shown(self):
        """The certificate that a new connection meets, as DER."""
        context = ssl.create_default_context(cafile=AUTHORITY)
        context.set_alpn_protocols(["h2"])
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as plain:
            with context.wrap_socket(plain, server_hostname=NAME) as connection:
                return connection.getpeercert(binary_form=True)

    def meets(self, folder):
        with open(f"{folder}/{CERTIFICATE}", encoding="ascii") as file:
            return self.shown() == ssl.PEM_cert_to_DER_cert(file.read())

    def knock(self):
        """As a scanner does, which speaks no TLS; until the broker hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            try:
                while plain.recv(1024):
                    pass
            except ConnectionResetError:
                pass


class Stream:
    """A conversation that stays open; each `goes_on` is a question and its answer."""

    def __init__(self, port):
        with open(AUTHORITY, "rb") as file:
            self.channel = grpc.secure_channel(
                f"127.0.0.1:{port}", grpc.ssl_channel_credentials(file.read()),
                options=[("grpc.ssl_target_name_override", NAME)])
        self.asks, self.over = threading.Semaphore(0), False
        self.answers = self.channel.stream_stream(
            "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")(self.questions())

    def questions(self):
        while self.asks.acquire() and not self.over:
            yield LIST_SERVICES

    def goes_on(self):
        self.asks.release()
        return b"slabroker.v1" in next(self.answers)

    def end(self):
        self.over = True
        self.asks.release()
        check("it ends well", not list(self.answers))
        self.channel.close()


def metric(broker, name):
    port = re.findall(r'event=metrics text="127\.0\.0\.1:(\d+)"',
                      (broker.folder / "serve.log").read_text())[-1]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        return int(re.search(rf"^{name} (\d+)$", answer.read().decode(), re.M).group(1))


def end_in_metrics(broker):
    return metric(broker, "slabroker_certificate_end_timestamp_seconds")


def check_start(broker):
    says("the end of the one in use", broker.waits_for("certificate", 1)[-1],
         'text="in use until 2', "days left: ")
    left_s = end_in_metrics(broker) - time.time()
    check("metrics say when it ends", 29 * DAY_S < left_s <= 30 * DAY_S, left_s)
    told = re.search(r"in use until ([^,]+),", broker.said("certificate")[-1]).group(1)
    check("the log says the same", end_in_metrics(broker) ==
          calendar.timegm(time.strptime(told, "%Y-%m-%dT%H:%M:%SZ")), told)


def renew_by_signal(broker, process, visitor, stream):
    put("second")
    process.send_signal(signal.SIGHUP)
    says("the renewed one", broker.waits_for("certificate", 2)[-1], "in use until")
    check("a new connection meets the renewed one", visitor.meets("second"))
    check("the stream goes on", stream.goes_on())
    check("metrics follow", end_in_metrics(broker) - time.time() > 59 * DAY_S)


def renew_badly_then_well(broker, visitor, stream):
    """Without a signal: it looks by itself."""
    with open(f"{CERTIFICATE}.new", "wb") as file:
        file.write(b"garbage")
    os.rename(f"{CERTIFICATE}.new", CERTIFICATE)
    says("what is wrong with it", broker.waits_for("message", 1)[-1],
         f'file="{CERTIFICATE}"', "there is no certificate in the file", "hint=")
    says("what follows", broker.said("certificate_unusable")[-1],
         "the certificate before stays in use")
    check("the one before is still shown", visitor.meets("second"))
    check("the stream still goes on", stream.goes_on())
    put("third")
    broker.waits_for("certificate", 3)
    check("it takes the next by itself", visitor.meets("third"))
    check("the stream goes on until the end", stream.goes_on())
    check("the bad one was told once", len(broker.said("certificate_unusable")) == 1)


def ask_for_a_bad_one(broker, process, visitor):
    put("first", KEY)
    process.send_signal(signal.SIGHUP)
    says("a key of another", broker.waits_for("message", 2)[-1], f'file="{KEY}"',
         f"the key is not that of the first certificate in {CERTIFICATE}")
    check("both before stay", visitor.meets("third"))


def knock_often(broker, visitor):
    for _ in range(SCANS):
        visitor.knock()
    broker.waits_for("tls_handshake_failed", 1)
    check("who knocks is told of once", len(broker.said("tls_handshake_failed")) == 1)
    says("how", broker.said("tls_handshake_failed")[0], "SSL_ERROR_SSL",
         "place=ssl_transport_security.cc:")
    check("and counted", metric(broker, "slabroker_tls_handshakes_failed_total") == SCANS)


def check_end(broker):
    says("the others, in a line", broker.said("tls_handshake_failed")[-1],
         f"count={SCANS - 1} ")
    text = (broker.folder / "serve.log").read_text()
    check("every line is of one form", not re.sub(
        r"(?m)^time=\S+Z level=(info|warning|error) event=[a-z_]+( .*)?\n", "", text), text)


def refuse_at_a_start(broker):
    """What a start says of files that cannot be used."""
    def start(*words, file, text, code=2):
        says(text, broker.run("serve", *broker.places, "--listen", "127.0.0.1:0", *words,
                              code=code).stderr, f'file="{file}"', text, "hint=")
    start("--tls-certificate", CERTIFICATE, "--tls-key", KEY, file=KEY,
          text="the key is not that of the first certificate in broker.pem")
    start("--tls-certificate", KEY, "--tls-key", KEY, file=KEY,
          text="there is no certificate in the file")
    put("third")
    os.chmod(KEY, 0o640)
    start("--tls-certificate", CERTIFICATE, "--tls-key", KEY, code=1, file=KEY,
          text="the secret key's file has mode 640")
    os.chmod(KEY, 0o600)
    start("--tls-certificate", CERTIFICATE, "--tls-key", KEY, "--tls-client-ca", KEY,
          file=KEY, text="there is no certificate in the file")
    says("a name", broker.run("serve", *broker.places, "--listen", "localhost:0",
                              "--tls-certificate", CERTIFICATE, "--tls-key", KEY,
                              code=2).stderr, "an address with TLS is written in numbers")


def story():
    authority()
    for folder, days in (("first", 30), ("second", 60), ("third", 45)):
        issue(folder, days)
    put("first")
    broker = Broker()
    with broker.serving("--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0",
                        "--tls-certificate", CERTIFICATE, "--tls-key", KEY) as process:
        visitor = Visitor(broker)
        check("it shows its certificate", visitor.meets("first"))
        check_start(broker)
        stream = Stream(visitor.port)
        check("a stream", stream.goes_on())
        renew_by_signal(broker, process, visitor, stream)
        renew_badly_then_well(broker, visitor, stream)
        stream.end()
        ask_for_a_bad_one(broker, process, visitor)
        knock_often(broker, visitor)
    check_end(broker)
    refuse_at_a_start(broker)
    with broker.serving() as process:  # SIGHUP ends no broker that has nothing to reload
        process.send_signal(signal.SIGHUP)
        says("without TLS", broker.waits_for("reload", 1)[-1],
             "there is no certificate to look at")


scenario(story)
