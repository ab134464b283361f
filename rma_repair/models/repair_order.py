from odoo import fields, models


class RepairOrder(models.Model):
    _name = "repair.order"
    _inherit = ["repair.order", "rma.linked.mixin"]
    _rma_case_field = "rma_case_id"

    rma_line_id = fields.Many2one(
        "rma.case.line",
        "RMA Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )
    rma_case_id = fields.Many2one(related="rma_line_id.case_id", string="RMA Case")
    rma_decision_id = fields.Many2one(
        "rma.decision",
        "RMA Decision",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )

    def action_repair_done(self):
        result = super().action_repair_done()
        lines = self.rma_line_id
        lines.decision_id._advance_effects()
        lines._close_finished()
        return result
