"""BUNDLE.md, sections 6 and 8: what follows from the entries of a contract's book.

Sentences, and bytes of outcomes, are not composed here: of every outcome this holds which
parts and periods it is about, the reports that a period rests on, its figures, computed by
the model of SEMANTICS.md in tests/differential, and the figures of its notices."""
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

import model as law
from slabroker.v1 import common_pb2 as common
from slabroker.v1 import contract_pb2, report_pb2, verdict_pb2

from . import ledger as r
from . import noticed, wire
from .bundle import check

ONE_DAY = timedelta(days=1)
IDENTIFIED_MAX = 400  # reports of a period that an outcome names by content id


def up_to_second(at_ms):
    return -(-at_ms // 1000)


def exact(text):
    return Fraction(text) if text else None


def party(terms, role, organisation=""):
    """The slug in a role; of a third party its own."""
    return organisation or next(p.organisation for p in terms.parties if p.role == role)


def read_terms(data):
    check(wire.scan(contract_pb2.Terms.DESCRIPTOR, data) is None, "terms in another form")
    return contract_pb2.Terms.FromString(data)


class Slot:
    """A part of a series: the report in force, the place of the outcome that told it
    missing, or that it had a report that is erased."""

    def __init__(self):
        self.report, self.told_at, self.was_reported = None, 0, False

    @property
    def is_settled(self):
        return self.report is not None or self.told_at > 0 or self.was_reported

    @property
    def known_at(self):
        """The place of the last entry that is known to have changed it."""
        return max(self.report.index if self.report else 0, self.told_at)


class Version:
    """Terms that reports may be under."""

    def __init__(self, version_id, offer, since_ms):
        self.id, self.issuer, self.since_ms = version_id, offer.issuer, since_ms
        self.previous, self.offered, self.accepted = offer.previous, offer.index, 0
        self.terms = contract_pb2.Terms()
        self.terms.CopyFrom(offer.terms)
        self.is_in_force = False
        self.slots, self.revisions = {}, {}
        self.lay_out()

    def lay_out(self):
        self.is_superseded = self.terms.first_day > self.terms.last_day
        if not self.is_superseded:
            self.law = law.Model(self.terms, [], 0)

    def end_with(self, last_day):
        if last_day.isoformat() < self.terms.last_day:
            self.terms.last_day = last_day.isoformat()
            self.lay_out()

    def source(self, series):
        named = self.law.series[series]
        return party(self.terms, named.source, named.organisation)

    def parts(self, series):
        return [] if self.is_superseded else [
            p for p in self.law.parts if p.series == series and p.start < p.end]

    def part(self, series, start):
        return next((p for p in self.parts(series) if p.start == start), None)

    def slot(self, part):
        return self.slots.setdefault((part.series, part.start), Slot())

    def open_parts(self, series):
        return [p for p in self.parts(series) if not self.slot(p).is_settled]

    def due_ms(self, part, outages):
        delay = self.law.series[part.series].due_delay
        due = 1000 * max(part.due, self.law.calendar.after(up_to_second(self.since_ms), delay))
        for outage in outages:
            if outage.until_ms > self.since_ms and outage.from_ms < due <= outage.until_ms:
                due += outage.until_ms - outage.from_ms
        return due

    def period_of(self, part):
        return next(p for p in self.law.periods if p.first <= part.day <= p.last)

    def in_period(self, period):
        """The parts that have any time, by series in the order of the terms."""
        return [p for series in self.terms.series for p in self.parts(series.name)
                if period.first <= p.day <= period.last]

    def is_settled(self, period):
        return all(self.slot(p).is_settled for p in self.in_period(period))


class Offer:
    def __init__(self, entry, terms, version_id):
        self.issuer, self.terms, self.version_id = entry.statement.issuer, terms, version_id
        self.previous, self.index = entry.body.previous_version_id, entry.index
        self.is_unilateral = entry.body.HasField("unilateral")


class Standing:
    """The last report of a series that is known, and the place of what tells of it."""

    def __init__(self, sequence=0, content_id=b"", attempt=0, at=0):
        self.sequence, self.content_id = sequence, content_id
        self.attempt, self.at = attempt, at

    def can_go_on_to(self, head):
        return (len(head.content_id) == 32 and head.sequence > self.sequence) or (
            0 < head.sequence == self.sequence and (head.attempt, head.content_id) ==
            (self.attempt, self.content_id))


class Notice:
    def __init__(self, message, start):
        self.message, self.start = message, start  # of its period
        self.stands, self.is_acknowledged = True, False
        self.waivers = []  # what was given up of it since


class Contract:
    """The fold over the entries of a bundle."""

    def __init__(self, bundle):
        self.bundle = bundle
        self.versions, self.undecided, self.offered_last = [], None, b""
        self.client = self.centre = None
        self.is_terminated, self.parties = False, set()
        self.outages, self.chains, self.notices = [], {}, {}
        self.waivers = {}  # (version id, start, KPI): (credit, strike)
        self.missed = set()  # (version id, start, KPI), as judged last
        self.outcome_ids, self.servings = {}, {}
        self.given_up = None  # by the last waiver: place, (credit, strike)
        self.periods = {}  # (outcome's place, version id, label): PeriodOutcome
        self.judged_last = {}  # (version id, start): PeriodJudgement
        self.owed = None   # the statement that an outcome must follow
        self.recomputed = self.taken_as_signed = 0
        self.erased_at, self.erased_ms = 0, 0  # I and T of section 7
        self.redacted_until_s = 0
        for entry in bundle.of_contract():
            self.follow(entry)
        check(self.owed is None, "an outcome is lacking")
        check(self.parties == bundle.organisations, "the books of organisations")
        check(not bundle.head.notice or bundle.head.notice in self.notices,
              "the notice was not given")

    def follow(self, entry):
        if entry.kind == "outage":
            self.outages.append(entry.body)
            return
        if entry.kind != "outcome":
            check(self.owed is None, f"no outcome follows before entry {entry.index}")
        if entry.statement is None:
            self.erased_at, self.erased_ms = entry.index, entry.now_ms
            return
        if entry.kind not in ("outcome", "redaction"):
            self.check_nothing_overdue(entry.now_ms)
        getattr(self, f"follow_{entry.kind}")(entry)

    # ---- what was erased ----

    def may_be_erased(self, part):
        """Whether a report of it may be among those that are gone."""
        return part.start * 1000 < self.erased_ms

    def is_known(self, part, slot):
        return not self.may_be_erased(part) or slot.known_at > self.erased_at

    def follow_redaction(self, entry):
        last = entry.body.last_month + 1
        until = datetime(1970 + last // 12, last % 12 + 1, 1, tzinfo=timezone.utc)
        self.redacted_until_s = max(self.redacted_until_s, int(until.timestamp()))
        for version in self.versions:
            for series in version.terms.series:
                for part in version.open_parts(series.name):
                    check(self.may_be_erased(part) or self.begins(version, part) >=
                          self.redacted_until_s, "a period waits for what is redacted")

    @staticmethod
    def begins(version, part):
        return version.period_of(part).bounds(version.law.calendar)[0]

    # ---- agreement ----

    def follow_offer(self, entry):
        offer = entry.body
        terms = read_terms(offer.terms)
        sides = [party(terms, role) for role in (common.PARTY_ROLE_CLIENT,
                                                 common.PARTY_ROLE_CENTRE)]
        opening = not offer.previous_version_id
        if opening:
            self.client, self.centre = sides
        accepted = [v.id for v in self.versions if v.is_in_force]
        check(sides == [self.client, self.centre] and entry.statement.issuer in sides
              and not self.is_terminated, "an offer")
        named = {p.organisation for p in terms.parties}
        check(named <= self.bundle.organisations, "a party is not enrolled")
        self.parties |= named
        check(opening or offer.previous_version_id ==
              (accepted[-1] if accepted else self.offered_last), "what an offer amends")
        self.offered_last = r.version_id(offer.previous_version_id, r.terms_id(offer.terms))
        self.undecided = Offer(entry, terms, self.offered_last)
        if self.undecided.is_unilateral:
            check(opening, "a unilateral amendment")
            self.versions.append(Version(self.offered_last, self.undecided, entry.now_ms))

    def decides(self, entry, is_issuer):
        offer = self.undecided
        check(offer is not None and entry.body.version_id == offer.version_id
              and entry.statement.issuer in (self.client, self.centre)
              and (entry.statement.issuer == offer.issuer) == is_issuer,
              "what is decided, and by whom")
        self.undecided = None
        return offer

    def follow_decline(self, entry):
        self.decides(entry, False)

    def follow_withdrawal(self, entry):
        self.decides(entry, True)

    def follow_acceptance(self, entry):
        offer = self.decides(entry, False)
        if offer.is_unilateral:
            version = self.versions[-1]
        else:
            version = Version(offer.version_id, offer, entry.now_ms)
            first_day = date.fromisoformat(version.terms.first_day)
            before = [v for v in self.versions if v.is_in_force]
            today = law.Calendar(version.terms).day(entry.now_ms // 1000)
            check(not before or first_day > today, "an amendment reaches back")
            for earlier in self.versions:
                earlier.end_with(first_day - ONE_DAY)
            self.versions.append(version)
        version.is_in_force, version.accepted = True, entry.index

    def follow_termination(self, entry):
        in_force = [v for v in self.versions if v.is_in_force]
        last_day = date.fromisoformat(entry.body.last_day)
        check(in_force and entry.body.version_id == in_force[-1].id
              and entry.statement.issuer in (self.client, self.centre)
              and not self.is_terminated, "a termination")
        check(last_day >= in_force[-1].law.calendar.day(entry.now_ms // 1000),
              "a termination reaches back")
        self.is_terminated = True
        for version in self.versions:
            version.end_with(last_day)

    # ---- reports ----

    def follow_report(self, entry):
        report, issuer = entry.body, entry.statement.issuer
        version = next((v for v in self.versions if v.id == report.version_id), None)
        check(version is not None and report.series in version.law.series,
              "what is reported under")
        recorded_alone = not version.is_in_force
        check(issuer == (version.issuer if recorded_alone else
                         version.source(report.series)), "whose series it is")
        self.follow_chain(entry, issuer, report.series)
        part = version.part(report.series, report.start_s)
        check(part is not None and part.end == report.end_s
              and part.end * 1000 <= entry.now_ms, "the part of a report")
        window = version.law.calendar.after(
            version.due_ms(part, self.outages) // 1000, version.terms.restatement_window)
        check(entry.now_ms <= window * 1000, "a report after its window")
        check(self.begins(version, part) >= self.redacted_until_s,
              "a report of a period whose evidence was given up")
        self.replace(part, version.slot(part), entry)
        if version.is_settled(version.period_of(part)):
            self.owed = entry

    def follow_chain(self, entry, issuer, series):
        position = entry.statement.position
        last = self.chains.get((issuer, series), Standing())
        check(last.at < self.erased_at or (position.sequence, position.previous) ==
              (last.sequence + 1, last.content_id), "the sequence of reports")
        self.chains[issuer, series] = Standing(position.sequence, entry.content_id,
                                               position.attempt, entry.index)

    def replace(self, part, slot, entry):
        before = slot.report
        same = before is not None and before.statement.issuer == entry.statement.issuer
        replaces = entry.body.restatement.replaces
        check(not self.is_known(part, slot) or replaces ==
              (before.statement.position.sequence if same else 0), "what is replaced")
        slot.report = entry

    # ---- due ----

    def check_nothing_overdue(self, now_ms):
        """What was due and nobody told missing had a report, or should have been told."""
        for version in self.versions:
            for series in version.terms.series:
                for part in version.open_parts(series.name):
                    if version.due_ms(part, self.outages) >= now_ms:
                        break
                    check(self.may_be_erased(part), "an overdue part was not told missing")
                    version.slot(part).was_reported = True

    def tell_missing(self, told, entry):
        """In their order: those before it had a report."""
        for version in self.versions:
            part = version.part(told.series, told.start_s)
            if part is None:
                continue
            for earlier in version.open_parts(told.series):
                if earlier is part:
                    break
                check(self.may_be_erased(earlier), "parts are told missing in their order")
                version.slot(earlier).was_reported = True
            due_ms = version.due_ms(part, self.outages)
            slot = version.slot(part)
            check(not slot.is_settled and told.missing and told.end_s == part.end
                  and due_ms < entry.now_ms and told.due_s == due_ms // 1000,
                  "a part told missing")
            slot.told_at = entry.index
            return
        check(False, "no such part")

    # ---- outcomes ----

    def follow_outcome(self, entry):
        outcome = entry.body
        cause, self.owed = self.owed, None
        self.outcome_ids[entry.index] = entry.content_id
        check(outcome.cause == cause.index if cause else outcome.cause == 0 or
              self.erased_at and outcome.cause == entry.index - 1, "the cause of an outcome")
        check(not outcome.missing or not outcome.cause, "what a cause leads to")
        for told in outcome.missing:
            self.tell_missing(told, entry)
        for period in outcome.periods:
            self.follow_period(entry, period)
        for ending in outcome.endings:
            notice = self.notices.get(ending.number)
            check(notice is not None and notice.stands, "a notice that ends")
            notice.stands = False
        for notice in outcome.notices:
            check(notice.number == len(self.notices) + 1
                  and notice.given_ms == entry.now_ms, "the number of a notice")
            noticed.check_notice(self, notice, entry)
            self.notices[notice.number] = Notice(notice, self.periods[
                notice.facts.outcome_index, notice.contract.version_id,
                notice.obligation.period].judgement.start_s)
        for waiver in outcome.waivers:
            check(cause is not None and cause.kind == "waiver", "what gives something up")
            noticed.check_waiver(self, waiver, cause)
            self.notices[waiver.number].waivers.append(waiver)
        if cause is not None:
            check((len(outcome.periods), len(outcome.waivers)) ==
                  {"serving": (0, 0), "waiver": (0, 1)}.get(cause.kind, (1, 0))
                  and (cause.kind == "report" or len(outcome.notices) ==
                       (cause.kind == "serving")), "what a cause leads to")

    def follow_period(self, entry, outcome):
        judgement = outcome.judgement
        version = next((v for v in self.versions if v.id == outcome.version_id), None)
        period = next((p for p in version.law.periods if
                       p.bounds(version.law.calendar)[0] == judgement.start_s), None)
        check(period is not None, "a period")
        revision = version.revisions[judgement.start_s] = version.revisions.get(
            judgement.start_s, 0) + 1
        check(outcome.revision == revision, "the number of a judgement")
        self.periods[entry.index, outcome.version_id, judgement.label] = outcome
        self.judged_last[outcome.version_id, judgement.start_s] = judgement
        for verdict in judgement.verdicts:
            place = outcome.version_id, judgement.start_s, verdict.kpi
            (self.missed.add if verdict.result == verdict_pb2.RESULT_MISSED else
             self.missed.discard)(place)
        self.check_heads(version, outcome, entry)
        slots = [(part, version.slot(part)) for part in version.in_period(period)]
        if not all(self.is_known(part, slot) for part, slot in slots):
            self.taken_as_signed += 1
            for part, slot in slots:
                check(slot.is_settled or self.may_be_erased(part), "a period judged too early")
                slot.was_reported = slot.was_reported or not slot.is_settled
            return
        check(version.is_settled(period), "a period is judged too early")
        self.check_reports(version, period, outcome)
        self.check_figures(version, period, judgement, entry.now_ms)
        self.recomputed += 1

    @staticmethod
    def check_reports(version, period, outcome):
        found, place = [], 0
        for part in version.in_period(period):
            entry = version.slot(part).report
            if entry is None:
                continue
            named = part.series, entry.statement.issuer
            if not found or found[-1][:2] != named:
                found.append((*named, [], [], []))
            found[-1][2].append(entry.statement.position.sequence)
            found[-1][3].append(entry.index)
            if place < IDENTIFIED_MAX:
                found[-1][4].append((entry.content_id, entry.now_ms,
                                     entry.body.restatement.replaces))
            place += 1
        check([(p.series, p.organisation, list(p.sequences), list(p.log_indexes),
                list(zip(p.content_ids, p.log_times_ms, p.replaces, strict=True)))
               for p in outcome.reports] == found, "the reports that a period rests on")

    def check_heads(self, version, outcome, entry):
        """As far as the last report of a series may be an erased one, as signed."""
        signed = {(head.series, head.organisation): head for head in outcome.heads}
        found = []
        for series in version.terms.series:
            source = version.source(series.name)
            for issuer in ([version.issuer] if version.issuer != source else []) + [source]:
                last = self.chains.get((issuer, series.name), Standing())
                head = signed.get((series.name, issuer))
                if last.at < self.erased_at and head is not None and last.can_go_on_to(head):
                    last = self.chains[issuer, series.name] = Standing(
                        head.sequence, head.content_id, head.attempt, entry.index)
                if last.sequence:
                    found.append((series.name, issuer, last.sequence, last.attempt,
                                  last.content_id))
        check([(h.series, h.organisation, h.sequence, h.attempt, h.content_id)
               for h in outcome.heads] == found, "where the series stood")

    # ---- figures ----

    @staticmethod
    def check_figures(version, period, judgement, now_ms):
        reports = []
        for part in version.in_period(period):
            entry = version.slot(part).report
            if entry is not None:
                report = report_pb2.Report()
                report.CopyFrom(entry.body)
                report.ClearField("restatement")
                reports.append((entry.statement.position.sequence, report))
        mine = next(p for p in law.Model(version.terms, reports, up_to_second(now_ms)).judged()
                    if p["start"] == judgement.start_s)
        for what, own, signed in figures(mine, judgement):
            check(own == signed, f"{judgement.label}: {what} is {own}, not {signed}")

    # ---- what becomes of findings ----

    def follow_serving(self, entry):
        check(entry.statement.issuer == self.client, "who serves")
        self.owed = self.servings[entry.index] = entry

    def follow_hold(self, entry):
        check(entry.statement.issuer == self.client, "who holds")

    def follow_waiver(self, entry):
        check(entry.statement.issuer == self.client, "who waives")
        finding = entry.body.finding
        place = finding.version_id, finding.start_s, finding.kpi
        before = self.waivers.get(place, (False, False))
        said = entry.body.credit, entry.body.strike
        self.waivers[place] = tuple(b or s for b, s in zip(before, said))
        self.given_up = place, tuple(s and not b for b, s in zip(before, said))
        if noticed.standing(self, *place):
            self.owed = entry

    def follow_acknowledgement(self, entry):
        notice = self.notices.get(entry.body.notice)
        check(entry.statement.issuer == self.centre and notice is not None
              and not notice.is_acknowledged, "what is acknowledged, and by whom")
        notice.is_acknowledged = True


def figures(mine, signed):
    """(what, computed here, as signed)"""
    yield "start", mine["start"], signed.start_s
    yield "end", mine["end"], signed.end_s
    yield "days", (mine["days"], mine["whole_days"]), (signed.days, signed.whole_days)
    for own, verdict in zip(mine["verdicts"], signed.verdicts, strict=True):
        kpi = own["kpi"].name
        yield "the KPI", kpi, verdict.kpi
        yield f"the result of {kpi}", own["result"], verdict.result
        yield f"the value of {kpi}", own["value"], exact(verdict.value)
        halves = own["halves"] or (None, None)
        yield f"the numerator of {kpi}", halves[0], exact(verdict.numerator)
        yield f"the denominator of {kpi}", halves[1], exact(verdict.denominator)
        yield f"the volume of {kpi}", own["volume"], exact(verdict.volume)
        yield f"the minimum of {kpi}", own["minimum"], exact(verdict.minimum_volume)
        yield (f"the shortfall of {kpi}", own.get("distance"),
               exact(verdict.shortfall.distance))
    yield ("what is unaccounted for", [c["unaccounted"] for c in mine["conservation"]],
           [exact(c.unaccounted) for c in signed.conservation])
    yield ("comparisons", [state for state, _ in mine["comparisons"]],
           [c.state for c in signed.comparisons])
    yield "findings", mine["findings"], [(f.kind, f.subject) for f in signed.findings]
    yield "credits", mine["credits"], [
        (c.kpi, exact(c.exact_minor) if c.kpi else None, c.amount_minor)
        for c in signed.credits]
    yield "the credit in all", mine["total"], signed.credit_total_minor
    yield ("unscoped rows", mine["unscoped"],
           (signed.unscoped.rows, signed.unscoped.contacts))
