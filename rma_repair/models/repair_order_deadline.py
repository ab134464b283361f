from odoo import fields, models


class RepairOrder(models.Model):
    _inherit = "repair.order"

    def _set_plan_deadline(self):
        """Where a deadline rule for repair plans fits the line, it says when the plan is due."""
        result = super()._set_plan_deadline()
        now = fields.Datetime.now()
        starts = {
            repair.rma_line_id: repair.rma_decision_id.date_authorized or now for repair in self
        }
        ends = self.rma_line_id._get_step_deadlines("plan", starts)
        for repair in self.filtered(lambda repair: repair.rma_line_id in ends):
            repair.date_plan_deadline = ends[repair.rma_line_id][0]
        return result
