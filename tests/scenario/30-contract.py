#!/usr/bin/python3
"""A procurement officer writes a contract.

- a template asks for what it needs, all at once
- the zone's table is written for the term, and a wrong one is noticed
- terms are shown whole, the same as text, page, JSON and YAML
- what people type cannot break the document or the page
"""

import html.parser
import pathlib
import re

import yaml
from scenario import (PARTIES, camel, check, new_contract, plain, says, scenario, sla)

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(html.parser.HTMLParser):
    """Text of a page, and whether its tags are balanced."""

    def __init__(self, text):
        super().__init__()
        self.open = []
        self.text = ""
        self.balanced = True
        self.tags = set()
        self.feed(text)
        self.close()
        self.balanced = self.balanced and not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.balanced = False

    def handle_data(self, data):
        if not {"style", "title"} & set(self.open):
            self.text += " " + data


def words_of(text):
    return set(re.findall(r"[^\s|]+", text))


def templates():
    for template in ("inbound-voice", "service-desk"):
        new_contract("contract.yaml", template=template)
        sla("contract", "check", "contract.yaml")
    asked = sla("contract", "new", "--template", "inbound-voice", "--zone", "Europe/Rome",
                "--first-day", "2026-03-02", "--last-day", "2026-03-02", code=2).err
    says("an empty form", asked, *(f"--{name} TEXT" for name in PARTIES))
    says("a misspelt template", new_contract("x.yaml", template="inbound-voic",
                                             code=1).err, "did you mean inbound-voice?")
    says("a zone that is none", new_contract("x.yaml", zone="Europe/Rom", code=2).err,
         'no zone "Europe/Rom"')
    says("a term that ends first", new_contract("x.yaml", first_day="2026-03-03",
                                                code=2).err, "before --first-day")
    says("a day that is none", new_contract("x.yaml", last_day="2026-02-30",
                                            code=2).err, "--last-day")
    says("a wrong party", new_contract("x.yaml", client="Acme Retail", code=1).err,
         "parties[0].organisation")
    check("nothing was written", not pathlib.Path("x.yaml").exists())


def zones():
    new_contract("rome.yaml", "2026-01-01", "2026-12-31")
    text = pathlib.Path("rome.yaml").read_text()
    says("a table of Rome", text, "at_s: 1774746000, offset_s: 7200",
         "at_s: 1792890000, offset_s: 3600", "first_offset_s: 3600")
    pathlib.Path("wrong.yaml").write_text(text.replace("at_s: 1774746000",
                                                       "at_s: 1774749600"))
    says("a table that is an hour late", sla("contract", "check", "wrong.yaml").err,
         "warning: from 2026-03-29T01:00:00Z the table has an offset of 3600 s",
         "wrong.yaml:")
    for zone, first in (("UTC", 0), ("Asia/Kathmandu", 20700), ("America/St_Johns", -12600),
                        ("Africa/Casablanca", 3600)):
        new_contract("zone.yaml", "2026-01-01", "2026-12-31", zone=zone)
        terms = yaml.safe_load(pathlib.Path("zone.yaml").read_text())
        check(f"{zone} begins at {first}", terms["zone"]["first_offset_s"] == first)
        check(f"{zone} agrees with itself",
              sla("contract", "check", "zone.yaml").err == "")


def shown():
    text = sla("contract", "show", "rome.yaml", "--html", "rome.html").out
    page = Page(pathlib.Path("rome.html").read_text())
    check("the page is well-formed", page.balanced)
    check("the page has no script and fetches nothing",
          not page.tags & {"script", "link", "img", "iframe", "object"})
    says("what notices rest on", text, "Governing law", "the law of the country in which",
         "with the broker: when it is given, outside business hours when they next open",
         "4 business hours after it was sent (clause 14.2)", "agrees to nothing",
         "10 business days after it counts as received", "from its next invoice",
         "The client owes", "damages for the same miss are less by it")
    missing = words_of(text) - words_of(page.text)
    check("the page says what the text says",
          all(set(word) <= {"-", "="} for word in missing), missing)
    as_json = sla("contract", "show", "rome.yaml", "-o", "json").json()
    as_yaml = yaml.safe_load(sla("contract", "show", "rome.yaml", "-o", "yaml").out)
    check("JSON and YAML are the same", plain(camel(as_yaml)) == plain(as_json))
    version = sla("contract", "check", "rome.yaml", "-o", "json").json()["versionId"]
    for form in ("json", "yaml"):
        sla("contract", "show", "rome.yaml", "-o", form, "--to", f"again.{form}")
        again = sla("contract", "check", f"again.{form}", "-o", "json").json()
        check(f"the version is the same from {form}", again["versionId"] == version)
    checked = yaml.safe_load(sla("contract", "check", "rome.yaml", "-o", "yaml").out)
    check("so is the check", checked["version_id"] == version)


def hostile_names():
    title = 'A "b" \\ <script>alert(1)</script> & \u202etxt\u200f {{client}}'
    seat = "تهران، خیابان ولیعصر"
    new_contract("hostile.yaml", title=title, **{"client-seat": seat})
    terms = yaml.safe_load(pathlib.Path("hostile.yaml").read_text())
    check("what was typed is what stands there", terms["title"] == title, terms["title"])
    text = sla("contract", "show", "hostile.yaml", "--html", "hostile.html").out
    source = pathlib.Path("hostile.html").read_text()
    page = Page(source)
    check("the page holds", page.balanced and "script" not in page.tags)
    check("text cannot turn the direction", "\u202e" not in text + source)
    says("the page", source, seat, 'dir="auto"')


scenario(lambda: (templates(), zones(), shown(), hostile_names()))
