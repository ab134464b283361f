from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_inspection_threshold = fields.Integer(
        "Units without Inspection",
        default=20,
        help="More units of one model in one case must go through a quality inspection.",
    )
    rma_is_check_required = fields.Boolean(
        "Receipt Check Required",
        help="Returns can only be received with a receipt check of packing, seal and accessories.",
    )
    rma_quality_user_id = fields.Many2one(
        "res.users",
        "Quality Responsible",
        domain="[('share', '=', False)]",
        help="Gets an activity when returned goods were received.",
    )
    rma_packing_guide = fields.Html(
        "Packing Guide", translate=True, help="Printed on the return slip for the customer."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_inspection_threshold = fields.Integer(
        related="company_id.rma_inspection_threshold", readonly=False
    )
    rma_is_check_required = fields.Boolean(
        related="company_id.rma_is_check_required", readonly=False
    )
    rma_quality_user_id = fields.Many2one(related="company_id.rma_quality_user_id", readonly=False)
    rma_packing_guide = fields.Html(related="company_id.rma_packing_guide", readonly=False)
