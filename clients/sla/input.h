#ifndef CLIENTS_SLA_INPUT_H
#define CLIENTS_SLA_INPUT_H

#include <stdbool.h>

#include "crypto/hash.h"
#include "document/document.h"
#include "envelope/envelope.h"
#include "sla/invocation.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/report.pb-c.h"

/*
 * What a file holds, found out by its content: a document in YAML or JSON, or a signed
 * statement.  A document may say what it is in its field "@type"; where it does not, it
 * is what the caller expects.
 *
 * Everything lives in the invocation's arena; every error names the file and, in
 * documents, line and column.
 */

#define INPUT_BYTES_MAX ((size_t)64 << 20)

struct input {
	const char *name; /* of the file */
	struct bytes bytes;
	bool is_signed;
	struct envelope envelope; /* where it is signed: opened, not yet verified */
	const SlbStatement *statement;
	enum document_format format; /* of a document */
	struct document_source *source;
};

/* Reads the file and, where it is signed, opens it strictly. */
enum err input_open(struct invocation *in, const char *name,
		    struct input *out) MUST_CHECK;

/* What a document says it is, e.g. "slabroker.v1.Terms"; NULL where it does not say. */
enum err input_type(struct invocation *in, const struct input *input,
		    const char **out) MUST_CHECK;

/* A document as a message of that type. */
enum err input_message(struct invocation *in, struct input *input,
		       const ProtobufCMessageDescriptor *descriptor,
		       ProtobufCMessage **out) MUST_CHECK;

/*
 * Terms from a document or a signed offer.  bytes are those signed, or else the message
 * packed in the one accepted form: ids are made from them.  Terms in a document are those
 * of an opening offer.
 */
struct terms_file {
	struct input input;
	SlbTerms *terms;
	struct bytes bytes;
	struct digest version_id;
};

/* Form only: contract_check() comes after it. */
enum err terms_file_open(struct invocation *in, const char *name,
			 struct terms_file *out) MUST_CHECK;

/* And what the check says about it: refused when it is not fit to judge by. */
enum err terms_file_check(struct invocation *in,
			  const struct terms_file *file) MUST_CHECK;

/* A report from a document or a signed statement. */
struct report_file {
	struct input input;
	SlbReport *report;
	struct digest digest; /* content id where signed, else of the packed message */
};

/* input was opened; is_signed or a document of a report. */
enum err report_file_of(struct invocation *in, struct input *input,
			struct report_file *out) MUST_CHECK;
enum err report_file_open(struct invocation *in, const char *name,
			  struct report_file *out) MUST_CHECK;

/*
 * Diagnostics after `after` (NULL: all) that name a field of the input and no line get
 * file, line and column of that field.
 */
void input_locate(struct invocation *in, const struct input *input,
		  const struct diag_item *after);

/* The same for what was told about reports by their file names: a document is read once
 * more for that, since a year of them has no room for its lines. */
void report_files_locate(struct invocation *in, const struct report_file *files,
			 size_t count, const struct diag_item *after);

#endif
