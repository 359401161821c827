/* zone.c: the zone as /proc/zoneinfo and /proc/buddyinfo show it. */
#include "fragment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_field(struct zone *zone, const char *line)
{
	long value;

	if (sscanf(line, " pages free %ld", &value) == 1)
		zone->free = value;
	else if (sscanf(line, " low %ld", &value) == 1)
		zone->low = value;
	else if (sscanf(line, " spanned %ld", &value) == 1)
		zone->spanned = value;
	else if (sscanf(line, " managed %ld", &value) == 1)
		zone->managed = value;
	else if (sscanf(line, " nr_free_cma %ld", &value) == 1)
		zone->cma = value;
	else if (sscanf(line, " start_pfn: %ld", &value) == 1)
		zone->start = value;
}

/*
 * The chosen zone's figures. Where none has been chosen, the one with most free pages (of the chosen node, if any)
 * becomes it. start_pfn is the last line of a zone in /proc/zoneinfo: there a zone is complete.
 */
struct zone read_zoneinfo(void)
{
	struct zone best = { .free = -1 }, current = { 0 };
	char line[1024], name[32], best_name[32] = "";
	int wanted = 0, of_node = 0, best_node = -1;
	FILE *file = fopen("/proc/zoneinfo", "r");

	if (!file)
		die("zoneinfo: %m");
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "Node %d, zone %31s", &of_node, name) == 2) {
			current = (struct zone){ 0 };
			wanted = (node < 0 || of_node == node) && (!*zone_name || !strcmp(name, zone_name));
			continue;
		}
		if (!wanted)
			continue;
		read_field(&current, line);
		if (strstr(line, "start_pfn:") && current.free > best.free) {
			best = current;
			best_node = of_node;
			strcpy(best_name, name);
		}
	}
	fclose(file);
	if (best_node < 0)
		die("no zone %s on node %d", zone_name, node);
	node = best_node;
	strcpy(zone_name, best_name);
	return best;
}

/* Numbers at text, into counts, at most MAX_ORDERS; returns how many. */
int read_counts(const char *text, long *counts)
{
	char *end;
	int n = 0;

	while (n < MAX_ORDERS) {
		counts[n] = strtol(text, &end, 10);
		if (end == text)
			break;
		text = end;
		n++;
	}
	return n;
}

static void read_blocks(struct zone *zone)
{
	FILE *file = fopen("/proc/buddyinfo", "r");
	char line[1024], name[32];
	int of_node, at;

	if (!file)
		die("buddyinfo: %m");
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "Node %d, zone %31s%n", &of_node, name, &at) == 2 && of_node == node &&
		    !strcmp(name, zone_name))
			zone->orders = read_counts(line + at, zone->blocks);
	fclose(file);
}

struct zone read_zone(void)
{
	struct zone zone = read_zoneinfo();

	read_blocks(&zone);
	return zone;
}

int contains(const struct zone *zone, long frame)
{
	return frame >= zone->start && frame < zone->start + zone->spanned;
}

/* Free pages in blocks of at least this order. */
long pages_from(const struct zone *zone, int from)
{
	long pages = 0;

	for (int o = from; o < zone->orders; o++)
		pages += zone->blocks[o] << o;
	return pages;
}
