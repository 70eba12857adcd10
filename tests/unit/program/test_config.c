#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attribute.h"
#include "program/config.h"

static struct arena arena;
static struct diag diag;
static char file[] = "/tmp/slb-config-XXXXXX";

static void set_up(void)
{
	int fd;

	arena_init(&arena, 8 << 20);
	diag_init(&diag, &arena);
	fd = mkstemp(file);
	cr_assert_geq(fd, 0);
	(void)close(fd);
}

static void tear_down(void)
{
	(void)unlink(file);
	arena_release(&arena);
}

TestSuite(config, .init = set_up, .fini = tear_down);

static enum err reading(const char *text, SlbBrokerConfig **out)
{
	FILE *stream = fopen(file, "w");

	cr_assert_not_null(stream);
	cr_assert_geq(fputs(text, stream), 0);
	cr_assert_eq(fclose(stream), 0);
	return config_read(&arena, file, out, &diag);
}

static SlbBrokerConfig *read_whole(const char *text)
{
	SlbBrokerConfig *config = NULL;

	cr_assert_eq(reading(text, &config), ERR_OK);
	cr_assert_eq(config_complete(&arena, config, &diag), ERR_OK, "%s",
		     diag.last == NULL ? "" : diag.last->text);
	return config;
}

Test(config, needs_an_origin_and_has_defaults_for_the_rest)
{
	const SlbBrokerConfig *config = read_whole("origin: broker.example/log\n");

	cr_expect_str_eq(config->store, "/var/lib/slabroker/store");
	cr_expect_str_eq(config->state, "/var/lib/slabroker/state");
	cr_expect_str_eq(config->master_key, "/etc/slabroker/master.key");
	cr_expect_str_eq(config->log_key, "/etc/slabroker/log.key");
	cr_expect_str_eq(config->notice_key, "/etc/slabroker/notice.key");
	cr_assert_eq(config->n_listen, 2);
	cr_expect_str_eq(config->listen[0], "unix:/run/slabroker/socket");
	cr_expect_str_eq(config->listen[1], "127.0.0.1:7443");
	cr_expect(config->queues >= 1 && config->queues <= 64);
	cr_expect(config->workers >= 1 && config->workers <= 64);
	cr_expect_eq(config->grace_s, 10);
}

Test(config, says_what_it_says)
{
	const SlbBrokerConfig *config = read_whole("origin: broker.example/log\n"
						   "store: /srv/log\n"
						   "state: /srv/state\n"
						   "queues: 64\n"
						   "workers: 3\n"
						   "grace_s: 3600\n"
						   "waiting_max: 64\n"
						   "waiting_max_each: 64\n"
						   "listen: ['unix:/tmp/s']\n");

	cr_expect_str_eq(config->store, "/srv/log");
	cr_expect_eq(config->queues, 64);
	cr_expect_eq(config->workers, 3);
	cr_expect_eq(config->grace_s, 3600);
	cr_expect_eq(config->waiting_max, 64);
	cr_expect_eq(config->waiting_max_each, 64);
	cr_assert_eq(config->n_listen, 1);
	cr_expect_str_eq(config->listen[0], "unix:/tmp/s");
}

Test(config, gives_way_to_the_command_line)
{
	static const char *const said[][2] = {
		{ "store", "/other" },   { "listen", "unix:/a" },
		{ "listen", "[::1]:1" }, { "queues", "7" },
		{ "grace-s", "60" },     { "plain-anywhere", "" },
	};
	SlbBrokerConfig *config = NULL;
	struct config_change change = { NULL, false };

	cr_assert_eq(
		reading("origin: o\nstore: /srv\nlisten: ['unix:/tmp/s']\n", &config),
		ERR_OK);
	change.config = config;
	for (size_t i = 0; i < ARRAY_SIZE(said); i++)
		cr_assert_eq(config_set(&arena, &change, said[i][0], said[i][1], &diag),
			     ERR_OK);
	cr_assert_eq(config_complete(&arena, config, &diag), ERR_OK);
	cr_expect_str_eq(config->store, "/other");
	cr_assert_eq(config->n_listen, 2);
	cr_expect_str_eq(config->listen[0], "unix:/a");
	cr_expect_str_eq(config->listen[1], "[::1]:1");
	cr_expect_eq(config->queues, 7);
	cr_expect_eq(config->grace_s, 60);
	cr_expect(config->plain_anywhere);
}

Test(config, takes_numbers_and_no_more_than_eight_addresses)
{
	static const char *const wrong[] = { "", "x", "1x", "-1", "1234567" };
	SlbBrokerConfig config;
	struct config_change change = { &config, false };

	slb_broker_config__init(&config);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		cr_expect_eq(config_set(&arena, &change, "queues", wrong[i], &diag),
			     ERR_USAGE, "%s", wrong[i]);
	for (size_t i = 0; i < CONFIG_LISTEN_MAX; i++)
		cr_expect_eq(config_set(&arena, &change, "listen", "unix:/a", &diag),
			     ERR_OK);
	cr_expect_eq(config_set(&arena, &change, "listen", "unix:/a", &diag),
		     ERR_USAGE);
}

#define ORIGIN "origin: broker.example/log\n"

static const struct {
	const char *text;
	const char *field;
	const char *told;
} mistakes[] = {
	{ "grace_s: 1\n", "origin", "has a name" },
	{ "origin: two words\n", "origin", "without blanks" },
	{ ORIGIN "queues: 65\n", "queues", "1 to 64, not 65" },
	{ ORIGIN "workers: 65\n", "workers", "1 to 64, not 65" },
	{ ORIGIN "grace_s: 3601\n", "grace_s", "1 to 3600, not 3601" },
	{ ORIGIN "waiting_max: 63\n", "waiting_max", "64 to 100000, not 63" },
	{ ORIGIN "waiting_max: 100001\n", "waiting_max", "64 to 100000, not 100001" },
	{ ORIGIN "waiting_max_each: 63\n", "waiting_max_each", "not 63" },
	{ ORIGIN "waiting_max_each: 8193\n", "waiting_max_each", "of all, 8192" },
	{ ORIGIN "waiting_max: 100\nwaiting_max_each: 101\n", "waiting_max_each",
	  "101, is more than what may wait of all, 100" },
	{ ORIGIN "store: /srv\nstate: /srv\n", "state", "two folders" },
	{ ORIGIN "listen: [a, b, c, d, e, f, g, h, i]\n", "listen", "at most 8" },
	{ ORIGIN "tls_key: k\n", "tls_certificate", "needs both" },
	{ ORIGIN "tls_certificate: c\n", "tls_certificate", "needs both" },
	{ ORIGIN "tls_client_ca: k\n", "tls_client_ca", "needs TLS" },
	{ ORIGIN "tls_certificate: c\ntls_key: k\nplain_anywhere: true\n",
	  "plain_anywhere", "without TLS" },
};

Test(config, names_each_mistake_by_its_field)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		SlbBrokerConfig *config;

		diag_init(&diag, &arena);
		cr_assert_eq(reading(mistakes[i].text, &config), ERR_OK);
		cr_assert_eq(config_complete(&arena, config, &diag), ERR_USAGE, "%s",
			     mistakes[i].text);
		cr_expect_str_eq(diag.first->place.path, mistakes[i].field);
		cr_expect_not_null(strstr(diag.first->text, mistakes[i].told), "%s: %s",
				   mistakes[i].text, diag.first->text);
	}
}

Test(config, with_a_key_that_is_none_is_refused_by_line)
{
	SlbBrokerConfig *config;

	cr_assert_neq(reading(ORIGIN "strore: /srv\n", &config), ERR_OK);
	cr_expect_eq(diag.first->place.line, 2);
	cr_expect_str_eq(diag.first->place.file, file);
}

Test(config, that_cannot_be_read_is_told_by_its_name)
{
	SlbBrokerConfig *config;

	cr_assert_eq(config_read(&arena, "/nowhere/slabroker.yaml", &config, &diag),
		     ERR_IO);
	cr_expect_str_eq(diag.first->place.file, "/nowhere/slabroker.yaml");
	cr_expect_not_null(strstr(diag.first->text, "No such file"));
}
