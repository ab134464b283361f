from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "rma.linked.mixin"]
    _rma_line_paths = ("sale_line_id.order_id",)

    def action_open_rma_return(self):
        """Ask what comes back of this order, and make a case of it."""
        self.ensure_one()
        returns = self.env["rma.return"]
        rows = returns._get_rows(self.sudo().order_line.move_ids)
        return returns._action_open_for(self.partner_id, self.company_id, rows)
