"""One night's watch: what was proven, and what was found."""

import time

from odoo import api, fields, models

DAYS_KEPT = 90


class RmaCheckRun(models.Model):
    """One pass of the night watch over all invariants; it may take several cron calls."""

    _name = "rma.check.run"
    _description = "RMA Night Watch"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    date_start = fields.Datetime("Started on", default=fields.Datetime.now, readonly=True)
    date_end = fields.Datetime("Ended on", readonly=True)
    state = fields.Selection(
        [("running", "Running"), ("passed", "Everything Holds"), ("broken", "Something Is Wrong")],
        default="running",
        readonly=True,
        required=True,
        copy=False,
        index=True,
    )
    result_ids = fields.One2many("rma.check.result", "run_id", "Rules", readonly=True)
    finding_ids = fields.One2many("rma.check.finding", "run_id", "What Is Wrong", readonly=True)
    finding_count = fields.Integer("Findings Found", compute="_compute_counts", store=True)
    record_count = fields.Integer("Records Looked At", compute="_compute_counts", store=True)

    @api.depends("result_ids.finding_count", "result_ids.record_count")
    def _compute_counts(self):
        for run in self:
            run.finding_count = sum(run.result_ids.mapped("finding_count"))
            run.record_count = sum(run.result_ids.mapped("record_count"))

    @api.depends("date_start")
    def _compute_display_name(self):
        for run in self:
            day = fields.Datetime.context_timestamp(run, run.date_start).date()
            run.display_name = self.env._("Night watch of %(day)s", day=day)

    @api.model
    def action_run(self):
        """Prove every invariant now and open the result."""
        self.browse().check_access("read")
        run = self.sudo().create({})
        while run._advance():
            pass
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": run.id,
            "view_mode": "form",
        }

    @api.model
    def _cron_watch(self):
        """Prove every invariant, batch by batch; goes on where the last call was stopped."""
        run = self.search([("state", "=", "running")], limit=1) or self.create({})
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=1)
        while run._advance():
            if not cron._commit_progress(1, remaining=1):
                return
        cron._commit_progress(1, remaining=0)

    def _advance(self):
        """Prove one batch of one invariant; False when the run has ended by it."""
        self.ensure_one()
        if not self.result_ids:
            self.result_ids = [
                fields.Command.create({"check_key": key})
                for key in self.env["rma.check"]._get_checks()
            ]
        pending = self.result_ids.filtered(lambda result: not result.is_proven)
        if pending:
            pending[0]._advance()
            return True
        self._finish()
        return False

    def _finish(self):
        self.write(
            {
                "date_end": fields.Datetime.now(),
                "state": "broken" if self.finding_ids else "passed",
            }
        )
        earlier = self.search([("id", "<", self.id), ("activity_ids", "!=", False)])
        earlier.activity_unlink(["mail.mail_activity_data_warning"])
        if self.finding_ids:
            self._call_managers()

    def _call_managers(self):
        """An activity for every manager who may see one of the findings."""
        companies = self.finding_ids.company_id
        for user in self.env.ref("rma_repair.group_manager").all_user_ids:
            if user.active and (not companies or user.company_ids & companies):
                self.activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=self.env._("Goods or books of returns do not agree"),
                    user_id=user.id,
                )

    @api.autovacuum
    def _gc_runs(self):
        """Nights without findings are forgotten after three months."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS_KEPT)
        self.search([("state", "=", "passed"), ("date_start", "<", limit)]).unlink()


class RmaCheckResult(models.Model):
    """What one invariant came to in one run."""

    _name = "rma.check.result"
    _description = "RMA Night Watch Result"
    _order = "id"

    run_id = fields.Many2one("rma.check.run", required=True, ondelete="cascade", index=True)
    check_key = fields.Char("Key", required=True, readonly=True)
    name = fields.Char("Rule", compute="_compute_name")
    is_proven = fields.Boolean("Proven to the End", readonly=True)
    last_id = fields.Integer(readonly=True, help="How far the rule was proven.")
    record_count = fields.Integer("Records", readonly=True)
    seconds = fields.Float(readonly=True, digits=(12, 3))
    finding_ids = fields.One2many("rma.check.finding", "result_id", "What Is Wrong", readonly=True)
    finding_count = fields.Integer("Findings Found", compute="_compute_finding_count", store=True)

    @api.depends("check_key")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = self.env["rma.check"]._get_checks()
        for result in self:
            result.name = labels.get(result.check_key, result.check_key)

    @api.depends("finding_ids")
    def _compute_finding_count(self):
        for result in self:
            result.finding_count = len(result.finding_ids)

    def _advance(self):
        """Prove the next batch of this invariant."""
        self.ensure_one()
        start = time.monotonic()
        self.env.flush_all()
        check = self.env["rma.check"]
        ids = check._get_next_ids(self.check_key, self.last_id)
        findings = check._find(self.check_key, ids) if ids else []
        self.env["rma.check.finding"].create([self._prepare_finding_vals(f) for f in findings])
        self.write(
            {
                "is_proven": not ids,
                "last_id": ids[-1] if ids else self.last_id,
                "record_count": self.record_count + len(ids),
                "seconds": self.seconds + time.monotonic() - start,
            }
        )

    def _prepare_finding_vals(self, finding):
        return {
            "result_id": self.id,
            "res_model": finding.model,
            "res_id": finding.res_id,
            "company_id": finding.company_id,
            "name": finding.message,
        }


class RmaCheckFinding(models.Model):
    """A record that breaks an invariant."""

    _name = "rma.check.finding"
    _description = "RMA Night Watch Finding"
    _order = "id"

    result_id = fields.Many2one("rma.check.result", required=True, ondelete="cascade", index=True)
    run_id = fields.Many2one(related="result_id.run_id", store=True, index=True)
    check_name = fields.Char(related="result_id.name", string="Rule")
    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null")
    name = fields.Char("What Is Wrong", required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    def action_open(self):
        """Open the record that breaks the invariant, as far as the user may read it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
