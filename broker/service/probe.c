#include "service/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/bytes.h"

#define FRAME_HEADER_BYTES 9
#define FRAME_SETTINGS     4

union address {
	struct sockaddr any;
	struct sockaddr_un unix_socket;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

static bool is_after(const char *text, const char *prefix, const char **rest)
{
	size_t len = strlen(prefix);

	*rest = text + len;
	return strncmp(text, prefix, len) == 0;
}

/* "[::1]:7443" or "127.0.0.1:7443": what stands before the port, without brackets. */
static bool take_host(const char *address, char out[INET6_ADDRSTRLEN])
{
	const char *end = strrchr(address, ':');
	size_t len = end == NULL ? strlen(address) : (size_t)(end - address);

	if (len >= 2 && address[0] == '[' && address[len - 1] == ']') {
		address++;
		len -= 2;
	}
	if (len >= INET6_ADDRSTRLEN)
		return false;
	memcpy(out, address, len);
	out[len] = '\0';
	return true;
}

static socklen_t parse(const char *text, int port, union address *out)
{
	char host[INET6_ADDRSTRLEN];
	const char *path;

	memset(out, 0, sizeof(*out));
	if (is_after(text, "unix:", &path)) {
		if (strlen(path) >= sizeof(out->unix_socket.sun_path))
			return 0;
		out->unix_socket.sun_family = AF_UNIX;
		memcpy(out->unix_socket.sun_path, path, strlen(path));
		return sizeof(out->unix_socket);
	}
	if (!take_host(text, host))
		return 0;
	if (inet_pton(AF_INET, host, &out->ipv4.sin_addr) == 1) {
		out->ipv4.sin_family = AF_INET;
		out->ipv4.sin_port = htons((uint16_t)port);
		return sizeof(out->ipv4);
	}
	if (inet_pton(AF_INET6, host, &out->ipv6.sin6_addr) == 1) {
		out->ipv6.sin6_family = AF_INET6;
		out->ipv6.sin6_port = htons((uint16_t)port);
		return sizeof(out->ipv6);
	}
	return 0;
}

static bool wait_for(int fd, short event, int timeout_ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = event };
	int ready;

	do
		ready = poll(&poll_fd, 1, timeout_ms);
	while (ready < 0 && errno == EINTR);
	return ready == 1 && (poll_fd.revents & event) != 0;
}

static bool say_preface(int fd)
{
	/* The preface, then a frame: length 0, type settings, flags 0, stream 0. */
	static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
				      "\0\0\0\4\0\0\0\0\0";
	size_t len = sizeof(preface) - 1;

	return send(fd, preface, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static bool hear_settings(int fd, int timeout_ms)
{
	uint8_t header[FRAME_HEADER_BYTES];
	size_t len = 0;

	while (len < sizeof(header)) {
		ssize_t got;

		if (!wait_for(fd, POLLIN, timeout_ms))
			return false;
		got = recv(fd, header + len, sizeof(header) - len, 0);
		if (got <= 0)
			return false;
		len += (size_t)got;
	}
	return header[3] == FRAME_SETTINGS;
}

bool probe_listener(const char *text, int port, int timeout_ms)
{
	union address address;
	socklen_t len = parse(text, port, &address);
	bool is_alive = false;
	int fd;

	if (len == 0)
		return false;
	fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    0);
	if (fd < 0)
		return false;
	if (connect(fd, &address.any, len) != 0 &&
	    (errno != EINPROGRESS || !wait_for(fd, POLLOUT, timeout_ms)))
		goto out;
	is_alive = say_preface(fd) && hear_settings(fd, timeout_ms);
out:
	(void)close(fd);
	return is_alive;
}
