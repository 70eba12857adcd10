#!/usr/bin/python3
"""Hold the law in C against the model in Python: every verdict, exact value and amount.

usage: run.py [--cases N] [--first N] [--jobs N]

Case n is made from seed n, so a difference is repeated with --first n --cases 1.  The
last line of standard output is "N passed, N failed, N skipped"."""

import argparse
import os
import random
import shlex
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from multiprocessing import Pool
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DRIVER = "build/gcc/differential/judge_driver"
REFUSED = 0xFFFFFFFF


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def build():
    """Build the driver; generate stubs into a folder that ends with this process."""
    make = [*shlex.split(os.environ.get("MAKE", "make")), "-s", "--no-print-directory"]
    subprocess.run([*make, DRIVER], cwd=ROOT, check=True)
    stubs = tempfile.TemporaryDirectory(prefix="slabroker-")
    protos = sorted((ROOT / "proto").rglob("*.proto"))
    subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={stubs.name}",
                    *protos], check=True, stderr=subprocess.DEVNULL)
    return stubs


ARGUMENTS = parse_arguments()
STUBS = build()
sys.path[:0] = [STUBS.name, str(Path(__file__).parent)]

import generate  # noqa: E402
import model  # noqa: E402
from slabroker.v1 import verdict_pb2 as verdict  # noqa: E402


def exact(text):
    return Fraction(text) if text else None


def as_text(value):
    return None if value is None else str(value)


def encode(terms, reports, as_of):
    packed = terms.SerializeToString()
    out = [struct.pack(">I", len(packed)), packed,
           struct.pack(">qI", as_of, len(reports))]
    for sequence, report in reports:
        packed = report.SerializeToString()
        out += [struct.pack(">QI", sequence, len(packed)), packed]
    return b"".join(out)


def ask(driver, terms, reports, as_of):
    """The Judgement, or the refusal in words."""
    driver.stdin.write(encode(terms, reports, as_of))
    driver.stdin.flush()
    head = driver.stdout.read(4)
    if len(head) < 4:
        return "the driver ended"
    length, = struct.unpack(">I", head)
    if length == REFUSED:
        length, = struct.unpack(">I", driver.stdout.read(4))
        return "refused: " + driver.stdout.read(length).decode()
    return verdict.Judgement.FromString(driver.stdout.read(length))


def starts(judgement):
    """Part start of each report, by its place in the judgement."""
    return [(r.series, r.start_s) for r in judgement.reports]


def compare_verdict(mine, theirs, judgement):
    """(what, model, law) for each difference."""
    kpi = mine["kpi"]
    pairs = [("result", mine["result"], theirs.result),
             ("value", mine["value"], exact(theirs.value)),
             ("volume", mine["volume"], exact(theirs.volume)),
             ("minimum", mine["minimum"], exact(theirs.minimum_volume)),
             ("rows", mine["rows"], theirs.rows_in_scope),
             ("rows out", mine["out_rows"], theirs.rows_out_of_scope)]
    if mine["value"] is not None:
        shown = theirs.displayed.split(" ")[0].replace(",", "")
        pairs.append(("displayed", mine["displayed"], shown))
    if mine["halves"]:
        pairs += [("numerator", mine["halves"][0], exact(theirs.numerator)),
                  ("denominator", mine["halves"][1], exact(theirs.denominator))]
    if "distance" in mine:
        pairs.append(("distance", mine["distance"], exact(theirs.shortfall.distance)))
        pairs.append(("contacts", mine.get("contacts"),
                      exact(theirs.shortfall.contacts)))
    for step in theirs.steps:
        values = list(mine["steps"][step.name].values())
        got = [exact(v.value) if v.value else v.lacking for v in step.values]
        pairs.append((f"step {step.name}", values[:len(got)], got))
        pairs.append((f"groups of {step.name}", len(values),
                      len(got) + step.values_omitted))
    places = starts(judgement)
    got = sorted((places[s.report - 1] + (s.row,), exact(s.recomputed), s.agrees)
                 for s in theirs.stated)
    want = sorted((key, value, agrees) for key, _, value, agrees in mine["stated"])
    pairs.append(("stated", [(k, as_text(v), a) for k, v, a in want],
                  [(k, as_text(v), a) for k, v, a in got]))
    return [(f"{kpi.name}.{name}", a, b) for name, a, b in pairs if a != b]


def compare_counts(mine, theirs):
    """The slices of one comparison, as both list them."""
    order = (verdict.COMPARISON_STATE_DIFFERS, verdict.COMPARISON_STATE_NOT_COMPARED,
             verdict.COMPARISON_STATE_AGREES)
    state, slices = mine
    own = [(key, r, c, None if None in (r, c) else c - r, tolerated, one)
           for wanted in order
           for key, r, c, tolerated, one in slices if one == wanted]
    other = [(s.slice, exact(s.record), exact(s.control), exact(s.difference),
              exact(s.tolerated), s.state) for s in theirs.slices]
    counts = (len(own), sum(s[-1] == order[0] for s in own),
              sum(s[-1] == order[1] for s in own))
    pairs = [("state", state, theirs.state), ("slices", own[:400], other),
             ("numbers of slices", counts,
              (theirs.slice_count, theirs.differing_count, theirs.not_compared_count))]
    return [(f"{theirs.name}.{name}", a, b) for name, a, b in pairs if a != b]


def compare_period(mine, theirs, judgement):
    slots = [(s.series, s.start_s, s.end_s, s.due_s, s.missing)
             for s in theirs.open_slots]
    lines = [(c.kpi, exact(c.exact_minor) if c.kpi else None, c.amount_minor)
             for c in theirs.credits]
    conservation = [exact(c.unaccounted) for c in theirs.conservation]
    pairs = [
        ("start", mine["start"], theirs.start_s), ("end", mine["end"], theirs.end_s),
        ("days", mine["days"], theirs.days),
        ("whole days", mine["whole_days"], theirs.whole_days),
        ("slots", mine["slots"], sorted(slots)),
        ("unaccounted", [c["unaccounted"] for c in mine["conservation"]], conservation),
        ("tolerated", [c["tolerated"] for c in mine["conservation"]],
         [c.tolerated for c in theirs.conservation]),
        ("unscoped", mine["unscoped"],
         (theirs.unscoped.rows, theirs.unscoped.contacts)),
        ("credits", mine["credits"], lines),
        ("total", mine["total"], theirs.credit_total_minor),
        ("findings", mine["findings"], [(f.kind, f.subject) for f in theirs.findings]),
        ("kpis", len(mine["verdicts"]), len(theirs.verdicts)),
        ("comparisons", len(mine["comparisons"]), len(theirs.comparisons))]
    found = [(name, a, b) for name, a, b in pairs if a != b]
    for own, other in zip(mine["verdicts"], theirs.verdicts):
        found += compare_verdict(own, other, judgement)
    for own, other in zip(mine["comparisons"], theirs.comparisons):
        found += compare_counts(own, other)
    return [(f"{theirs.label}: {name}", a, b) for name, a, b in found]


def differences(driver, seed, seen):
    """Compare one case; count its results in seen."""
    rng = random.Random(seed)
    terms, reports, as_of = generate.make(rng)
    judgement = ask(driver, terms, reports, as_of)
    if isinstance(judgement, str):
        return [("judgement", "accepted", judgement)]
    mine = model.Model(terms, reports, as_of).judged()
    if len(mine) != len(judgement.periods):
        return [("periods", len(mine), len(judgement.periods))]
    found = []
    for own, theirs in zip(mine, judgement.periods):
        found += compare_period(own, theirs, judgement)
        seen.update(verdict.Result.Name(v["result"])[7:] for v in own["verdicts"])
        seen["credit lines"] += len(own["credits"])
        seen.update("comparisons: " + verdict.ComparisonState.Name(state)[17:]
                    for state, _ in own["comparisons"])
        seen["stated figures that agree"] += sum(
            s[3] for v in own["verdicts"] for s in v["stated"])
    return found


def run_slice(bounds):
    first, after = bounds
    passed, failed, seen = 0, [], Counter()
    driver = None
    for seed in range(first, after):
        if driver is None or driver.poll() is not None:
            driver = subprocess.Popen([str(ROOT / DRIVER)], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)
        try:
            found = differences(driver, seed, seen)
        except BrokenPipeError:
            found = [("driver", "answers", "ended")]
        if found:
            failed.append((seed, found))
        else:
            passed += 1
    driver.stdin.close()
    driver.wait()
    return passed, failed, seen


def main():
    step = max(1, min(500, ARGUMENTS.cases // ARGUMENTS.jobs))
    after = ARGUMENTS.first + ARGUMENTS.cases
    slices = [(at, min(at + step, after))
              for at in range(ARGUMENTS.first, after, step)]
    passed = failed = 0
    seen = Counter()
    with Pool(ARGUMENTS.jobs) as pool:
        for good, bad, counted in pool.imap(run_slice, slices):
            passed += good
            failed += len(bad)
            seen += counted
            for seed, found in bad[:3]:
                print(f"seed {seed}: {len(found)} differences")
                for what, want, got in found[:4]:
                    print(f"  {what}\n    model {want}\n    law   {got}")
    print(", ".join(f"{count} {what.lower()}" for what, count in sorted(seen.items())))
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
