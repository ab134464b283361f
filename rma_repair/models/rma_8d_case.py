from odoo import api, fields, models
from odoo.fields import Domain

from .rma_8d_report_problem import NEUTRAL_FINDINGS
from .rma_case_line import DROPPED_STATES


class RmaCaseLine8d(models.Model):
    """The 8D report a line stands behind, and the lessons that fit it."""

    _inherit = "rma.case.line"

    eight_d_id = fields.Many2one(
        "rma.8d.report",
        "8D Report",
        index="btree_not_null",
        copy=False,
        check_company=True,
        ondelete="set null",
    )
    lesson_ids = fields.Many2many(
        "rma.lesson", compute="_compute_lesson_ids", string="Lessons Learned"
    )

    @api.depends("product_id", "failure_code_id")
    def _compute_lesson_ids(self):
        lessons = {}
        for line in self:
            key = (line.product_id, line.failure_code_id)
            if key not in lessons:
                lessons[key] = self.env["rma.lesson"]._get_for(*key)
            line.lesson_ids = lessons[key]

    def _move_to(self, state):
        """Of all states only those that drop a line, or take it up again, make a difference."""
        changed = self.filtered(
            lambda line: (line.state in DROPPED_STATES) != (state in DROPPED_STATES)
        )
        result = super()._move_to(state)
        changed.case_id._ask_for_8d_again()
        return result

    def _get_8d_key(self):
        """What makes two lines the same problem: product, confirmed failure, lot (not serial)."""
        self.ensure_one()
        if self.finding in NEUTRAL_FINDINGS or self.state in DROPPED_STATES:
            return None
        if not self.failure_code_id or self.finding != "confirmed":
            return (self.product_id.id, False, False)
        lot = self.lot_id.id if self.tracking == "lot" else False
        return (self.product_id.id, self.failure_code_id.id, lot)


class RmaCase8d(models.Model):
    """When a case asks for an 8D report, and which reports it stands behind."""

    _inherit = "rma.case"

    eight_d_signature = fields.Char(
        "8D Triggers",
        compute="_compute_eight_d_signature",
        store=True,
        readonly=True,
        copy=False,
        help="The facts that ask for an 8D report; the automation looks when they change.",
    )
    eight_d_ids = fields.Many2many(
        "rma.8d.report", compute="_compute_eight_d_ids", string="8D Reports"
    )
    eight_d_count = fields.Integer(compute="_compute_eight_d_ids")

    @api.depends(
        "is_batch",
        "severity",
        "line_ids.product_id",
        "line_ids.lot_id",
        "line_ids.finding",
        "line_ids.failure_code_id.is_8d_required",
    )
    def _compute_eight_d_signature(self):
        for case in self:
            triggers = case._get_8d_triggers() if case.id else {}
            case.eight_d_signature = (
                ";".join(
                    f"{trigger}:{'-'.join(str(part or 0) for part in key)}:{len(lines)}"
                    for key, (trigger, lines) in sorted(triggers.items(), key=str)
                )
                or False
            )

    def _ask_for_8d_again(self):
        """Have it judged again whether these cases ask for a report, before the request ends."""
        self.env.add_to_compute(self._fields["eight_d_signature"], self)

    @api.depends("line_ids.eight_d_id")
    def _compute_eight_d_ids(self):
        for case in self:
            case.eight_d_ids = case.line_ids.eight_d_id._filtered_access("read")
            case.eight_d_count = len(case.eight_d_ids)

    def _get_8d_triggers(self):
        """What asks for an 8D in this case: {key: (trigger, lines)}."""
        self.ensure_one()
        groups = self.line_ids.grouped(lambda line: line._get_8d_key())
        groups.pop(None, None)
        triggers = {key: (self._get_8d_trigger(key, lines), lines) for key, lines in groups.items()}
        return {key: value for key, value in triggers.items() if value[0]}

    def _get_8d_trigger(self, key, lines):
        """The strongest fact about lines of one key, or None."""
        failure = self.env["rma.failure.code"].browse(key[1] or [])
        known = failure and self._get_8d_reports(key)
        if known and any(report.state == "closed" for report in known):
            return "repeat"
        if self.is_batch:
            return "batch"
        threshold = self.company_id.rma_8d_severity
        if threshold and self.severity >= threshold:
            return "urgent"
        if failure.is_8d_required:
            return "failure"
        if self._is_8d_costly(lines):
            return "cost"
        if failure and self._is_8d_cluster(key):
            return "cluster"
        return "failure" if known else None

    def _get_8d_reports(self, key):
        """Reports of the same product, failure and lot that are not cancelled, newest first."""
        product, failure, lot = key
        domain = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "!=", "cancelled"),
                ("product_id", "=", product),
                ("failure_code_id", "=", failure),
                ("reference_id", "=", False),
            ]
        )
        if lot:
            domain &= Domain("lot_id", "in", (lot, False))
        return self.env["rma.8d.report"].sudo().search(domain)

    def _is_8d_costly(self, lines):
        """Whether what authorized decisions on these lines give away reaches the company's limit.

        In the company's currency, before tax, by the decisions' own amounts.
        """
        limit = self.company_id.rma_8d_cost
        if not limit:
            return False
        decisions = lines.sudo().decision_ids.filtered(lambda one: one.state == "authorized")
        return self.currency_id.compare_amounts(sum(decisions.mapped("amount")), limit) >= 0

    def _is_8d_cluster(self, key):
        """Whether the same failure was confirmed on enough units in the company's window."""
        company = self.company_id
        lines = self.env["rma.case.line"].sudo().search(self._cluster_domain(key))
        own = self.line_ids.filtered(lambda line: line._get_8d_key() == key)
        return (
            bool(company.rma_8d_count)
            and sum((lines | own).mapped("quantity")) >= company.rma_8d_count
        )

    def _cluster_domain(self, key):
        """Lines of all customers with the same failure of the same product within the window."""
        product, failure, _lot = key
        since = fields.Datetime.subtract(fields.Datetime.now(), days=self.company_id.rma_8d_days)
        return Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", product),
                ("failure_code_id", "=", failure),
                ("finding", "=", "confirmed"),
                ("state", "not in", DROPPED_STATES),
                ("case_id.date_request", ">=", since),
            ]
        )

    def action_open_8d(self):
        """Join the open 8D reports these cases ask for, or open them; does nothing twice."""
        for case in self:
            for key, (trigger, lines) in case._get_8d_triggers().items():
                self.env["rma.8d.report"]._join_or_open(case, key, trigger, lines)

    def action_create_8d(self):
        """Open an 8D report on a person's demand for the lines that have none; show it."""
        self.ensure_one()
        self.action_open_8d()
        report = self.eight_d_ids[:1]
        free = self.line_ids.filtered(lambda line: not line.eight_d_id)
        if free and not report:
            key = free[0]._get_8d_key() or (free[0].product_id.id, False, False)
            same = free.filtered(lambda line: line.product_id == free[0].product_id)
            report = self.env["rma.8d.report"]._open(self, key, "manual", same)
        return self.action_view_8d()

    def action_view_8d(self):
        """Show the 8D reports of these cases."""
        reports = self.line_ids.eight_d_id
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("8D Reports"),
            "res_model": "rma.8d.report",
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", reports.ids)],
        }
        return (
            {**action, "view_mode": "form", "res_id": reports.id} if len(reports) == 1 else action
        )


class RmaDecision8d(models.Model):
    """What decisions give away asks for a report where the company set a limit."""

    _inherit = "rma.decision"

    def _move_to(self, state):
        counted = self.filtered(lambda one: "authorized" in (one.state, state))
        result = super()._move_to(state)
        counted.filtered(lambda one: one.company_id.rma_8d_cost).case_id._ask_for_8d_again()
        return result
