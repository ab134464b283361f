from odoo import fields, models

ACCOUNT_HELP = "Needs perpetual valuation; without it nothing is posted."


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_warranty_location_id = fields.Many2one(
        related="company_id.rma_warranty_location_id", readonly=False
    )
    rma_warranty_account_id = fields.Many2one(
        related="company_id.rma_warranty_location_id.valuation_account_id",
        string="Warranty Replacements Account",
        readonly=False,
        help=ACCOUNT_HELP,
    )
    rma_parts_location_id = fields.Many2one(
        related="company_id.rma_parts_location_id", readonly=False
    )
    rma_parts_account_id = fields.Many2one(
        related="company_id.rma_parts_location_id.valuation_account_id",
        string="Warranty Parts Account",
        readonly=False,
        help=ACCOUNT_HELP,
    )
    rma_loss_location_id = fields.Many2one(
        related="company_id.rma_loss_location_id", readonly=False
    )
    rma_loss_account_id = fields.Many2one(
        related="company_id.rma_loss_location_id.valuation_account_id",
        string="Returns Loss Account",
        readonly=False,
        help=ACCOUNT_HELP,
    )
    rma_vendor_location_id = fields.Many2one(
        related="company_id.rma_vendor_location_id", readonly=False
    )
    rma_vendor_account_id = fields.Many2one(
        related="company_id.rma_vendor_location_id.valuation_account_id",
        string="Returns at Vendors Account",
        readonly=False,
        help=ACCOUNT_HELP,
    )
    rma_compensation_product_id = fields.Many2one(
        related="company_id.rma_compensation_product_id", readonly=False
    )
