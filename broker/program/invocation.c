#include "program/invocation.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"

/* clang-format off */
const struct option options[OPTION_COUNT] = {
	[OPTION_CONFIG] = { "config", "FILE", "",
		"the configuration; each of its keys is an option too, which wins ("
		CONFIG_FILE ")", false },
	[OPTION_ORIGIN] = { "origin", "NAME", NULL,
		"name of the log, e.g. broker.example/log: the audience of statements", true },
	[OPTION_STORE] = { "store", "FOLDER", "/var/lib/slabroker/store",
		"where the log lies, on a local disk", true },
	[OPTION_STATE] = { "state", "FOLDER", "/var/lib/slabroker/state",
		"where checkpoint and content keys lie, better on another disk", true },
	[OPTION_MASTER_KEY] = { "master-key", "FILE", "/etc/slabroker/master.key",
		"the key that wraps content keys; made by init where it is not there", true },
	[OPTION_LOG_KEY] = { "log-key", "FILE", "/etc/slabroker/log.key",
		"key that signs checkpoints: sla key new --purpose log --no-passphrase", true },
	[OPTION_NOTICE_KEY] = { "notice-key", "FILE", "/etc/slabroker/notice.key",
		"key that signs what the broker says: --purpose notices", true },
	[OPTION_NEXT_LOG_KEY] = { "next-log-key", "FILE", "",
		"log key that `sla log rotate-key` may put in the place of --log-key", true },
	[OPTION_NEXT_NOTICE_KEY] = { "next-notice-key", "FILE", "",
		"the same for --notice-key", true },
	[OPTION_OPERATOR_KEY] = { "operator-key", "FILE", NULL,
		"the operator's key, --purpose operator; signs the opening, then is put away",
		false },
	[OPTION_PASSPHRASE_FILE] = { "passphrase-file", "FILE", "",
		"the operator key's passphrase is the first line of FILE", false },
	[OPTION_LISTEN] = { "listen", "ADDRESS", "",
		"unix:PATH, 127.0.0.1:7443 or [::1]:7443; may be given again\n"
		"      (unix:/run/slabroker/socket and 127.0.0.1:7443)", true },
	[OPTION_TLS_CERTIFICATE] = { "tls-certificate", "FILE", "",
		"PEM of the certificate and its chain, for all but unix sockets", true },
	[OPTION_TLS_KEY] = { "tls-key", "FILE", "",
		"PEM of its private key", true },
	[OPTION_TLS_CLIENT_CA] = { "tls-client-ca", "FILE", "",
		"PEM of the authority that signed the clients' certificates: mutual TLS", true },
	[OPTION_PLAIN_ANYWHERE] = { "plain-anywhere", "", "",
		"listen beyond this machine without TLS. Only behind a proxy that terminates\n"
		"      TLS and limits requests: gRPC 1.51 should not meet a network directly",
		true },
	[OPTION_QUEUES] = { "queues", "NUMBER", "",
		"threads that serve connections (one for each processor but one)", true },
	[OPTION_WORKERS] = { "workers", "NUMBER", "",
		"threads that verify and read (one for each processor)", true },
	[OPTION_GRACE_S] = { "grace-s", "NUMBER", "",
		"seconds that open calls get when the broker stops (10)", true },
	[OPTION_METRICS] = { "metrics", "ADDRESS", "",
		"serve OpenMetrics at http://ADDRESS/metrics, on this machine alone: 127.0.0.1:9464\n"
		"      (nowhere)", true },
	[OPTION_WAITING_MAX] = { "waiting-max", "NUMBER", "",
		"statements that may wait to be logged, of all organisations (8192)", true },
	[OPTION_WAITING_MAX_EACH] = { "waiting-max-each", "NUMBER", "",
		"the same of one organisation (1024, or --waiting-max where that is less)",
		true },
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

/* The words that are options, in their order; for the configuration. */
struct given {
	enum option_name *names;
	const char **values;
	size_t count;
};

static enum err take_option(struct invocation *in, struct given *given, size_t option,
			    const char *value, const char *word)
{
	if (value == NULL)
		return usage(in, word, "a value is missing", NULL);
	in->values[option] = value;
	given->names[given->count] = (enum option_name)option;
	given->values[given->count++] = value;
	return ERR_OK;
}

/* --name VALUE, --name=VALUE or --name, at words[0]; *used is how many words. */
static enum err read_option(struct invocation *in, const struct command *command,
			    char *const *words, struct given *given, int *used)
{
	const char *name = words[0] + 2;
	size_t len = strcspn(name, "=");

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if ((command->uses & 1u << i) == 0 || strlen(options[i].name) != len ||
		    memcmp(options[i].name, name, len) != 0)
			continue;
		if (options[i].value[0] == '\0')
			return name[len] == '\0'
				       ? take_option(in, given, i, "", words[0])
				       : usage(in, words[0], "it takes no value", NULL);
		*used = name[len] == '=' ? 1 : 2;
		return take_option(in, given, i,
				   name[len] == '=' ? name + len + 1 : words[1],
				   words[0]);
	}
	return unknown_option(in, command, words[0]);
}

/* The file, then what the words say instead, then what both leave out. */
static enum err read_config(struct invocation *in, const struct given *given)
{
	const char *file = in->values[OPTION_CONFIG];
	struct config_change change = { NULL, false };
	enum err err = ERR_OK;

	/* One that is there and may not be read is no reason to go on without it. */
	if (file == NULL && (access(CONFIG_FILE, F_OK) == 0 || errno != ENOENT))
		file = CONFIG_FILE;
	if (file != NULL) {
		err = config_read(&in->arena, file, &in->config, &in->diag);
	} else {
		in->config = arena_new(&in->arena, SlbBrokerConfig);
		slb_broker_config__init(in->config);
	}
	change.config = in->config;
	for (size_t i = 0; err == ERR_OK && i < given->count; i++) {
		const struct option *option = &options[given->names[i]];

		if (option->is_config)
			err = config_set(&in->arena, &change, option->name,
					 given->values[i], &in->diag);
	}
	return err == ERR_OK ? config_complete(&in->arena, in->config, &in->diag) : err;
}

/* What other files look for among the values, where the command uses it. */
static void spread_config(struct invocation *in, const struct command *command)
{
	const SlbBrokerConfig *config = in->config;
	const char *const values[OPTION_COUNT] = {
		[OPTION_ORIGIN] = config->origin,
		[OPTION_STORE] = config->store,
		[OPTION_STATE] = config->state,
		[OPTION_MASTER_KEY] = config->master_key,
		[OPTION_LOG_KEY] = config->log_key,
		[OPTION_NOTICE_KEY] = config->notice_key,
		[OPTION_NEXT_LOG_KEY] = config->next_log_key,
		[OPTION_NEXT_NOTICE_KEY] = config->next_notice_key,
	};

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (values[i] != NULL && (command->uses & 1u << i) != 0)
			in->values[i] = values[i];
	}
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

static size_t word_count(char *const *words)
{
	size_t count = 0;

	while (words[count] != NULL)
		count++;
	return count;
}

static enum err read_words(struct invocation *in, const struct command *command,
			   char *const *words, struct given *given)
{
	while (*words != NULL) {
		enum err err = ERR_OK;
		int used = 1;

		if (strncmp(*words, "--", 2) == 0)
			err = read_option(in, command, words, given, &used);
		else if (*command->operand != '\0' && in->operand == NULL)
			in->operand = *words;
		else
			err = usage(in, *words, "the command takes no such word", NULL);
		if (err != ERR_OK)
			return err;
		words += used;
	}
	return ERR_OK;
}

enum err invocation_read(struct invocation *in, const struct command *command,
			 char *const *words)
{
	size_t count = word_count(words);
	struct given given = {
		.names = arena_array(&in->arena, enum option_name, count),
		.values = arena_array(&in->arena, const char *, count),
	};
	enum err err = read_words(in, command, words, &given);

	if (err == ERR_OK)
		err = read_config(in, &given);
	if (err != ERR_OK)
		return err;
	spread_config(in, command);
	return check_given(in, command);
}
