/* modes.c: the four kinds of fragmentation; fragment.c says what they are for. */
#include "fragment.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define PIPE_PAGES 256
#define BATCH_PAGES 4096

/* ---- pipes: buffers of 256 pages each ---- */

static int (*pipes)[2];
static long pipe_count;

static void new_pipe(void)
{
	pipes = realloc(pipes, (pipe_count + 1) * sizeof(*pipes));
	if (!pipes || pipe2(pipes[pipe_count], O_NONBLOCK))
		die("pipe %ld: %m", pipe_count);
	fcntl(pipes[pipe_count][1], F_SETPIPE_SZ, PIPE_PAGES * page_bytes);
	pipe_count++;
}

/* ---- modes anon and pin ---- */

static char *area;

static int take_anon(long index)
{
	*(volatile char *)(area + index * page_bytes) = 1;
	return 1;
}

static void release_anon(long first, long count)
{
	madvise(area + first * page_bytes, count * page_bytes, MADV_DONTNEED);
}

static void pin_page(long index, long number)
{
	struct iovec page = { area + index * page_bytes, page_bytes };

	if (number % PIPE_PAGES == 0)
		new_pipe();
	if (vmsplice(pipes[pipe_count - 1][1], &page, 1, SPLICE_F_NONBLOCK) != page_bytes)
		die("vmsplice: %m");
}

void fragment_anon(int pin)
{
	static unsigned long long frames[BATCH_PAGES];
	struct zone zone = read_zoneinfo();
	unsigned char *keeps = calloc(all_pages() + 1, 1);

	area = mmap(NULL, all_pages() * page_bytes, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (area == MAP_FAILED || !keeps)
		die("mmap: %m");
	madvise(area, all_pages() * page_bytes, MADV_NOHUGEPAGE);
	fill(take_anon, all_pages());
	show("filled");
	for (long i = 0; i < taken; i++) {
		if (i % BATCH_PAGES == 0)
			frames_of(area + i * page_bytes, frames, taken - i < BATCH_PAGES ? taken - i : BATCH_PAGES);
		consider(&zone, frames[i % BATCH_PAGES], i, keeps);
	}
	for (long i = 0, number = 0; pin && i < taken; i++)
		if (keeps[i])
			pin_page(i, number++);
	release_others(keeps, release_anon);
	free(keeps);
}

/* ---- mode cache ---- */

static int cache_file;

static int take_cache(long index)
{
	char byte;

	if (pread(cache_file, &byte, 1, index * page_bytes) != 1)
		die("%s: %m", cache_path);
	return 1;
}

static void release_cache(long first, long count)
{
	posix_fadvise(cache_file, first * page_bytes, count * page_bytes, POSIX_FADV_DONTNEED);
}

void fragment_cache(void)
{
	static unsigned long long frames[BATCH_PAGES];
	struct zone zone = read_zoneinfo();
	unsigned char *keeps = calloc(all_pages() + 1, 1);

	/* All hole: it takes no disk and no I/O. Read at random, so that the cache takes single pages. */
	cache_file = open(cache_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (cache_file < 0 || ftruncate(cache_file, all_pages() * page_bytes) || !keeps)
		die("%s: %m", cache_path);
	unlink(cache_path);
	posix_fadvise(cache_file, 0, 0, POSIX_FADV_RANDOM);
	fill(take_cache, all_pages());
	show("filled");
	/* Frame numbers need a mapping; it goes before the release, because mapped pages cannot be evicted. */
	for (long i = 0; i < taken; i += BATCH_PAGES) {
		long count = taken - i < BATCH_PAGES ? taken - i : BATCH_PAGES;
		char *map = mmap(NULL, count * page_bytes, PROT_READ, MAP_SHARED, cache_file, i * page_bytes);

		if (map == MAP_FAILED)
			die("mmap: %m");
		for (long j = 0; j < count; j++)
			(void)*(volatile char *)(map + j * page_bytes);
		frames_of(map, frames, count);
		munmap(map, count * page_bytes);
		for (long j = 0; j < count; j++)
			consider(&zone, frames[j], i + j, keeps);
	}
	release_others(keeps, release_cache);
	free(keeps);
}

/* ---- mode pipe ---- */

/* Two pools of pipes, so that closing the second one frees every page between those of the first. */
static struct pool {
	long next, end, pages;
} keepers, leavers;

static char *pipe_page;

static int put(struct pool *pool)
{
	while (pool->next < pool->end) {
		if (pool->pages < PIPE_PAGES && write(pipes[pool->next][1], pipe_page, page_bytes) == page_bytes) {
			pool->pages++;
			return 1;
		}
		pool->next++;
		pool->pages = 0;
	}
	return 0;
}

/* One in each half a group, anywhere in it: then no group of 2^order gets free, wherever the allocator began. */
static int take_pipe(long index)
{
	static long stays;
	long step = 1L << (order - 1);

	if (index % step == 0)
		stays = next_random(step);
	if (index % step != stays)
		return put(&leavers);
	kept++;
	return put(&keepers);
}

void fragment_pipe(void)
{
	long expected = room(), step = 1L << (order - 1);

	/* Made first, so that what the kernel needs for the pipes themselves does not land in the pattern. */
	keepers.end = expected / step / PIPE_PAGES + 2;
	leavers.next = keepers.end;
	leavers.end = leavers.next + (step > 1 ? expected / PIPE_PAGES + 2 : 0);
	while (pipe_count < leavers.end)
		new_pipe();
	pipe_page = calloc(1, page_bytes);
	if (!pipe_page)
		die("out of memory");
	fill(take_pipe, all_pages());
	show("filled");
	in_zone = taken;
	for (; pipe_count > keepers.end; pipe_count--) {
		close(pipes[pipe_count - 1][0]);
		close(pipes[pipe_count - 1][1]);
	}
}
