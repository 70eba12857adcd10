"""Semantics 1 a second time, from proto/SEMANTICS.md alone, on Python's own integers and
fractions.  Section numbers in comments are those of that page.  Shares no code with the
law in C and is not meant to be fast."""

from datetime import date, timedelta
from fractions import Fraction

from slabroker.v1 import common_pb2 as common
from slabroker.v1 import contract_pb2 as contract
from slabroker.v1 import formula_pb2 as formula
from slabroker.v1 import verdict_pb2 as verdict

DAY_S = 86400
EPOCH = date(1970, 1, 1)

NOT_MEASURED, CONTRADICTORY, NO_VOLUME = "not measured", "contradictory", "no volume"
WORST_FIRST = (NOT_MEASURED, CONTRADICTORY, NO_VOLUME)

AT_LEAST, MORE_THAN = formula.COMPARATOR_AT_LEAST, formula.COMPARATOR_MORE_THAN
AT_MOST, LESS_THAN = formula.COMPARATOR_AT_MOST, formula.COMPARATOR_LESS_THAN
BETWEEN = formula.COMPARATOR_BETWEEN


def day_of(text):
    return date.fromisoformat(text)


class Calendar:
    """1.1 and 1.6: the zone table, days and delays."""

    def __init__(self, terms):
        self.zone = terms.zone
        self.hours = terms.business_hours
        self.instants = {}

    def offset(self, instant):
        offset = self.zone.first_offset_s
        for transition in self.zone.transitions:
            if transition.at_s <= instant:
                offset = transition.offset_s
        return offset

    def instant(self, day, minute=0):
        """When a local time is reached."""
        if (day, minute) not in self.instants:
            self.instants[day, minute] = self._reached(day, minute)
        return self.instants[day, minute]

    def _reached(self, day, minute):
        local = (day - EPOCH).days * DAY_S + minute * 60
        candidates = [t.at_s for t in self.zone.transitions]
        candidates += [local - t.offset_s for t in self.zone.transitions]
        candidates.append(local - self.zone.first_offset_s)
        return min(c for c in candidates if c + self.offset(c) >= local)

    def day(self, instant):
        shown = EPOCH + timedelta(days=(instant + self.offset(instant)) // DAY_S)
        return max(d for d in (shown - timedelta(days=1), shown,
                               shown + timedelta(days=1))
                   if self.instant(d) <= instant)

    def openings(self, day):
        """The open stretches of a day as instants."""
        for special in self.hours.special_days:
            if special.day == day.isoformat():
                return self._stretches(day, special.openings)
        if day.isoformat() in self.hours.holidays:
            return []
        for weekday in self.hours.week:
            if weekday.weekday == day.isoweekday():
                return self._stretches(day, weekday.openings)
        return []

    def _stretches(self, day, openings):
        found = []
        for opening in openings:
            start = self.instant(day, opening.open_min)
            if opening.close_min == 1440:
                end = self.instant(day + timedelta(days=1))
            else:
                end = self.instant(day, opening.close_min)
            if start < end:
                found.append((start, end))
        return found

    def after(self, event, delay):
        if delay.amount == 0:
            return event
        if delay.unit == common.DELAY_UNIT_HOURS:
            return event + delay.amount * 3600
        day = self.day(event - 1)
        if delay.unit == common.DELAY_UNIT_DAYS:
            return self.instant(day + timedelta(days=delay.amount + 1))
        if delay.unit == common.DELAY_UNIT_BUSINESS_DAYS:
            left = delay.amount
            while left:
                day += timedelta(days=1)
                if self.openings(day):
                    left -= 1
            return self.openings(day)[-1][1]
        left = delay.amount * 3600
        while True:
            for start, end in self.openings(day):
                start = max(start, event)
                if start < end:
                    if left <= end - start:
                        return start + left
                    left -= end - start
            day += timedelta(days=1)

    def opening(self, instant):
        """12: the instant itself in business hours, else when they next open."""
        day = self.day(instant)
        while True:
            for start, end in self.openings(day):
                if instant < end:
                    return max(start, instant)
            day += timedelta(days=1)


class Period:
    """1.3 and 1.4: a period, cut and perhaps joined."""

    def __init__(self, label, first, last, whole_first, whole_last):
        self.label = label
        self.first, self.last = first, last  # days, last one included
        self.days = (last - first).days + 1
        self.whole_days = (whole_last - whole_first).days + 1
        self.rule = None  # the PartialPeriod that holds, if any
        self.cut_start = first != whole_first
        self.partial = self.days < self.whole_days
        self.excluded = False

    def bounds(self, calendar):
        after = self.last + timedelta(days=1)
        return calendar.instant(self.first), calendar.instant(after)


def whole_periods(terms):
    first, last = day_of(terms.first_day), day_of(terms.last_day)
    period = terms.period
    one = timedelta(days=1)
    if period.kind == contract.PERIOD_KIND_LIST:
        bounds = [day_of(text) for text in period.boundaries]
        stretches = [(a, b - one) for a, b in zip(bounds, bounds[1:])]
    else:
        stretches, at = [], first
        if period.kind == contract.PERIOD_KIND_WEEK:
            at -= timedelta(days=(at.isoweekday() - period.week_start) % 7)
        elif period.kind == contract.PERIOD_KIND_MONTH:
            if at.day < period.month_start_day:
                at = (at.replace(day=1) - one).replace(day=period.month_start_day)
            else:
                at = at.replace(day=period.month_start_day)
        while at <= last:
            if period.kind == contract.PERIOD_KIND_DAY:
                nxt = at + one
            elif period.kind == contract.PERIOD_KIND_WEEK:
                nxt = at + 7 * one
            else:
                nxt = (at.replace(day=1) + timedelta(days=32)).replace(day=at.day)
            stretches.append((at, nxt - one))
            at = nxt
    return [s for s in stretches if s[1] >= first and s[0] <= last]


def periods_of(terms):
    """Periods before joining and the judged ones."""
    first, last = day_of(terms.first_day), day_of(terms.last_day)
    base = []
    for start, end in whole_periods(terms):
        base.append(Period("", max(start, first), min(end, last), start, end))
    judged = [Period("", p.first, p.last, p.first, p.last) for p in base]
    for cut, kept in zip(base, judged):
        kept.whole_days, kept.partial = cut.whole_days, cut.partial
        kept.cut_start = cut.cut_start
        if cut.partial:
            rule = (terms.period.first_partial if cut.cut_start
                    else terms.period.last_partial)
            kept.rule = rule
            kept.excluded = rule.verdict == contract.PARTIAL_VERDICT_NOT_JUDGED

    def merges(p):
        return p.rule and p.rule.verdict == contract.PARTIAL_VERDICT_MERGED

    def join(a, b):
        joined = Period("", a.first, b.last, a.first, b.last)
        joined.excluded = any(p.excluded for p in (a, b) if not merges(p))
        if joined.excluded:
            raise AssertionError("the generator keeps excluded neighbours apart")
        return joined

    if len(judged) > 1 and judged[0].cut_start and merges(judged[0]):
        judged[0:2] = [join(judged[0], judged[1])]
    if len(judged) > 1 and merges(judged[-1]) and not judged[-1].cut_start:
        judged[-2:] = [join(judged[-2], judged[-1])]
    return base, judged


class Part:
    def __init__(self, series, start, end, due, day):
        self.series, self.start, self.end, self.due = series, start, end, due
        self.day, self.report, self.index = day, None, None


def parts_of(terms, calendar, base):
    parts = []
    for series in terms.series:
        for period in base:
            start, end = period.bounds(calendar)
            if series.interval == contract.INTERVAL_KIND_PERIOD:
                due = calendar.after(end, series.due_delay)
                parts.append(Part(series.name, start, end, due, period.first))
                continue
            day = period.first
            while day <= period.last:
                begin = calendar.instant(day)
                close = calendar.instant(day + timedelta(days=1))
                base_due = close if series.cadence == contract.CADENCE_DAILY else end
                due = calendar.after(base_due, series.due_delay)
                parts.append(Part(series.name, begin, close, due, day))
                day += timedelta(days=1)
    return parts


class Row:
    """One row of a report in force."""

    def __init__(self, report, number, part, series):
        self.report, self.number, self.part = report, number, part
        self.series = series.name
        self.interval_start = part.start
        if series.interval == contract.INTERVAL_KIND_SECONDS:
            self.interval_start += report.interval[number] * series.interval_s
        self.values = {c.dimension: c.values[c.index[number]]
                       for c in report.dimensions}

    def _measured(self, column):
        return not column.present or (
            column.present[self.number // 8] >> (self.number % 8) & 1)

    def cell(self, counter):
        for column in self.report.columns:
            if column.counter == counter:
                return column.values[self.number] if self._measured(column) else None
        return None

    def buckets(self, histogram, width):
        for column in self.report.histograms:
            if column.histogram == histogram:
                if not self._measured(column):
                    return None
                at = self.number * width
                return column.counts[at:at + width]
        return None


class Lack(Exception):
    """A step has no value, and why."""


def worst(lacks):
    for reason in WORST_FIRST:
        if reason in lacks:
            return reason
    return None


def compares(value, comparator, target, upper=None):
    return {AT_LEAST: value >= target, MORE_THAN: value > target,
            AT_MOST: value <= target, LESS_THAN: value < target,
            BETWEEN: upper is not None and target <= value <= upper}[comparator]


class Evaluation:
    """Sections 3 and 4 for one KPI over one set of rows."""

    def __init__(self, model, kpi, rows):
        self.model, self.kpi, self.rows = model, kpi, rows
        self.values = {}  # step -> {group: value or reason}
        self.parts = {}   # step -> {group: (n, d)}

    def groups(self, stage):
        if stage in (formula.STAGE_WINDOW, formula.STAGE_SCORE):
            return {"": self.rows}
        found = {}
        for row in self.rows:
            if stage == formula.STAGE_INTERVAL:
                key = row.interval_start
            elif self.kpi.slicing.kind == contract.SLICE_KIND_DAY:
                key = row.part.day
            else:
                key = row.values[self.kpi.slicing.dimension].encode()
            found.setdefault(key, []).append(row)
        return dict(sorted(found.items()))

    def term(self, term, rows, stage, group):
        weight = Fraction(term.weight) if term.weight else Fraction(1)
        kind = term.WhichOneof("operand")
        if kind == "step":
            source = self.values[term.step]
            value = source[group]
            if not isinstance(value, Fraction):
                raise Lack(value)
            return weight * value
        return weight * self.model.operand(term, rows)

    def sum(self, terms, rows, stage, group):
        total, lacks = Fraction(0), []
        for term in terms:
            try:
                total += self.term(term, rows, stage, group)
            except Lack as lack:
                lacks.append(lack.args[0])
        if lacks:
            raise Lack(worst(lacks))
        return total

    def step(self, step, rows, group):
        kind = step.WhichOneof("operation")
        if kind == "sum":
            return self.sum(step.sum.terms, rows, step.stage, group)
        if kind == "product":
            lacks, factors = [], []
            for term in (step.product.left, step.product.right):
                try:
                    factors.append(self.term(term, rows, step.stage, group))
                except Lack as lack:
                    lacks.append(lack.args[0])
            if lacks:
                raise Lack(worst(lacks))
            return factors[0] * factors[1]
        if kind == "quotient":
            lacks, halves = [], []
            for terms in (step.quotient.numerator, step.quotient.denominator):
                try:
                    halves.append(self.sum(terms, rows, step.stage, group))
                except Lack as lack:
                    lacks.append(lack.args[0])
            if lacks:
                raise Lack(worst(lacks))
            self.parts[step.name][group] = tuple(halves)
            if halves[1] == 0:
                raise Lack(NO_VOLUME if halves[0] == 0 else CONTRADICTORY)
            return halves[0] / halves[1]
        return self.over(step, group)

    def over(self, step, group):
        over = step.over
        source = next(s for s in self.kpi.steps if s.name == over.step)
        values = []
        for key, value in self.values[over.step].items():
            if step.stage == formula.STAGE_SLICE:
                if self.model.calendar.day(key) != group:
                    continue
            values.append(value)
        assert source.stage < step.stage
        lack = worst([v for v in values if v in (NOT_MEASURED, CONTRADICTORY)])
        if lack:
            raise Lack(lack)
        values = [v for v in values if isinstance(v, Fraction)]
        if not values:
            raise Lack(NO_VOLUME)
        if over.aggregate == formula.AGGREGATE_MEAN:
            return sum(values) / len(values)
        if over.aggregate == formula.AGGREGATE_MINIMUM:
            return min(values)
        if over.aggregate == formula.AGGREGATE_MAXIMUM:
            return max(values)
        passing = sum(compares(v, over.comparator, Fraction(over.bound))
                      for v in values)
        self.parts[step.name][group] = (Fraction(passing), Fraction(len(values)))
        return Fraction(passing, len(values))

    def run(self):
        for step in self.kpi.steps:
            self.values[step.name], self.parts[step.name] = {}, {}
            for group, rows in self.groups(step.stage).items():
                try:
                    value = self.step(step, rows, group)
                except Lack as lack:
                    value = lack.args[0]
                self.values[step.name][group] = value
        last = self.kpi.steps[-1]
        factor = self.model.factor(self.kpi)
        value = self.values[last.name][""]
        self.halves = self.parts[last.name].get("")
        return value * factor if isinstance(value, Fraction) else value


class Model:
    def __init__(self, terms, reports, as_of):
        """reports: list of (sequence, Report)."""
        self.terms, self.as_of = terms, as_of
        self.calendar = Calendar(terms)
        self.base, self.periods = periods_of(terms)
        self.parts = parts_of(terms, self.calendar, self.base)
        self.series = {s.name: s for s in terms.series}
        self.counters = {c.name: c for c in terms.counters}
        self.histograms = {h.name: h for h in terms.histograms}
        self.used_by = {}
        replaced = {(r.series, r.restatement.replaces)
                    for _, r in reports if r.HasField("restatement")}
        self.in_force = [r for n, r in reports if (r.series, n) not in replaced]
        for report in self.in_force:
            for part in self.parts:
                if (part.series, part.start, part.end) == (
                        report.series, report.start_s, report.end_s):
                    assert part.report is None
                    part.report = report

    def factor(self, kpi):
        return {contract.KPI_UNIT_PERCENT: 100, contract.KPI_UNIT_POINTS: 100,
                contract.KPI_UNIT_PER_THOUSAND: 1000}.get(kpi.unit, 1)

    def series_of(self, term):
        kind = term.WhichOneof("operand")
        if kind == "counter":
            return self.counters[term.counter].series
        if kind == "range":
            return self.histograms[term.range.histogram].series
        return None

    def operand(self, term, rows):
        """3.4."""
        series = self.series_of(term)
        rows = [row for row in rows if row.series == series]
        if term.WhichOneof("operand") == "counter":
            cells = [row.cell(term.counter) for row in rows]
            if None in cells:
                raise Lack(NOT_MEASURED)
            pooling = self.counters[term.counter].pooling
            if pooling == contract.POOLING_MAXIMUM:
                return Fraction(max(cells, default=0))
            return Fraction(sum(cells))
        histogram = self.histograms[term.range.histogram]
        bounds = list(histogram.bounds)
        low = bounds.index(term.range.above) + 1 if term.range.above else 0
        high = bounds.index(term.range.up_to) if term.range.up_to else len(bounds)
        total = 0
        for row in rows:
            buckets = row.buckets(histogram.name, len(bounds) + 1)
            if buckets is None:
                raise Lack(NOT_MEASURED)
            total += sum(buckets[low:high + 1])
        return Fraction(total)

    def plain_sum(self, terms, rows):
        total, lacks = Fraction(0), []
        for term in terms:
            weight = Fraction(term.weight) if term.weight else Fraction(1)
            try:
                total += weight * self.operand(term, rows)
            except Lack as lack:
                lacks.append(lack.args[0])
        if lacks:
            raise Lack(worst(lacks))
        return total

    def terms_of(self, kpi):
        for step in kpi.steps:
            yield from step.sum.terms
            yield from step.quotient.numerator
            yield from step.quotient.denominator
            if step.HasField("product"):
                yield step.product.left
                yield step.product.right
        yield from kpi.minimum_volume.volume

    def used(self, kpi):
        """Names of counters and histograms, and series, of formula and volume."""
        if kpi.name not in self.used_by:
            self.used_by[kpi.name] = self._read_by(kpi)
        return self.used_by[kpi.name]

    def _read_by(self, kpi):
        names, series = set(), set()
        for term in self.terms_of(kpi):
            kind = term.WhichOneof("operand")
            if kind != "step":
                names.add(term.counter if kind == "counter" else term.range.histogram)
                series.add(self.series_of(term))
        return names, series

    def in_scope(self, kpi, row):
        """3.2, of a KPI or a comparison."""
        first, last = self.terms.first_day, self.terms.last_day
        for entry in kpi.scope:
            value = row.values[entry.dimension]
            if entry.all:
                continue
            if not any(v.value == value and
                       (v.first_day or first) <= row.part.day.isoformat() <=
                       (v.last_day or last) for v in entry.values):
                return False
        return True

    def rows_of_report(self, part):
        report = part.report
        return [Row(report, i, part, self.series[report.series])
                for i in range(len(report.interval))]

    def judged(self):
        out = []
        for period in self.periods:
            parts = [p for p in self.parts if period.first <= p.day <= period.last]
            start, _ = period.bounds(self.calendar)
            if start < self.as_of or any(p.report for p in parts):
                out.append(self.period(period, parts))
        return out

    def period(self, period, parts):
        start, end = period.bounds(self.calendar)
        rows = [row for p in parts if p.report for row in self.rows_of_report(p)]
        open_parts = [p for p in parts if not p.report]
        result = {
            "start": start, "end": end, "days": period.days,
            "whole_days": period.whole_days,
            "slots": sorted((p.series, p.start, p.end, p.due, self.as_of > p.due)
                            for p in open_parts),
            "conservation": [self.conservation(c, rows, open_parts)
                             for c in self.terms.conservation],
        }
        failed = set()
        for identity, outcome in zip(self.terms.conservation, result["conservation"]):
            if (outcome["fails"] and identity.excess ==
                    contract.CONSERVATION_EXCESS_NOT_COMPUTABLE):
                for term in list(identity.total) + list(identity.parts):
                    failed.add(term.counter or term.range.histogram)
        result["verdicts"] = [self.verdict(k, period, parts, rows, failed)
                              for k in self.terms.kpis]
        result["comparisons"] = [self.comparison(c, rows, open_parts)
                                 for c in self.terms.comparisons]
        result["unscoped"] = self.unscoped(rows)
        result["credits"], result["total"] = self.credits(period, result["verdicts"])
        result["findings"] = self.findings(result)
        return result

    def conservation(self, identity, rows, open_parts):
        """6."""
        series = {self.series_of(t) for t in list(identity.total) + list(identity.parts)}
        if any(part.series in series for part in open_parts):
            return {"unaccounted": None, "fails": False, "tolerated": False}
        try:
            total = self.plain_sum(identity.total, rows)
            pieces = self.plain_sum(identity.parts, rows)
        except Lack:
            return {"unaccounted": None, "fails": False, "tolerated": False}
        rest = total - pieces
        fails = rest < 0 or rest * 100 > Fraction(identity.tolerated_percent) * total
        return {"total": total, "parts": pieces, "unaccounted": rest, "fails": fails,
                "tolerated": not fails}

    def comparison(self, comparison, rows, open_parts):
        """13: the state, and (slice, r, c, tolerated, state) for each slice."""
        series = {self.series_of(t)
                  for t in list(comparison.record) + list(comparison.control)}
        if any(part.series in series for part in open_parts):
            return verdict.COMPARISON_STATE_NOT_COMPARED, []
        rows = [row for row in rows
                if row.series in series and self.in_scope(comparison, row)]
        slices = {"": rows}
        if comparison.HasField("slicing"):
            slices = {}
            for row in rows:
                key = (row.part.day.isoformat()
                       if comparison.slicing.kind == contract.SLICE_KIND_DAY
                       else row.values[comparison.slicing.dimension])
                slices.setdefault(key, []).append(row)
        found = [(key, *self.compared(comparison, slices[key]))
                 for key in sorted(slices, key=str.encode)]
        states = {one[-1] for one in found}
        for state in (verdict.COMPARISON_STATE_DIFFERS,
                      verdict.COMPARISON_STATE_NOT_COMPARED):
            if state in states:
                return state, found
        return verdict.COMPARISON_STATE_AGREES, found

    def compared(self, comparison, rows):
        """13.1."""
        sides = []
        for terms in (comparison.record, comparison.control):
            try:
                sides.append(self.plain_sum(terms, rows))
            except Lack:
                sides.append(None)
        record, control = sides
        tolerated = None if record is None else max(
            abs(record) * Fraction(comparison.tolerated_percent) / 100,
            Fraction(comparison.tolerated_number))
        if None in sides:
            state = verdict.COMPARISON_STATE_NOT_COMPARED
        elif abs(control - record) <= tolerated:
            state = verdict.COMPARISON_STATE_AGREES
        else:
            state = verdict.COMPARISON_STATE_DIFFERS
        return record, control, tolerated, state

    def share(self, share, period):
        if share == contract.PARTIAL_SHARE_PRO_RATED:
            return Fraction(period.days, period.whole_days)
        return Fraction(0 if share == contract.PARTIAL_SHARE_NONE else 1)

    def verdict(self, kpi, period, parts, rows, failed):
        names, series = self.used(kpi)
        in_scope = [row for row in rows
                    if row.series in series and self.in_scope(kpi, row)]
        evaluation = Evaluation(self, kpi, in_scope)
        value = evaluation.run()
        minimum = Fraction(kpi.minimum_volume.at_least)
        if period.rule and not period.excluded:
            minimum *= self.share(period.rule.minimum_volume, period)
        try:
            volume = self.plain_sum(kpi.minimum_volume.volume, in_scope)
        except Lack as lack:
            volume = lack.args[0]
        has_value = isinstance(value, Fraction)
        target = Fraction(kpi.target)
        upper = Fraction(kpi.target_upper) if kpi.target_upper else None
        out = {"kpi": kpi, "value": value if has_value else None,
               "halves": evaluation.halves, "minimum": minimum,
               "volume": volume if isinstance(volume, Fraction) else None,
               "steps": evaluation.values, "deemed": False,
               "rows": len(in_scope), "target": target, "upper": upper,
               "out_rows": sum(r.series in series for r in rows) - len(in_scope)}
        lacking = [p for p in parts if not p.report and p.series in series]
        out["result"] = self.result(kpi, period, lacking, names & failed, value,
                                    volume, minimum, out)
        if has_value:
            out["displayed"] = self.displayed(kpi, value, target, upper)
        if out["result"] == verdict.RESULT_MISSED and not out["deemed"]:
            self.shortfall(out)
        out["stated"] = self.stated(kpi, parts, series)
        return out

    def result(self, kpi, period, lacking, failed, value, volume, minimum, out):
        """5."""
        if period.excluded:
            return verdict.RESULT_EXCLUDED
        if (self.as_of < period.bounds(self.calendar)[1] or
                any(self.as_of <= p.due for p in lacking)):
            return verdict.RESULT_OPEN
        if lacking and kpi.missing == contract.MISSING_RULE_MISSING:
            return verdict.RESULT_MISSING
        if lacking and kpi.missing == contract.MISSING_RULE_DEEMED_MISSED:
            out["deemed"] = True
            return verdict.RESULT_MISSED
        if failed:
            return verdict.RESULT_NOT_COMPUTABLE
        if {NOT_MEASURED, CONTRADICTORY} & {v for v in (value, volume)
                                           if isinstance(v, str)}:
            return verdict.RESULT_NOT_COMPUTABLE
        if value == NO_VOLUME or volume <= 0:
            return verdict.RESULT_TOO_FEW
        if volume < minimum:
            below = kpi.minimum_volume.below
            if below == contract.BELOW_MINIMUM_TOO_FEW:
                return verdict.RESULT_TOO_FEW
            if below == contract.BELOW_MINIMUM_DEEMED_MET:
                return verdict.RESULT_MET
            if below == contract.BELOW_MINIMUM_ALLOWED_MISSES:
                n, d = out["halves"]
                bad = d - n if kpi.comparator in (AT_LEAST, MORE_THAN) else n
                if bad <= kpi.minimum_volume.allowed_misses:
                    return verdict.RESULT_MET
        if compares(value, kpi.comparator, out["target"], out["upper"]):
            return verdict.RESULT_MET
        return verdict.RESULT_MISSED

    def displayed(self, kpi, value, target, upper):
        """7: the decimal text without its unit."""
        bounds = [target] + ([upper] if upper is not None else [])

        def signs(x):
            return [(x > b) - (x < b) for b in bounds]

        for decimals in range(kpi.display_decimals, 31):
            shown = rounded(value, decimals, kpi.display_rounding)
            if signs(shown) == signs(value):
                return decimal_text(shown, decimals)
        return fraction_text(value)

    def shortfall(self, out):
        """8."""
        kpi, value = out["kpi"], out["value"]
        below = kpi.comparator in (AT_LEAST, MORE_THAN)
        bound = out["target"]
        strict = kpi.comparator in (MORE_THAN, LESS_THAN)
        if kpi.comparator == BETWEEN:
            below = value < out["target"]
            bound = out["target"] if below else out["upper"]
        out["distance"] = abs(value - bound)
        if out["halves"] and out["halves"][1] > 0 and kpi.numerator_title:
            n, d = out["halves"]
            gap = bound * d / self.factor(kpi) - n
            if not below:
                gap = -gap
            k = gap.numerator // gap.denominator + 1 if strict else -(
                -gap.numerator // gap.denominator)
            out["contacts"] = max(k, 0)

    def stated(self, kpi, parts, series):
        """9."""
        found = []
        for part in parts:
            if not part.report:
                continue
            rows = self.rows_of_report(part)
            for figure in part.report.stated:
                if figure.kpi != kpi.name:
                    continue
                chosen = [rows[figure.row - 1]] if figure.row else rows
                chosen = [r for r in chosen
                          if r.series in series and self.in_scope(kpi, r)]
                value = Evaluation(self, kpi, chosen).run()
                if not isinstance(value, Fraction):
                    found.append(((part.series, part.start, figure.row), figure, None,
                                  False))
                    continue
                digits = len(figure.value.partition(".")[2])
                near = rounded(value, digits, common.ROUNDING_HALF_UP)
                found.append(((part.series, part.start, figure.row), figure, value,
                              near == Fraction(figure.value)))
        return sorted(found, key=lambda s: s[0])

    def unscoped(self, rows):
        """10."""
        count = contacts = 0
        controls = {t.counter for c in self.terms.comparisons for t in c.control}
        for row in rows:
            if any(row.series in self.used(k)[1] and self.in_scope(k, row)
                   for k in self.terms.kpis):
                continue
            if any(row.series in map(self.series_of, c.control) and
                   self.in_scope(c, row) for c in self.terms.comparisons):
                continue
            count += 1
            for counter in self.terms.counters:
                if (counter.role == contract.COUNTER_ROLE_OFFERED and
                        counter.name not in controls and
                        counter.series == row.series):
                    contacts += row.cell(counter.name) or 0
                    break
        return count, contacts

    def credits(self, period, verdicts):
        """11."""
        money, lines = self.terms.money, []
        share = Fraction(1)
        if period.rule and not period.excluded:
            if period.rule.money == contract.PARTIAL_SHARE_NONE:
                return [], 0
            share = self.share(period.rule.money, period)
        cap = money.period_cap_minor
        for v in verdicts:
            kpi = v["kpi"]
            if v["result"] != verdict.RESULT_MISSED or not kpi.HasField("credit"):
                continue
            tier = self.tier(v)
            if tier is None:
                continue
            kind = tier.WhichOneof("amount")
            if kind == "amount_minor":
                exact = Fraction(tier.amount_minor)
            elif kind == "percent_of_charges":
                exact = (money.period_charges_minor *
                         Fraction(tier.percent_of_charges) / 100)
            else:
                exact = tier.amount_minor_per_unit * v["distance"]
            exact *= share
            if cap:
                exact = min(exact, Fraction(cap))
            lines.append((kpi.name, exact, int(rounded(exact, 0, money.rounding))))
        amounts = [amount for _, _, amount in lines]
        extra = []
        if (money.combination == contract.CREDIT_COMBINATION_HIGHEST and
                len(amounts) > 1):
            extra.append(max(amounts) - sum(amounts))
        if cap and sum(amounts + extra) > cap:
            extra.append(cap - sum(amounts + extra))
        return lines + [("", None, a) for a in extra], sum(amounts + extra)

    def tier(self, v):
        credit = v["kpi"].credit
        if v["deemed"]:
            return {contract.DEEMED_TIER_FIRST: credit.tiers[0],
                    contract.DEEMED_TIER_LAST: credit.tiers[-1]}.get(
                        credit.when_deemed_missed)
        chosen = credit.tiers[0]
        upward = v["kpi"].comparator in (AT_LEAST, MORE_THAN)
        for tier in credit.tiers[1:]:
            bound = Fraction(tier.worse_than)
            if v["value"] < bound if upward else v["value"] > bound:
                chosen = tier
        return chosen

    def findings(self, result):
        """12: kinds and subjects."""
        found = [(verdict.FINDING_KIND_MISSED, v["kpi"].name)
                 for v in result["verdicts"] if v["result"] == verdict.RESULT_MISSED]
        found += [(verdict.FINDING_KIND_NOT_COMPUTABLE, v["kpi"].name)
                  for v in result["verdicts"]
                  if v["result"] == verdict.RESULT_NOT_COMPUTABLE]
        missing = {slot[0] for slot in result["slots"] if slot[4]}
        found += [(verdict.FINDING_KIND_REPORT_MISSING, s.name)
                  for s in self.terms.series if s.name in missing]
        found += [(verdict.FINDING_KIND_STATED_DIFFERS, v["kpi"].name)
                  for v in result["verdicts"]
                  if any(value is not None and not agrees
                         for _, _, value, agrees in v["stated"])]
        found += [(verdict.FINDING_KIND_UNACCOUNTED, c.name)
                  for c, outcome in zip(self.terms.conservation,
                                        result["conservation"])
                  if outcome["fails"]]
        for comparison, (state, slices) in zip(self.terms.comparisons,
                                               result["comparisons"]):
            if state == verdict.COMPARISON_STATE_DIFFERS:
                found.append((verdict.FINDING_KIND_COUNTS_DIFFER, comparison.name))
            elif state == verdict.COMPARISON_STATE_NOT_COMPARED and slices:
                found.append((verdict.FINDING_KIND_NOT_COMPARED, comparison.name))
        return found


def rounded(value, decimals, mode):
    scaled = abs(value) * 10 ** decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if mode == common.ROUNDING_HALF_UP:
        whole += twice >= 0
    elif mode == common.ROUNDING_HALF_EVEN:
        whole += twice > 0 or (twice == 0 and whole % 2)
    elif mode == common.ROUNDING_UP:
        whole += rest > 0
    return Fraction(whole if value >= 0 else -whole, 10 ** decimals)


def decimal_text(value, decimals):
    digits = str(abs(value.numerator) * (10 ** decimals // value.denominator))
    digits = digits.rjust(decimals + 1, "0")
    text = digits if decimals == 0 else f"{digits[:-decimals]}.{digits[-decimals:]}"
    return "-" + text if value < 0 else text


def fraction_text(value):
    return str(value)
