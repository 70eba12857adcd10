#include "sla/policies.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "sla/files.h"
#include "sla/input.h"

static const struct {
	const char *folder;
	const char *word;
} kinds[] = {
	[POLICY_METRIC] = { "metrics", "metric" },
	[POLICY_TEMPLATE] = { "templates", "template" },
};

/* The folder that the program lies in, or NULL. */
static const char *program_folder(struct arena *arena)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
	char *slash;

	if (len <= 0)
		return NULL;
	path[len] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	return arena_strdup(arena, path);
}

static const char *policies_folder(struct invocation *in)
{
	static const char *const beside[] = { "../policies", "../../policies",
					      "../share/slabroker/policies" };
	const char *given = option_text(&in->options, "policies");
	const char *program = program_folder(in->arena);
	size_t i;

	if (given == NULL)
		given = environment("SLABROKER_POLICIES");
	if (given != NULL)
		return given;
	for (i = 0; program != NULL && i < ARRAY_SIZE(beside); i++) {
		const char *folder = path_join(in->arena, program, beside[i]);

		if (folder_is(path_join(in->arena, folder, "metrics")))
			return folder;
	}
	return SLABROKER_SHARE_DIR "/policies";
}

/* "folder/name.yaml" to "name"; NULL for another file. */
static const char *name_of(struct arena *arena, const char *file)
{
	static const char suffix[] = ".yaml";
	const char *slash = strrchr(file, '/');
	const char *name = slash == NULL ? file : slash + 1;
	size_t len = strlen(name);
	size_t suffix_len = sizeof suffix - 1;

	if (len <= suffix_len || strcmp(name + len - suffix_len, suffix) != 0)
		return NULL;
	return arena_strndup(arena, name, len - suffix_len);
}

enum err policies_list(struct invocation *in, enum policy_kind kind,
		       struct policy_name **out, size_t *count)
{
	const char *folder =
		path_join(in->arena, policies_folder(in), kinds[kind].folder);
	struct name_list files = { 0 };
	size_t i;
	enum err e = folder_list(in->arena, folder, &files, &in->diag);

	if (e != ERR_OK) {
		diag_hint(&in->diag, "name the folder of policies with --policies DIR");
		return e;
	}
	*out = arena_array(in->arena, struct policy_name, files.count + 1);
	*count = 0;
	for (i = 0; i < files.count; i++) {
		const char *name = name_of(in->arena, files.names[i]);

		if (name != NULL)
			(*out)[(*count)++] =
				(struct policy_name){ name, files.names[i] };
	}
	return ERR_OK;
}

enum err policies_find(struct invocation *in, enum policy_kind kind, const char *name,
		       const char **file)
{
	struct policy_name *policies;
	struct nearest nearest;
	size_t count;
	size_t i;
	enum err e = policies_list(in, kind, &policies, &count);

	if (e != ERR_OK)
		return e;
	nearest_init(&nearest, name);
	for (i = 0; i < count; i++) {
		if (strcmp(policies[i].name, name) == 0) {
			*file = policies[i].file;
			return ERR_OK;
		}
		nearest_offer(&nearest, policies[i].name, policies[i].name);
	}
	e = diag_error(&in->diag, ERR_POLICY_UNKNOWN, diag_at(NULL),
		       "there is no %s \"%s\"", kinds[kind].word, name);
	if (nearest.best != NULL)
		diag_hint(&in->diag, "did you mean %s?", nearest.best);
	else
		diag_hint(&in->diag, "sla policy list shows them");
	return e;
}

/* ---- metrics ---- */

static enum err open_metric(struct invocation *in, const char *file, SlbMetric **out)
{
	const struct diag_item *before = in->diag.last;
	struct input input;
	ProtobufCMessage *message;
	enum err e = input_open(in, file, &input);

	if (e == ERR_OK)
		e = input_message(in, &input, &slb_metric__descriptor, &message);
	if (e != ERR_OK)
		return e;
	*out = (SlbMetric *)message;
	e = metric_check(in->arena, *out, &in->diag);
	input_locate(in, &input, before);
	return e;
}

enum err policies_metrics(struct invocation *in, struct metric_set *out)
{
	struct policy_name *policies;
	SlbMetric **metrics;
	size_t count;
	size_t i;
	enum err e = policies_list(in, POLICY_METRIC, &policies, &count);

	if (e != ERR_OK)
		return e;
	metrics = arena_array(in->arena, SlbMetric *, count + 1);
	for (i = 0; i < count && e == ERR_OK; i++)
		e = open_metric(in, policies[i].file, &metrics[i]);
	*out = (struct metric_set){ metrics, count };
	return e;
}

struct metric_set policies_if_there(struct invocation *in)
{
	struct diag heard = in->diag;
	struct metric_set set = { 0 };

	if (policies_metrics(in, &set) != ERR_OK) {
		set = (struct metric_set){ 0 };
		/* As it was: what was added after its last item is cut off. */
		if (heard.last != NULL)
			heard.last->next = NULL;
		in->diag = heard;
	}
	return set;
}
