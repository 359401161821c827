/* storage.c: page cache, and small files. */
#define _GNU_SOURCE
#include "churn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_FILES 6000
#define DIRECTORIES 50

/* ---- page cache: a file of three times the memory, all hole ---- */

static int big_file;
static long big_bytes;
static char buffer[1 << 20];

void start_cache(void)
{
	char path[256];

	if (mkdir(directory, 0700) && errno != EEXIST)
		die("%s: %m", directory);
	snprintf(path, sizeof(path), "%s/big", directory);
	big_bytes = 3 * memory_pages * page_bytes;
	big_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (big_file < 0 || ftruncate(big_file, big_bytes))
		die("%s: %m", path);
	unlink(path);
}

void churn_cache(void)
{
	long bytes = random_size(64 << 10, 6), from = random_below(big_bytes - bytes), done, got = 0;

	for (done = 0; done < bytes; done += got) {
		long part = bytes - done < (long)sizeof(buffer) ? bytes - done : (long)sizeof(buffer);

		got = pread(big_file, buffer, part, from + done);
		if (got <= 0)
			break;
	}
	totals.read_bytes += done;
}

/* ---- small files: a new one takes the place of one that was made a random time ago ---- */

static char there[MOST_FILES];

static void path_of(long number, char *path, int bytes)
{
	snprintf(path, bytes, "%s/%ld/%ld", directory, number % DIRECTORIES, number);
}

void start_files(void)
{
	char path[256];

	for (int i = 0; i < DIRECTORIES; i++) {
		snprintf(path, sizeof(path), "%s/%d", directory, i);
		if (mkdir(path, 0700) && errno != EEXIST)
			die("%s: %m", path);
	}
}

static void make_file(const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	long bytes = random_size(512, 6);

	if (file < 0 || write(file, buffer, bytes) != bytes)
		totals.refused++;
	else
		totals.files++;
	if (file >= 0)
		close(file);
}

void churn_files(void)
{
	char path[256];

	for (int i = 0; i < 12; i++) {
		long number = random_below(MOST_FILES);

		path_of(number, path, sizeof(path));
		if (there[number])
			unlink(path);
		else
			make_file(path);
		there[number] = !there[number];
	}
}
