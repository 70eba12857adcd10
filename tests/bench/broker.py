#!/usr/bin/python3
"""A broker under load, beside the parts of what it does and a composite of them.

usage: broker.py [--full] [--folder FOLDER] [--million COUNT] [--json FILE]

Everything runs in one go on this machine: signatures and group commits by themselves, a
bare echo, then the broker and a composite that does the same without our logic, in turns
with the same bytes.  Both share the machine with the load itself, so the ratios are what
to read, the best of each cell's rounds against the best; "noise" is how far the rounds of
the composite lie apart.  Then the same into a store of COUNT entries, how fast a broker
starts on it, checks it and makes its rows anew, and what one tenant feels when another
sends all it can.  Last, evidence of 1,100 daily reports verified offline, beside nothing
but its signatures, one after the other.  The quick run takes some minutes.  What was made
is removed.
"""

import argparse
import contextlib
import json
import pathlib
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = ROOT / "build/gcc/bench"
BROKER = ROOT / "build/slabroker"
PHASE_S = 3600  # no phase takes longer, or it is ended
QUEUES = {"1k": 1, "4k": 7, "100k": 190}
GOAL_RATE, GOAL_P99, GOAL_BATCH, GOAL_MESSAGE, GOAL_START_S = 0.8, 1.25, 2.0, 4.0, 1.0
GOAL_FLOOD = 5.0
# The rest of the order: more than there is time for.
FLOODS = {"1k": "batch 256 150000 1 1", "100k": "batch 64 4000 1 1"}
GOAL_EVIDENCE = {"4k": 1.3, "100k": 3.0}


def fields(line):
    """{"rate": 1.0, ...} of a line of key=value."""
    pairs = (word.split("=", 1) for word in line.split() if "=" in word)
    return {key: value if key == "target" else float(value) for key, value in pairs}


@contextlib.contextmanager
def serving(command, address, log):
    """A server process that listens on a unix socket; its standard input is kept open."""
    with open(log, "ab") as output:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output,
                                   stderr=output)
    try:
        wait_for(address, process, log)
        yield process
    finally:
        process.stdin.close()
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(address, process, log):
    """Until the socket takes connections."""
    until = time.monotonic() + PHASE_S
    while time.monotonic() < until and process.poll() is None:
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as probe:
            if probe.connect_ex(str(address)) == 0:
                return
        time.sleep(0.005)
    sys.exit(f"{process.args[0]} did not start:\n{log.read_text()[-2000:]}")


class Load:
    """The program that sends, with its targets; orders go in, figures come out."""

    def __init__(self, folder, targets):
        words = [f"{name}=unix:{address},{pid}" for name, address, pid in targets]
        self.process = subprocess.Popen([BENCH / "load", folder, *words], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def begin(self, text):
        """Returns when the statements of the first round are ready to be sent."""
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != "prepared\n":
            sys.exit(f"the load ended in: {text}")

    def order(self, text):
        """{target: [figures of each round]}"""
        self.begin(text)
        figures = {}
        for line in self.process.stdout:
            if line == "done\n":
                return figures
            if line == "prepared\n":
                continue
            found = fields(line)
            figures.setdefault(found["target"], []).append(found)
        sys.exit(f"the load ended in: {text}")

    def close(self):
        self.process.stdin.close()
        if self.process.wait(60) != 0:
            sys.exit("the load did not end well")


def best(rounds, key):
    return (max if key == "rate" else min)(found[key] for found in rounds)


def noise(rounds):
    rates = [found["rate"] for found in rounds]
    return (max(rates) - min(rates)) / max(rates)


# ---- cells: way, size, signatures, in flight -----------------------------------------

QUICK = [("unary", "1k", "single", 1), ("unary", "1k", "single", 64),
         ("unary", "1k", "single", 256), ("stream", "1k", "single", 64),
         ("unary", "1k", "batch", 256), ("stream", "1k", "message", 4),
         ("unary", "100k", "single", 64)]
FULL = [(way, size, signed, in_flight)
        for size in ("1k", "100k") for way in ("unary", "stream")
        for signed in ("single", "batch") for in_flight in (1, 64, 256)
        if not (size == "100k" and signed == "batch")]
FULL += [("stream", "1k", "message", in_flight) for in_flight in (1, 4, 8)]
INTO_MILLION = [("unary", "1k", "single", 64), ("unary", "1k", "single", 256),
                ("unary", "1k", "batch", 256), ("stream", "1k", "message", 4)]


def statements(cell, scale):
    """So many that a round takes about a second, on a quiet machine."""
    _, size, signed, in_flight = cell
    if size == "100k":
        return int(512 * scale)
    if signed == "message":
        return int(12288 * scale)
    return int((1024 if in_flight == 1 else 6144) * scale)


def name_of(cell, into):
    way, size, signed, in_flight = cell
    flying = f"{in_flight} x 64" if signed == "message" else str(in_flight)
    return f"{way} {size} {signed} {flying}{' into ' + into if into else ''}"


HEAD = (f"{'':34} {'broker':>9} {'composite':>9} {'ratio':>6} {'p50':>7} {'p99':>7} "
        f"{'p99 of c.':>9} {'ratio':>6} {'cpu':>6} {'ratio':>6} {'echo':>7} {'noise':>6}\n"
        f"{'':34} {'per s':>9} {'per s':>9} {'':>6} {'ms':>7} {'ms':>7} {'ms':>9} {'':>6} "
        f"{'us':>6} {'':>6} {'per s':>7}")


def show(cell, into, figures):
    """One line of the table, and what goes into the file."""
    ours, theirs = figures["broker"], figures["composite"]
    echo = best(figures["echo"], "rate") if "echo" in figures else None
    row = {
        "cell": name_of(cell, into), "way": cell[0], "size": cell[1], "signed": cell[2],
        "in_flight": cell[3], "into": into,
        "rate_ratio": best(ours, "rate") / best(theirs, "rate"),
        "p99_ratio": best(ours, "p99_ms") / best(theirs, "p99_ms"),
        "cpu_ratio": best(ours, "cpu_us") / best(theirs, "cpu_us"),
        "noise": noise(theirs), "echo_rate": echo,
        "broker": ours, "composite": theirs,
    }
    print(f"{row['cell']:34} {best(ours, 'rate'):9.0f} {best(theirs, 'rate'):9.0f} "
          f"{row['rate_ratio']:6.2f} {best(ours, 'p50_ms'):7.2f} "
          f"{best(ours, 'p99_ms'):7.2f} {best(theirs, 'p99_ms'):9.2f} "
          f"{row['p99_ratio']:6.2f} {best(ours, 'cpu_us'):6.0f} {row['cpu_ratio']:6.2f} "
          f"{echo if echo else 0:7.0f} {row['noise']:6.0%}", flush=True)
    return row


def measure(folder, into, cells, options, count):
    """The broker and the composite over the same statements, from `count` entries on."""
    rows = []
    place = folder / f"{into or 'empty'}"
    place.mkdir()
    fill = run(BENCH / "fill", place / "broker", count)
    log = place / "log"
    sockets = {name: place / f"{name}/socket" for name in ("broker", "composite")}
    echo = place / "echo.socket"
    with contextlib.ExitStack() as stack:
        start = time.monotonic()
        broker = stack.enter_context(serving(
            [BROKER, "serve", "--config", place / "broker/slabroker.yaml"],
            sockets["broker"], log))
        start_s = time.monotonic() - start
        composite = stack.enter_context(serving(
            [BENCH / "composite", place / "composite", str(count)],
            sockets["composite"], log))
        bare = stack.enter_context(serving([BENCH / "echo", f"unix:{echo}"], echo, log))
        load = Load(place / "broker", [
            ("broker", sockets["broker"], broker.pid),
            ("composite", sockets["composite"], composite.pid), ("echo", echo, bare.pid)])
        for cell in cells:
            way, size, signed, in_flight = cell
            figures = load.order(f"{way} {QUEUES[size]} {signed} {in_flight} "
                                 f"{statements(cell, options.scale)} {options.rounds}")
            rows.append(show(cell, into, figures))
        load.close()
    shutil.rmtree(place / "composite")
    return rows, start_s, fields(fill)


# ---- the rest ------------------------------------------------------------------------

def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          timeout=PHASE_S, check=False)
    if done.returncode != 0:
        sys.exit(f"{words[0]} failed:\n{done.stdout}{done.stderr}"[-4000:])
    return done.stdout


def parts(folder):
    found = {line.split()[0]: fields(line)["rate"]
             for line in run(BENCH / "parts", folder / "parts").splitlines()}
    print("by themselves, on one thread, per second:")
    for name, rate in found.items():
        print(f"  {name:14} {rate:9.0f}")
    shutil.rmtree(folder / "parts")
    return found


def whole_log(place):
    """Seconds that a check and a rebuild of all of it take."""
    took = {}
    for command in ("check", "rebuild"):
        start = time.monotonic()
        run(BROKER, command, "--config", place / "slabroker.yaml")
        took[command] = time.monotonic() - start
    return took


def flood(folder, order):
    """p99 of a tenant with one statement in flight: alone, and beside one who floods."""
    place = folder / "flood"
    run(BENCH / "fill", place, 0)
    for name in ("tenant", "flooder"):
        (place / name).mkdir()
        shutil.copy(place / "lanes", place / name)
    figures = {}
    with serving([BROKER, "serve", "--config", place / "slabroker.yaml"],
                 place / "socket", place / "log") as broker:
        target = [("broker", place / "socket", broker.pid)]
        tenant, flooder = Load(place / "tenant", target), Load(place / "flooder", target)
        figures["alone"] = tenant.order("unary 1 single 1 256 3 0")["broker"]
        flooder.begin(order)
        figures["flooded"] = tenant.order("unary 1 single 1 256 3 0")["broker"]
        if select.select([flooder.process.stdout], [], [], 0)[0]:
            sys.exit("the flood ended before the tenant did")
        flooder.process.kill()
        flooder.process.wait()
        tenant.close()
    shutil.rmtree(place)
    return figures


def evidence_of(place, size, rounds, *pinned):
    """Evidence of 1,100 reports of a size beside its signatures, checked one by one."""
    lines = run(*pinned, BENCH / "verify", place, QUEUES[size], rounds).splitlines()
    found = {line.split()[0]: fields(line) for line in lines}
    found["ratio"] = found["evidence"]["seconds"] / found["signatures"]["seconds"]
    shutil.rmtree(place)
    return found


def evidence(folder, rounds):
    """The same by size: on all cores, and on one."""
    figures = {}
    print("evidence of 1,100 daily reports, verified offline; its signatures alone, one after "
          "the other:")
    for size in GOAL_EVIDENCE:
        every = evidence_of(folder / "evidence", size, rounds)
        one = evidence_of(folder / "evidence", size, rounds, "taskset", "-c", "0")
        figures[size] = {"all_cores": every, "one_core": one}
        print(f"  {size:4} {every['made']['signatures']:.0f} signatures in "
              f"{every['signatures']['seconds']:.3f} s, evidence on "
              f"{every['made']['cores']:.0f} cores in {every['evidence']['seconds']:.3f} s, "
              f"{every['ratio']:.2f} times that; on one core {one['ratio']:.2f} times",
              flush=True)
    return figures


def judge(name, value, goal, at_least):
    holds = value >= goal if at_least else value <= goal
    print(f"  {name:58} {value:7.2f}  asked: at {'least' if at_least else 'most'} {goal:g}"
          f"  {'ok' if holds else 'SHORT'}")
    return {"what": name, "value": value, "goal": goal, "holds": holds}


def rate_of(rows, cell, into=""):
    for row in rows:
        if (row["way"], row["size"], row["signed"], row["in_flight"]) == cell and \
                row["into"] == into:
            return best(row["broker"], "rate")
    return None


def verdicts(result):
    rows, found = result["rows"], []
    print("goals:")
    for row in rows:
        found.append(judge(f"{row['cell']}: rate / composite", row["rate_ratio"],
                           GOAL_RATE, True))
        found.append(judge(f"{row['cell']}: p99 / composite", row["p99_ratio"],
                           GOAL_P99, False))
    single = rate_of(rows, ("unary", "1k", "single", 256))
    found.append(judge("64 under one signature, one by one / single",
                       rate_of(rows, ("unary", "1k", "batch", 256)) / single,
                       GOAL_BATCH, True))
    found.append(judge("64 under one signature, in one message / single",
                       rate_of(rows, ("stream", "1k", "message", 4)) / single,
                       GOAL_MESSAGE, True))
    if "start_s" in result:
        found.append(judge(f"start on {result['entries']:.0f} entries, seconds",
                           result["start_s"], GOAL_START_S, False))
    for size, figures in result.get("flood", {}).items():
        found.append(judge(f"p99 beside one who floods with {size} / alone",
                           best(figures["flooded"], "p99_ms") /
                           best(figures["alone"], "p99_ms"), GOAL_FLOOD, False))
    for size, figures in result["evidence"].items():
        found.append(judge(f"evidence of 1,100 reports of {size} / its signatures",
                           figures["all_cores"]["ratio"], GOAL_EVIDENCE[size], False))
    return found


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--folder", default=str(ROOT / "build/bench"),
                        help="where stores are made: the disk that is measured")
    parser.add_argument("--million", type=int, help="entries of the large store")
    parser.add_argument("--json", default=str(ROOT / "build/bench/broker.json"))
    options = parser.parse_args()
    if options.million is None:
        options.million = 1000000 if options.full else 20000
    options.rounds, options.scale = (6, 2.0) if options.full else (4, 1.0)
    return options


def main():
    options = arguments()
    pathlib.Path(options.folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="broker.", dir=options.folder) as name:
        folder = pathlib.Path(name)
        result = {"parts": parts(folder)}
        print(HEAD)
        result["rows"], _, _ = measure(folder, "", FULL if options.full else QUICK,
                                       options, 0)
        rows, result["start_s"], fill = measure(folder, f"{options.million}",
                                                INTO_MILLION, options, options.million)
        result["rows"] += rows
        result["entries"], result["fill_s"] = fill["log"], fill["seconds"]
        result["whole_log_s"] = whole_log(folder / str(options.million) / "broker")
        print(f"the whole log of {fill['log']:.0f} entries: " + ", ".join(
            f"{what} {took:.1f} s" for what, took in result["whole_log_s"].items()))
        result["flood"] = {size: flood(folder, f"unary {QUEUES[size]} {order}")
                           for size, order in FLOODS.items()}
        result["evidence"] = evidence(folder, 2 * options.rounds)
        result["goals"] = verdicts(result)
    path = pathlib.Path(options.json)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1))
    print(f"all figures: {path}")
    return 0 if all(goal["holds"] for goal in result["goals"]) else 1


if __name__ == "__main__":
    sys.exit(main())
