/* fragment.h: what the parts of fragment share. Amounts are pages unless the name says otherwise. */
#ifndef FRAGMENT_H
#define FRAGMENT_H

#define _GNU_SOURCE
#include <signal.h>

#define MAX_ORDERS 32

/* One zone: figures of /proc/zoneinfo, and the blocks of each order from /proc/buddyinfo. */
struct zone {
	long free, cma, low, managed, spanned, start;
	int orders;
	long blocks[MAX_ORDERS];
};

/* What was asked for; zone_name and node are filled in by the first look at the zone where they were not given. */
extern const char *cache_path;
extern int order, node;
extern char zone_name[32];
extern long limit_mb, floor_mb, soak_mb;
extern unsigned long seed;

extern long page_bytes;
extern volatile sig_atomic_t quit;

/* What the filling took, how much of that lies in the zone, and what stayed when the rest was released. */
extern long taken, in_zone, kept;

_Noreturn __attribute__((format(printf, 1, 2))) void die(const char *format, ...);
long mb(long pages);
void show(const char *step);

/* zone.c: reading the zone */
struct zone read_zoneinfo(void);
struct zone read_zone(void);
int read_counts(const char *text, long *counts);
int contains(const struct zone *zone, long frame);
long pages_from(const struct zone *zone, int from);

/* fill.c: taking pages, choosing the one that stays, releasing the others */
long all_pages(void);
long room(void);
void fill(int (*take)(long index), long most);
unsigned long next_random(unsigned long limit);
void consider(const struct zone *zone, long frame, long index, unsigned char *keeps);
void frames_of(void *address, unsigned long long *frames, long count);
void release_others(const unsigned char *keeps, void (*release)(long first, long count));

/* modes.c: the four kinds of fragmentation */
void fragment_anon(int pin);
void fragment_cache(void);
void fragment_pipe(void);

/* soak.c: taking what is left in big blocks */
long soak(void);

#endif
