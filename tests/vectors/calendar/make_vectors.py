#!/usr/bin/python3
"""Writes civil.txt and zones.txt: what Python's datetime and zoneinfo say.

Usage: make_vectors.py, in this folder.  The zones are those with the awkward clocks of the last
decades: half-hour saving, put back over midnight, midnight skipped, a whole day skipped.
"""

import random
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

EPOCH_DAY = date(1970, 1, 1).toordinal()
ZONES = [
    ("Europe/Rome", 2024, 2028),
    ("Europe/London", 2024, 2027),
    ("Europe/Lisbon", 1991, 1997),
    ("America/New_York", 2006, 2009),
    ("America/Sao_Paulo", 2016, 2020),
    ("America/St_Johns", 2009, 2012),
    ("America/Havana", 2024, 2026),
    ("Africa/Casablanca", 2024, 2026),
    ("Asia/Kolkata", 2024, 2026),
    ("Asia/Beirut", 2022, 2024),
    ("Australia/Lord_Howe", 2024, 2026),
    ("Pacific/Apia", 2010, 2013),
    ("Pacific/Kwajalein", 1992, 1995),
]


def instant(at_s):
    return datetime.fromtimestamp(at_s, timezone.utc)


def utc_text(at_s):
    return instant(at_s).strftime("%Y-%m-%dT%H:%M:%SZ")


def offset_s(zone, at_s):
    return int(instant(at_s).astimezone(zone).utcoffset().total_seconds())


def offset_text(at_s, offset):
    local = instant(at_s + offset).strftime("%Y-%m-%dT%H:%M:%S")
    if offset == 0:
        return local + "Z"
    minutes = abs(offset) // 60
    return f"{local}{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def transitions(zone, start_s, end_s):
    """Found by the hour, then to the second, by halving."""
    found = []
    for at_s in range(start_s, end_s, 3600):
        low, high = at_s, at_s + 3600
        if offset_s(zone, low) == offset_s(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset_s(zone, middle) == offset_s(zone, low):
                low = middle
            else:
                high = middle
        found.append((high, offset_s(zone, high)))
    return found


def reading(zone, local_s):
    """How often a local time is shown, and the instants of both folds."""
    naive = instant(local_s).replace(tzinfo=None)
    folds = []
    for fold in (0, 1):
        aware = naive.replace(tzinfo=zone, fold=fold)
        folds.append(int(aware.astimezone(timezone.utc).timestamp()))
    shown = {at_s for at_s in folds if at_s + offset_s(zone, at_s) == local_s}
    if not shown:
        return 0, folds[0], folds[0]
    return len(shown), min(shown), max(shown)


def day_start(zone, day):
    """The first minute at which the local clock has come to the day."""
    at_s = day * 86400 - 19 * 3600
    while at_s + offset_s(zone, at_s) < day * 86400:
        at_s += 60
    return at_s


def write_zone(out, name, first_year, end_year, rng):
    zone = ZoneInfo(name)
    start_s = int(datetime(first_year, 1, 1, tzinfo=timezone.utc).timestamp())
    end_s = int(datetime(end_year, 1, 1, tzinfo=timezone.utc).timestamp())
    changes = transitions(zone, start_s, end_s)
    print(f"\nzone {name} {offset_s(zone, start_s)}", file=out)
    for at_s, offset in changes:
        print(f"transition {utc_text(at_s)} {offset}", file=out)
    instants, locals_, days = set(), set(), set()
    for at_s, offset in changes:
        before = offset_s(zone, at_s - 1)
        for edge in (-1, 0, 1):
            instants.add(at_s + edge)
            locals_.update((at_s + before + edge, at_s + offset + edge))
        locals_.add(at_s + (before + offset) // 2)
        day = (at_s + before) // 86400
        days.update(range(day - 1, day + 3))
    margin_s = 3 * 86400
    for _ in range(8):
        at_s = rng.randrange(start_s + margin_s, end_s - margin_s)
        instants.add(at_s)
        locals_.add(at_s)
        days.add(at_s // 86400)
    for at_s in sorted(instants):
        print(f"at {utc_text(at_s)} {offset_text(at_s, offset_s(zone, at_s))}", file=out)
    for local_s in sorted(locals_):
        times, first_s, last_s = reading(zone, local_s)
        print(f"reading {utc_text(local_s)[:-1]} {times} {utc_text(first_s)} "
              f"{utc_text(last_s)}", file=out)
    for day in sorted(days):
        print(f"day {date.fromordinal(day + EPOCH_DAY)} {utc_text(day_start(zone, day))}",
              file=out)


def write_civil(out, rng):
    first, last = date.min.toordinal(), date.max.toordinal()
    ordinals = {first, first + 1, last - 1, last, EPOCH_DAY}
    for year in (1, 4, 100, 400, 1600, 1899, 1900, 1970, 1999, 2000, 2004, 2015, 2020,
                 2021, 2026, 2027, 2100, 2400, 9999):
        for month, day in ((1, 1), (1, 4), (2, 28), (3, 1), (12, 28), (12, 31)):
            ordinals.add(date(year, month, day).toordinal())
    ordinals.update(rng.randrange(first, last) for _ in range(200))
    for ordinal in sorted(ordinals):
        day = date.fromordinal(ordinal)
        iso = day.isocalendar()
        print(f"{ordinal - EPOCH_DAY} {day.isoformat()} {iso.weekday} "
              f"{iso.year} {iso.week}", file=out)


def main():
    with open("/usr/share/zoneinfo/tzdata.zi", encoding="ascii") as tzdata:
        version = tzdata.readline().split()[-1]
    rng = random.Random(1)
    with open("civil.txt", "w", encoding="ascii") as out:
        print("# day number, date, weekday (1 Monday), ISO year and week; made by make_vectors.py",
              file=out)
        write_civil(out, rng)
    with open("zones.txt", "w", encoding="ascii") as out:
        print(f"# tzdata {version}; made by make_vectors.py\n"
              "# zone NAME OFFSET: a table begins; transition INSTANT OFFSET\n"
              "# at INSTANT LOCAL: what the clock shows\n"
              "# reading LOCAL TIMES FIRST LAST: the instants that show a local time\n"
              "# day DATE INSTANT: when it begins", file=out)
        for name, first_year, end_year in ZONES:
            write_zone(out, name, first_year, end_year, rng)


if __name__ == "__main__":
    main()
