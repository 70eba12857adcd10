#ifndef BROKER_STATE_KEYS_H
#define BROKER_STATE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attribute.h"
#include "base/bytes.h"
#include "crypto/hash.h"

/*
 * Keys of rows, and the names of books.
 *
 * A key is the row's type, one byte, and what finds the row among those of its type.
 * Parts of fixed width stand as they are, numbers most significant byte first, signed
 * ones with the sign bit turned over; a slug or name that something follows ends in a
 * zero byte.
 *
 * Reports and slots lie by series: a byte that is no type, contract and series, then the
 * type and the rest.  Reports ascend and slots, behind them, descend, so that the last
 * report and the last slot are neighbours: a report mostly changes one page of the store
 * for both.
 *
 * Texts and ids are those of statements that passed statement_parse() or of terms that
 * passed the contract check, so that a key always fits.  Threads: pure functions.
 */

#define CONTRACT_BYTES    16
#define REQUEST_BYTES     16
#define ROW_KEY_BYTES_MAX 192
#define SLUG_BYTES_MAX    40

/* ---- books ---------------------------------------------------------------------- */

enum book_kind {
	BOOK_BROKER = 1,
	BOOK_OUTAGES = 2,
	BOOK_CLOCK = 3,
	BOOK_ORGANISATION = 4,
	BOOK_CONTRACT = 5,
};

/* Zeroed where id does not reach, so that equal books are equal bytes. */
struct book {
	enum book_kind kind;
	uint8_t id_len;
	uint8_t id[SLUG_BYTES_MAX]; /* slug or contract id; of the others none */
};

struct book book_of_contract(const uint8_t contract_id[CONTRACT_BYTES]);
struct book book_of_organisation(const char *slug);
struct book book_of_kind(enum book_kind kind); /* one of the first three */
bool book_same(const struct book *a, const struct book *b);

/* ---- rows ----------------------------------------------------------------------- */

/* Numbers are in stores: they are never given to another row. */
/* type, number, message in C, its name */
/* clang-format off */
#define ROW_TYPE_LIST(X) \
	X(LOG,           1, SlbLogRow,          log_row) \
	X(BOOK,          2, SlbBookRow,         book_row) \
	X(ORGANISATION,  3, SlbOrganisationRow, organisation_row) \
	X(KEY,           4, SlbKeyRow,          key_row) \
	X(OWNED_KEY,     5, SlbOwnedKeyRow,     owned_key_row) \
	X(REQUEST,       6, SlbRequestRow,      request_row) \
	X(CONTRACT,      7, SlbContractRow,     contract_row) \
	X(PARTY,         8, SlbPartyRow,        party_row) \
	X(VERSION,       9, SlbVersionRow,      version_row) \
	X(TERMS,        10, SlbTermsRow,        terms_row) \
	X(SERIES,       11, SlbSeriesRow,       series_row) \
	X(REPORT,       12, SlbReportRow,       report_row) \
	X(SLOT,         13, SlbSlotRow,         slot_row) \
	X(PERIOD,       14, SlbPeriodRow,       period_row) \
	X(SCHEDULE,     15, SlbScheduleRow,     schedule_row) \
	X(OUTAGE,       16, SlbOutageRow,       outage_row) \
	X(EVIDENCE,     17, SlbEvidenceRow,     evidence_row) \
	X(ERASURE,      18, SlbErasureRow,      erasure_row) \
	X(FINDING,      19, SlbFindingRow,      finding_row) \
	X(NOTICE,       20, SlbNoticeRow,       notice_row) \
	X(NOTICE_EVENT, 21, SlbNoticeEventRow,  notice_event_row)
/* clang-format on */

enum row_type {
#define X(type, number, message, name) ROW_##type = (number),
	ROW_TYPE_LIST(X)
#undef X
};

struct row_key {
	uint8_t len;
	uint8_t bytes[ROW_KEY_BYTES_MAX];
};

struct bytes row_key_bytes(const struct row_key *key); /* valid while key is */

/* The type of the row, an enum row_type; of other bytes than a key, any other number. */
uint8_t row_key_type(struct bytes key);

/* A place in a series of reports, or in a version's calendar. */
struct series_place {
	const uint8_t *contract_id;
	const char *issuer;
	const char *series;
};

struct version_place {
	const uint8_t *contract_id;
	const uint8_t *version_id;
};

struct row_key log_row_key(void);
struct row_key book_row_key(const struct book *book);
struct row_key organisation_row_key(const char *slug);
struct row_key key_row_key(const struct digest *key_id);
struct row_key owned_key_row_key(const char *slug, const struct digest *key_id);
struct row_key request_row_key(const char *issuer,
			       const uint8_t request_id[REQUEST_BYTES]);
struct row_key contract_row_key(const uint8_t contract_id[CONTRACT_BYTES]);
struct row_key party_row_key(const char *slug,
			     const uint8_t contract_id[CONTRACT_BYTES]);
struct row_key version_row_key(const struct version_place *version);
struct row_key terms_row_key(const struct version_place *version);
struct row_key series_row_key(const struct series_place *series);
struct row_key report_place_row_key(const struct series_place *series,
				    uint64_t sequence);
struct row_key slot_row_key(const struct version_place *version, const char *series,
			    int64_t start_s);
struct row_key period_row_key(const struct version_place *version, int64_t start_s);
struct row_key schedule_row_key(const uint8_t contract_id[CONTRACT_BYTES]);
struct row_key outage_row_key(int64_t until_ms);
struct row_key evidence_row_key(const uint8_t contract_id[CONTRACT_BYTES],
				uint32_t month);
struct row_key erasure_row_key(const uint8_t contract_id[CONTRACT_BYTES]);
struct row_key finding_row_key(const struct version_place *version, int64_t start_s,
			       const char *kpi);
struct row_key notice_row_key(const uint8_t contract_id[CONTRACT_BYTES],
			      uint64_t number);
struct row_key notice_event_row_key(uint64_t log_index);

/*
 * What every key of a list begins with: rows of one type, neither reports nor slots, that
 * belong to one thing.  The end of the list is row_key_after().
 */
struct row_key rows_of_type(enum row_type type);
struct row_key rows_of_slug(enum row_type type, const char *slug);
struct row_key rows_of_contract(enum row_type type,
				const uint8_t contract_id[CONTRACT_BYTES]);
/* Reports and slots of all its series, by series. */
struct row_key series_rows_of_contract(const uint8_t contract_id[CONTRACT_BYTES]);

/* The least key above every key that begins with prefix. */
struct row_key row_key_after(const struct row_key *prefix);

/* The last len bytes of a key, e.g. the contract id of a PARTY row. */
struct bytes row_key_tail(struct bytes key, size_t len);
/* The instant that a key of a period or outage ends in. */
int64_t row_key_instant(struct bytes key);
/* Where the part of a slot begins. */
int64_t slot_row_key_start(struct bytes key);

/* The least key after prefix || tail, of at most 128 bytes: where a list goes on. */
struct row_key row_key_following(const struct row_key *prefix, struct bytes tail);

/* What the key of a SERIES, REPORT or PERIOD row says; what is pointed to lies in key. */
void series_row_key_place(struct bytes key, struct series_place *series);
void report_row_key_place(struct bytes key, struct series_place *series,
			  uint64_t *sequence);
void period_row_key_place(struct bytes key, struct version_place *version,
			  int64_t *start_s);
/* The number of a NOTICE row, the log index of a NOTICE_EVENT row. */
uint64_t notice_row_key_number(struct bytes key);

/* ---- due ------------------------------------------------------------------------ */

/*
 * Table "due" has one key for each contract of which something is expected: due_ms,
 * then the contract id.  It is overdue at log times later than due_ms.
 */
#define DUE_KEY_BYTES (8 + CONTRACT_BYTES)

struct due_key {
	uint8_t bytes[DUE_KEY_BYTES];
};

struct due_key due_key(int64_t due_ms, const uint8_t contract_id[CONTRACT_BYTES]);
int64_t due_key_ms(struct bytes key);
/* The contract id, in key. */
const uint8_t *due_key_contract(struct bytes key);

#endif
