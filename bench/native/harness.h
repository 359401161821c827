/* What the drivers share: a clock, datagram sockets that stand in for systemd and journald, a child process, and order
   statistics. */
#ifndef HARNESS_H
#define HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Monotonic, in nanoseconds. */
uint64_t now_ns(void);

/* Says what failed and exits with 1. Children are killed. */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* A bound unix datagram socket; whatever was at this path is replaced. */
int listen_at(const char *path);

/* Receives datagrams until one contains this text. False after timeout_ms; *received_ns is when it came. */
bool receive_until(int socket, const char *text, int timeout_ms, uint64_t *received_ns);

/* Takes whatever is queued. */
void drain(int socket);

/* Starts a program with NOTIFY_SOCKET set and its output thrown away, or kept in a file if the environment names one
   in BENCH_LOG. */
pid_t start(char *const arguments[], const char *notify_path);

/* SIGTERM, then waits for the end. Returns the exit code. */
int stop(pid_t child);

void sort(uint64_t *values, size_t count);

/* Of sorted values; share is 0 to 1. */
uint64_t quantile(const uint64_t *sorted, size_t count, double share);

#endif
