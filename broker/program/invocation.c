#include "program/invocation.h"

#include <string.h>

#include "base/nearest.h"

/* clang-format off */
const struct option options[OPTION_COUNT] = {
	[OPTION_ORIGIN] = { "origin", "NAME", NULL,
		"name of the log, e.g. broker.example/log: the audience of statements" },
	[OPTION_STORE] = { "store", "FOLDER", "/var/lib/slabroker/store",
		"where the log lies, on a local disk" },
	[OPTION_STATE] = { "state", "FOLDER", "/var/lib/slabroker/state",
		"where checkpoint and content keys lie, better on another disk" },
	[OPTION_MASTER_KEY] = { "master-key", "FILE", "/etc/slabroker/master.key",
		"the key that wraps content keys; made by init where it is not there" },
	[OPTION_LOG_KEY] = { "log-key", "FILE", "/etc/slabroker/log.key",
		"key that signs checkpoints: sla key new --purpose log --no-passphrase" },
	[OPTION_NOTICE_KEY] = { "notice-key", "FILE", "/etc/slabroker/notice.key",
		"key that signs what the broker says: --purpose notices" },
	[OPTION_OPERATOR_KEY] = { "operator-key", "FILE", NULL,
		"the operator's key, --purpose operator; signs the opening, then is put away" },
	[OPTION_PASSPHRASE_FILE] = { "passphrase-file", "FILE", "",
		"the operator key's passphrase is the first line of FILE" },
};
/* clang-format on */

static enum err usage(struct invocation *in, const char *word, const char *what,
		      const char *nearest)
{
	(void)diag_error(&in->diag, ERR_USAGE, diag_at(""), "%s: %s", word, what);
	if (nearest != NULL)
		diag_hint(&in->diag, "%s", nearest);
	return ERR_USAGE;
}

static enum err unknown_option(struct invocation *in, const struct command *command,
			       const char *word)
{
	struct nearest nearest;

	nearest_init(&nearest, word + 2);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if ((command->uses & 1u << i) != 0)
			nearest_offer(&nearest, options[i].name, options[i].name);
	}
	return usage(in, word, "the command has no such option",
		     nearest.best == NULL
			     ? NULL
			     : arena_printf(&in->arena, "--%s", nearest.best));
}

/* --name VALUE or --name=VALUE, at words[0]; *used is how many words. */
static enum err read_option(struct invocation *in, const struct command *command,
			    char *const *words, int *used)
{
	const char *name = words[0] + 2;
	size_t len = strcspn(name, "=");

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if ((command->uses & 1u << i) == 0 || strlen(options[i].name) != len ||
		    memcmp(options[i].name, name, len) != 0)
			continue;
		in->values[i] = name[len] == '=' ? name + len + 1 : words[1];
		*used = name[len] == '=' ? 1 : 2;
		return in->values[i] == NULL
			       ? usage(in, words[0], "a value is missing", NULL)
			       : ERR_OK;
	}
	return unknown_option(in, command, words[0]);
}

static enum err check_given(struct invocation *in, const struct command *command)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if ((command->uses & 1u << i) != 0 && in->values[i] == NULL)
			in->values[i] = options[i].fallback;
		if ((command->uses & 1u << i) != 0 && in->values[i] == NULL)
			(void)usage(in, options[i].name, "the option is missing",
				    arena_printf(&in->arena, "--%s %s: %s",
						 options[i].name, options[i].value,
						 options[i].help));
	}
	if (*command->operand != '\0' && in->operand == NULL)
		(void)usage(in, command->operand, "the operand is missing", NULL);
	return in->diag.first_error;
}

enum err invocation_read(struct invocation *in, const struct command *command,
			 char *const *words)
{
	while (*words != NULL) {
		enum err err = ERR_OK;
		int used = 1;

		if (strncmp(*words, "--", 2) == 0)
			err = read_option(in, command, words, &used);
		else if (*command->operand != '\0' && in->operand == NULL)
			in->operand = *words;
		else
			err = usage(in, *words, "the command takes no such word", NULL);
		if (err != ERR_OK)
			return err;
		words += used;
	}
	return check_given(in, command);
}
