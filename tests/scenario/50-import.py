#!/usr/bin/python3
"""A centre brings the export of its own system.

- data that others made and counted come out as they counted them
- what is skipped or doubted is said with line numbers
- verdicts from them are exact, pooled and not means of rates
"""

import pathlib

import yaml
from scenario import ROOT, SHARED, VECTORS, check, day_of_calls, new_contract, says, \
    scenario, skip, sla

MAPPINGS = ROOT / "policies" / "mappings"


def imported(export, contract, to, *words):
    return sla("report", "import", SHARED / export, "--contract",
               VECTORS / "contract" / f"{contract}.yaml", "--to", to, "-o", "json",
               *words).json()


def totals(summary):
    return {row["counter"]: int(row["total"]) for row in summary["totals"]}


def judged(contract, folder, as_of):
    """Verdicts by period and KPI."""
    judgement = sla("judge", VECTORS / "contract" / f"{contract}.yaml", folder,
                    "--as-of", as_of, "-o", "json").json()
    return judgement, {(period["label"], verdict["kpi"]): verdict
                       for period in judgement["periods"]
                       for verdict in period["verdicts"]}


def asterisk():
    if not (SHARED / "acd").is_dir():
        return skip("no ../shared/data: an Asterisk queue_log")
    summary = imported("acd/queue_log.kata2010.txt", "kata2010", "kata")
    counted = totals(summary)
    for name, value in {"offered": 21, "answered": 8, "abandoned": 12, "open": 1}.items():
        check(f"{name} {value}", counted[name] == value, counted)
    says("the summary", str(summary["remarks"]), "neither answered nor ended", "271")
    says("a morning's log", str(summary["edges"]), "the log begins at 2010-02-22T",
         "the log ends at 2010-02-22T", "of 2010-02-22 are after it")
    _, verdicts = judged("kata2010", "kata", "2010-02-23")
    operands = {operand["name"]: operand["value"]
                for verdict in verdicts.values() for operand in verdict["operands"]}
    for name, value in {"wait_answered up to 20000": "6", "wait_answered up to 5000": "5",
                        "wait_abandoned up to 5000": "2"}.items():
        check(f"{name}: {value}", operands.get(name) == value, operands)
    return None


def helpline():
    if not (SHARED / "calls").is_dir():
        return skip("no ../shared/data: a national helpline")
    imported("calls/nhs111_mds_2015-16_apr-sep.csv", "nhs111", "nhs", "--mapping",
             MAPPINGS / "nhs-111-months.yaml")
    judgement, verdicts = judged("nhs111", "nhs", "2015-11-01")
    kpis = list(dict.fromkeys(kpi for _, kpi in verdicts))
    for month, level, lost, unaccounted in (("2015-04", "93.85 %", "1.60 %", "36638"),
                                            ("2015-05", "93.61 %", "1.54 %", "34423"),
                                            ("2015-06", "94.14 %", "1.34 %", "29626")):
        check(f"{month}: {level}", verdicts[month, kpis[0]]["displayed"] == level)
        check(f"{month}: {lost}", verdicts[month, kpis[1]]["displayed"] == lost)
        period = next(p for p in judgement["periods"] if p["label"] == month)
        check(f"{month}: {unaccounted} unaccounted",
              period["conservation"][0]["unaccounted"] == unaccounted)
    return None


def bank():
    if not (SHARED / "calls").is_dir():
        return skip("no ../shared/data: a bank")
    counted = totals(imported("calls/technion_bank_aug01.csv", "bank-aug01", "bank",
                              "--mapping", VECTORS / "import" / "bank.mapping.yaml"))
    check("2,375 calls", counted["offered"] == 2375, counted)
    check("846 hangs", counted["hung_up"] == 846, counted)
    _, verdicts = judged("bank-aug01", "bank", "2010-09-01")
    check("111.53 s", "111.53 s" in [v["displayed"] for v in verdicts.values()])
    return None


def days():
    if not (SHARED / "calls").is_dir():
        return skip("no ../shared/data: 800 days")
    imported("calls/daily_sl20_days1-800.csv", "daily-sl20", "daily", "--mapping",
             VECTORS / "import" / "daily.mapping.yaml")
    judgement, verdicts = judged("daily-sl20", "daily", "2021-06-01")
    stated = [result for (_, kpi), verdict in verdicts.items() if kpi == "answer-rate"
              for result in verdict["stated"]]
    check("800 stated answer rates, and all agree",
          len(stated) == 800 and all(result.get("agrees") for result in stated),
          f"{len(stated)}")
    check("every call is answered or abandoned",
          all(int(result.get("unaccounted", -1)) == 0 for period in judgement["periods"]
              for result in period["conservation"]))
    level = [verdict for (_, kpi), verdict in verdicts.items() if kpi == "service-level"]
    check("a rate that is only stated is never computed with",
          all(verdict["result"] == "RESULT_NOT_COMPUTABLE" for verdict in level))
    return None


def own_centre():
    """A log in rotated parts is the log; a table of contacts needs its mapping."""
    new_contract("contract.yaml")
    day_of_calls("queue_log")
    whole = sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "whole",
                "-o", "json").json()
    lines = pathlib.Path("queue_log").read_text().splitlines(keepends=True)
    pathlib.Path("queue_log.1").write_text("".join(lines[:3000]))
    pathlib.Path("queue_log.2").write_text("".join(lines[3000:]))
    parts = sla("report", "import", "queue_log.1", "queue_log.2", "-c", "contract.yaml",
                "--to", "parts", "-o", "json").json()
    check("rotated parts are the whole", totals(parts) == totals(whole))
    name = "calls-2026-03-02.yaml"
    check("and make the same report", pathlib.Path("parts", name).read_bytes() ==
          pathlib.Path("whole", name).read_bytes())
    sla("report", "check", "-c", "contract.yaml", f"whole/{name}")
    says("a table without a mapping",
         sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "x",
             "--format", "csv", code=2).err, "--mapping FILE")
    says("a log of other days",
         sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "x",
             "--first-day", "2027-01-01", code=1).err, "queue_log")
    sla("report", "import", "queue_log", "-c", "contract.yaml", "--to", "json",
        "--form", "json")
    both = [sla("report", "show", f"{folder}/calls-2026-03-02.{folder}", "-o", "json").out
            for folder in ("json",)] + [sla("report", "show", f"whole/{name}", "-o",
                                            "json").out]
    check("a report is the same in JSON", both[0] == both[1])
    table = sla("report", "show", f"whole/{name}", "-c", "contract.yaml", "--html",
                "report.html").out
    says("the table", table, "offered", "billing", "09:30")
    report = yaml.safe_load(pathlib.Path("whole", name).read_text())
    says("the page", pathlib.Path("report.html").read_text(),
         *report["dimensions"][0]["values"])


def shipped_mappings():
    """The mappings that are shipped read the exports that they describe."""
    new_contract("march.yaml", last_day="2026-03-31")
    pathlib.Path("calls.csv").write_text(
        "queue;date;time;outcome;waited;talked;caller\n"
        "sales;02/03/2026;09:00:12;answered;0:04;3:10;+441632960001\n"
        "sales-old;02/03/2026;09:01:40;hung up;0:21;;+441632960002\n"
        "sales;02/03/2026;09:02:00;callback asked;1:01;;+441632960003\n")
    words = ("report", "import", "-c", "march.yaml", "-o", "json", "--mapping")
    summary = sla(*words, MAPPINGS / "contacts.yaml", "--to", "contacts",
                  "calls.csv").json()
    counted = totals(summary)
    expected = {"offered": 3, "answered": 1, "abandoned": 1, "flowout_key": 1,
                "flowout_timeout": 0, "handled": 1, "wait_answered_s": 4, "talk_s": 190,
                "max_wait_s": 61}
    check("a call list", counted == expected, counted)
    report = yaml.safe_load(pathlib.Path("contacts", "calls-2026-03-02.yaml").read_text())
    check("its buckets", [h["counts"] for h in report["histograms"]] ==
          [[1, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0]], report["histograms"])
    check("one queue under its new name",
          report["dimensions"][0]["values"] == ["sales"], report["dimensions"])

    head = ("Interval Start,Interval Complete,Media Type,Queue Name,Offer,Answer,Abandon,"
            "Flow-Out,Total ASA,Total Talk,Max Wait,Answer 5s,Answer 10s,Answer 20s,"
            "Answer 30s,Answer 60s,Answer 120s,Answer 300s,Service Level %\n")
    pathlib.Path("queues.csv").write_text(
        head +
        "2026-03-02T08:00:00.000Z,TRUE,voice,sales,12,10,2,-,87,2400,41,4,6,9,9,10,10,10,"
        "90 %\n"
        "2026-03-02T08:00:00.000Z,TRUE,chat,sales,5,5,0,0,9,99,9,5,5,5,5,5,5,5,100 %\n"
        "2026-03-02T08:30:00.000Z,FALSE,voice,sales,1,1,0,0,3,9,3,1,1,1,1,1,1,1,100 %\n"
        ",,,Total,12,10,2,0,87,2400,41,,,,,,,,\n")
    summary = sla(*words, MAPPINGS / "cloud-intervals.yaml", "--to", "cloud",
                  "queues.csv").json()
    counted = totals(summary)
    check("half-hours of a platform", (counted["offered"], counted["talk_s"]) ==
          (12, 2400), counted)
    says("what was left out", str(summary["remarks"]), "not complete", "totals",
         "cells without a value", "filters")
    report = yaml.safe_load(pathlib.Path("cloud", "calls-2026-03-02.yaml").read_text())
    check("09:00 in Rome", report["interval"] == [18], report["interval"])
    check("each bucket its own",
          report["histograms"][0]["counts"] == [4, 2, 3, 0, 1, 0, 0, 0], report)
    check("the stated figure", report["stated"][0]["value"] == "90", report["stated"])
    pathlib.Path("wrong.csv").write_text(head + (
        "2026-03-02T08:00:00.000Z,TRUE,voice,sales,12,10,2,0,87,2400,41,4,6,9,9,10,10,10,"
        "90 %\n,,,Total,13,10,2,0,87,2400,41,,,,,,,,\n"))
    says("a wrong total", sla(*words, MAPPINGS / "cloud-intervals.yaml", "--to", "wrong",
                              "wrong.csv", code=1).err, "wrong.csv:3", "13", "12")
    return words, head


def misread_tables():
    """What does not fit is told with its place, and nothing is written."""
    words, head = shipped_mappings()
    row = "2026-03-02T08:00:00.000Z,TRUE,voice,sales,12,10,2,0,87,2400,41,{},90 %\n"
    once = head + row.format("4,6,9,9,10,10,10")
    pathlib.Path("once.csv").write_text(once)
    mapping = (MAPPINGS / "cloud-intervals.yaml").read_text()
    apart = mapping.replace("cumulative: true", "cumulative: false")
    check("the mapping has cumulative buckets", apart != mapping)
    pathlib.Path("apart.yaml").write_text(apart)
    says("buckets of more than was answered",
         sla(*words, "apart.yaml", "--to", "apart", "once.csv", code=1).err, "once.csv", "contradicts itself", "cumulative: true")
    check("nothing is written", not pathlib.Path("apart").exists())
    pathlib.Path("semicolons.csv").write_text(once.replace(",", ";"))
    err = sla(*words, MAPPINGS / "cloud-intervals.yaml", "--to", "semicolons",
              "semicolons.csv", code=1).err
    line = 1 + mapping[:mapping.index("column: Interval Start")].count("\n")
    says("another separator", err, f"cloud-intervals.yaml:{line}:", "has 1 column with",
         'separator ","')


def cut_logs():
    """A log that begins or ends within a day says so; whole days leave that day out."""
    new_contract("march.yaml", last_day="2026-03-31")
    day_of_calls("days", days=3)
    lines = pathlib.Path("days").read_text().splitlines(keepends=True)
    noon = 1772449200 + 86400
    early = "".join(line for line in lines if float(line.split("|")[0]) < noon)
    late = "".join(line for line in lines if float(line.split("|")[0]) >= noon)
    pathlib.Path("early").write_text(early)
    pathlib.Path("late").write_text(late)
    words = ("report", "import", "-c", "march.yaml", "-o", "json", "--to")
    cut = sla(*words, "cut", "early").json()
    says("the edges", cut["edges"][-1], "the log ends at 2026-03-03T11:5",
         "12 h 0 min of 2026-03-03 are after it")
    check("a cut day is written", len(cut["written"]) == 2, cut["written"])
    says("the summary for a person", sla(*words[:4], "--to", "cut", "early").out,
         "Doubt: the log ends at", "--whole-days")
    both = sla(*words, "both", "early", "late", "--whole-days").json()
    check("the last day ends before midnight and is left out",
          both["written"] == ["both/calls-2026-03-02.yaml", "both/calls-2026-03-03.yaml"]
          and not both.get("edges"), both)
    says("no whole day", sla(*words, "none", "early", "--first-day", "2026-03-03",
                             "--whole-days", code=1).err, "no whole day", "ends at")
    check("and nothing is written", not pathlib.Path("none").exists())
    middle = (1772406000 + 86400, 1772406000 + 2 * 86400)
    pathlib.Path("gap").write_text("".join(
        line for line in lines
        if not middle[0] <= float(line.split("|")[0]) < middle[1]))
    gap = sla(*words, "gap.d", "gap").json()
    check("a day left out is told", gap["withoutContacts"] == ["2026-03-03"], gap)
    says("to a person too", sla(*words[:4], "--to", "gap.d", "gap").out,
         "Doubt: no contact on 2026-03-03.", "rotated file")
    pathlib.Path("huge").write_bytes(b"\n" * 50_000_000)
    says("a log that is too long", sla(*words, "huge.d", "huge", code=5).err,
         "50000001 lines", "import fewer days")
    pathlib.Path("huge").unlink()


def half_days():
    """Two logs of one day, one after the other: the second does not replace the first."""
    new_contract("halves.yaml")
    day_of_calls("whole.log", seed=5)
    lines = pathlib.Path("whole.log").read_text().splitlines(keepends=True)
    pathlib.Path("first.log").write_text("".join(lines[:len(lines) // 2]))
    pathlib.Path("second.log").write_text("".join(lines[len(lines) // 2:]))
    words = ("-c", "halves.yaml", "--to", "halves")
    sla("report", "import", "first.log", *words)
    kept = pathlib.Path("halves/calls-2026-03-02.yaml").read_bytes()
    says("the second half alone", sla("report", "import", "second.log", *words, code=1).err,
         "halves/calls-2026-03-02.yaml", "not replaced", "move it away")
    check("the first report stays",
          pathlib.Path("halves/calls-2026-03-02.yaml").read_bytes() == kept)
    sla("report", "import", "first.log", *words)
    pathlib.Path("halves/calls-2026-03-02.yaml").unlink()
    sla("report", "import", "first.log", "second.log", *words)


scenario(lambda: (half_days(), asterisk(), helpline(), bank(), days(), own_centre(),
                  cut_logs(), misread_tables()))
