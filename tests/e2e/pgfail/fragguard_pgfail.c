// SPDX-License-Identifier: GPL-2.0
/*
 * fragguard_pgfail: let the kernel's own allocator fail on demand, so that it logs a real
 * "page allocation failure: order:N" with everything that follows it.
 *
 *   echo "ORDER MODE [MAX]" > /proc/fragguard_pgfail     MODE: atomic | noretry | kernel | highmovable
 *
 * allocates blocks of 2^ORDER pages, without __GFP_NOWARN, keeps them until one fails (or MAX are held; unlimited
 * by default), then frees them all. Reading the file tells of the last run: order, mode, blocks got, failed 0|1.
 * The kernel limits this message to one in ten seconds, for the whole machine.
 */
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

static char last_run[128] = "never run\n";

static int flags_of(const char *mode, gfp_t *flags)
{
	if (!strcmp(mode, "atomic"))
		*flags = GFP_ATOMIC;
	else if (!strcmp(mode, "noretry"))
		*flags = GFP_KERNEL | __GFP_NORETRY;
	else if (!strcmp(mode, "kernel"))
		*flags = GFP_KERNEL;
	else if (!strcmp(mode, "highmovable"))
		*flags = GFP_HIGHUSER_MOVABLE | __GFP_NORETRY;
	else
		return -EINVAL;
	return 0;
}

/* Takes blocks until one fails or max are held, and returns how many it got; all are free again on return. */
static unsigned long exhaust(gfp_t flags, unsigned int order, unsigned long max, bool *failed)
{
	struct page *page, *next;
	unsigned long got = 0;
	LIST_HEAD(held);

	*failed = false;
	while (got < max) {
		page = alloc_pages(flags, order);
		if (!page) {
			*failed = true;
			break;
		}
		list_add(&page->lru, &held);
		if (!(++got & 63))
			cond_resched();
	}
	list_for_each_entry_safe(page, next, &held, lru) {
		list_del(&page->lru);
		__free_pages(page, order);
	}
	return got;
}

static ssize_t pgfail_write(struct file *file, const char __user *user, size_t length, loff_t *offset)
{
	unsigned long max = ~0UL, got;
	unsigned int order;
	char text[64], mode[16] = "";
	gfp_t flags;
	bool failed;

	if (length >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, user, length))
		return -EFAULT;
	text[length] = 0;
	if (sscanf(text, "%u %15s %lu", &order, mode, &max) < 2 || order > 10 || flags_of(mode, &flags))
		return -EINVAL;
	if (order)
		flags |= __GFP_COMP;
	got = exhaust(flags, order, max, &failed);
	snprintf(last_run, sizeof(last_run), "order=%u mode=%s got=%lu failed=%d\n", order, mode, got, failed);
	return length;
}

static int pgfail_show(struct seq_file *out, void *unused)
{
	seq_puts(out, last_run);
	return 0;
}

static int pgfail_open(struct inode *inode, struct file *file)
{
	return single_open(file, pgfail_show, NULL);
}

static const struct proc_ops pgfail_ops = {
	.proc_open = pgfail_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
	.proc_write = pgfail_write,
};

static int __init pgfail_init(void)
{
	return proc_create("fragguard_pgfail", 0600, NULL, &pgfail_ops) ? 0 : -ENOMEM;
}

static void __exit pgfail_exit(void)
{
	remove_proc_entry("fragguard_pgfail", NULL);
}

module_init(pgfail_init);
module_exit(pgfail_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("FragGuard test bed: real page allocation failures on demand");
