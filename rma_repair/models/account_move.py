from odoo import fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "rma.linked.mixin"]
    _rma_line_paths = ("invoice_line_id.move_id",)
    _rma_case_field = "rma_case_id"

    rma_decision_id = fields.Many2one(
        "rma.decision",
        "RMA Decision",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )
    rma_case_id = fields.Many2one(related="rma_decision_id.case_id", string="RMA Case")
