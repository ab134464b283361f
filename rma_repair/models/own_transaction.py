"""Work of a cron, piece by piece: a conflict with a user costs one piece, never the run."""

from functools import partial

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

TRIES = 3
AT_ONCE = 100


def run_apart(env, work, count=1, remaining=None):
    """Do `work` and commit it as so many records done; again, where others wrote the same.

    `work` looks anew at what is due: what it did before a conflict is undone. Returns the seconds
    this run of the cron has left, or None where every try was in vain and the work stays due.
    """
    for _number in range(TRIES):
        try:
            work()
            return env["ir.cron"]._commit_progress(count, remaining=remaining)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            env.cr.rollback()
    return None


def run_in_batches(records, work):
    """Call `work` on so many of `records` at once; False where the cron has no time for all.

    Each is a transaction of its own where a cron calls it, else a part of the caller's.
    """
    is_cron = records.env.context.get("cron_id")
    for ids in split_every(AT_ONCE, records.ids):
        batch = records.browse(ids)
        if not is_cron:
            work(batch)
        elif run_apart(records.env, partial(work, batch), len(ids), remaining=1) == 0:
            return False
    return True


def end_run(env):
    """Tell the cron, if one runs this, that nothing is left to do."""
    if env.context.get("cron_id"):
        env["ir.cron"]._commit_progress(remaining=0)
