/*
 * floor: what a healthy tick of the guard costs in plain C. Reads /proc/buddyinfo to its end, parses every row by hand,
 * computes for each watched zone suitable(order), unusable(order) and the free pages, and moves its state on: what
 * `fragguard soak` makes the guard do, so that the two can be compared in one run.
 *
 *   floor [--ticks N] [--root DIR] [--order K] [--floor BLOCKS]
 *
 * Prints one JSON object. The warm-up is not counted.
 */
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum { SMALLEST_PAGE_BYTES = 4096, LARGEST_RECORD_BYTES = 2298 };
enum { MAX_ORDERS = 24, MAX_ZONES = 4096, NAME_BYTES = 16, WARM_UP_TICKS = 1000, FOR_MS = 30000, TICK_MS = 10 };

static const uint64_t MIN_ZONE_BYTES = 256ULL << 20;

enum state { OK, FALLING, BREACHED };

struct zone {
	int node;
	char name[NAME_BYTES];
	bool is_watched;
	enum state state;
	uint64_t since_ms;
	uint64_t suitable;
	uint64_t free_pages;
	unsigned unusable_permille;
};

struct row {
	int node;
	const char *name;
	int name_bytes;
	int orders;
	uint64_t count[MAX_ORDERS];
};

static struct zone zones[MAX_ZONES];
static int zone_count;
static char text[1 << 20];
static int watched_order = 4;
static uint64_t floor_blocks = 64;
static unsigned breached;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int open_file(const char *root, const char *path)
{
	char full[4096];
	snprintf(full, sizeof full, "%s%s", root, path);
	int fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail(full);
	return fd;
}

static bool is_on_procfs(int fd)
{
	struct statfs status;
	return fstatfs(fd, &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
}

/* As the guard: a piece of a seq_file that leaves room in a page for another record is the last one. */
static size_t read_to_end(int fd, bool on_procfs)
{
	size_t length = 0;
	ssize_t got;
	while ((got = pread(fd, text + length, sizeof text - length, (off_t)length)) > 0) {
		length += (size_t)got;
		if (on_procfs && got + LARGEST_RECORD_BYTES < SMALLEST_PAGE_BYTES)
			break;
	}
	if (got < 0)
		fail("pread");
	return length;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && *at == ' ')
		at++;
	return at;
}

/* Returns NULL if there is no number. */
static const char *read_number(const char *at, const char *end, uint64_t *number)
{
	at = skip_blanks(at, end);
	const char *start = at;
	uint64_t value = 0;
	for (; at < end && (unsigned char)(*at - '0') <= 9; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	*number = value;
	return at > start ? at : NULL;
}

/* "Node 0, zone   Normal " Returns NULL if the line does not begin so. */
static const char *read_zone(const char *at, const char *end, struct row *row)
{
	uint64_t node;
	if (end - at < 5 || memcmp(at, "Node ", 5) != 0 || !(at = read_number(at + 5, end, &node)))
		return NULL;
	if (end - at < 7 || memcmp(at, ", zone ", 7) != 0)
		return NULL;
	at = skip_blanks(at + 7, end);
	row->node = (int)node;
	row->name = at;
	while (at < end && *at != ' ')
		at++;
	row->name_bytes = (int)(at - row->name);
	return row->name_bytes > 0 && row->name_bytes < NAME_BYTES ? at : NULL;
}

static bool read_row(const char *at, const char *end, struct row *row)
{
	if (!(at = read_zone(at, end, row)))
		return false;
	row->orders = 0;
	while ((at = skip_blanks(at, end)) < end) {
		if (row->orders == MAX_ORDERS || !(at = read_number(at, end, &row->count[row->orders])))
			return false;
		row->orders++;
	}
	return row->orders > 0;
}

static bool is_zone(const struct zone *zone, const struct row *row)
{
	return zone->node == row->node && memcmp(zone->name, row->name, (size_t)row->name_bytes) == 0
		&& zone->name[row->name_bytes] == '\0';
}

static void judge(struct zone *zone, const struct row *row, uint64_t now_ms)
{
	uint64_t pages = 0, usable = 0;
	for (int order = 0; order < row->orders; order++) {
		pages += row->count[order] << order;
		if (order >= watched_order)
			usable += row->count[order] << order;
	}
	zone->free_pages = pages;
	zone->suitable = usable >> watched_order;
	zone->unusable_permille = pages == 0 ? 1000 : (unsigned)((pages - usable) * 1000 / pages);
	enum state state = zone->suitable >= (zone->state == BREACHED ? floor_blocks * 3 / 2 : floor_blocks) ? OK
		: zone->state == FALLING && now_ms - zone->since_ms >= FOR_MS ? BREACHED
		: zone->state == BREACHED ? BREACHED : FALLING;
	if (state != zone->state) {
		zone->state = state;
		zone->since_ms = now_ms;
	}
	breached += state == BREACHED;
}

static void tick(int fd, bool on_procfs, uint64_t now_ms)
{
	const char *at = text, *end = text + read_to_end(fd, on_procfs);
	int place = 0;
	breached = 0;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline ? newline : end;
		struct row row;
		if (read_row(at, line_end, &row) && place < zone_count && is_zone(&zones[place], &row)) {
			if (zones[place].is_watched && watched_order < row.orders)
				judge(&zones[place], &row, now_ms);
			place++;
		}
		at = line_end + 1;
	}
}

/* The zones of /proc/buddyinfo, in its order. */
static void take_up_zones(int fd)
{
	const char *at = text, *end = text + read_to_end(fd, false);
	while (at < end && zone_count < MAX_ZONES) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline ? newline : end;
		struct row row;
		if (read_row(at, line_end, &row)) {
			struct zone *zone = &zones[zone_count++];
			zone->node = row.node;
			memcpy(zone->name, row.name, (size_t)row.name_bytes);
		}
		at = line_end + 1;
	}
}

/* Which of them are large enough to be watched: /proc/zoneinfo. */
static void take_sizes(int fd, uint64_t page_bytes)
{
	size_t length = read_to_end(fd, false);
	struct row row = { 0 };
	text[length < sizeof text ? length : sizeof text - 1] = '\0';
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		unsigned long long managed;
		if (read_zone(line, line + strlen(line), &row) || sscanf(line, " managed %llu", &managed) != 1)
			continue;
		for (int i = 0; i < zone_count; i++)
			if (is_zone(&zones[i], &row))
				zones[i].is_watched = managed * page_bytes >= MIN_ZONE_BYTES;
	}
}

static uint64_t nanoseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

int main(int count, char **arguments)
{
	const char *root = "";
	long ticks = 1000000;
	for (int i = 1; i + 1 < count; i += 2) {
		if (!strcmp(arguments[i], "--ticks"))
			ticks = atol(arguments[i + 1]);
		else if (!strcmp(arguments[i], "--root"))
			root = arguments[i + 1];
		else if (!strcmp(arguments[i], "--order"))
			watched_order = atoi(arguments[i + 1]);
		else if (!strcmp(arguments[i], "--floor"))
			floor_blocks = strtoull(arguments[i + 1], NULL, 10);
	}
	int fd = open_file(root, "/proc/buddyinfo");
	take_up_zones(fd);
	take_sizes(open_file(root, "/proc/zoneinfo"), 4096);
	bool on_procfs = is_on_procfs(fd);
	uint64_t now_ms = 0;
	for (long i = 0; i < WARM_UP_TICKS; i++)
		tick(fd, on_procfs, now_ms += TICK_MS);
	uint64_t start = nanoseconds();
	for (long i = 0; i < ticks; i++)
		tick(fd, on_procfs, now_ms += TICK_MS);
	uint64_t elapsed = nanoseconds() - start;
	int watched = 0;
	uint64_t suitable = 0;
	for (int i = 0; i < zone_count; i++) {
		watched += zones[i].is_watched;
		suitable += zones[i].suitable;
	}
	printf("{\"ticks\":%ld,\"zones\":%d,\"watched\":%d,\"breached\":%u,\"suitable\":%llu,\"ns_per_tick\":%llu}\n",
		ticks, zone_count, watched, breached, (unsigned long long)suitable,
		(unsigned long long)(ticks ? elapsed / (uint64_t)ticks : 0));
	return 0;
}
