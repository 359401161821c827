/* fill.c: take all pages of the zone, decide by frame number which ones stay, release the others. */
#include "fragment.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Pages still to be taken before the floor, or the limit, is reached. Free CMA pages are not for everybody. */
long room(void)
{
	struct zone zone = read_zoneinfo();
	long floor = floor_mb >= 0 ? (floor_mb << 20) / page_bytes : zone.low + 192;
	long pages = zone.free - zone.cma - floor;

	if (limit_mb >= 0 && (limit_mb << 20) / page_bytes - taken < pages)
		pages = (limit_mb << 20) / page_bytes - taken;
	return pages < 0 ? 0 : pages;
}

/*
 * Takes pages, each by take(its index), in bites that get smaller as the floor comes near, because the kernel's
 * figures lag. take returns 0 to end the filling. At most most pages.
 */
void fill(int (*take)(long index), long most)
{
	long left, bite;

	while (!quit && taken < most && (left = room()) > 0) {
		bite = left > 512 ? left / 2 : left;
		if (bite < 32)
			bite = left < 32 ? left : 32;
		for (; bite > 0 && taken < most && !quit; bite--) {
			if (!take(taken))
				return;
			taken++;
		}
		if (left < 64)
			break;
	}
}

/* As many as there can be, and some more for what is freed meanwhile. */
long all_pages(void) { return sysconf(_SC_PHYS_PAGES) + 4096; }

/* Frame numbers of count mapped pages from address on; 0 for those that are not present. */
void frames_of(void *address, unsigned long long *frames, long count)
{
	static int pagemap = -1;

	if (pagemap < 0)
		pagemap = open("/proc/self/pagemap", O_RDONLY);
	if (pread(pagemap, frames, count * 8, (uintptr_t)address / page_bytes * 8) != count * 8)
		die("pagemap: %m");
	for (long i = 0; i < count; i++) {
		int present = frames[i] >> 63;

		frames[i] &= (1ULL << 55) - 1;
		if (present && !frames[i])
			die("pagemap hides frame numbers: run as root");
		if (!present)
			frames[i] = 0;
	}
}

/* The next number of a sequence that the seed decides (splitmix64), below limit. Not even, but evenly enough. */
unsigned long next_random(unsigned long limit)
{
	static unsigned long long state;
	static int seeded;
	unsigned long long number;

	if (!seeded) {
		state = seed;
		seeded = 1;
	}
	number = state += 0x9e3779b97f4a7c15ULL;
	number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9ULL;
	number = (number ^ number >> 27) * 0x94d049bb133111ebULL;
	return (number ^ number >> 31) % limit;
}

/*
 * Page index has this frame. One page of each group of 2^order frames of the zone stays, and each that we hold is as
 * likely as the others: the n-th that is seen takes the place of the one chosen so far once in n times. A pattern, such
 * as always the first one, would hide from compaction's free scanner, which looks at every 32nd frame only when it has
 * found nothing for a while. The choice is final when all pages have been considered.
 */
void consider(const struct zone *zone, long frame, long index, unsigned char *keeps)
{
	static struct group { long seen, chosen; } *list;
	static long groups;
	long group = frame >> order;

	if (!frame || !contains(zone, frame))
		return;
	in_zone++;
	if (group >= groups) {
		list = realloc(list, (group + 65536) * sizeof(*list));
		if (!list)
			die("out of memory");
		memset(list + groups, 0, (group + 65536 - groups) * sizeof(*list));
		groups = group + 65536;
	}
	if (list[group].seen++ == 0)
		kept++;
	else if (next_random(list[group].seen) == 0)
		keeps[list[group].chosen] = 0;
	else
		return;
	list[group].chosen = index;
	keeps[index] = 1;
}

/* Calls release(first, count) for each run of pages that keeps[] does not mark. */
void release_others(const unsigned char *keeps, void (*release)(long first, long count))
{
	long first = -1;

	for (long i = 0; i <= taken; i++) {
		if (i < taken && !keeps[i]) {
			if (first < 0)
				first = i;
		} else if (first >= 0) {
			release(first, i - first);
			first = -1;
		}
	}
}
