#include "rpc/status.h"

#include <stdint.h>
#include <string.h>

#include "base/ensure.h"
#include "google/rpc/error_details.pb-c.h"
#include "google/rpc/status.pb-c.h"

#define UNAVAILABLE         14
#define FAILED_PRECONDITION 9

#define BUSY_RETRY_MS        250
#define UNAVAILABLE_RETRY_MS 1000

/* Of the details' bytes; the rest is room for the message and what has a fixed size. */
#define VIOLATIONS_MAX_BYTES  2200
#define VIOLATION_EXTRA_BYTES 24 /* lengths, field numbers, the type's name */
#define DESCRIPTION_MAX_BYTES 600
#define FIELD_MAX_BYTES       256

#define DETAILS_MAX 3

unsigned status_retry_ms(enum err err)
{
	if (err == ERR_BUSY || err == ERR_QUEUE_FULL)
		return BUSY_RETRY_MS;
	return err_grpc(err) == UNAVAILABLE ? UNAVAILABLE_RETRY_MS : 0;
}

/* Text as a client can read it: UTF-8, and no longer than len. */
static char *readable(struct arena *arena, const char *text, size_t len)
{
	size_t whole = strlen(text);
	char *cut;

	if (whole > len) {
		whole = len - strlen("...");
		while (whole > 0 && ((unsigned char)text[whole] & 0xc0) == 0x80)
			whole--;
		cut = arena_printf(arena, "%.*s...", (int)whole, text);
	} else {
		cut = arena_strdup(arena, text);
	}
	if (!utf8_valid(bytes_of_string(cut)))
		for (char *c = cut; *c != '\0'; c++)
			if ((unsigned char)*c >= 0x80)
				*c = '?';
	return cut;
}

static const char *sentence(struct arena *arena, const struct diag_item *item)
{
	if (item->hint == NULL)
		return item->text;
	return arena_printf(arena, "%s; %s", item->text, item->hint);
}

static const struct diag_item *first_error(const struct diag *diag)
{
	const struct diag_item *item = diag == NULL ? NULL : diag->first;

	while (item != NULL && item->severity != DIAG_ERROR)
		item = item->next;
	return item;
}

static const char *message_of(struct arena *arena, enum err err,
			      const struct diag *diag)
{
	const struct diag_item *item = first_error(diag);
	const char *more = "";

	if (item == NULL)
		return err_text(err);
	if (diag->error_count > 1)
		more = arena_printf(arena, " (and %zu more)", diag->error_count - 1);
	return arena_printf(
		arena, "%s%s%s", diag_place_text(arena, item->place),
		readable(arena, sentence(arena, item), DESCRIPTION_MAX_BYTES), more);
}

/* Mistakes with a place, as many as fit. */
struct violations {
	size_t count;
	size_t left_out;
	struct {
		char *path;
		char *description;
	} rows[VIOLATIONS_MAX_BYTES / VIOLATION_EXTRA_BYTES];
};

static bool is_violation(const struct diag_item *item)
{
	return item->severity == DIAG_ERROR && item->place.path != NULL;
}

static struct violations *violations_of(struct arena *arena, const struct diag *diag)
{
	struct violations *found = arena_new(arena, struct violations);
	size_t used_bytes = 0;

	if (diag == NULL)
		return found;
	for (const struct diag_item *item = diag->first; item; item = item->next) {
		const char *text;

		if (!is_violation(item))
			continue;
		text = sentence(arena, item);
		used_bytes += strnlen(item->place.path, FIELD_MAX_BYTES) +
			      strnlen(text, DESCRIPTION_MAX_BYTES) +
			      VIOLATION_EXTRA_BYTES;
		if (used_bytes > VIOLATIONS_MAX_BYTES) {
			found->left_out++;
			continue;
		}
		found->rows[found->count].path =
			readable(arena, item->place.path, FIELD_MAX_BYTES);
		found->rows[found->count++].description =
			readable(arena, text, DESCRIPTION_MAX_BYTES);
	}
	found->left_out += diag->dropped_count;
	return found;
}

/* The list of details, as it grows. */
struct details {
	struct arena *arena;
	size_t count;
	Google__Protobuf__Any *rows[DETAILS_MAX];
};

static void add_detail(struct details *details, const ProtobufCMessage *message)
{
	Google__Protobuf__Any *any = arena_new(details->arena, Google__Protobuf__Any);

	ensure(details->count < DETAILS_MAX);
	google__protobuf__any__init(any);
	any->type_url = arena_printf(details->arena, "type.googleapis.com/%s",
				     message->descriptor->name);
	any->value.len = protobuf_c_message_get_packed_size(message);
	any->value.data = arena_alloc(details->arena, any->value.len);
	(void)protobuf_c_message_pack(message, any->value.data);
	details->rows[details->count++] = any;
}

static void add_error_info(struct details *details, enum err err, size_t left_out)
{
	Google__Rpc__ErrorInfo info;
	Google__Rpc__ErrorInfo__MetadataEntry entry;
	Google__Rpc__ErrorInfo__MetadataEntry *entries[] = { &entry };
	char key[] = "left_out";

	google__rpc__error_info__init(&info);
	google__rpc__error_info__metadata_entry__init(&entry);
	info.reason = arena_strdup(details->arena, err_name(err));
	info.domain = arena_strdup(details->arena, STATUS_DOMAIN);
	entry.key = key;
	entry.value = arena_printf(details->arena, "%zu", left_out);
	info.n_metadata = left_out > 0 ? 1 : 0;
	info.metadata = entries;
	add_detail(details, &info.base);
}

static void add_bad_request(struct details *details, const struct violations *found)
{
	Google__Rpc__BadRequest bad = GOOGLE__RPC__BAD_REQUEST__INIT;

	bad.n_field_violations = found->count;
	bad.field_violations =
		arena_array(details->arena, Google__Rpc__BadRequest__FieldViolation *,
			    found->count);
	for (size_t i = 0; i < found->count; i++) {
		Google__Rpc__BadRequest__FieldViolation *row = arena_new(
			details->arena, Google__Rpc__BadRequest__FieldViolation);

		google__rpc__bad_request__field_violation__init(row);
		row->field = found->rows[i].path;
		row->description = found->rows[i].description;
		bad.field_violations[i] = row;
	}
	add_detail(details, &bad.base);
}

static void add_precondition(struct details *details, enum err err,
			     const struct violations *found)
{
	typedef Google__Rpc__PreconditionFailure__Violation violation;
	Google__Rpc__PreconditionFailure failure =
		GOOGLE__RPC__PRECONDITION_FAILURE__INIT;

	failure.n_violations = found->count;
	failure.violations = arena_array(details->arena, violation *, found->count);
	for (size_t i = 0; i < found->count; i++) {
		violation *row = arena_new(details->arena, violation);

		google__rpc__precondition_failure__violation__init(row);
		row->type = arena_strdup(details->arena, err_name(err));
		row->subject = found->rows[i].path;
		row->description = found->rows[i].description;
		failure.violations[i] = row;
	}
	add_detail(details, &failure.base);
}

static void add_retry(struct details *details, unsigned wait_ms)
{
	Google__Protobuf__Duration delay = GOOGLE__PROTOBUF__DURATION__INIT;
	Google__Rpc__RetryInfo retry = GOOGLE__RPC__RETRY_INFO__INIT;

	delay.seconds = wait_ms / 1000;
	delay.nanos = (int32_t)(wait_ms % 1000) * 1000000;
	retry.retry_delay = &delay;
	add_detail(details, &retry.base);
}

static void add_details(struct details *details, enum err err, const struct diag *diag)
{
	struct violations *found = violations_of(details->arena, diag);

	add_error_info(details, err, found->left_out);
	if (found->count > 0 && err_grpc(err) == FAILED_PRECONDITION)
		add_precondition(details, err, found);
	else if (found->count > 0)
		add_bad_request(details, found);
	if (status_retry_ms(err) > 0)
		add_retry(details, status_retry_ms(err));
}

struct status status_of(struct arena *arena, enum err err, const struct diag *diag)
{
	struct details details = { .arena = arena };
	Google__Rpc__Status packed;
	char *message =
		readable(arena, message_of(arena, err, diag), STATUS_MESSAGE_MAX_BYTES);
	uint8_t *data;
	size_t len;

	add_details(&details, err, diag);
	google__rpc__status__init(&packed);
	packed.code = err_grpc(err);
	packed.message = message;
	packed.n_details = details.count;
	packed.details = details.rows;
	len = google__rpc__status__get_packed_size(&packed);
	ensure(len <= STATUS_DETAILS_MAX_BYTES);
	data = arena_alloc(arena, len);
	(void)google__rpc__status__pack(&packed, data);
	return (struct status){ packed.code, message, { data, len } };
}
