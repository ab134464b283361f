from odoo import api, fields, models


class RmaInspection(models.Model):
    """Lessons that fit what is being inspected."""

    _inherit = "rma.inspection"

    lesson_ids = fields.Many2many(
        "rma.lesson", compute="_compute_lesson_ids", string="Lessons Learned"
    )

    @api.depends("product_id", "failure_code_id", "line_ids.failure_code_id")
    def _compute_lesson_ids(self):
        for inspection in self:
            failures = inspection.failure_code_id or inspection.line_ids.failure_code_id
            inspection.lesson_ids = self.env["rma.lesson"]._get_for(inspection.product_id, failures)
