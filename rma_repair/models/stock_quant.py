"""The customers' goods in the company's hands."""

from odoo import api, models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def action_view_customer_goods(self):
        """List what lies in the returns and belongs to customers: its value is nil."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_repair.stock_quant_action_customer_goods"
        )
        roots = self.env.companies.rma_view_location_id
        # Core leaves empty quants behind and sweeps them when its own Inventory is opened.
        action["domain"] = [
            ("location_id", "child_of", roots.ids),
            ("owner_id", "!=", False),
            ("quantity", "!=", 0),
        ]
        return action
