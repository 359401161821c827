#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RECORD_BYTES = 1 << 18 };

static pid_t running;

uint64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

void fail(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	if (running > 0)
		kill(running, SIGKILL);
	exit(1);
}

int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof address.sun_path)
		fail("%s: too long for a socket", path);
	strcpy(address.sun_path, path);
	unlink(path);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int room = 1 << 20;
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0)
		fail("%s: %s", path, strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	return fd;
}

bool receive_until(int socket, const char *text, int timeout_ms, uint64_t *received_ns)
{
	static char record[RECORD_BYTES];
	uint64_t deadline = now_ns() + (uint64_t)timeout_ms * 1000000;
	for (;;) {
		uint64_t now = now_ns();
		struct pollfd readable = { .fd = socket, .events = POLLIN };
		if (now >= deadline || poll(&readable, 1, (int)((deadline - now) / 1000000) + 1) < 0)
			return false;
		ssize_t got = recv(socket, record, sizeof record - 1, MSG_DONTWAIT);
		if (got < 0)
			continue;
		*received_ns = now_ns();
		record[got] = '\0';
		if (strstr(record, text))
			return true;
	}
}

void drain(int socket)
{
	static char record[RECORD_BYTES];
	while (recv(socket, record, sizeof record, MSG_DONTWAIT) >= 0)
		;
}

pid_t start(char *const arguments[], const char *notify_path)
{
	const char *log = getenv("BENCH_LOG");
	pid_t child = vfork();
	if (child < 0)
		fail("vfork: %s", strerror(errno));
	if (child == 0) {
		int out = open(log ? log : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0644);
		dup2(out, STDOUT_FILENO);
		dup2(out, STDERR_FILENO);
		setenv("NOTIFY_SOCKET", notify_path, 1);
		execv(arguments[0], arguments);
		_exit(127);
	}
	return running = child;
}

int stop(pid_t child)
{
	int status = 0;
	kill(child, SIGTERM);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	running = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
	return (a > b) - (a < b);
}

void sort(uint64_t *values, size_t count)
{
	qsort(values, count, sizeof *values, compare);
}

uint64_t quantile(const uint64_t *sorted, size_t count, double share)
{
	size_t place = (size_t)(share * (double)count);
	return count == 0 ? 0 : sorted[place < count ? place : count - 1];
}
