#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "service/config.h"

static struct arena arena;
static struct diag diag;

static void set_up(void)
{
	arena_init(&arena, 8 << 20);
	diag_init(&diag, &arena);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(config, .init = set_up, .fini = tear_down);

static const SlbBrokerConfig *parsed(const char *text)
{
	SlbBrokerConfig *config = NULL;

	cr_assert_eq(config_parse(&arena, "slabroker.yaml", bytes_of_string(text),
				  &config, &diag),
		     ERR_OK, "%s", diag.last == NULL ? "" : diag.last->text);
	return config;
}

Test(config, needs_an_origin_and_has_defaults_for_the_rest)
{
	const SlbBrokerConfig *config = parsed("origin: broker.example/log\n");

	cr_expect_str_eq(config->log_folder, "/var/lib/slabroker/log");
	cr_expect_str_eq(config->state_folder, "/var/lib/slabroker/state");
	cr_expect_str_eq(config->log_key_file, "/etc/slabroker/log.key");
	cr_expect_str_eq(config->notice_key_file, "/etc/slabroker/notices.key");
	cr_expect_str_eq(config->master_key_file, "/etc/slabroker/master.key");
	cr_assert_eq(config->n_listeners, 2);
	cr_expect_str_eq(config->listeners[0]->address, "unix:/run/slabroker/socket");
	cr_expect_str_eq(config->listeners[1]->address, "127.0.0.1:7443");
	cr_expect(config->queue_count >= 1 && config->queue_count <= 64);
	cr_expect(config->worker_count >= 1 && config->worker_count <= 64);
	cr_expect_eq(config->grace_s, 10);
}

Test(config, says_what_it_says)
{
	const SlbBrokerConfig *config =
		parsed("origin: broker.example/log\n"
		       "log_folder: /srv/log\n"
		       "state_folder: /srv/state\n"
		       "queue_count: 64\n"
		       "worker_count: 3\n"
		       "grace_s: 3600\n"
		       "listeners: [{ address: 'unix:/tmp/s' }]\n");

	cr_expect_str_eq(config->log_folder, "/srv/log");
	cr_expect_eq(config->queue_count, 64);
	cr_expect_eq(config->worker_count, 3);
	cr_expect_eq(config->grace_s, 3600);
	cr_assert_eq(config->n_listeners, 1);
	cr_expect_str_eq(config->listeners[0]->address, "unix:/tmp/s");
}

#define ORIGIN "origin: broker.example/log\n"

static const struct {
	const char *text;
	const char *path;
	unsigned line;
	const char *told;
} mistakes[] = {
	{ "grace_s: 1\n", "origin", 0, "the log's name" },
	{ "origin: two words\n", "origin", 1, "without blanks" },
	{ ORIGIN "queue_count: 65\n", "queue_count", 2, "1 to 64, not 65" },
	{ ORIGIN "worker_count: 65\n", "worker_count", 2, "1 to 64, not 65" },
	{ ORIGIN "grace_s: 3601\n", "grace_s", 2, "1 to 3600, not 3601" },
	{ ORIGIN "log_folder: /srv\nstate_folder: /srv\n", "state_folder", 3,
	  "two folders" },
	{ ORIGIN "listeners: [{}]\n", "listeners[0]", 2, "has an address" },
	{ ORIGIN "listeners: [{address: 'x:1', key_file: k}]\n", "listeners[0]", 2,
	  "needs both" },
	{ ORIGIN "listeners: [{address: 'x:1', client_ca_file: k}]\n", "listeners[0]",
	  2, "asks clients" },
	{ ORIGIN "listeners: [{address: 'x:1', certificate_file: c, key_file: k, "
		 "plain_anywhere: true}]\n",
	  "listeners[0]", 2, "without TLS" },
	{ ORIGIN "store: /srv\n", "store", 2, "no field" },
};

Test(config, names_each_mistake_by_line_and_field)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		SlbBrokerConfig *config;
		enum err err;

		diag_init(&diag, &arena);
		err = config_parse(&arena, "slabroker.yaml",
				   bytes_of_string(mistakes[i].text), &config, &diag);
		cr_assert_neq(err, ERR_OK, "%s", mistakes[i].text);
		cr_expect_not_null(strstr(diag.first->text, mistakes[i].told), "%s: %s",
				   mistakes[i].text, diag.first->text);
		if (mistakes[i].line != 0)
			cr_expect_eq(diag.first->place.line, mistakes[i].line, "%s: %u",
				     mistakes[i].text, diag.first->place.line);
		cr_expect_str_eq(diag.first->place.file, "slabroker.yaml");
	}
}

Test(config, that_cannot_be_read_is_told_by_its_name)
{
	SlbBrokerConfig *config;

	cr_assert_eq(config_read(&arena, "/nowhere/slabroker.yaml", &config, &diag),
		     ERR_IO);
	cr_expect_str_eq(diag.first->place.file, "/nowhere/slabroker.yaml");
	cr_expect_not_null(strstr(diag.first->text, "No such file"));
}
