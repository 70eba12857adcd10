"""What the scenarios share: running the tool, checking, counting.

A scenario is a program NN-goal.py beside this file.  It begins with its goals, does its
work in a folder of its own, and ends on the line "N passed, N failed, N skipped".
"""

import atexit
import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile
import termios
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
SLA = pathlib.Path(os.environ.get("SLA", ROOT / "build" / "sla"))
SHARED = ROOT.parent / "shared" / "data"
VECTORS = ROOT / "tests" / "vectors"

PARTIES = {
    "title": "Acme voice", "client": "acme-retail", "centre": "nordcall",
    "client-legal-name": "Acme Retail Ltd", "centre-legal-name": "Nordcall AG",
    "client-registration-number": "Companies House 01234567",
    "centre-registration-number": "CHE-123.456.789",
    "client-seat": "1 High Street, London", "centre-seat": "Bern",
    "client-email": "contracts@acme.example", "centre-email": "ops@nordcall.example",
}

counts = {"passed": 0, "failed": 0, "skipped": 0}
place = pathlib.Path(tempfile.mkdtemp(prefix="sla-scenario-"))
atexit.register(shutil.rmtree, place, ignore_errors=True)
os.chdir(place)


class Run:
    """What a command answered."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out)


def sla(*words, code=0, stdin=b"", env=None):
    """Runs the tool, without a terminal; another exit code than expected is a failed check."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("NO_COLOR", "SLABROKER_POLICIES")}
    done = subprocess.run([SLA, *map(str, words)], input=stdin, capture_output=True,
                          env={**environment, **(env or {})}, timeout=300, check=False,
                          start_new_session=True)
    run = Run(done)
    shown = " ".join(map(str, words))
    check(f"sla {shown}: exit code {code}", run.code == code,
          f"got {run.code}\n{run.out}{run.err}")
    return run


def at_terminal(answers, *words, env=None):
    """Runs the tool on a terminal of its own; each answer waits for its question, and may be
    a function, called when that is asked."""
    process, terminal = pty.fork()
    if process == 0:
        os.execve(SLA, [str(SLA), *words], {**os.environ, **(env or {})})
    shown, echoes = b"", 0
    for question, answer in answers:
        while question not in shown:
            shown += os.read(terminal, 1024)
        # Before the answer: after it, the tool may be done with the terminal.
        echoes |= termios.tcgetattr(terminal)[3] & termios.ECHO
        os.write(terminal, answer() if callable(answer) else answer)
        shown = shown[shown.index(question) + len(question):]
    while True:
        try:
            piece = os.read(terminal, 1024)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    os.close(terminal)
    return status, shown.decode(), echoes


def check(what, holds, detail=""):
    if holds:
        counts["passed"] += 1
        return True
    counts["failed"] += 1
    print(f"failed: {what}\n{str(detail)[:2000]}".rstrip(), flush=True)
    return False


def says(what, text, *parts):
    for part in parts:
        check(f"{what} says {part!r}", part in text, text)


def skip(why):
    counts["skipped"] += 1
    print(f"skipped: {why}", flush=True)


def end():
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    sys.exit(1 if counts["failed"] else 0)


def scenario(work):
    """Runs it; what it raises is a failure that is shown."""
    try:
        work()
    except Exception:  # whatever went wrong must be counted
        traceback.print_exc(file=sys.stdout)
        counts["failed"] += 1
    end()


def new_contract(file, first_day="2026-03-02", last_day="2026-03-02", zone="Europe/Rome",
                 template="inbound-voice", code=0, **changed):
    words = ["contract", "new", "--template", template, "--zone", zone,
             "--first-day", first_day, "--last-day", last_day, "--to", file]
    for name, value in {**PARTIES, **changed}.items():
        words += [f"--{name}", value]
    pathlib.Path(file).unlink(missing_ok=True)
    return sla(*words, code=code)


def day_of_calls(file, *, seed=1, agents=7, days=1, date="2026-03-02", offset=3600):
    """A queue_log of a centre that does not exist."""
    centre = ROOT / "build" / "gcc" / "support" / "callcentre_main"
    with open(file, "wb") as log:
        subprocess.run([centre, "--seed", str(seed), "--date", date, "--days", str(days),
                        "--zone-offset", str(offset), "--queues", "3",
                        "--agents", str(agents)],
                       stdout=log, stderr=subprocess.DEVNULL, check=True)


def new_key(file, name):
    return sla("key", "new", "--name", name, "--no-passphrase", "--to", file)


def camel(tree):
    """The names of YAML as JSON writes them; 64-bit numbers are text there."""
    if isinstance(tree, dict):
        return {"".join(part if i == 0 else part.capitalize()
                        for i, part in enumerate(name.split("_"))): camel(value)
                for name, value in tree.items()}
    if isinstance(tree, list):
        return [camel(value) for value in tree]
    return tree


def plain(tree):
    """Numbers as text, so that 5 and "5" are the same."""
    if isinstance(tree, dict):
        return {name: plain(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [plain(value) for value in tree]
    return str(tree)
