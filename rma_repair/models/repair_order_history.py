"""What came before a repair and after it: repeats, the fix, the warranty given on it."""

from datetime import timedelta

from odoo import api, fields, models


class RepairOrder(models.Model):
    _inherit = "repair.order"

    fix_id = fields.Many2one("rma.repair.fix", index="btree_not_null")
    failure_code_id = fields.Many2one(related="rma_line_id.failure_code_id", store=True)
    repeat_repair_id = fields.Many2one(related="rma_line_id.repeat_repair_id")
    is_repeat = fields.Boolean(related="rma_line_id.is_repeat", store=True)
    is_same_failure = fields.Boolean(related="rma_line_id.is_same_failure")
    repeat_line_ids = fields.One2many(
        "rma.case.line", "repeat_repair_id", "Came back as", groups="rma_repair.group_user"
    )
    is_repeated = fields.Boolean(
        "Came Back",
        compute="_compute_is_repeated",
        store=True,
        help="The unit came back soon after this repair.",
    )
    date_warranty_until = fields.Date(
        "Repair Warranty until", compute="_compute_date_warranty_until"
    )

    @api.depends("repeat_line_ids")
    def _compute_is_repeated(self):
        for repair in self:
            repair.is_repeated = bool(repair.repeat_line_ids)

    @api.depends("date_done", "company_id.rma_repair_warranty_days")
    def _compute_date_warranty_until(self):
        for repair in self:
            days = repair.company_id.rma_repair_warranty_days
            done = repair.date_done
            repair.date_warranty_until = (done + timedelta(days=days)).date() if done else False
