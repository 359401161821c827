#!/bin/bash
# pipe: kernel pages that cannot be moved keep the blocks apart. Nothing on the ladder can help; FragGuard must say so
# once, in words that name the cause, and must not go on trying every second.
# guest: -m 768 -t 480
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/hopeless.sh
. /payload/lib/hopeless.sh

hopeless pipe
