"""Documents of a decision over very many lines, made in the background."""

from itertools import islice

from odoo import api, fields, models

from .rma_case_line_documents import DOCUMENTS

# From so many lines on, unless the system parameter says otherwise; zero: never.
PARAMETER, LINES = "rma_repair.background_lines", 1000


class RmaJob(models.Model):
    _inherit = "rma.job"

    kind = fields.Selection(
        selection_add=[("documents", "Documents of a Decision")],
        ondelete={"documents": "cascade"},
    )
    decision_id = fields.Many2one(
        "rma.decision", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    def _tell_progress(self):
        return self.env._(
            "%(done)s of %(total)s documents are made; the rest follows.",
            done=self.done,
            total=self.total,
        )

    def _run_documents(self):
        """Make the next batch of documents, as the automations would; only what is missing."""
        decision = self._as_user(self.decision_id).sudo()
        decision = decision.with_context(rma_batch_size=self.batch_size)
        if decision.state != "authorized":
            return 0
        for document in DOCUMENTS:
            if not decision._is_automated(document):
                continue
            before = set(decision._get_missing_lines(document))
            if not before:
                continue
            getattr(decision, f"create_{document}")()
            # What stays missing waits for a person: the decision says so.
            if done := len(before - set(decision._get_missing_lines(document))):
                return done
        return 0


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    job_ids = fields.One2many("rma.job", "decision_id", "Background Work", readonly=True)
    job_progress = fields.Char(
        "In the Background",
        compute="_compute_job_progress",
        help="Documents of very many lines are made in the background, batch by batch.",
    )

    @api.depends("job_ids.state", "job_ids.done", "job_ids.total")
    def _compute_job_progress(self):
        for decision in self:
            job = decision.sudo().job_ids.filtered(lambda job: job.state != "done")[:1]
            decision.job_progress = job._tell_progress() if job else False

    def _get_missing_lines(self, document):
        """In the background one batch at a time; what is too large for here is put there."""
        if limit := self.env.context.get("rma_batch_size"):
            return dict(islice(super()._get_missing_lines(document).items(), limit))
        queued = self._put_in_background() if self.env.su else self.browse()
        return super(RmaDecision, self - queued)._get_missing_lines(document)

    def _put_in_background(self):
        """The decisions whose documents the system makes in the background; their jobs wait."""
        limit = int(self.env["ir.config_parameter"].sudo().get_param(PARAMETER, LINES))
        large = self.filtered(lambda decision: 0 < limit < len(decision.line_ids))
        if not large:
            return large
        jobs = self.env["rma.job"].sudo()
        waiting = jobs.search([("decision_id", "in", large.ids), ("state", "!=", "done")])
        fresh = large - waiting.decision_id.with_env(self.env)
        if fresh:
            jobs.create([decision._prepare_job_vals() for decision in fresh])._trigger()
        return large

    def _prepare_job_vals(self):
        """Values of the job that makes this decision's documents."""
        self.ensure_one()
        documents = sum(
            len([key for key in line._get_required_documents() if self._is_automated(key)])
            for line in self.line_ids
        )
        return {
            "kind": "documents",
            "name": self.env._("Documents of %(decision)s", decision=self.name),
            "decision_id": self.id,
            "user_id": self.env.uid,
            "company_id": self.company_id.id,
            "total": documents,
            "state": "waiting",
        }
