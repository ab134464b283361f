from odoo import models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "rma.linked.mixin", "rma.kept.scope.mixin"]
    _rma_line_paths = ("product_id.product_tmpl_id",)


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "rma.linked.mixin"]
    _rma_line_paths = ("product_id",)

    def _compute_display_name(self):
        """A product without variants has no values of attributes to be asked for."""
        plain = self.sudo().filtered(lambda product: not product.combination_indices)
        values = self._fields["product_template_attribute_value_ids"]
        values._insert_cache(plain, [()] * len(plain))
        return super()._compute_display_name()


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "rma.kept.scope.mixin"]
