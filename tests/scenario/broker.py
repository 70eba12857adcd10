"""A real broker in the scenario's folder, and profiles of who speaks there."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import time

from scenario import ROOT, check, sla

BROKER = pathlib.Path(os.environ.get("SLABROKER", ROOT / "build" / "slabroker"))
ORIGIN = "broker.example/log"
STOP_S = 60


class Broker:
    """A log with its keys; `serving` runs it."""

    def __init__(self, folder="broker"):
        self.folder = pathlib.Path(folder).resolve()
        self.folder.mkdir()
        self.address = f"unix:{self.folder}/socket"
        for purpose in ("operator", "log", "notices"):
            sla("key", "new", "--name", ORIGIN if purpose == "log" else "broker",
                "--purpose", purpose, "--no-passphrase", "--to", self.folder / f"{purpose}.key")
        self.places = ["--origin", ORIGIN, "--store", self.folder / "store", "--state",
                       self.folder / "state", "--master-key", self.folder / "master.key",
                       "--log-key", self.folder / "log.key", "--notice-key",
                       self.folder / "notices.key"]
        done = self.run("init", *self.places, "--operator-key", self.folder / "operator.key")
        check("init says what becomes of who loses the master key",
              f"made in {self.folder}/master.key: without it nobody reads the log"
              in done.stdout + done.stderr, done.stderr)
        self.log_key = re.search(r"broker\.example/log\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+",
                                 done.stdout + done.stderr).group()

    def run(self, *words, code=0, timeout_s=STOP_S):
        done = subprocess.run([BROKER, *map(str, words)], capture_output=True, text=True,
                              timeout=timeout_s, check=False)
        check(f"slabroker {words[0]}: exit code {code}", done.returncode == code,
              done.stdout + done.stderr)
        return done

    def said(self, event):
        """What its log has of an event, a line each."""
        return re.findall(rf" event={event}\b.*", (self.folder / "serve.log").read_text())

    def count(self, event):
        """How often its log has an event; there may be no log yet."""
        return len(self.said(event)) if (self.folder / "serve.log").exists() else 0

    def waits_for(self, event, count):
        """Until its log has that many lines of an event; nothing else tells when."""
        ends = time.monotonic() + STOP_S
        while len(self.said(event)) < count and time.monotonic() < ends:
            time.sleep(0.05)
        return self.said(event)

    def port(self):
        """Of its listener on loopback, as it said last."""
        said = (self.folder / "serve.log").read_text()
        return re.findall(r'event=listening text="127\.0\.0\.1:(\d+)"', said)[-1]

    @contextlib.contextmanager
    def serving(self, *words):
        """Its process; stopped by a signal at the end, which it obeys with exit code 0."""
        before = self.count("serving")
        with open(self.folder / "serve.log", "ab") as log:
            process = subprocess.Popen(
                [BROKER, "serve", *map(str, [*self.places, *words]), "--listen",
                 self.address], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            ends = time.monotonic() + STOP_S
            while self.count("serving") == before and time.monotonic() < ends and \
                    process.poll() is None:
                time.sleep(0.02)  # it says nowhere else that it listens and is healthy
            yield process
            process.terminate()
            check("a signal ends it well", process.wait(STOP_S) == 0)
        finally:
            process.kill()
            if process.wait() not in (0, -signal.SIGKILL):
                print((self.folder / "serve.log").read_text()[-3000:])

    def profile(self, organisation, *words, address=None, file=None):
        """The file of a profile; commands take it as --profile."""
        file = file or f"{organisation}.yaml"
        sla("profile", "new", "--broker", address or self.address, "--log-key", self.log_key,
            "--organisation", organisation, "--state", f"state-{organisation}", "--to", file,
            *words)
        return file


def enrol(broker, operator, organisation):
    """An organisation with its three keys; returns its profile."""
    names = {purpose: f"{organisation}-{purpose}.key"
             for purpose in ("root", "statements", "tokens")}
    for purpose, file in names.items():
        sla("key", "new", "--name", organisation, "--purpose", purpose, "--no-passphrase",
            "--to", file)
    sla("org", "enrol", organisation, "--legal-name", f"{organisation} Ltd",
        "--registration-number", "01234567", "--seat", "1 High Street, London",
        "--root-key", names["root"], "--profile", operator, "--yes")
    profile = broker.profile(organisation, "--statements-key", names["statements"],
                             "--tokens-key", names["tokens"], "--root-key", names["root"])
    for purpose in ("statements", "tokens"):
        sla("org", "key", "add", names[purpose], "--purpose", purpose, "--profile", profile,
            "--yes")
    return profile
