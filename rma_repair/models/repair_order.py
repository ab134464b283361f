from odoo import fields, models


class RepairOrder(models.Model):
    _name = "repair.order"
    _inherit = ["repair.order", "rma.linked.mixin", "rma.line.document.mixin"]
    _rma_case_field = "rma_case_id"

    rma_case_id = fields.Many2one(related="rma_line_id.case_id", string="RMA Case")

    def action_repair_done(self):
        result = super().action_repair_done()
        lines = self.rma_line_id
        lines.decision_id._advance_effects()
        lines._close_finished()
        return result
