#include "document/yaml_syntax.h"

#include <string.h>

#include "base/ensure.h"

struct node_at yaml_at(yaml_mark_t mark)
{
	return (struct node_at){
		.line = (uint32_t)mark.line + 1,
		.column = (uint32_t)mark.column + 1,
	};
}

struct node_at yaml_at_offset(struct bytes text, size_t offset)
{
	struct node_at at = { 1, 1 };

	ensure(offset <= text.len);
	for (size_t i = 0; i < offset; i++) {
		if (text.data[i] == '\n')
			at = (struct node_at){ at.line + 1, 1 };
		else if ((text.data[i] & 0xc0) != 0x80)
			at.column++;
	}
	return at;
}

/* libyaml counts characters. */
static bool is_tab(struct bytes text, size_t character)
{
	size_t i = 0;

	for (; i < text.len; i++) {
		bool begins = (text.data[i] & 0xc0) != 0x80;

		if (begins && character-- == 0)
			break;
	}
	return i < text.len && text.data[i] == '\t';
}

/* Where the mistake is: where libyaml gave up, or where what it was reading begins. */
enum place { PLACE_OF_PROBLEM, PLACE_OF_CONTEXT };

struct wording {
	const char *problem; /* a part of libyaml's words */
	enum place place;
	const char *whole; /* "the list": its first line is told, then the rest */
	const char *says;
	const char *hint;
};

/* What each problem most often is; the first that fits. */
static const struct wording wordings[] = {
	{ "did not find expected key", PLACE_OF_PROBLEM, "the block of fields",
	  "is broken here",
	  "look at this line and the one before for a missing closing quote, a missing "
	  "blank after a colon, or another indentation" },
	{ "did not find expected '-' indicator", PLACE_OF_PROBLEM, "the list",
	  "is broken here",
	  "look at this line and the one before for a missing \"- \" or another "
	  "indentation" },
	{ "did not find expected ',' or ']'", PLACE_OF_PROBLEM, "the list in [ ]",
	  "is broken here",
	  "put a comma between its values and a ] after the last, and texts that hold "
	  "such characters in double quotes" },
	{ "did not find expected ',' or '}'", PLACE_OF_PROBLEM,
	  "the block of fields in { }", "is broken here",
	  "put a comma between its fields and a } after the last, and texts that hold "
	  "such characters in double quotes" },
	{ "could not find expected ':'", PLACE_OF_CONTEXT, NULL,
	  "this line has no name followed by a colon and a blank",
	  "write NAME: VALUE, with a blank after the colon" },
	{ "found unexpected end of stream", PLACE_OF_CONTEXT, NULL,
	  "the text that begins here has no closing quote",
	  "put the same quote at its end" },
	{ "found unexpected document indicator", PLACE_OF_CONTEXT, NULL,
	  "the text that begins here has no closing quote",
	  "put the same quote at its end" },
	{ "found unknown escape character", PLACE_OF_PROBLEM, NULL,
	  "a backslash in double quotes stands before a character that it cannot change",
	  "write two backslashes for one, or put the text in single quotes" },
	{ "block sequence entries are not allowed", PLACE_OF_PROBLEM, NULL,
	  "a list cannot begin on this line",
	  "put its first \"- \" on a line of its own, below the name of the field" },
	{ "mapping values are not allowed", PLACE_OF_PROBLEM, NULL,
	  "a field cannot begin on this line",
	  "align the field with its neighbours, or put a text that holds \": \" in "
	  "double quotes; on the line before, put a blank after the colon" },
	{ "found a tab character that violates indentation", PLACE_OF_PROBLEM, NULL,
	  "a tab stands in the indentation",
	  "indent with spaces; YAML allows no tabs there" },
	{ "cannot start any token", PLACE_OF_PROBLEM, NULL,
	  "a value cannot begin with this character", "put the text in double quotes" },
	{ "did not find expected <document start>", PLACE_OF_PROBLEM, NULL,
	  "the document ended before this line",
	  "align the field with its neighbours, or remove what is too much" },
	{ "did not find expected comment or line break", PLACE_OF_PROBLEM, NULL,
	  "a text after | or > begins on the line below it",
	  "put the text there, or leave out the sign and put it in double quotes" },
	{ "did not find expected alphabetic or numeric", PLACE_OF_PROBLEM, NULL,
	  "anchors and aliases are not allowed",
	  "put a text that begins with & or * in double quotes" },
	{ "did not find expected node content", PLACE_OF_PROBLEM, NULL,
	  "a value is missing here",
	  "put a text that begins with such a character in double quotes" },
};

static const struct wording a_tab = {
	"cannot start any token",
	PLACE_OF_PROBLEM,
	NULL,
	"a tab stands in the indentation",
	"indent with spaces; YAML allows no tabs there",
};

static const struct wording *wording_of(const yaml_parser_t *parser, struct bytes text)
{
	if (strstr(parser->problem, a_tab.problem) &&
	    is_tab(text, parser->problem_mark.index))
		return &a_tab;
	for (size_t i = 0; i < ARRAY_SIZE(wordings); i++)
		if (strstr(parser->problem, wordings[i].problem))
			return &wordings[i];
	return NULL;
}

static enum err refuse_worded(const struct builder *builder,
			      const yaml_parser_t *parser,
			      const struct wording *wording)
{
	struct node_at problem = yaml_at(parser->problem_mark);
	struct node_at context = yaml_at(parser->context_mark);
	struct node_at at = wording->place == PLACE_OF_CONTEXT ? context : problem;
	struct diag_place place = builder_place(builder, at);
	enum err err;

	if (wording->whole)
		err = diag_error(builder->diag, ERR_DOCUMENT_SYNTAX, place,
				 "not well-formed YAML: %s that begins on line %u %s",
				 wording->whole, context.line, wording->says);
	else
		err = diag_error(builder->diag, ERR_DOCUMENT_SYNTAX, place,
				 "not well-formed YAML: %s", wording->says);
	diag_hint(builder->diag, "%s", wording->hint);
	return err;
}

enum err yaml_refuse_syntax(struct builder *builder, const yaml_parser_t *parser,
			    struct bytes text)
{
	struct node_at at = yaml_at(parser->problem_mark);
	const struct wording *wording = NULL;

	if (parser->error == YAML_MEMORY_ERROR)
		return builder_no_memory(builder, at);
	if (parser->error == YAML_READER_ERROR)
		at = yaml_at_offset(text, parser->problem_offset);
	else
		wording = wording_of(parser, text);
	if (wording)
		return refuse_worded(builder, parser, wording);
	return diag_error(builder->diag, ERR_DOCUMENT_SYNTAX,
			  builder_place(builder, at), "not well-formed YAML: %s%s%s",
			  parser->problem, parser->context ? " " : "",
			  parser->context ? parser->context : "");
}
