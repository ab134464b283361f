from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "rma.linked.mixin", "rma.kept.scope.mixin"]
    _rma_line_paths = ("partner_id", "case_id.partner_id")
