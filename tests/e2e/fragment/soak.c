/* soak.c: take away, at its exact order, what is left in big blocks. */
#include "fragment.h"

#include <linux/if_packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Free blocks of this order that the kernel would hand out: not those of HighAtomic, CMA and Isolate. */
static long takeable(int at)
{
	FILE *file = fopen("/proc/pagetypeinfo", "r");
	char line[1024], name[32], type[32];
	long counts[MAX_ORDERS], blocks = 0;
	int of_node, text;

	while (file && fgets(line, sizeof(line), file) && !strstr(line, "Number of blocks"))
		if (sscanf(line, "Node %d, zone %31[^,], type %31s%n", &of_node, name, type, &text) == 3 &&
		    of_node == node && !strcmp(name, zone_name) && strcmp(type, "HighAtomic") && strcmp(type, "CMA") &&
		    strcmp(type, "Isolate") && read_counts(line + text, counts) > at)
			blocks += counts[at];
	if (file)
		fclose(file);
	return blocks;
}

static long compaction_stalls(void)
{
	FILE *file = fopen("/proc/vmstat", "r");
	char line[128];
	long stalls = 0;

	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "compact_stall %ld", &stalls);
	if (file)
		fclose(file);
	return stalls;
}

/* Takes count blocks of exactly this order: the ring of a packet socket that receives nothing and stays open. */
static int take_blocks(int at, long count)
{
	struct tpacket_req ring = { .tp_block_size = page_bytes << at, .tp_block_nr = count,
				    .tp_frame_size = page_bytes, .tp_frame_nr = count << at };
	int holder = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (holder < 0)
		die("packet socket: %m");
	if (!setsockopt(holder, SOL_PACKET, PACKET_RX_RING, &ring, sizeof(ring)))
		return 1;
	close(holder);
	return 0;
}

/*
 * Takes the big blocks that are left, biggest first, until none is, the limit is reached, or the kernel had to
 * compact for one: from there on taking would undo the pattern. Returns pages.
 */
long soak(void)
{
	struct zone zone = read_zone();
	long limit = soak_mb < 0 ? zone.managed / 10 + (64 << 20) / page_bytes : (soak_mb << 20) / page_bytes;
	long got = 0, stalls = compaction_stalls(), before = -1;

	for (int pass = 0; pass < 6 && got != before && !quit; pass++) {
		before = got;
		for (int o = zone.orders - 1; o >= order; o--) {
			long left = takeable(o);

			if (left > (limit - got) >> o)
				left = (limit - got) >> o;
			while (left > 0 && !quit) {
				long count = left > 64 ? 64 : left;

				if (!take_blocks(o, count))
					break;
				got += count << o;
				left -= count;
				if (compaction_stalls() != stalls)
					return got;
			}
		}
	}
	return got;
}
