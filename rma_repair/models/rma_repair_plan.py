from odoo import api, fields, models
from odoo.exceptions import UserError

from .field_groups import REPAIR_COST_READERS


class RmaRepairPlan(models.Model):
    """One approved version of a repair's plan; kept as it was, never changed."""

    _name = "rma.repair.plan"
    _description = "Approved Repair Plan"
    _order = "repair_id, number desc"

    repair_id = fields.Many2one("repair.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="repair_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer("Version", required=True)
    author_id = fields.Many2one("res.users", "Planned by")
    approved_by_id = fields.Many2one("res.users")
    date = fields.Datetime("Approved on")
    content = fields.Json(required=True)
    estimated_cost = fields.Monetary(groups=REPAIR_COST_READERS)
    description = fields.Text("Plan", compute="_compute_description")

    _number_uniq = models.Constraint(
        "unique(repair_id, number)", "This version of the plan exists already."
    )

    @api.depends("content")
    def _compute_description(self):
        for plan in self:
            content = plan.content or {}
            describe = self.env["stock.move"]._describe_plan_entry
            parts = [describe(part) for part in content.get("parts", [])]
            hours = self.env._("%(hours)s hours", hours=content.get("hours"))
            rows = [content.get("work"), hours, content.get("promised"), *parts]
            plan.description = "\n".join(filter(None, rows))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("An approved plan is kept as it was approved."))
