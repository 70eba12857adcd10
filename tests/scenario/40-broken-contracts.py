#!/usr/bin/python3
"""Contracts, each broken in its own way by somebody who never saw the project.

- each is refused, with file, line and field
- the message says what stands there, what was expected and what to write
- several mistakes are told at once
"""

import pathlib
import re

from scenario import check, new_contract, says, scenario, sla

# What is done to the text, then what the message must say.
BROKEN = {
    "a field misspelt": (("\n  target: \"80\"", "\n  tarqet: \"80\""),
                         ["kpis[0]", "tarqet", "target"]),
    "an abandon rule unsaid": (("\n  abandons: short_excluded", ""),
                               ["abandons", "short_excluded"]),
    "a counter that is not there": (("{counter: answered}", "{counter: answerd}"),
                                    ["answerd", "answered"]),
    "a target that is no number": (("target: \"80\"", "target: \"80%\""),
                                   ["kpis[0].target", "80%"]),
    "a day that does not exist": (("last_day: \"2026-03-31\"", "last_day: \"2026-02-30\""),
                                  ["last_day", "2026-02-30"]),
    "a threshold that the histogram does not have":
        (("up_to: 20000", "up_to: 15000"), ["15000", "wait_answered"]),
    "nobody says where callbacks go": (("\n  callbacks: flowed_out", ""),
                                       ["measurement.callbacks", "flowed_out"]),
    "nobody says what happens below the minimum":
        ((", at_least: 100, below: too_few}", ", at_least: 100}"),
         ["below", "too_few"]),
    "a credit and no money": (("\nmoney:", "\nmony:"), ["mony", "money"]),
    "a party without a notice address":
        (("  notice_addresses:\n  - {medium: broker, address: \"acme-retail\"}\n"
          "  - {medium: email, address: \"contracts@acme.example\","
          " attention: head of supplier management}\n", ""),
         ["parties[0].notice_addresses"]),
    "a time of receipt in a log where nobody reads":
        (("  - {medium: broker, address: \"nordcall\"}\n", ""),
         ["notices.receipt[0].medium", "no address", "notice_addresses:"]),
    "nobody says what silence does": (("    silence: none ", "    # "),
                                      ["notices.objections.silence", "figures_agreed"]),
    "a language by its code": (("{notices: English,", "{notices: en,"),
                               ["notices.languages.notices", "\"en\"", "English"]),
    "a tab instead of blanks": (("\n  unit: percent", "\n\tunit: percent"), ["tab"]),
    "two KPIs of one name": (("- name: abandonment\n  title", "- name: service-level\n  title"),
                             ["service-level", "kpis[1]", "kpis[0]"]),
    "tiers that do not get worse": (("{worse_than: \"70\"", "{worse_than: \"76\""),
                                    ["kpis[0].credit.tiers[2].worse_than", "76"]),
}


def breaks(text, what, change, parts):
    before, after = change
    if not check(f"{what}: the template has {before!r}", before in text):
        return
    name = re.sub(r"\W+", "-", what) + ".yaml"
    pathlib.Path(name).write_text(text.replace(before, after, 1))
    said = sla("contract", "check", name, code=1).err
    says(what, said, *parts)
    check(f"{what}: file and line are named",
          re.search(rf"^sla: {re.escape(name)}:\d+:\d+: ", said, re.M), said)
    check(f"{what}: it says what to write", "; " in said, said)


def all_at_once(text):
    for before, after in (change for change, _ in list(BROKEN.values())[1:3]):
        text = text.replace(before, after, 1)
    pathlib.Path("many.yaml").write_text(text)
    run = sla("contract", "check", "many.yaml", "-o", "json", code=1)
    said = run.json()
    check("several mistakes at once", len(said["problems"]) >= 2, run.out)
    check("in the answer, and not beside it", run.err == "", run.err)
    check("each with its place", all(problem.get("line") and problem.get("text")
                                     for problem in said["problems"]), run.out)


def broken():
    new_contract("good.yaml", "2026-03-01", "2026-03-31")
    text = pathlib.Path("good.yaml").read_text()
    for what, (change, parts) in BROKEN.items():
        breaks(text, what, change, parts)
    all_at_once(text)


scenario(broken)
