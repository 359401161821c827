#!/bin/bash
# pin: as pipe, but movable pages held by references, as RDMA, DPDK and VFIO hold theirs: their page blocks still read
# "Movable", so only the attempt shows that compaction cannot help.
# guest: -m 768 -t 480
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/hopeless.sh
. /payload/lib/hopeless.sh

hopeless pin
