from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_warranty_location_id = fields.Many2one(
        "stock.location",
        "Warranty Replacements Location",
        check_company=True,
        help="Customer location of free replacements; its account collects the warranty cost.",
    )
    rma_parts_location_id = fields.Many2one(
        "stock.location",
        "Warranty Parts Location",
        check_company=True,
        help="Production location of warranty repairs; its account collects the parts' cost.",
    )
    rma_loss_location_id = fields.Many2one(
        "stock.location",
        "Returns Loss Location",
        check_company=True,
        help="Scrapped returns end here; its account collects the loss.",
    )
    rma_compensation_product_id = fields.Many2one(
        "product.product",
        "After-sales Allowance",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Service product on the credit notes of compensations.",
    )
