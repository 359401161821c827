/*
 * latency: how long the guard takes to say that an incident is open, as its journal sees it.
 *
 *   latency kernel-log|buddyinfo ROUNDS TREE PROGRAM [ARGUMENT...]
 *
 * TREE is a captured machine with a named pipe at dev/kmsg and the directory run/systemd/journal. Its proc/buddyinfo is
 * replaced in one piece, by TREE/healthy and TREE/short in turn. With kernel-log, a page allocation failure is then logged,
 * and the clock runs from that write; with buddyinfo, it runs from the replacement. It stops when the record with
 * FRAGGUARD_EVENT=incident-opened is received.
 *
 * Prints one JSON object, in microseconds.
 */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, TEXT_BYTES = 1 << 16, TIMEOUT_MS = 30000, MOST_PHASE_US = 100000, FAILURE_ORDER = 9 };

struct text {
	char bytes[TEXT_BYTES];
	size_t length;
};

static char in_use[PATH_BYTES], fresh[PATH_BYTES];
static struct text healthy, shortage;

static const char *path_in(const char *tree, const char *name, char *path)
{
	if (snprintf(path, PATH_BYTES, "%s/%s", tree, name) >= PATH_BYTES)
		fail("%s: path too long", tree);
	return path;
}

static void load(const char *tree, const char *name, struct text *text)
{
	char path[PATH_BYTES];
	FILE *file = fopen(path_in(tree, name, path), "r");
	if (!file)
		fail("%s: %s", path, strerror(errno));
	text->length = fread(text->bytes, 1, sizeof text->bytes, file);
	fclose(file);
}

static uint64_t show(const struct text *text)
{
	FILE *file = fopen(fresh, "w");
	if (!file || fwrite(text->bytes, 1, text->length, file) != text->length || fclose(file) != 0)
		fail("%s: %s", fresh, strerror(errno));
	uint64_t now = now_ns();
	if (rename(fresh, in_use) != 0)
		fail("%s: %s", in_use, strerror(errno));
	return now;
}

static uint64_t log_failure(int kernel_log, unsigned sequence)
{
	char record[256];
	int length = snprintf(record, sizeof record,
		"4,%u,%u,-;stress: page allocation failure: order:%d, mode:0xcc0(GFP_KERNEL), nodemask=(null),cpuset=/\n",
		sequence, 1000000 + sequence, FAILURE_ORDER);
	uint64_t now = now_ns();
	if (write(kernel_log, record, (size_t)length) != length)
		fail("the kernel log cannot be written: %s", strerror(errno));
	return now;
}

static void wait_for(int journal, const char *event, uint64_t *received_ns)
{
	if (!receive_until(journal, event, TIMEOUT_MS, received_ns))
		fail("no %s in the journal", event);
}

static void print(const char *name, uint64_t *values, size_t count)
{
	sort(values, count);
	const struct { const char *name; double share; } shown[] = {
		{ "min_us", 0 }, { "p50_us", 0.5 }, { "p90_us", 0.9 }, { "p99_us", 0.99 }, { "max_us", 1 },
	};
	printf("{\"measure\":\"%s\",\"rounds\":%zu", name, count);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		printf(",\"%s\":%llu", shown[i].name, (unsigned long long)quantile(values, count, shown[i].share));
	printf(",\"histogram\":[");

	/* Upper bounds, four to a doubling. */
	size_t at = 0;
	const char *comma = "";
	for (uint64_t octave = 64, step = 0; at < count; step = (step + 1) % 4, octave <<= step == 0) {
		uint64_t bound = octave + octave * step / 4;
		size_t first = at;
		while (at < count && values[at] <= bound)
			at++;
		if (at > 0)
			printf("%s[%llu,%zu]", comma, (unsigned long long)bound, at - first);
		comma = at > 0 ? "," : "";
	}
	printf("]}\n");
}

int main(int count, char **arguments)
{
	if (count < 5)
		fail("usage: latency kernel-log|buddyinfo ROUNDS TREE PROGRAM [ARGUMENT...]");
	bool logs = strcmp(arguments[1], "kernel-log") == 0;
	size_t rounds = strtoul(arguments[2], NULL, 10);
	const char *tree = arguments[3];
	uint64_t *took = calloc(rounds, sizeof *took);
	if (rounds == 0 || !took)
		fail("%s: how many rounds?", arguments[2]);
	char path[PATH_BYTES];
	path_in(tree, "proc/buddyinfo", in_use);
	path_in(tree, "proc/buddyinfo.new", fresh);
	load(tree, "healthy", &healthy);
	load(tree, "short", &shortage);
	int kernel_log = open(path_in(tree, "dev/kmsg", path), O_RDWR | O_CLOEXEC);
	if (kernel_log < 0)
		fail("%s: %s", path, strerror(errno));
	int journal = listen_at(path_in(tree, "run/systemd/journal/socket", path));
	int manager = listen_at(path_in(tree, "run/notify", path));
	show(&healthy);
	pid_t child = start(arguments + 4, path);
	uint64_t received;
	if (!receive_until(manager, "READY=1", TIMEOUT_MS, &received))
		fail("%s did not become ready", arguments[4]);
	srand(1);
	for (size_t i = 0; i < rounds; i++) {
		/* At a random moment of the guard's sleep. */
		usleep((useconds_t)(rand() % MOST_PHASE_US));
		drain(journal);
		drain(manager);
		uint64_t begin = show(&shortage);
		if (logs) {
			usleep(1000);
			begin = log_failure(kernel_log, (unsigned)i + 1);
		}
		wait_for(journal, "FRAGGUARD_EVENT=incident-opened", &received);
		took[i] = (received - begin) / 1000;
		show(&healthy);
		wait_for(journal, "FRAGGUARD_EVENT=incident-closed", &received);
	}
	if (stop(child) != 0)
		fail("%s did not end well", arguments[4]);
	print(arguments[1], took, rounds);
	return 0;
}
