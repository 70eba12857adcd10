#!/usr/bin/python3
"""Who runs a broker sees how it does, and Prometheus' own parser can read that.

- counts follow what is submitted, repeated, refused; gauges follow the log
- nothing names an organisation or a contract; nobody asks from another machine
- every alert of the shipped rules asks for something that is there
"""

import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request

import yaml
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from broker import Broker, enrol
from scenario import ROOT, check, new_contract, says, scenario, sla

RULES = ROOT / "deploy/monitoring/slabroker-alerts.yaml"


class Monitored:
    def __init__(self, broker):
        said = (broker.folder / "serve.log").read_text()
        port = re.findall(r'event=metrics text="127\.0\.0\.1:(\d+)"', said)[-1]
        self.address = f"http://127.0.0.1:{port}"

    def text(self):
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=60) as answer:
            check("it is OpenMetrics", answer.headers["Content-Type"] ==
                  "application/openmetrics-text; version=1.0.0; charset=utf-8")
            return answer.read().decode()

    def samples(self):
        """{(name, labels...): value} of everything, as the parser reads it."""
        self.families = {family.name: family for family in
                         text_string_to_metric_families(self.text())}
        return {(sample.name, *sorted(sample.labels.items())): sample.value
                for family in self.families.values() for sample in family.samples}

    def quiet(self):
        """The same once no call is open: a client has its answer before the call is over."""
        ends = time.monotonic() + 60
        while (samples := self.samples())[("slabroker_calls_open",)] != 0 and \
                time.monotonic() < ends:
            time.sleep(0.02)
        return samples


def kinds(samples, name):
    return {dict(key[1:])["kind"]: value for key, value in samples.items() if key[0] == name}


def at_first(monitored):
    samples = monitored.samples()
    check("it serves", samples[("slabroker_serving",)] == 1)
    check("one entry", samples[("slabroker_log_entries",)] == 1)
    check("nobody is there", samples[("slabroker_organisations",)] == 0)
    check("the release", samples[("slabroker_build_info", ("version", "0.1.0"))] == 1)
    check("nothing submitted", not kinds(samples, "slabroker_statements_logged_total"))
    for name in ("last_entry", "checkpoint"):
        age_s = time.time() - samples[(f"slabroker_{name}_timestamp_seconds",)]
        check(f"{name} is of today", 0 <= age_s < 3600, age_s)
    check("it started before now",
          0 <= time.time() - samples[("process_start_time_seconds",)] < 3600)


def may_wait(monitored):
    samples = monitored.samples()
    return tuple(samples[("slabroker_queue_limit_statements", ("of", of))]
                 for of in ("all", "each"))


def submit(broker, monitored):
    operator = broker.profile("operator", "--statements-key", broker.folder / "operator.key")
    acme, nordcall = (enrol(broker, operator, name) for name in ("acme-retail", "nordcall"))
    new_contract("contract.yaml")
    offer = sla("contract", "offer", "contract.yaml", "-p", acme, "--yes", "-o",
                "json").json()["statements"][0]
    contract = offer["contract"]
    sla("contract", "accept", contract, "-p", acme, "--yes", code=1)
    sla("contract", "accept", contract, "-p", nordcall, "--yes")
    sla("submit", f"state-acme-retail/logged/{offer['contentId']}", "-p", acme)
    sla("contract", "show", "c-nm47421q7ccv2nbhfqwnh86s00", "-p", acme, code=1)
    samples = monitored.quiet()
    logged = kinds(samples, "slabroker_statements_logged_total")
    check("what was logged", logged == {"enrolment": 2, "key_addition": 4, "offer": 1,
                                        "acceptance": 1}, logged)
    check("what came again", kinds(samples, "slabroker_statements_repeated_total") ==
          {"offer": 1}, samples)
    refused = {key[1:]: value for key, value in samples.items()
               if key[0] == "slabroker_statements_refused_total"}
    check("what was refused", list(refused.values()) == [1] and
          list(refused)[0][0] == ("kind", "acceptance"), refused)
    check("why calls were", samples[("slabroker_calls_refused_total",
                                     ("reason", "NOT_FOUND"))] == 1)
    check("entries", samples[("slabroker_log_entries",)] == 9)
    check("organisations", samples[("slabroker_organisations",)] == 2)
    check("contracts", samples[("slabroker_contracts",)] == 1)
    check("commits", samples[("slabroker_commit_duration_seconds_count",)] ==
          samples[("slabroker_group_statements_count",)] >= 8)
    check("nothing is open", samples[("slabroker_calls_open",)] == 0)
    text = monitored.text()
    for name in ("acme", "nordcall", contract, broker.address):
        check(f"{name} is not named", name not in text)


def strangers(monitored):
    for path, method, status in (("/", "GET", 404), ("/metrics", "POST", 405)):
        request = urllib.request.Request(monitored.address + path, method=method)
        try:
            urllib.request.urlopen(request, timeout=60)
            check(f"{method} {path} is refused", False)
        except urllib.error.HTTPError as error:
            check(f"{method} {path}", error.code == status, error)


def rules(monitored):
    """Every name in an alert is a family that there is; promtool agrees where it is."""
    text = RULES.read_text()
    alerts = [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]
    check("there are alerts", len(alerts) > 5)
    samples = {key[0] for key in monitored.samples()}
    for family in monitored.families.values():
        suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}
        samples |= {family.name + suffix for suffix in suffixes.get(family.type, [""])}
    for rule in alerts:
        for name in re.findall(r"\b(?:slabroker|process)_[a-z0-9_]+", rule["expr"]):
            check(f"{rule['alert']} asks for {name}", name in samples, sorted(samples))
        check(f"{rule['alert']} says what to do",
              {"summary", "description"} <= set(rule["annotations"]))
    if shutil.which("promtool"):
        done = subprocess.run(["promtool", "check", "rules", RULES], capture_output=True,
                              text=True, check=False)
        check("promtool takes the rules", done.returncode == 0, done.stdout + done.stderr)


def story():
    broker = Broker()
    for address in ("0.0.0.0:9464", "9464", "example.org:9464"):
        says(f"metrics on {address}", broker.run(
            "serve", *broker.places, "--metrics", address, code=2).stderr,
            "metrics are for this machine alone")
    says("a part larger than the whole", broker.run(
        "serve", *broker.places, "--waiting-max", "200", "--waiting-max-each", "201",
        code=2).stderr, "waiting_max_each", "201, is more than what may wait of all, 200")
    with broker.serving("--metrics", "127.0.0.1:0"):
        check("what may wait where nothing is said", may_wait(Monitored(broker)) == (8192, 1024))
    with broker.serving("--metrics", "127.0.0.1:0", "--waiting-max", "200"):
        monitored = Monitored(broker)
        check("what may wait", may_wait(monitored) == (200, 200), may_wait(monitored))
        at_first(monitored)
        submit(broker, monitored)
        strangers(monitored)
        rules(monitored)
    try:
        monitored.text()
        check("it ends with the broker", False)
    except urllib.error.URLError:
        check("it ends with the broker", True)


scenario(story)
