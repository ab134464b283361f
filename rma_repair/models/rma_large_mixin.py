from odoo import models


class RmaLargeMixin(models.AbstractModel):
    """A model whose lists and analyses stay quick with a million records."""

    _name = "rma.large.mixin"
    _inherit = ["rma.narrowed.search.mixin", "rma.grouped.first.mixin"]
    _description = "Many Records"
