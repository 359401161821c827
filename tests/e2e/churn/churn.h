/* churn.h: what the parts of churn share. */
#ifndef CHURN_H
#define CHURN_H

/* What was done; refused counts what the kernel had no memory for. */
struct totals {
	long programs, touched_pages, read_bytes, files, channels, refused;
};

extern const char *directory;
extern long page_bytes, memory_pages;
extern struct totals totals;

_Noreturn __attribute__((format(printf, 1, 2))) void die(const char *format, ...);
unsigned long random_below(unsigned long limit);
long random_size(long low, int doublings);

/* programs.c */
void churn_programs(long tick);
void end_programs(void);

/* storage.c: page cache, and small files */
void start_cache(void);
void churn_cache(void);
void start_files(void);
void churn_files(void);

/* channels.c: pipes and sockets */
void churn_channels(void);

#endif
