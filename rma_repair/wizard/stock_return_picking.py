from odoo import api, models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    @api.depends("picking_id")
    def _compute_moves_locations(self):
        self.picking_id.move_ids._check_rma_core_return()
        return super()._compute_moves_locations()

    def _create_return(self):
        """Refuse what brings the customers' own goods in, or out, beside their case."""
        (self.picking_id.move_ids | self.product_return_moves.move_id)._check_rma_core_return()
        return super()._create_return()
