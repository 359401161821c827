/* channels.c: pipes and socket pairs, each with some bytes in it that nobody reads. */
#define _GNU_SOURCE
#include "churn.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_CHANNELS 1200

static int channels[MOST_CHANNELS][2];
static char bytes[64 << 10];

static void open_channel(int *ends, int is_pipe)
{
	long amount = random_size(1 << 10, 6), done = 0, got;

	if (is_pipe ? pipe2(ends, O_NONBLOCK | O_CLOEXEC) :
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends)) {
		ends[0] = ends[1] = 0;
		totals.refused++;
		return;
	}
	while (done < amount && (got = write(ends[1], bytes, amount - done < 4096 ? amount - done : 4096)) > 0)
		done += got;
	totals.channels++;
}

void churn_channels(void)
{
	for (int i = 0; i < 8; i++) {
		int *ends = channels[random_below(MOST_CHANNELS)];

		if (ends[1]) {
			close(ends[0]);
			close(ends[1]);
			ends[0] = ends[1] = 0;
		} else {
			open_channel(ends, random_below(2));
		}
	}
}
