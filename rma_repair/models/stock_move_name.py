from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.depends_context("rma_show_delivery")
    def _compute_display_name(self):
        """Where a delivery is chosen, its number, date and order tell more than its locations."""
        if not self.env.context.get("rma_show_delivery"):
            return super()._compute_display_name()
        for move in self:
            parts = (move.reference, fields.Date.to_string(move.date), move.sudo().origin)
            move.display_name = " · ".join(part for part in parts if part)
