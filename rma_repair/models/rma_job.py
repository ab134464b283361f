"""Work too large for one transaction: done by a cron in bounded batches, resumed where it stood."""

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_ERRORS_TO_RETRY

_logger = logging.getLogger(__name__)

JOB_STATES = [
    ("draft", "Draft"),
    ("waiting", "In Progress"),
    ("failed", "Stopped"),
    ("done", "Done"),
]
BATCH_SIZE = 200
# What a user says of a piece of work; the rest, above all whose rights it has, the system notes.
USER_FIELDS = {"name", "batch_size"}


class RmaJob(models.Model):
    """A large piece of work that its user need not wait for.

    A kind of work is one method `_run_<kind>()` that does the next batch and returns how many
    units of `total` it did, zero when nothing is left. A batch and the note that it is done are
    one transaction: whatever kills the process, nothing is done twice and nothing is left out.
    """

    _name = "rma.job"
    _description = "Background Work"
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("Import of returns"))
    kind = fields.Selection([("import", "Import")], required=True, default="import", readonly=True)
    state = fields.Selection(JOB_STATES, required=True, default="draft", readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        "For",
        required=True,
        default=lambda self: self.env.user,
        readonly=True,
        index=True,
        help="Whose rights the work is done with.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    batch_size = fields.Integer(
        default=BATCH_SIZE, required=True, help="Units of one transaction: memory follows it."
    )
    total = fields.Integer(readonly=True)
    done = fields.Integer("Carried out", readonly=True)
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    error = fields.Text("Stopped by", readonly=True)

    _batch_size_positive = models.Constraint(
        "CHECK(batch_size > 0)", "A batch has at least one unit."
    )

    @api.depends("total", "done")
    def _compute_progress(self):
        for job in self:
            job.progress = 100.0 * job.done / job.total if job.total else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        self._check_user_fields(set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._check_user_fields(vals)
        return super().write(vals)

    def _get_user_fields(self):
        """The fields a person may write; the others decide with whose rights what is done."""
        return USER_FIELDS

    def _check_user_fields(self, names):
        if not self.env.su and (written := set(names) - self._get_user_fields()):
            labels = [self._fields[name]._description_string(self.env) for name in sorted(written)]
            raise AccessError(
                self.env._("%(fields)s: the system notes that itself.", fields=", ".join(labels))
            )

    def action_resume(self):
        """Go on after the last batch that was done; what stopped the work should be mended."""
        stopped = self.filtered(lambda job: job.state == "failed")
        stopped.sudo().write({"state": "waiting", "error": False})
        self._trigger()

    def _trigger(self):
        self.env.ref("rma_repair.ir_cron_run_jobs").sudo()._trigger()

    @api.model
    def _cron_run(self):
        """Carry out what waits, oldest first, a batch per transaction, while there is time."""
        cron = self.env["ir.cron"]
        waiting = [("state", "=", "waiting")]
        jobs = self.search(waiting, order="id")
        cron._commit_progress(remaining=sum(max(job.total - job.done, 1) for job in jobs))
        for job in jobs:
            while job.state == "waiting" and (done := job._run_or_stop()) is not None:
                time_left = cron._commit_progress(done or 1)
                self.env.invalidate_all()
                if not time_left:
                    return
        cron._commit_progress(remaining=self.search_count(waiting))

    def _run_or_stop(self):
        """Do the next batch, or note what stops the work; None where it has to be tried again."""
        if not self.try_lock_for_update():
            return None
        try:
            with self.env.cr.savepoint():
                return self._run_batch()
        except OperationalError as error:
            if error.pgcode not in PG_CONCURRENCY_ERRORS_TO_RETRY:
                raise
            # Somebody wrote the same records meanwhile: the cron comes again at once.
            self.env.cr.rollback()
            self.env.invalidate_all()
            return None
        except (UserError, ValueError) as error:
            _logger.info("%s stopped after %s of %s: %s", self.name, self.done, self.total, error)
            self.env.invalidate_all()
            self.write({"state": "failed", "error": str(error)})
            return 0

    def _run_batch(self):
        """Do the next batch and note it; returns how many units it did."""
        done = getattr(self, f"_run_{self.kind}")()
        if done:
            self.done += done
        else:
            self.write({"state": "done", "total": self.done})
        return done

    def _as_user(self, records):
        """`records` with the rights, language and company of who asked for the work."""
        return records.with_user(self.user_id).with_context(
            lang=self.user_id.lang, allowed_company_ids=self.company_id.ids
        )
