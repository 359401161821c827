/* programs.c: processes that start, grow, shrink and end. */
#define _GNU_SOURCE
#include "churn.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_PROGRAMS 24

static struct program {
	int process, orders;
	long pages, ends;
} running[MOST_PROGRAMS];

static long held_pages;

/* In the child: touches its memory, then obeys: 'g' gives a random quarter back and takes it again. */
static _Noreturn void be_program(long pages, int orders)
{
	FILE *score = fopen("/proc/self/oom_score_adj", "w");
	char *area, order;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* What the parent closes has to be closed here, too. */
	if (dup2(orders, 3) < 0 || close_range(4, ~0U, 0))
		_exit(1);
	orders = 3;
	if (score) {
		fputs("1000", score);
		fclose(score);
	}
	area = mmap(NULL, pages * page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (area == MAP_FAILED)
		_exit(1);
	for (long i = 0; i < pages; i++)
		*(volatile char *)(area + i * page_bytes) = 1;
	while (read(orders, &order, 1) == 1) {
		long quarter = pages / 4 + 1, first = random_below(pages - quarter + 1);

		madvise(area + first * page_bytes, quarter * page_bytes, MADV_DONTNEED);
		for (long i = first; i < first + quarter; i++)
			*(volatile char *)(area + i * page_bytes) = 1;
	}
	_exit(0);
}

static void start_program(struct program *program, long tick)
{
	int ends[2];

	program->pages = random_size(64, 9);	/* 256 KiB to 128 MiB with pages of 4 KiB */
	program->ends = tick + 20 + random_size(10, 5);
	if (held_pages + program->pages > memory_pages / 2)
		return;
	if (pipe2(ends, 0))
		die("pipe: %m");
	program->process = fork();
	if (program->process == 0) {
		close(ends[1]);
		be_program(program->pages, ends[0]);
	}
	close(ends[0]);
	program->orders = ends[1];
	if (program->process < 0) {
		program->process = 0;
		close(ends[1]);
		totals.refused++;
		return;
	}
	held_pages += program->pages;
	totals.programs++;
	totals.touched_pages += program->pages;
}

static void end_program(struct program *program)
{
	kill(program->process, SIGKILL);
	waitpid(program->process, NULL, 0);
	close(program->orders);
	held_pages -= program->pages;
	program->process = 0;
}

void churn_programs(long tick)
{
	for (struct program *program = running; program < running + MOST_PROGRAMS; program++) {
		if (program->process && tick >= program->ends) {
			end_program(program);
		} else if (program->process && random_below(80) == 0) {
			/* One that the kernel has killed for want of memory cannot obey. */
			if (write(program->orders, "g", 1) == 1)
				totals.touched_pages += program->pages / 4 + 1;
			else
				totals.refused++;
		} else if (!program->process && random_below(MOST_PROGRAMS) == 0) {
			start_program(program, tick);
		}
	}
}

void end_programs(void)
{
	for (struct program *program = running; program < running + MOST_PROGRAMS; program++)
		if (program->process)
			end_program(program);
}
