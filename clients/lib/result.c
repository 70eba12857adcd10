#include "lib/result.h"

enum slabroker_result result_of(enum err e)
{
	/* A table would hide that a new error belongs to one of these. */
	switch ((int)e) {
	case ERR_OK:
		return SLABROKER_DONE;
	case ERR_USAGE:
		return SLABROKER_USAGE;
	case ERR_UNREACHABLE:
		return SLABROKER_UNREACHABLE;
	case ERR_INTERNAL:
	case ERR_NO_MEMORY:
		return SLABROKER_INTERNAL;
	case ERR_KEY_UNKNOWN:
	case ERR_ENVELOPE_SIZE:
	case ERR_WIRE_NOT_CANONICAL:
	case ERR_ENVELOPE_SHAPE:
	case ERR_EDITION_UNKNOWN:
	case ERR_AUDIENCE_WRONG:
	case ERR_BATCH_PATH:
	case ERR_SIGNATURE_INVALID:
	case ERR_PROOF_INVALID:
	case ERR_LEAF_INVALID:
	case ERR_CHECKPOINT_INVALID:
	case ERR_RECEIPT_INVALID:
	case ERR_LOG_INCONSISTENT:
	case ERR_BUNDLE_FORM:
	case ERR_BUNDLE_INVALID:
		return SLABROKER_EVIDENCE;
	default:
		return SLABROKER_REFUSED;
	}
}
