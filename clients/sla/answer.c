#include "sla/answer.h"

#include <string.h>

#include "sla/command.h"
#include "sla/files.h"
#include "sla/value.h"

static bool has_option(const struct invocation *in, const char *name)
{
	const struct option *option;

	for (option = in->options.table; option->name != NULL; option++) {
		if (strcmp(option->name, name) == 0)
			return true;
	}
	return false;
}

static const char *file_of(const struct invocation *in, const char *name)
{
	return has_option(in, name) ? option_text(&in->options, name) : NULL;
}

bool output_is(const struct invocation *in, const char *form)
{
	return strcmp(option_text(&in->options, "output"), form) == 0;
}

/* Standard output goes through its stream, so that its errors are met once, at the end. */
static enum err give_bytes(struct invocation *in, const char *name,
			   struct bytes content)
{
	if (name != NULL && strcmp(name, "-") != 0)
		return file_write(in->arena, name, content, &in->diag);
	if (fwrite(content.data, 1, content.len, in->out.stream) != content.len)
		return diag_error(&in->diag, ERR_IO, diag_at(NULL),
				  "the answer cannot be written to standard output");
	return ERR_OK;
}

enum err answer_bytes(struct invocation *in, struct bytes content)
{
	return give_bytes(in, file_of(in, "to"), content);
}

static enum err give_document(struct invocation *in, const struct answer *answer,
			      enum document_format format, const char *to)
{
	struct bytes content;
	enum err e;

	if (answer->message != NULL)
		e = document_write_typed(in->arena, answer->message, format, &content);
	else
		e = value_write(in->arena, answer->value, format, &content);
	if (e != ERR_OK)
		return diag_error(&in->diag, e, diag_at(NULL),
				  "the answer cannot be written as a document");
	return give_bytes(in, to, content);
}

static enum err give_text(struct invocation *in, const struct page *page,
			  const char *to)
{
	static const struct terminal plain = { .stream = NULL };
	const struct terminal *terminal = to == NULL ? &in->out : &plain;

	return give_bytes(in, to, bytes_of_string(page_text(page, terminal)));
}

static enum err give_html(struct invocation *in, const struct answer *answer)
{
	static const char footer[] =
		"Made by sla, the tool of slabroker. Figures are exact: whoever computes "
		"them again from the same contract and reports gets the same.";
	const char *name = file_of(in, "html");
	const struct page *page = answer->html != NULL ? answer->html : answer->page;

	if (name == NULL)
		return ERR_OK;
	return file_write(in->arena, name, page_html(page, footer), &in->diag);
}

enum err answer_give(struct invocation *in, const struct answer *answer)
{
	const char *to = answer->beside_to ? NULL : file_of(in, "to");
	enum err e = give_html(in, answer);

	if (e != ERR_OK)
		return e;
	if (output_is(in, "json"))
		return give_document(in, answer, DOCUMENT_JSON, to);
	if (output_is(in, "yaml"))
		return give_document(in, answer, DOCUMENT_YAML, to);
	return give_text(in, answer->page, to);
}
