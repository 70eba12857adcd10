#include "lib/refusal.h"

#include <string.h>

#include "google/rpc/error_details.pb-c.h"
#include "lib/answer.h"

#define CODE_DEADLINE_EXCEEDED  4
#define CODE_RESOURCE_EXHAUSTED 8
#define CODE_UNAVAILABLE        14

/* ---- reading ---- */

static void take_error_info(struct arena *arena, const ProtobufCMessage *message,
			    struct refusal *out)
{
	const Google__Rpc__ErrorInfo *info = (const Google__Rpc__ErrorInfo *)message;
	size_t i;

	(void)arena;
	if (info->reason[0] != '\0')
		out->reason = info->reason;
	for (i = 0; i < info->n_metadata; i++) {
		if (strcmp(info->metadata[i]->key, "left_out") == 0)
			out->left_out = info->metadata[i]->value;
	}
}

static void take_retry_info(struct arena *arena, const ProtobufCMessage *message,
			    struct refusal *out)
{
	const Google__Rpc__RetryInfo *info = (const Google__Rpc__RetryInfo *)message;
	const Google__Protobuf__Duration *delay = info->retry_delay;

	(void)arena;
	if (delay == NULL || delay->seconds < 0 || delay->nanos < 0)
		return;
	out->says_when = true;
	if (delay->seconds >= REFUSAL_RETRY_MS_MAX / 1000)
		out->retry_ms = REFUSAL_RETRY_MS_MAX;
	else
		out->retry_ms = (uint32_t)delay->seconds * 1000 +
				(uint32_t)delay->nanos / 1000000;
}

static void take_bad_request(struct arena *arena, const ProtobufCMessage *message,
			     struct refusal *out)
{
	const Google__Rpc__BadRequest *bad = (const Google__Rpc__BadRequest *)message;
	size_t i;

	out->faults = arena_array(arena, struct refusal_fault, bad->n_field_violations);
	out->fault_count = bad->n_field_violations;
	for (i = 0; i < out->fault_count; i++)
		out->faults[i] = (struct refusal_fault){
			bad->field_violations[i]->field,
			bad->field_violations[i]->description,
		};
}

static void take_precondition(struct arena *arena, const ProtobufCMessage *message,
			      struct refusal *out)
{
	const Google__Rpc__PreconditionFailure *failure =
		(const Google__Rpc__PreconditionFailure *)message;
	size_t i;

	out->faults = arena_array(arena, struct refusal_fault, failure->n_violations);
	out->fault_count = failure->n_violations;
	for (i = 0; i < out->fault_count; i++)
		out->faults[i] = (struct refusal_fault){
			failure->violations[i]->subject,
			failure->violations[i]->description,
		};
}

static const struct {
	const ProtobufCMessageDescriptor *type;
	void (*take)(struct arena *arena, const ProtobufCMessage *message,
		     struct refusal *out);
} details_known[] = {
	{ &google__rpc__error_info__descriptor, take_error_info },
	{ &google__rpc__retry_info__descriptor, take_retry_info },
	{ &google__rpc__bad_request__descriptor, take_bad_request },
	{ &google__rpc__precondition_failure__descriptor, take_precondition },
};

static void take_detail(struct arena *arena, const Google__Protobuf__Any *detail,
			struct refusal *out)
{
	const char *slash = strrchr(detail->type_url, '/');
	const char *name = slash == NULL ? detail->type_url : slash + 1;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(details_known); i++) {
		const ProtobufCMessage *message;

		if (strcmp(details_known[i].type->name, name) != 0)
			continue;
		message = answer_unpack(
			arena, details_known[i].type,
			(struct bytes){ detail->value.data, detail->value.len });
		if (message != NULL)
			details_known[i].take(arena, message, out);
	}
}

void refusal_of_status(struct arena *arena, const Google__Rpc__Status *status,
		       struct refusal *out)
{
	size_t i;

	*out = (struct refusal){ .code = status->code, .message = status->message };
	for (i = 0; i < status->n_details; i++)
		take_detail(arena, status->details[i], out);
}

void refusal_read(struct arena *arena, int code, const char *message,
		  struct bytes details, struct refusal *out)
{
	const ProtobufCMessage *status = NULL;

	if (details.len > 0 && details.len <= REFUSAL_DETAILS_MAX_BYTES)
		status =
			answer_unpack(arena, &google__rpc__status__descriptor, details);
	if (status != NULL)
		refusal_of_status(arena, (const Google__Rpc__Status *)status, out);
	else
		*out = (struct refusal){ 0 };
	/* The trailer's own code and message are what every client sees. */
	out->code = code;
	out->message = arena_strdup(arena, message);
}

bool refusal_may_pass(const struct refusal *refusal)
{
	return refusal->code == CODE_UNAVAILABLE ||
	       refusal->code == CODE_DEADLINE_EXCEEDED ||
	       (refusal->code == CODE_RESOURCE_EXHAUSTED && refusal->says_when);
}

/* ---- telling ---- */

/* The grpc.io names of the codes that a refusal may have without a reason of ours. */
static const char *const code_names[] = {
	"OK",
	"CANCELLED",
	"UNKNOWN",
	"INVALID_ARGUMENT",
	"DEADLINE_EXCEEDED",
	"NOT_FOUND",
	"ALREADY_EXISTS",
	"PERMISSION_DENIED",
	"RESOURCE_EXHAUSTED",
	"FAILED_PRECONDITION",
	"ABORTED",
	"OUT_OF_RANGE",
	"UNIMPLEMENTED",
	"INTERNAL",
	"UNAVAILABLE",
	"DATA_LOSS",
	"UNAUTHENTICATED",
};

static const char *name_of(const struct refusal *refusal)
{
	if (refusal->reason != NULL)
		return refusal->reason;
	if (refusal->code >= 0 && refusal->code < (int)ARRAY_SIZE(code_names))
		return code_names[refusal->code];
	return "a status that does not exist";
}

static enum err code_of(const struct refusal *refusal, enum err otherwise)
{
	int e;

	for (e = ERR_OK + 1; refusal->reason != NULL && e < ERR_COUNT; e++) {
		if (strcmp(err_name((enum err)e), refusal->reason) == 0)
			return (enum err)e;
	}
	return otherwise;
}

static bool no_answer(const struct refusal *refusal)
{
	return refusal->reason == NULL && (refusal->code == CODE_UNAVAILABLE ||
					   refusal->code == CODE_DEADLINE_EXCEEDED);
}

static void tell_faults(const struct refusal *refusal, enum err code, struct diag *diag)
{
	size_t i;

	for (i = 0; i < refusal->fault_count; i++) {
		const struct refusal_fault *fault = &refusal->faults[i];
		const char *field = fault->field[0] == '\0' ? NULL : fault->field;

		/* The first one usually is the message, said once more with its field. */
		if (strstr(refusal->message, fault->text) == NULL ||
		    refusal->fault_count > 1)
			(void)diag_error(diag, code, diag_at(field), "%s", fault->text);
	}
	if (refusal->left_out != NULL)
		diag_note(diag, diag_at(NULL), "and %s more that were not sent",
			  refusal->left_out);
}

static const char *what_to_check(const SlbProfile *profile)
{
	if (strncmp(profile->broker, "unix:", 5) == 0)
		return "it runs on this machine, and that you may use its socket";
	if (profile->tls != NULL)
		return "it runs and can be reached from here, and that both sides' "
		       "certificates hold (\"tls\")";
	return "it runs on this machine, and listens there without TLS";
}

static enum err tell_no_answer(const struct refusal *refusal,
			       const struct profile *profile, struct diag *diag)
{
	const char *said = refusal->message;

	(void)diag_error(diag, ERR_UNREACHABLE, diag_at(NULL),
			 "the broker at %s does not answer%s", profile->message->broker,
			 refusal->code == CODE_DEADLINE_EXCEEDED ? " in time" : "");
	diag_hint(diag, "the address stands in %s: check it, that %s%s%s",
		  profile->file, what_to_check(profile->message),
		  said[0] == '\0' ? "" : "; gRPC says: ", said);
	return ERR_UNREACHABLE;
}

enum err refusal_tell(const struct refusal *refusal, const struct profile *profile,
		      struct diag *diag)
{
	enum err code;

	if (no_answer(refusal))
		return tell_no_answer(refusal, profile, diag);
	code = code_of(refusal, ERR_REFUSED);
	(void)diag_error(diag, code, diag_at(NULL), "the broker refused (%s): %s",
			 name_of(refusal),
			 refusal->message[0] == '\0' ? "it does not say why"
						     : refusal->message);
	tell_faults(refusal, code, diag);
	/* Asked again later, it may be taken. */
	return refusal_may_pass(refusal) ? ERR_UNREACHABLE : ERR_REFUSED;
}
