from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    rma_location_id = fields.Many2one(
        "stock.location",
        "Customers' Returns",
        copy=False,
        check_company=True,
        help="Returned goods that are still the customers' property. Outside the warehouse's "
        "locations, so that they are never promised to anybody.",
    )
    rma_stock_location_id = fields.Many2one(
        "stock.location",
        "Taken-over Returns",
        copy=False,
        check_company=True,
        help="Returned goods the company took over: in the stock value, not for sale yet.",
    )
    rma_receipt_type_id = fields.Many2one(
        "stock.picking.type", "RMA Receipts", copy=False, check_company=True
    )
    rma_return_type_id = fields.Many2one(
        "stock.picking.type", "RMA Deliveries", copy=False, check_company=True
    )
    rma_repair_type_id = fields.Many2one(
        "stock.picking.type", "Warranty Repairs", copy=False, check_company=True
    )
