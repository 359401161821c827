/*
 * ready: how long a service takes from exec to READY=1, and from SIGTERM to its end.
 *
 *   ready STARTS NOTIFY-SOCKET PROGRAM [ARGUMENT...]
 *
 * Prints one JSON object, in microseconds.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

enum { READY_TIMEOUT_MS = 30000 };

static void print(const char *name, uint64_t *values, size_t count, const char *end)
{
	sort(values, count);
	printf("\"%s\":{\"min\":%llu,\"p50\":%llu,\"p90\":%llu,\"max\":%llu}%s", name, (unsigned long long)values[0],
		(unsigned long long)quantile(values, count, 0.5), (unsigned long long)quantile(values, count, 0.9),
		(unsigned long long)values[count - 1], end);
}

int main(int count, char **arguments)
{
	if (count < 4)
		fail("usage: ready STARTS NOTIFY-SOCKET PROGRAM [ARGUMENT...]");
	size_t starts = strtoul(arguments[1], NULL, 10);
	uint64_t *ready = calloc(starts, sizeof *ready), *stopped = calloc(starts, sizeof *stopped);
	if (starts == 0 || !ready || !stopped)
		fail("%s: how many starts?", arguments[1]);
	int manager = listen_at(arguments[2]);
	for (size_t i = 0; i < starts; i++) {
		uint64_t begin = now_ns(), end;
		pid_t child = start(arguments + 3, arguments[2]);
		if (!receive_until(manager, "READY=1", READY_TIMEOUT_MS, &end))
			fail("%s did not become ready", arguments[3]);
		ready[i] = (end - begin) / 1000;
		begin = now_ns();
		int code = stop(child);
		stopped[i] = (now_ns() - begin) / 1000;
		if (code != 0)
			fail("%s ended with %d", arguments[3], code);
		drain(manager);
	}
	printf("{\"starts\":%zu,", starts);
	print("ready_us", ready, starts, ",");
	print("stop_us", stopped, starts, "}\n");
	return 0;
}
