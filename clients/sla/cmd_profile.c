#include "sla/commands.h"

#include <string.h>

#include "crypto/sign.h"
#include "document/document.h"
#include "lib/channel.h"
#include "lib/profile.h"
#include "sla/answer.h"
#include "sla/connection.h"
#include "sla/files.h"
#include "sla/keys.h"

/* clang-format off */
const struct option profile_new_options[] = {
	{ "broker", OPTION_TEXT, 'b', false, true, "ADDRESS", NULL,
	  "where it listens: unix:/PATH, 127.0.0.1:PORT, or HOST:PORT with TLS" },
	{ "log-key", OPTION_TEXT, 'l', false, true, "KEY", NULL,
	  "the verifier key of its log, as the operator published it" },
	{ "organisation", OPTION_TEXT, 0, false, true, "ORG", NULL,
	  "who speaks: an organisation's slug, or operator" },
	{ "statements-key", OPTION_FILE, 0, false, false, "KEY", NULL,
	  "key file for what it says; the operator's key for the operator" },
	{ "tokens-key", OPTION_FILE, 0, false, false, "KEY", NULL,
	  "key file for tokens, with which it reads" },
	{ "root-key", OPTION_FILE, 0, false, false, "KEY", NULL,
	  "key file of a root key, which adds and revokes keys" },
	{ "tls", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "TLS, trusting the authorities of this system" },
	{ "tls-ca", OPTION_FILE, 0, false, false, "PEM", NULL,
	  "TLS, trusting these authorities" },
	{ "tls-certificate", OPTION_FILE, 0, false, false, "PEM", NULL,
	  "a certificate of one's own, with --tls-key" },
	{ "tls-key", OPTION_FILE, 0, false, false, "PEM", NULL,
	  "the key of that certificate" },
	{ "tls-name", OPTION_TEXT, 0, false, false, "NAME", NULL,
	  "the name in the broker's certificate, where it is not that of the address" },
	{ "state", OPTION_FILE, 0, false, false, "DIR", NULL,
	  "where to keep what waits, receipts, and the last checkpoint" },
	{ "to", OPTION_FILE, 0, false, false, "FILE", NULL,
	  "write it there instead" },
	OPTION_ROW_END
};

const struct option profile_show_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

/* ---- sla profile new ---- */

static char *text_of(struct invocation *in, const char *option)
{
	const char *text = option_text(&in->options, option);

	return arena_strdup(in->arena, text == NULL ? "" : text);
}

/* A file is named from the profile's folder; from here it is given. */
static char *path_of(struct invocation *in, const char *option)
{
	const char *path = option_text(&in->options, option);
	char *here;

	if (path == NULL || path[0] == '/')
		return text_of(in, option);
	here = folder_here(in->arena);
	return here == NULL ? text_of(in, option)
			    : arena_printf(in->arena, "%s/%s", here, path);
}

static SlbProfileTls *tls_of(struct invocation *in)
{
	SlbProfileTls *tls = arena_new(in->arena, SlbProfileTls);

	slb_profile_tls__init(tls);
	tls->ca_file = path_of(in, "tls-ca");
	tls->certificate_file = path_of(in, "tls-certificate");
	tls->key_file = path_of(in, "tls-key");
	tls->server_name = text_of(in, "tls-name");
	if (tls->ca_file[0] == '\0' && tls->certificate_file[0] == '\0' &&
	    tls->key_file[0] == '\0' && tls->server_name[0] == '\0' &&
	    !option_given(&in->options, "tls"))
		return NULL;
	return tls;
}

static void fill(struct invocation *in, SlbProfile *profile)
{
	const char *log_key = option_text(&in->options, "log-key");

	slb_profile__init(profile);
	profile->broker = text_of(in, "broker");
	profile->log_key = text_of(in, "log-key");
	/* The name of the log's key is the log's origin. */
	profile->origin = arena_strndup(in->arena, log_key, strcspn(log_key, "+"));
	profile->organisation = text_of(in, "organisation");
	profile->statements_key = path_of(in, "statements-key");
	profile->tokens_key = path_of(in, "tokens-key");
	profile->root_key = path_of(in, "root-key");
	profile->state_folder = path_of(in, "state");
	profile->tls = tls_of(in);
}

/* A file that cannot be used is met now, not when something has to be signed in time. */
static void check_key(struct invocation *in, const char *option,
		      enum key_purpose purpose)
{
	const char *file = option_text(&in->options, option);
	const char *organisation = option_text(&in->options, "organisation");
	struct key_owner owner;
	enum err e;

	if (file == NULL)
		return;
	e = signing_key_owner(in, file, &owner);
	if (e == ERR_OK && owner.purpose != purpose)
		e = diag_error(&in->diag, ERR_KEY_NOT_FOR_THIS,
			       (struct diag_place){ .file = file },
			       "the purpose of the key is %s",
			       key_purpose_name(owner.purpose));
	if (e == ERR_OK)
		note_other_owner(in, file, organisation, &owner);
	else if (e != ERR_KEY_EXPOSED)
		diag_hint(&in->diag,
			  "--%s wants the file of a secret key of purpose %s: "
			  "sla key new --name %s --purpose %s --to FILE makes one",
			  option, key_purpose_name(purpose), organisation,
			  key_purpose_name(purpose));
}

static void check_keys(struct invocation *in, const SlbProfile *profile)
{
	bool is_operator = strcmp(profile->organisation, "operator") == 0;

	check_key(in, "statements-key",
		  is_operator ? KEY_PURPOSE_OPERATOR : KEY_PURPOSE_STATEMENTS);
	check_key(in, "tokens-key", KEY_PURPOSE_TOKENS);
	check_key(in, "root-key", KEY_PURPOSE_ROOT);
}

static enum err write_profile(struct invocation *in, const SlbProfile *profile,
			      const char *file)
{
	const char *slash = strrchr(file, '/');
	struct bytes content;
	enum err e = document_write_typed(in->arena, &profile->base, DOCUMENT_YAML,
					  &content);

	if (e == ERR_OK && slash != NULL && slash != file)
		e = folder_make_private(
			in->arena,
			arena_strndup(in->arena, file, (size_t)(slash - file)),
			&in->diag);
	if (e == ERR_OK)
		e = file_write_new(in->arena, file, content, &in->diag);
	return e;
}

enum err profile_new(struct invocation *in)
{
	struct profile_places places = profile_places_of_environment();
	const char *file = option_text(&in->options, "to");
	const char *name = in->operand_count > 0 ? in->operands[0] : "default";
	struct note_key log_key;
	SlbProfile profile;
	enum err e;

	fill(in, &profile);
	e = profile_check(in->arena, &profile, &log_key, &in->diag);
	check_keys(in, &profile);
	if (e == ERR_OK && profile.tls != NULL)
		e = channel_files_check(profile.tls, &in->diag);
	if (e == ERR_OK)
		e = in->diag.first_error;
	if (e == ERR_OK && file == NULL)
		e = profile_find(in->arena, &places, name, &file, &in->diag);
	if (e == ERR_OK)
		e = write_profile(in, &profile, file);
	if (e == ERR_OK && strcmp(file, "-") != 0)
		(void)fprintf(in->out.stream, "%s\n", file);
	return e;
}

/* ---- sla profile show ---- */

static void fact_if(struct page *page, const char *name, const char *text)
{
	if (text[0] != '\0')
		page_fact(page, name, "%s", text);
}

enum err profile_show(struct invocation *in)
{
	struct profile profile;
	struct page page;
	struct answer answer = { .page = &page };
	enum err e = profile_open(in, &profile);
	const SlbProfile *message = profile.message;

	if (e != ERR_OK)
		return e;
	page_init(&page, in->arena,
		  arena_printf(in->arena, "Profile %s", profile.file));
	page_fact(&page, "Broker", "%s, %s", message->broker,
		  message->tls == NULL ? "without TLS" : "TLS");
	page_fact(&page, "Its log", "%s", message->origin);
	page_fact(&page, "Key of its log", "%s", message->log_key);
	page_fact(&page, "Speaks as", "%s", message->organisation);
	fact_if(&page, "Key for statements", message->statements_key);
	fact_if(&page, "Key for tokens", message->tokens_key);
	fact_if(&page, "Root key", message->root_key);
	page_fact(&page, "State", "%s", message->state_folder);
	answer.message = &message->base;
	return answer_give(in, &answer);
}
