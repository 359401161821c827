/*
 * churn: a busy host in small, for a simulated hour. Nothing in it is made to fragment memory; it is what hosts do:
 *
 *   programs  that start, grow, shrink and end: anonymous memory, up to half of what there is
 *   cache     parts of a file larger than memory, read at random places (all hole: no disk is needed)
 *   files     many small ones made, read and deleted: dentries, inodes, page cache, directory blocks
 *   channels  pipes and sockets opened, filled and closed: kernel pages that cannot be moved
 *
 * Time is compressed: each tick is a second of the simulated hour and lasts 1/FACTOR of one. What happens in which tick
 * is decided by the seed alone, so that two kernels, or two settings, get the same work.
 *
 * usage: churn [-t TICKS=3600] [-x FACTOR=4] [-R SEED=1] [-d DIRECTORY=/var/tmp/churn]
 * Prints what it has done when it is done or told to end (SIGTERM). Exit: 0, 1 something failed, 2 usage.
 */
#define _GNU_SOURCE
#include "churn.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

const char *directory = "/var/tmp/churn";
long page_bytes, memory_pages;
struct totals totals;

static unsigned long long state = 1;
static volatile sig_atomic_t quit;

void die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("churn: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	exit(1);
}

/* splitmix64: the seed decides all of it. */
unsigned long random_below(unsigned long limit)
{
	unsigned long long number = state += 0x9e3779b97f4a7c15ULL;

	number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9ULL;
	number = (number ^ number >> 27) * 0x94d049bb133111ebULL;
	return (number ^ number >> 31) % limit;
}

/* Small amounts are common, large ones rare: low << n with n evenly spread over as many doublings. */
long random_size(long low, int doublings)
{
	long base = low << random_below(doublings);

	return base + random_below(base);
}

static void on_signal(int signal)
{
	(void)signal;
	quit = 1;
}

static void wait_until(const struct timespec *start, long long nanoseconds)
{
	struct timespec at = { .tv_sec = start->tv_sec + (start->tv_nsec + nanoseconds) / 1000000000,
			       .tv_nsec = (start->tv_nsec + nanoseconds) % 1000000000 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

int main(int count, char **words)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct rlimit files;
	struct timespec start;
	long ticks = 3600, factor = 4, tick;
	int option;

	while ((option = getopt(count, words, "t:x:R:d:")) != -1)
		switch (option) {
		case 't': ticks = atol(optarg); break;
		case 'x': factor = atol(optarg); break;
		case 'R': state = strtoull(optarg, NULL, 10); break;
		case 'd': directory = optarg; break;
		default: ticks = 0;
		}
	if (optind != count || ticks < 1 || factor < 1 || factor > 100) {
		fputs("usage: churn [-t TICKS=3600] [-x FACTOR=4] [-R SEED=1] [-d DIRECTORY=/var/tmp/churn]\n", stderr);
		return 2;
	}
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files))
		die("setrlimit: %m");
	page_bytes = sysconf(_SC_PAGESIZE);
	memory_pages = sysconf(_SC_PHYS_PAGES);
	start_cache();
	start_files();
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (tick = 0; tick < ticks && !quit; tick++) {
		churn_programs(tick);
		churn_cache();
		churn_files();
		churn_channels();
		wait_until(&start, (tick + 1) * 1000000000LL / factor);
	}
	end_programs();
	printf("CHURN ticks=%ld programs=%ld touched_mb=%ld read_mb=%ld files=%ld channels=%ld refused=%ld\n", tick,
	       totals.programs, totals.touched_pages * page_bytes >> 20, totals.read_bytes >> 20, totals.files,
	       totals.channels, totals.refused);
	return 0;
}
