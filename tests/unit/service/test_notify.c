#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/notify.h"

/* What arrives at a socket of this name when a state is told; "" of none. */
static void told(const char *name, size_t name_len, const char *variable, char *out,
		 size_t room)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	ssize_t len;

	memcpy(address.sun_path, name, name_len);
	cr_assert_eq(bind(fd, (struct sockaddr *)&address,
			  (socklen_t)(sizeof(sa_family_t) + name_len)),
		     0);
	cr_assert_eq(setenv("NOTIFY_SOCKET", variable, 1), 0);
	service_notify("READY=1");
	len = recv(fd, out, room - 1, MSG_DONTWAIT);
	out[len < 0 ? 0 : len] = '\0';
	(void)close(fd);
}

Test(notify, reaches_the_socket_that_systemd_names)
{
	char folder[] = "/tmp/slb-notify-XXXXXX";
	char path[64];
	char out[64];

	cr_assert_not_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/socket", folder);
	told(path, strlen(path), path, out, sizeof(out));
	(void)unlink(path);
	(void)rmdir(folder);
	cr_expect_str_eq(out, "READY=1");
}

Test(notify, reaches_an_abstract_socket)
{
	char variable[64];
	char name[64];
	char out[64];

	(void)snprintf(variable, sizeof(variable), "@slb-notify-%d", (int)getpid());
	memcpy(name, variable, sizeof(name));
	name[0] = '\0';
	told(name, strlen(variable), variable, out, sizeof(out));
	cr_expect_str_eq(out, "READY=1");
}

Test(notify, does_nothing_without_systemd)
{
	static const char *const names[] = { "", "x", "relative/path",
					     "/nowhere/socket" };

	cr_assert_eq(unsetenv("NOTIFY_SOCKET"), 0);
	service_notify("READY=1");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		cr_assert_eq(setenv("NOTIFY_SOCKET", names[i], 1), 0);
		service_notify("READY=1");
	}
}

Test(notify, knows_how_often_the_watchdog_wants_to_hear)
{
	char pid[16];

	cr_assert_eq(unsetenv("WATCHDOG_USEC"), 0);
	cr_expect_eq(service_watchdog_ms(), 0);
	cr_assert_eq(setenv("WATCHDOG_USEC", "30000000", 1), 0);
	cr_assert_eq(unsetenv("WATCHDOG_PID"), 0);
	cr_expect_eq(service_watchdog_ms(), 30000);
	(void)snprintf(pid, sizeof(pid), "%d", (int)getpid());
	cr_assert_eq(setenv("WATCHDOG_PID", pid, 1), 0);
	cr_expect_eq(service_watchdog_ms(), 30000);
	cr_assert_eq(setenv("WATCHDOG_PID", "1", 1), 0);
	cr_expect_eq(service_watchdog_ms(), 0);
	cr_assert_eq(unsetenv("WATCHDOG_PID"), 0);
	cr_assert_eq(setenv("WATCHDOG_USEC", "soon", 1), 0);
	cr_expect_eq(service_watchdog_ms(), 0);
	cr_assert_eq(setenv("WATCHDOG_USEC", "999", 1), 0);
	cr_expect_eq(service_watchdog_ms(), 0);
}
