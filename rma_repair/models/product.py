from odoo import models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "rma.linked.mixin"]
    _rma_line_paths = ("product_id.product_tmpl_id",)


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "rma.linked.mixin"]
    _rma_line_paths = ("product_id",)
