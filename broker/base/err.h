#ifndef BROKER_BASE_ERR_H
#define BROKER_BASE_ERR_H

/*
 * The one error type.
 *
 * A function that can fail returns an enum err; ERR_OK is zero.  Each error has one row
 * below: its name as sent in a gRPC error detail, the gRPC status code it becomes
 * (grpc.github.io "statuscodes"), and a sentence for people.  What exactly was wrong and
 * what was expected is added to a struct diag (base/diag.h) where it is first seen.
 */

/* name, gRPC status code, text */
/* clang-format off */
#define ERR_TABLE(X) \
	X(OK,                     0, "success") \
	/* any folder */ \
	X(USAGE,                  3, "the command was not understood") \
	X(IO,                    14, "a file could not be read or written") \
	X(NO_MEMORY,              8, "out of memory") \
	X(LIMIT_EXCEEDED,         8, "the input exceeds a limit") \
	X(INTERNAL,              13, "an internal rule was broken") \
	/* document: YAML and JSON */ \
	X(DOCUMENT_SYNTAX,        3, "the document is not well-formed") \
	X(DOCUMENT_FIELD,         3, "the document names a field that does not exist") \
	X(DOCUMENT_VALUE,         3, "a value in the document is not of the expected kind") \
	/* crypto: keys */ \
	X(KEY_MALFORMED,          3, "the key file is not well-formed") \
	X(KEY_LOCKED,             7, "the key file does not open with this passphrase") \
	X(KEY_EXPOSED,            7, "the key file can be read or written by others") \
	X(KEY_UNKNOWN,           16, "no known key has this key id") \
	X(TOKEN_INVALID,         16, "the token is not well-formed or not signed by its key") \
	/* envelope: in the order in which they are checked */ \
	X(ENVELOPE_SIZE,          8, "the statement is larger than the limit") \
	X(WIRE_NOT_CANONICAL,     3, "the bytes are not in the one accepted form") \
	X(ENVELOPE_SHAPE,         3, "the signed statement is not well-formed") \
	X(EDITION_UNKNOWN,       12, "the statement is of an edition not known here") \
	X(AUDIENCE_WRONG,         3, "the statement is addressed to another broker") \
	X(BATCH_PATH,            16, "the batch path does not lead to the signed root") \
	X(SIGNATURE_INVALID,     16, "a signature does not verify under the named key") \
	/* merkle */ \
	X(PROOF_INVALID,         15, "the proof does not lead to the stated root") \
	X(LEAF_INVALID,          15, "an entry's record is not well-formed") \
	X(CHECKPOINT_INVALID,    15, "the checkpoint is not well-formed or not signed") \
	/* store */ \
	X(STORE_FULL,             8, "the store has reached its size limit") \
	X(STORE_FAILED,          14, "the store failed and takes no writes until opened anew") \
	X(STORE_ORDER,           13, "an appended key does not follow the last one") \
	X(STORE_IN_USE,           9, "the store is open already") \
	X(STORE_ABSENT,           9, "there is no store here") \
	X(STORE_FOREIGN,          9, "what lies here is not a store of this kind, or is damaged") \
	/* ledger */ \
	X(NOT_SERVING,           14, "the log takes no statements at the moment") \
	X(QUEUE_FULL,             8, "too many statements wait to be logged") \
	X(CLOCK_BEHIND,          14, "the broker's clock is behind its log") \
	X(CLOCK_AHEAD,           14, "the broker's clock is too far ahead of its log") \
	X(MASTER_KEY_WRONG,       9, "the master key does not belong to these content keys") \
	X(CONTENT_ABSENT,         9, "the content was erased, or its key is lost") \
	X(CONTENT_DAMAGED,       15, "stored content is not what its entry commits to") \
	X(KEY_NOT_AT_HAND,        9, "the broker was not given a key that it needs to sign") \
	X(CHECKPOINT_MISSING,     9, "the checkpoint file is gone") \
	X(CHECKPOINT_CHANGED,     9, "somebody else wrote the checkpoint file") \
	X(LOG_BEHIND,            15, "the store is older than the checkpoint that was signed") \
	X(LOG_OTHER,             15, "the store is not the log whose checkpoint was signed") \
	X(LOG_DAMAGED,           15, "the log contradicts itself") \
	X(LOG_STATE_OLD,          9, "what is derived from the log is of another edition") \
	X(LOG_ENTRY,              5, "the log has no such entry") \
	X(LOG_ABSENT,             9, "no log was opened here") \
	X(LOG_EXISTS,             9, "a log was opened here before") \
	/* bundle: evidence in a file */ \
	X(BUNDLE_FORM,            3, "the bundle is not whole, or not written as one") \
	X(BUNDLE_INVALID,        15, "the bundle does not prove what it says") \
	/* acts: in the order in which they are checked */ \
	X(ISSUER_WRONG,           7, "this issuer does not say statements of this kind") \
	X(ORGANISATION_UNKNOWN,   7, "the issuer is not enrolled") \
	X(KEY_FOREIGN,            7, "a signing key is not the issuer's") \
	X(KEY_NOT_FOR_THIS,       7, "a signing key is for another purpose") \
	X(KEY_REVOKED,            7, "a signing key was revoked") \
	X(KEY_NOT_VALID,          7, "a signing key is not valid at this time") \
	X(REQUEST_REUSED,         6, "another statement carries this request id") \
	X(REPORT_EQUIVOCATION,    6, "another report was signed for this place in the series") \
	X(CONTRACT_UNKNOWN,       5, "there is no such contract in which the issuer has a part") \
	X(CONTRACT_STATUS,        9, "the contract is not where this statement would fit") \
	X(VERSION_UNKNOWN,        5, "the contract has no such version") \
	X(STATEMENT_FIELD,        3, "a field of the statement cannot hold") \
	X(LOG_OPENED,             9, "the log is opened already, or not yet") \
	X(ORGANISATION_EXISTS,    6, "an organisation of this name is enrolled already") \
	X(KEY_EXISTS,             6, "this key was added before") \
	X(KEY_ABSENT,             5, "the organisation has no such key") \
	X(PARTY_NOT_ENROLLED,     9, "a party to the contract is not enrolled") \
	X(NOT_A_PARTY,            7, "the issuer has not the part that this statement asks") \
	X(REPORT_EARLY,           9, "the part that the report covers is not over") \
	X(REPORT_WINDOW,          9, "the time in which this part may be reported is over") \
	X(REPORT_SOURCE,          7, "the series is reported by somebody else") \
	X(FINDING_UNKNOWN,        5, "nothing was found there") \
	X(FINDING_STATUS,         9, "the finding is not where this statement would fit") \
	X(FINDING_LAPSED,         9, "the time in which this finding may be claimed upon is over") \
	X(NOTICE_UNKNOWN,         5, "the contract has no such notice") \
	X(NOTICE_STATUS,          9, "the notice is not where this statement would fit") \
	X(EVIDENCE_NEEDED,        9, "evidence is still needed") \
	X(EVIDENCE_ERASED,        9, "evidence was erased under a redaction") \
	X(OUTCOME_UNFOUNDED,     15, "an outcome does not follow from the log") \
	/* the law: report, kpi, contract, notice, policy */ \
	X(CONTRACT_INCOMPLETE,    9, "the contract leaves a needed rule unsaid") \
	X(CONTRACT_INVALID,       3, "a term of the contract is not valid") \
	X(REPORT_MALFORMED,       3, "the report does not have the form the contract asks") \
	X(REPORT_CONSERVATION,    3, "the report's counters contradict each other") \
	X(REPORT_OUT_OF_TERM,    11, "the report lies outside what the contract covers") \
	X(REPORT_SEQUENCE,        9, "the report does not follow the one before it") \
	X(POLICY_UNKNOWN,         5, "no policy has this name") \
	/* import */ \
	X(IMPORT_MAPPING,         3, "the mapping does not fit the export") \
	X(IMPORT_DATA,            3, "the export has a line that cannot be mapped exactly") \
	/* clients */ \
	X(UNREACHABLE,           14, "the broker does not answer") \
	X(REFUSED,                9, "the broker refused") \
	X(RECEIPT_INVALID,       15, "the receipt does not prove what it says") \
	X(LOG_INCONSISTENT,      15, "the log does not go on from the one seen before") \
	/* service: reads */ \
	X(NOT_FOUND,              5, "there is nothing of this name for this reader") \
	X(PAGE,                   3, "the page is not one of this list") \
	X(CURSOR,                11, "the cursor lies beyond the end of the log") \
	/* rpc: calls */ \
	X(REQUEST_MALFORMED,      3, "the request is not well-formed") \
	X(METHOD_UNKNOWN,        12, "there is no such method here") \
	X(SERVICE_UNKNOWN,        5, "there is no such service here") \
	X(BUSY,                   8, "more is asked than can be taken on just now") \
	X(STOPPING,              14, "the service is stopping")
/* clang-format on */

enum err {
#define X(name, grpc, text) ERR_##name,
	ERR_TABLE(X)
#undef X
		ERR_COUNT
};

/* Name as sent in a gRPC error detail, e.g. "SIGNATURE_INVALID".  Static storage. */
const char *err_name(enum err e);

/* One sentence for people, without a full stop.  Static storage. */
const char *err_text(enum err e);

/* gRPC status code, 0..16. */
int err_grpc(enum err e);

#endif
