"""BUNDLE.md, section 6, notices: what a notice says, held against the fold of its contract.

Sentences are not composed here."""
from slabroker.v1 import contract_pb2, organisation_pb2

from . import envelope as e
from .bundle import check

PERIODS_MAX = 12  # of so many periods a notice tells the misses
NOTICES = organisation_pb2.BROKER_KEY_ROLE_NOTICES


def check_notice(contract, notice, entry):
    """contract: the fold up to the entry that carries the notice."""
    facts, kpi = notice.facts, notice.obligation.kpi
    period = contract.periods.get((facts.outcome_index, notice.contract.version_id,
                                   notice.obligation.period))
    check(period is not None and period.revision == facts.revision,
          "what a notice rests on")
    version = next(v for v in contract.versions if v.id == notice.contract.version_id)
    judgement = period.judgement
    verdict = next(v for v in judgement.verdicts if v.kpi == kpi)
    check((facts.numerator, facts.denominator, facts.value, facts.displayed, facts.volume,
           facts.minimum_volume) ==
          (verdict.numerator, verdict.denominator, verdict.value, verdict.displayed,
           verdict.volume, verdict.minimum_volume), "the figures of a notice")
    check_reports(version, notice, period)
    own_entry = facts.outcome_index == entry.index
    check(facts.outcome_id == (b"" if own_entry else
                               contract.outcome_ids[facts.outcome_index]),
          "the judgement that a notice rests on")
    check_entry(contract, notice, entry)
    check_giver(contract, notice, entry)
    check_version(version, notice)
    check_credit(contract, version, notice.credit, judgement, notice.obligation.kpi)
    check_others(contract, notice, judgement)
    check_repetition(contract, version, notice, judgement)
    check_window(contract, version, notice, judgement)
    check_instants(version, notice, kpi_of(version, notice))


def check_reports(version, notice, period):
    """Those of the series that the KPI uses."""
    _, series = version.law.used(kpi_of(version, notice))
    check(list(notice.facts.reports) == [r for r in period.reports if r.series in series],
          "the reports of a notice")


def kpi_of(version, notice):
    return next(k for k in version.terms.kpis if k.name == notice.obligation.kpi)


def check_entry(contract, notice, entry):
    key = contract.bundle.in_force_at(NOTICES, entry.index)
    check((notice.entry.log, notice.entry.log_index, notice.entry.notice_key_id) ==
          (contract.bundle.origin, entry.index, e.sha256(key)), "the entry of a notice")


def check_giver(contract, notice, entry):
    giver = notice.giver
    serving = contract.servings.get(giver.serving_index)
    if serving is None:
        check(not (giver.serving_index or giver.serving_id or giver.serving_claimed_ms
                   or giver.signers), "what serves a notice")
        return
    check(giver.serving_index == entry.body.cause
          and giver.serving_id == serving.content_id
          and giver.serving_claimed_ms == serving.statement.claimed_time_ms,
          "what serves a notice")
    check(signers_said(giver.signers) == signers_of(contract, serving),
          "who signed what serves a notice")


def signers_said(signers):
    return [(s.key_id, s.function, s.added_index) for s in signers]


def signers_of(contract, entry):
    keys = contract.bundle.keys
    return [(e.sha256(public), keys[public].holder, keys[public].index)
            for public, _ in entry.signers]


def check_version(version, notice):
    said = notice.contract
    check((said.previous_version_id, said.offered_index, said.accepted_index,
           said.first_day, said.last_day) ==
          (version.previous, version.offered, version.accepted, version.terms.first_day,
           version.terms.last_day), "the version of a notice")


# ---- SEMANTICS.md, 12, what is claimed ---------------------------------------------

def waived(contract, version, judgement, kpi):
    """(credit, strike) of a finding."""
    return contract.waivers.get((version.id, judgement.start_s, kpi), (False, False))


def combined(amounts, money):
    """SEMANTICS.md, 11.4: with the line that combines or caps, if there is one."""
    if money.combination == contract_pb2.CREDIT_COMBINATION_HIGHEST and len(amounts) > 1:
        amounts = [*amounts, max(amounts) - sum(amounts)]
    cap = money.period_cap_minor
    return [*amounts, cap - sum(amounts)] if cap and sum(amounts) > cap else amounts


def check_credit(contract, version, credit, judgement, kpi):
    of_kpis = [line for line in judgement.credits if line.kpi]
    given_up = [line for line in of_kpis if waived(contract, version, judgement, line.kpi)[0]]
    lines = [line for line in of_kpis if line not in given_up]
    own = [line for line in lines if line.kpi == kpi]
    money = version.terms.money
    amounts = combined([line.amount_minor for line in lines], money)
    combines = bool(own) and len(amounts) > len(lines)
    check(list(credit.waived) == given_up and (credit.credit_waived, credit.strike_waived)
          == waived(contract, version, judgement, kpi), "what was waived")
    check([line.amount_minor for line in credit.lines] ==
          (amounts if combines else [line.amount_minor for line in own])
          and [line for line in credit.lines if line.kpi] == (lines if combines else own)
          and credit.of_period == combines, "the lines of a credit")
    check((credit.own_minor, credit.total_minor, credit.period_minor,
           credit.period_unwaived_minor) ==
          (sum(line.amount_minor for line in own),
           sum(line.amount_minor for line in credit.lines), sum(amounts),
           judgement.credit_total_minor), "the credit of a notice")
    cap = money.period_cap_minor
    check((credit.cap_minor, credit.cap_left_minor) ==
          (cap, cap - sum(amounts) if cap else 0), "what is left of the cap")


def check_waiver(contract, said, cause):
    """What the statement that is the cause gives up of a notice that stands."""
    finding, gained = contract.given_up
    check((said.number, said.credit, said.strike) ==
          (standing(contract, *finding), *gained) and any(gained), "what is given up")
    check((said.waiver_id, said.reason) == (cause.content_id, cause.body.reason)
          and signers_said(said.signers) == signers_of(contract, cause),
          "who gives it up, and why")
    version_id, start, kpi = finding
    version = next(v for v in contract.versions if v.id == version_id)
    judgement = contract.judged_last[version_id, start]
    check_credit(contract, version, said.claimed, judgement, kpi)


# ---- other findings ----------------------------------------------------------------

def standing(contract, version_id, start, kpi):
    """The number of the notice that stands on a finding, or 0."""
    found = [n.message.number for n in contract.notices.values() if n.stands and
             (n.message.contract.version_id, n.start, n.message.obligation.kpi) ==
             (version_id, start, kpi)]
    return found[0] if found else 0


def check_others(contract, notice, judgement):
    numbers = [standing(contract, notice.contract.version_id, judgement.start_s, v.kpi)
               for v in judgement.verdicts]
    check(list(notice.same_period) == [n for n in numbers if n], "notices on the period")


def check_repetition(contract, version, notice, judgement):
    said, kpi = notice.repetition, notice.obligation.kpi
    bounds = [(p.label, p.bounds(version.law.calendar)[0]) for p in version.law.periods]
    place = next(i for i, (_, start) in enumerate(bounds) if start == judgement.start_s)
    before = []
    for label, start in bounds[max(0, place + 1 - PERIODS_MAX):place]:
        finding = version.id, start, kpi
        if finding in contract.missed:
            before.append((label, standing(contract, version.id, start, kpi),
                           contract.waivers.get(finding, (False, False))[1]))
    strikes = [strike for *_, strike in before] + [notice.credit.strike_waived]
    check([(m.period, m.notice, m.strike_waived) for m in said.missed_before] == before
          and said.periods_looked_at == min(place + 1, PERIODS_MAX)
          and said.counted == strikes.count(False), "how often a KPI was missed")


def check_window(contract, version, notice, judgement):
    """Until when a report that the notice rests on may be restated."""
    _, series = version.law.used(kpi_of(version, notice))
    last = [[p for p in version.parts(name)
             if judgement.start_s <= p.start and p.end <= judgement.end_s][-1:]
            for name in series]
    until = [version.law.calendar.after(version.due_ms(p, contract.outages) // 1000,
                                        version.terms.restatement_window)
             for parts in last for p in parts]
    check(notice.restatable_until_s == max(until), "how long reports may be restated")


# ---- SEMANTICS.md, 12, what a notice counts ------------------------------------------

def received_s(version, given_s):
    """When it counts as received; 0 where the terms do not say it."""
    calendar = version.law.calendar
    for receipt in version.terms.notices.receipt:
        if receipt.medium == contract_pb2.NOTICE_MEDIUM_BROKER:
            at_s = calendar.after(given_s, receipt.after)
            return calendar.opening(at_s) if receipt.at_next_opening else at_s
    return 0


def check_instants(version, notice, kpi):
    calendar, notices = version.law.calendar, version.terms.notices
    given_s = -(-notice.given_ms // 1000)
    received = received_s(version, given_s)

    def due(term):
        is_given = term.counted_from == contract_pb2.COUNTED_FROM_GIVEN
        return calendar.after(given_s if is_given else received, term.within)

    object_by = due(notices.objections) if notices.HasField("objections") else 0
    check((notice.acknowledge_by_s, notice.received_s, notice.object_by_s,
           list(notice.follow_ups_by_s)) ==
          (calendar.after(given_s, kpi.serving.acknowledge_by), received, object_by,
           [due(owed) for owed in notices.follow_ups]), "what a notice counts")
