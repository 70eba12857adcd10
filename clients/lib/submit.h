#ifndef CLIENTS_LIB_SUBMIT_H
#define CLIENTS_LIB_SUBMIT_H

#include "lib/receipt.h"
#include "lib/session.h"
#include "lib/spool.h"

/*
 * Handing over what was signed: on the disk first (spool.h), sent, sent again until there
 * is an answer, and believed only with a receipt that proves it (receipt.h) against a log
 * that goes on from what was seen of it (known_log.h).
 */

/* What became of one statement. */
struct submitted {
	enum err result; /* ERR_OK, ERR_REFUSED; ERR_UNREACHABLE: it still waits */
	const char *kind;
	struct digest content_id;
	const SlbReceipt *receipt; /* verified; NULL unless ERR_OK */
	struct receipt_proof proof;
	const char *reason; /* of a refusal, e.g. "REPORT_SEQUENCE"; or NULL */
};

/*
 * Keeps the envelopes, then sends them and everything that waited before them, in order.
 * out, of count elements, tells what became of each; everything that was told about them
 * is in the diag.  Returns the first result that is not ERR_OK: ERR_REFUSED,
 * ERR_UNREACHABLE, or the error of a receipt that proves nothing, whose statement then
 * still waits.
 */
enum err submit_all(struct session *session, struct spool *spool,
		    const struct bytes *envelopes, size_t count, struct submitted *out,
		    struct diag *diag) MUST_CHECK;

/* Sends what waits.  *out and *count tell what became of each. */
enum err submit_waiting(struct session *session, struct spool *spool,
			struct submitted **out, size_t *count,
			struct diag *diag) MUST_CHECK;

/* Asks whether the broker would take it now; nothing is kept, nothing is logged. */
enum err submit_dry(struct session *session, struct bytes envelope,
		    struct diag *diag) MUST_CHECK;

#endif
