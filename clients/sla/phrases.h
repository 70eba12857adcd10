#ifndef CLIENTS_SLA_PHRASES_H
#define CLIENTS_SLA_PHRASES_H

#include <protobuf-c/protobuf-c.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/money.h"
#include "calendar/zone.h"
#include "sla/terminal.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/verdict.pb-c.h"

/* Pieces of sentences about contracts and verdicts; texts live in the arena. */

/* An enum value in words: "at least" for COMPARATOR_AT_LEAST; "not said" for 0. */
const char *phrase_enum(struct arena *arena, const ProtobufCEnumDescriptor *descriptor,
			int value);

const char *phrase_result(SlbResult result); /* "met", "too few to judge" */
enum tone tone_of_result(SlbResult result);

/* "5 business days"; "none" for no delay. */
const char *phrase_delay(struct arena *arena, const SlbDelay *delay);

/* A weekday's openings, "09:00-17:00, 18:00-20:00"; "closed" for none. */
const char *phrase_openings(struct arena *arena, SlbOpening *const *openings,
			    size_t count);

/* Instants as local days where they are midnights: "2026-11-05", or "2026-11-01 to
 * 2026-11-30"; else both instants. */
const char *phrase_span(struct arena *arena, const struct zone_table *zone,
			int64_t start_s, int64_t end_s);

/* Which values of a dimension count: "sales, support (from 2026-11-01)". */
const char *phrase_scope(struct arena *arena, const SlbScopeDimension *scope);

/* "1 % of the count of record, or 5 where that is more". */
const char *phrase_tolerance(struct arena *arena, const SlbComparison *comparison);

struct currency currency_of(const SlbMoney *money);

/* A number as people read it, exact: "12,345", "1,237/25 (49.48)". */
const char *phrase_exact(struct arena *arena, const char *number);

/* The same, and "-" for an absent one. */
const char *phrase_or_dash(struct arena *arena, const char *number);

/* "6.28": as a decimal where it has an end, else like phrase_exact(); "-" for none. */
const char *phrase_decimal(struct arena *arena, const char *number);

/* For an overview: a fraction with two decimals only; "-" for an absent one. */
const char *phrase_short(struct arena *arena, const char *number);

/* "2 decimals", "a whole number". */
const char *phrase_decimals(struct arena *arena, uint32_t decimals);

/* Target, or band, with its unit: "at least 80 %". */
const char *phrase_target(struct arena *arena, const SlbKpi *kpi);
const char *phrase_unit(SlbKpiUnit unit); /* " %", " s", "" */

#endif
