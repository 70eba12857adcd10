"""Seeded random contracts that pass the contract check, with reports for them."""

from datetime import date, timedelta
from fractions import Fraction

import model as law
from slabroker.v1 import common_pb2 as common
from slabroker.v1 import contract_pb2 as contract
from slabroker.v1 import formula_pb2 as formula
from slabroker.v1 import report_pb2 as report

ROUNDINGS = (common.ROUNDING_HALF_UP, common.ROUNDING_HALF_EVEN,
             common.ROUNDING_DOWN, common.ROUNDING_UP)
COMPARATORS = (law.AT_LEAST, law.MORE_THAN, law.AT_MOST, law.LESS_THAN, law.BETWEEN)
DELAYS = (common.DELAY_UNIT_HOURS, common.DELAY_UNIT_DAYS,
          common.DELAY_UNIT_BUSINESS_HOURS, common.DELAY_UNIT_BUSINESS_DAYS)
WINDOW, SLICE = formula.STAGE_WINDOW, formula.STAGE_SLICE
INTERVAL, SCORE = formula.STAGE_INTERVAL, formula.STAGE_SCORE
VERSION_ID = bytes(range(32))


def decimal(rng, low, high, digits=None):
    """A decimal text between two whole numbers."""
    digits = rng.choice((0, 0, 1, 2, 3)) if digits is None else digits
    scaled = rng.randint(low * 10 ** digits, high * 10 ** digits)
    return law.decimal_text(Fraction(scaled, 10 ** digits), digits)


class Generator:
    def __init__(self, rng):
        self.rng = rng
        self.terms = contract.Terms(semantics=1, title="generated")

    def delay(self, message, low=0, units=DELAYS):
        message.amount = self.rng.randint(low, 5)
        message.unit = self.rng.choice(units)

    def make_terms(self):
        terms = self.terms
        for role, name in ((common.PARTY_ROLE_CLIENT, "client"),
                           (common.PARTY_ROLE_CENTRE, "centre"),
                           (common.PARTY_ROLE_THIRD_PARTY, "third-party")):
            party = terms.parties.add(
                role=role, organisation=name, legal_name=f"The {name}",
                registration_number="1", seat="Somewhere 1")
            party.notice_addresses.add(
                medium=contract.NOTICE_MEDIUM_EMAIL, address=f"legal@{name}.example")
        self.make_term_dates()
        self.make_zone()
        self.make_hours()
        self.make_period()
        terms.measurement.attribution = contract.ATTRIBUTION_ENTERED_QUEUE
        terms.measurement.callbacks = contract.CALLBACK_RULE_NOT_OFFERED
        terms.measurement.shared_queues = contract.SHARED_QUEUE_RULE_NONE_SHARED
        for i in range(self.rng.randint(0, 2)):
            terms.dimensions.add(name=f"dimension{i}", title="a dimension")
        self.make_series()
        self.make_counters()
        self.make_conservation()
        self.delay(terms.restatement_window, 1)
        self.delay(terms.claim_window, 1)
        if self.rng.random() < 0.7:
            self.make_money()
        for i in range(self.rng.randint(1, 3)):
            self.make_kpi(f"kpi{i}")
        self.settle_roles()
        if len(terms.series) > 1:
            self.make_comparisons()
        return terms

    def make_term_dates(self):
        self.first = date(2026, 1, 1) + timedelta(days=self.rng.randint(0, 700))
        length = self.rng.choice((1, 2, 3, 5, 8, 12, 20, 45))
        self.last = self.first + timedelta(days=self.rng.randint(1, length) - 1)
        self.terms.first_day = self.first.isoformat()
        self.terms.last_day = self.last.isoformat()

    def make_zone(self):
        zone = self.terms.zone
        zone.name, zone.tzdata_version = "Test/Zone", "2026a"
        zone.first_offset_s = self.rng.choice((0, 3600, -18000, 19800, 43200))
        at = self.first
        for _ in range(self.rng.choice((0, 0, 1, 2, 3))):
            at += timedelta(days=self.rng.randint(1, 9))
            before = (zone.transitions[-1].offset_s if zone.transitions
                      else zone.first_offset_s)
            step = self.rng.choice((3600, -3600, 1800, -1800))
            minutes = self.rng.choice((0, 60, 120, 180, 23 * 60 + 30))
            local = (at - law.EPOCH).days * law.DAY_S + minutes * 60
            if zone.transitions and local - before < zone.transitions[-1].at_s + 7200:
                continue
            zone.transitions.add(at_s=local - before, offset_s=before + step)

    def make_hours(self):
        hours, rng = self.terms.business_hours, self.rng
        # Business hours that never open in the term are refused.
        surely_open = self.first + timedelta(
            days=rng.randint(0, (self.last - self.first).days))
        for weekday in range(1, 8):
            if weekday == surely_open.isoweekday() or rng.random() < 0.7:
                row = hours.week.add(weekday=weekday)
                cuts = sorted(rng.sample(range(0, 1441, 30), 4))
                for i in range(0, 2 * rng.randint(1, 2), 2):
                    row.openings.add(open_min=cuts[i], close_min=cuts[i + 1])
        days = [self.first + timedelta(days=n) for n in sorted(rng.sample(range(60), 3))]
        for day in days:
            if day == surely_open:
                continue
            kind = rng.randrange(3)
            if kind == 0:
                hours.holidays.append(day.isoformat())
            elif kind == 1:
                special = hours.special_days.add(day=day.isoformat())
                if rng.random() < 0.5:
                    special.openings.add(open_min=600, close_min=720)
        if not law.Calendar(self.terms).openings(surely_open):
            # They lay in the hour that the clocks skip.
            for row in hours.week:
                if row.weekday == surely_open.isoweekday():
                    del row.openings[:]
                    row.openings.add(open_min=0, close_min=1440)

    def make_period(self):
        period = self.terms.period
        period.kind = self.rng.choice((
            contract.PERIOD_KIND_DAY, contract.PERIOD_KIND_WEEK,
            contract.PERIOD_KIND_MONTH, contract.PERIOD_KIND_MONTH,
            contract.PERIOD_KIND_LIST))
        if period.kind == contract.PERIOD_KIND_WEEK:
            period.week_start = self.rng.randint(1, 7)
        elif period.kind == contract.PERIOD_KIND_MONTH:
            period.month_start_day = self.rng.choice((1, 1, 15, 22, 28))
        elif period.kind == contract.PERIOD_KIND_LIST:
            at = self.first - timedelta(days=self.rng.choice((0, 0, 3)))
            period.boundaries.append(at.isoformat())
            while at <= self.last:
                at += timedelta(days=self.rng.randint(2, 20))
                period.boundaries.append(at.isoformat())
        verdicts = (contract.PARTIAL_VERDICT_JUDGED,
                    contract.PARTIAL_VERDICT_NOT_JUDGED,
                    contract.PARTIAL_VERDICT_MERGED)
        shares = (contract.PARTIAL_SHARE_FULL, contract.PARTIAL_SHARE_PRO_RATED,
                  contract.PARTIAL_SHARE_NONE)
        for rule in (period.first_partial, period.last_partial):
            rule.verdict = self.rng.choice(verdicts)
            whole = rule.verdict == contract.PARTIAL_VERDICT_MERGED
            rule.money = shares[0] if whole else self.rng.choice(shares)
            rule.minimum_volume = shares[0] if whole else self.rng.choice(shares)
        both = {period.first_partial.verdict, period.last_partial.verdict}
        if both == {verdicts[1], verdicts[2]}:
            # Not judged beside joined is left to the unit tests.
            for rule in (period.first_partial, period.last_partial):
                rule.verdict = verdicts[0]

    def make_series(self):
        sources = ((common.PARTY_ROLE_CENTRE, ""), (common.PARTY_ROLE_CLIENT, ""),
                   (common.PARTY_ROLE_THIRD_PARTY, "third-party"))
        for i in range(self.rng.choice((1, 1, 2, 3))):
            role, organisation = sources[i]
            series = self.terms.series.add(name=f"series{i}", source=role,
                                           organisation=organisation)
            series.interval = self.rng.choice((
                contract.INTERVAL_KIND_SECONDS, contract.INTERVAL_KIND_SECONDS,
                contract.INTERVAL_KIND_DAY, contract.INTERVAL_KIND_PERIOD))
            if series.interval == contract.INTERVAL_KIND_SECONDS:
                series.interval_s = self.rng.choice((3600, 21600, 28800, 43200, 86400))
            series.cadence = self.rng.choice(
                (contract.CADENCE_DAILY, contract.CADENCE_PERIOD))
            if series.interval == contract.INTERVAL_KIND_PERIOD:
                series.cadence = contract.CADENCE_PERIOD
            self.delay(series.due_delay)

    def make_counters(self):
        series = [s.name for s in self.terms.series]
        roles = (contract.COUNTER_ROLE_OTHER, contract.COUNTER_ROLE_OFFERED,
                 contract.COUNTER_ROLE_ANSWERED, contract.COUNTER_ROLE_ABANDONED)
        for i in range(self.rng.randint(3, 7)):
            counter = self.terms.counters.add(
                name=f"counter{i}", title="things", role=self.rng.choice(roles),
                unit=contract.COUNTER_UNIT_CONTACTS,
                pooling=(contract.POOLING_MAXIMUM if self.rng.random() < 0.15
                         else contract.POOLING_SUM),
                series=series[0] if i < len(series) == 1 else self.rng.choice(series))
            counter.series = series[i] if i < len(series) else counter.series
            if i < len(series):
                counter.pooling = contract.POOLING_SUM
            counter.row_maximum = self.rng.choice((3, 20, 20, 500, 10 ** 6))
        for i in range(self.rng.randint(0, 2)):
            bounds = sorted(self.rng.sample(range(1, 60), self.rng.randint(1, 4)))
            self.terms.histograms.add(
                name=f"histogram{i}", title="sizes", role=self.rng.choice(roles),
                unit=contract.COUNTER_UNIT_SECONDS, bounds=bounds,
                series=self.rng.choice(series), bucket_maximum=50)

    def additive(self, series=None):
        names = [c for c in self.terms.counters if c.pooling == contract.POOLING_SUM
                 and series in (None, c.series)]
        return names or [self.terms.counters[0]]

    def plain_term(self, message, counters, weighted=True):
        if weighted and self.rng.random() < 0.2:
            message.weight = self.rng.choice(("2", "-1", "0.5", "0.001", "-0.25"))
        histograms = [h for h in self.terms.histograms
                      if any(h.series == c.series for c in counters)]
        if histograms and self.rng.random() < 0.3:
            histogram = self.rng.choice(histograms)
            message.range.histogram = histogram.name
            bounds = [0] + list(histogram.bounds)
            low = self.rng.randrange(len(bounds))
            message.range.above = bounds[low]
            if low + 1 < len(bounds) and self.rng.random() < 0.6:
                message.range.up_to = self.rng.choice(bounds[low + 1:])
        else:
            message.counter = self.rng.choice(counters).name

    def make_conservation(self):
        for i in range(self.rng.choice((0, 0, 1, 2))):
            level = self.rng.choice((contract.CONSERVATION_LEVEL_PERIOD,
                                     contract.CONSERVATION_LEVEL_PERIOD,
                                     contract.CONSERVATION_LEVEL_ROW))
            identity = self.terms.conservation.add(
                name=f"identity{i}", level=level,
                tolerated_percent=decimal(self.rng, 0, 100),
                excess=self.rng.choice((
                    contract.CONSERVATION_EXCESS_REPORTED,
                    contract.CONSERVATION_EXCESS_NOT_COMPUTABLE)))
            if level == contract.CONSERVATION_LEVEL_ROW:
                total = self.rng.choice(self.additive())
                pieces = [c for c in self.additive(total.series) if c.name != total.name]
                if not pieces or i:
                    del self.terms.conservation[-1]
                    continue
                identity.total.add().counter = total.name
                identity.parts.add().counter = self.rng.choice(pieces).name
            else:
                for terms in (identity.total, identity.parts):
                    for _ in range(self.rng.randint(1, 2)):
                        self.plain_term(terms.add(), self.additive(), False)

    def make_money(self):
        money = self.terms.money
        money.currency, money.minor_digits = "EUR", 2
        money.rounding = self.rng.choice(ROUNDINGS)
        money.period_charges_minor = self.rng.randint(1, 10 ** 8)
        money.period_cap_minor = self.rng.choice((1000, 10 ** 5, 10 ** 7))
        money.combination = self.rng.choice((contract.CREDIT_COMBINATION_SUM,
                                             contract.CREDIT_COMBINATION_HIGHEST))

    def make_comparisons(self):
        """Counts that no KPI uses, beside some of those that they may use."""
        for i in range(self.rng.choice((0, 1, 1, 2))):
            record, control = self.rng.sample(list(self.terms.series), 2)
            of_record = [c for c in self.additive(record.name)
                         if not c.name.startswith("control")]
            comparison = self.terms.comparisons.add(
                name=f"comparison{i}",
                tolerated_percent=decimal(self.rng, 0, self.rng.choice((0, 5, 100))),
                tolerated_number=self.rng.choice((0, 0, 3, 40, 1000)))
            for _ in range(self.rng.choice((1, 1, 2))):
                self.plain_term(comparison.record.add(), of_record)
            for n in range(self.rng.choice((1, 1, 2))):
                counter = self.terms.counters.add(
                    name=f"control{i}-{n}", title="the same things",
                    role=self.rng.choice((contract.COUNTER_ROLE_OTHER,
                                          contract.COUNTER_ROLE_OFFERED)),
                    unit=contract.COUNTER_UNIT_CONTACTS, pooling=contract.POOLING_SUM,
                    series=control.name, row_maximum=self.rng.choice((3, 20, 500)))
                comparison.control.add(counter=counter.name)
            slices = [contract.SLICE_KIND_DIMENSION] if self.terms.dimensions else []
            if contract.INTERVAL_KIND_PERIOD not in (record.interval, control.interval):
                slices.append(contract.SLICE_KIND_DAY)
            if slices and self.rng.random() < 0.7:
                comparison.slicing.kind = self.rng.choice(slices)
                if comparison.slicing.kind == contract.SLICE_KIND_DIMENSION:
                    comparison.slicing.dimension = self.rng.choice(
                        self.terms.dimensions).name
            self.make_scope(comparison)

    def make_kpi(self, name):
        kpi = self.terms.kpis.add(name=name, title=name, clause="1",
                                  numerator_title="counted")
        self.make_steps(kpi)
        self.make_scope(kpi, kpi.slicing.dimension)
        kpi.unit = self.rng.randint(1, 5)
        kpi.comparator = self.rng.choice(COMPARATORS)
        top = 5 if kpi.unit >= contract.KPI_UNIT_SECONDS else 150
        low = decimal(self.rng, 0, top)
        kpi.target = low
        if kpi.comparator == law.BETWEEN:
            kpi.target_upper = decimal(self.rng, top + 1, 2 * top)
        self.make_minimum(kpi)
        kpi.missing = self.rng.choice((contract.MISSING_RULE_MISSING,
                                       contract.MISSING_RULE_DEEMED_MISSED,
                                       contract.MISSING_RULE_JUDGE_REPORTED))
        kpi.severity = self.rng.choice((contract.SEVERITY_STANDARD,
                                        contract.SEVERITY_CRITICAL))
        kpi.display_decimals = self.rng.randint(0, 3)
        kpi.display_rounding = self.rng.choice(ROUNDINGS)
        kpi.serving.mode = self.rng.choice((contract.SERVING_MODE_AUTOMATIC,
                                            contract.SERVING_MODE_ON_DECISION))
        kpi.serving.notice_title = "service-level failure notice"
        self.delay(kpi.serving.acknowledge_by, 1)
        if self.terms.HasField("money") and self.rng.random() < 0.8:
            self.make_credit(kpi, top)

    def make_scope(self, message, listed_dimension=""):
        for dimension in self.terms.dimensions:
            entry = message.scope.add(dimension=dimension.name)
            # A mean over slices has a bound where their values are listed.
            if dimension.name != listed_dimension and self.rng.random() < 0.5:
                entry.all = True
                continue
            for value in sorted(self.rng.sample("abcd", self.rng.randint(1, 3))):
                listed = entry.values.add(value=value)
                if self.rng.random() < 0.3:
                    day = self.first + timedelta(
                        days=self.rng.randint(0, (self.last - self.first).days))
                    listed.first_day = day.isoformat()
                    if self.rng.random() < 0.5:
                        listed.last_day = self.terms.last_day

    def make_minimum(self, kpi):
        minimum = kpi.minimum_volume
        for _ in range(self.rng.randint(1, 2)):
            self.plain_term(minimum.volume.add(), self.counters_of(kpi), False)
        minimum.at_least = self.rng.choice((1, 1, 1, 5, 30, 1000))
        rules = [contract.BELOW_MINIMUM_TOO_FEW, contract.BELOW_MINIMUM_JUDGED,
                 contract.BELOW_MINIMUM_DEEMED_MET]
        last = kpi.steps[-1].WhichOneof("operation")
        if last == "quotient" and kpi.comparator != law.BETWEEN:
            rules.append(contract.BELOW_MINIMUM_ALLOWED_MISSES)
        minimum.below = self.rng.choice(rules)
        if minimum.below == contract.BELOW_MINIMUM_ALLOWED_MISSES:
            minimum.allowed_misses = self.rng.randint(1, 10)

    def make_credit(self, kpi, top):
        count = 1 if kpi.comparator == law.BETWEEN else self.rng.randint(1, 3)
        upward = kpi.comparator in (law.AT_LEAST, law.MORE_THAN)
        target = Fraction(kpi.target)
        bounds = set()
        for _ in range(count - 1):
            bound = decimal(self.rng, 0, 2 * top)
            value = Fraction(bound)
            if value != target and (value < target) == upward:
                bounds.add((value, bound))
        kpi.credit.tiers.add()
        for index, (_, text) in enumerate(sorted(bounds, reverse=upward)):
            if index and Fraction(text) == Fraction(kpi.credit.tiers[-1].worse_than):
                continue
            kpi.credit.tiers.add().worse_than = text
        for tier in kpi.credit.tiers:
            kind = self.rng.randrange(3)
            if kind == 0 or (kind == 2 and
                             kpi.missing == contract.MISSING_RULE_DEEMED_MISSED):
                tier.amount_minor = self.rng.randint(1, 10 ** 6)
            elif kind == 1:
                tier.percent_of_charges = decimal(self.rng, 1, 20)
            else:
                tier.amount_minor_per_unit = self.rng.randint(1, 10 ** 5)
        if kpi.missing == contract.MISSING_RULE_DEEMED_MISSED:
            kpi.credit.when_deemed_missed = self.rng.choice((
                contract.DEEMED_TIER_FIRST, contract.DEEMED_TIER_LAST,
                contract.DEEMED_TIER_NONE))

    def counters_of(self, kpi):
        """The additive counters of the first series that the formula uses."""
        by_name = {c.name: c.series for c in self.terms.counters}
        by_name.update((h.name, h.series) for h in self.terms.histograms)
        for step in kpi.steps:
            for terms in (step.sum.terms, step.quotient.numerator):
                for term in terms:
                    name = term.counter or term.range.histogram
                    if name:
                        return self.additive(by_name[name])
        return self.additive()

    def fill(self, step, kind, counters, earlier):
        """One ordinary operation over counters and earlier steps of its stage."""
        def term(message):
            if earlier and self.rng.random() < 0.3:
                message.step = self.rng.choice(earlier)
            else:
                self.plain_term(message, counters)

        if kind == "quotient":
            for terms in (step.quotient.numerator, step.quotient.denominator):
                for _ in range(self.rng.randint(1, 2)):
                    term(terms.add())
        elif kind == "sum":
            for _ in range(self.rng.randint(1, 3)):
                term(step.sum.terms.add())
        else:
            term(step.product.left)
            term(step.product.right)

    def make_steps(self, kpi):
        shape = self.rng.choice(("window", "window", "slice", "interval", "score"))
        daily = [s for s in self.terms.series
                 if s.interval != contract.INTERVAL_KIND_PERIOD]
        series = self.rng.choice(self.terms.series)
        if shape == "interval" and not daily:
            shape = "window"
        if shape == "interval":
            series = self.rng.choice(daily)
        counters = [c for c in self.terms.counters if c.series == series.name]
        if shape == "slice":
            slices = [contract.SLICE_KIND_DIMENSION] if self.terms.dimensions else []
            if daily:
                series = self.rng.choice(daily)
                counters = [c for c in self.terms.counters if c.series == series.name]
                slices.append(contract.SLICE_KIND_DAY)
            if not slices:
                shape = "window"
            else:
                kpi.slicing.kind = self.rng.choice(slices)
                if kpi.slicing.kind == contract.SLICE_KIND_DIMENSION:
                    kpi.slicing.dimension = self.rng.choice(self.terms.dimensions).name
        fine = {"slice": SLICE, "interval": INTERVAL}.get(shape)
        if fine:
            self.make_fine_steps(kpi, fine, counters)
            return
        if shape == "window" and self.rng.random() < 0.3:
            counters = list(self.terms.counters)
        earlier = []
        for i in range(self.rng.randint(1, 3)):
            step = kpi.steps.add(name=f"step{i}", stage=WINDOW)
            kind = "quotient" if i == 0 else self.rng.choice(
                ("quotient", "quotient", "sum", "product"))
            self.fill(step, kind, counters, earlier)
            earlier.append(step.name)
        if shape == "score":
            step = kpi.steps.add(name="score", stage=SCORE)
            for name in earlier:
                step.sum.terms.add(step=name, weight=decimal(self.rng, 1, 3))

    def make_fine_steps(self, kpi, fine, counters):
        step = kpi.steps.add(name="fine", stage=fine)
        self.fill(step, self.rng.choice(("quotient", "quotient", "sum")), counters, [])
        step = kpi.steps.add(name="together", stage=WINDOW)
        step.over.step = "fine"
        step.over.aggregate = self.rng.randint(1, 4)
        if step.over.aggregate == formula.AGGREGATE_SHARE:
            step.over.comparator = self.rng.choice(COMPARATORS[:4])
            step.over.bound = decimal(self.rng, 0, 3)

    def settle_roles(self):
        """Say which abandons count, as the roles that formulas use ask; where no rule
        fits, the roles are withdrawn."""
        roles = {c.name: c for c in self.terms.counters}
        roles.update((h.name, h) for h in self.terms.histograms)
        waiting = (contract.COUNTER_ROLE_OFFERED, contract.COUNTER_ROLE_ANSWERED,
                   contract.COUNTER_ROLE_ABANDONED)
        whole = (contract.COUNTER_ROLE_OFFERED, contract.COUNTER_ROLE_ABANDONED)

        def names(terms):
            return {t.counter or t.range.histogram for t in terms} - {""}

        for kpi in self.terms.kpis:
            for step in kpi.steps:
                for term in (*step.sum.terms, *step.quotient.numerator,
                             *step.quotient.denominator):
                    name = term.counter or term.range.histogram
                    # Abandons taken off as a whole would have to be called short ones.
                    if (term.weight == "-1" and name and
                            roles[name].role == contract.COUNTER_ROLE_ABANDONED):
                        term.weight = "-0.25"
            used, below = set(), set()
            for step in kpi.steps:
                used |= names(step.sum.terms) | names(step.quotient.numerator)
                used |= names((step.product.left, step.product.right))
                below |= names(step.quotient.denominator)
            used |= below
            if any(roles[n].role in whole for n in below):
                kpi.abandons = contract.ABANDON_RULE_ALL
                continue
            for name in used:
                if roles[name].role in whole:
                    kpi.abandons = contract.ABANDON_RULE_UNSPECIFIED
                    break
            else:
                kpi.abandons = (contract.ABANDON_RULE_IGNORED
                                if any(roles[n].role in waiting for n in used)
                                else contract.ABANDON_RULE_NOT_CONCERNED)
        if any(not k.abandons for k in self.terms.kpis):
            for thing in roles.values():
                thing.role = contract.COUNTER_ROLE_OTHER
            for kpi in self.terms.kpis:
                kpi.abandons = contract.ABANDON_RULE_NOT_CONCERNED

    # Reports.

    def make_reports(self):
        """(sequence, Report) for most parts, some of them restated; and an instant."""
        calendar = law.Calendar(self.terms)
        base, _ = law.periods_of(self.terms)
        parts = law.parts_of(self.terms, calendar, base)
        out, numbers = [], {}
        chance = self.rng.choice((1.0, 1.0, 0.9, 0.5))
        for part in parts:
            if self.rng.random() > chance:
                continue
            replaced = None
            for _ in range(self.rng.choice((1, 1, 1, 1, 2, 3))):
                number = numbers[part.series] = numbers.get(part.series, 0) + 1
                made = self.report(part)
                if replaced:
                    made.restatement.replaces = replaced
                    made.restatement.reason = "recount"
                out.append((number, made))
                replaced = number
        moments = [p.due for p in parts] + [p.end for p in parts]
        as_of = self.rng.choice(moments) + self.rng.choice((-1, 0, 1, 1, 10 ** 7, 10 ** 7))
        return out, as_of

    def report(self, part):
        series = next(s for s in self.terms.series if s.name == part.series)
        made = report.Report(version_id=VERSION_ID, series=part.series,
                             start_s=part.start, end_s=part.end)
        intervals = 1
        if series.interval == contract.INTERVAL_KIND_SECONDS:
            intervals = -(-(part.end - part.start) // series.interval_s)
        keys = set()
        for _ in range(self.rng.choice((0, 2, 4, 6, 8))):
            keys.add((self.rng.randrange(intervals),) + tuple(
                self.rng.choice("abcd") for _ in self.terms.dimensions))
        keys = sorted(keys)
        made.interval.extend(key[0] for key in keys)
        for at, dimension in enumerate(self.terms.dimensions, 1):
            column = made.dimensions.add(dimension=dimension.name)
            column.values.extend(sorted({key[at] for key in keys}))
            column.index.extend(list(column.values).index(key[at]) for key in keys)
        self.cells(made, part.series, len(keys))
        self.stated(made, len(keys))
        return made

    def presence(self, rows):
        """A bitmap with at least one null, and which rows are measured."""
        null = self.rng.randrange(rows)
        measured = [i != null and self.rng.random() < 0.9 for i in range(rows)]
        bitmap = bytearray((rows + 7) // 8)
        for i, here in enumerate(measured):
            bitmap[i // 8] |= here << (i % 8)
        return bytes(bitmap), measured

    def cells(self, made, series, rows):
        rare = self.rng.random() < 0.08
        for counter in self.terms.counters:
            if counter.series != series or (rare and self.rng.random() < 0.3):
                continue
            column = made.columns.add(counter=counter.name)
            top = counter.row_maximum
            column.values.extend(self.rng.choice((0, self.rng.randint(0, top),
                                                  self.rng.randint(0, top)))
                                 for _ in range(rows))
            if rare and rows and self.rng.random() < 0.4:
                column.present, measured = self.presence(rows)
                for i in range(rows):
                    if not measured[i]:
                        column.values[i] = 0
        for histogram in self.terms.histograms:
            if histogram.series != series or (rare and self.rng.random() < 0.3):
                continue
            width = len(histogram.bounds) + 1
            column = made.histograms.add(histogram=histogram.name)
            column.counts.extend(self.rng.randint(0, 50) for _ in range(rows * width))
        self.balance(made, rows)

    def balance(self, made, rows):
        """Make row-level identities hold."""
        columns = {c.counter: c for c in made.columns}
        for identity in self.terms.conservation:
            if identity.level != contract.CONSERVATION_LEVEL_ROW:
                continue
            total = columns.get(identity.total[0].counter)
            piece = columns.get(identity.parts[0].counter)
            if total is None or piece is None:
                continue
            for i in range(rows):
                if (total.values[i] < piece.values[i] and
                        not (total.present and
                             not total.present[i // 8] >> (i % 8) & 1)):
                    piece.values[i] = total.values[i]

    def stated(self, made, rows):
        for kpi in self.terms.kpis:
            if self.rng.random() < 0.15:
                figure = made.stated.add(kpi=kpi.name, value=decimal(self.rng, 0, 100))
                if rows and self.rng.random() < 0.5:
                    figure.row = self.rng.randint(1, rows)


def state_truly(rng, terms, reports, as_of):
    """Replace half of the stated figures by the ones that the model computes."""
    for period in law.Model(terms, reports, as_of).judged():
        for outcome in period["verdicts"]:
            for _, figure, value, _ in outcome["stated"]:
                if value is not None and rng.random() < 0.5:
                    digits = rng.randint(0, 3)
                    near = law.rounded(value, digits, common.ROUNDING_HALF_UP)
                    if abs(near) < 10 ** 18:  # all that a decimal can say
                        figure.value = law.decimal_text(near, digits)


def tolerate_exactly(rng, terms, reports, as_of):
    """Set some tolerances to a difference that there is, or to one less."""
    for period in law.Model(terms, reports, as_of).judged():
        for comparison, (_, slices) in zip(terms.comparisons, period["comparisons"]):
            distances = [abs(c - r) for _, r, c, _, _ in slices
                         if None not in (r, c) and (c - r).denominator == 1]
            if distances and rng.random() < 0.4:
                comparison.tolerated_number = max(
                    int(rng.choice(distances)) - rng.choice((0, 1)), 0)


def make(rng):
    generator = Generator(rng)
    terms = generator.make_terms()
    reports, as_of = generator.make_reports()
    state_truly(rng, terms, reports, as_of)
    tolerate_exactly(rng, terms, reports, as_of)
    rng.shuffle(reports)
    return terms, reports, as_of
