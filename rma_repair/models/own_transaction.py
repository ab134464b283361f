"""Work of a cron, piece by piece: a conflict with a user costs one piece, never the run."""

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

TRIES = 3


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
