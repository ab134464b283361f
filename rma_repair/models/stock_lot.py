from odoo import fields, models
from odoo.exceptions import ValidationError


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "rma.linked.mixin"]
    _rma_line_paths = ("lot_id",)

    rma_line_ids = fields.One2many(
        "rma.case.line", "lot_id", "RMA Lines", groups="rma_repair.group_user"
    )

    def _check_rma_product(self, product):
        """Refuse numbers that are not those of `product`."""
        for lot in self:
            if lot.product_id != product:
                raise ValidationError(
                    self.env._(
                        "%(lot)s is a number of %(other)s, not of %(product)s.",
                        lot=lot.name,
                        other=lot.product_id.display_name,
                        product=product.display_name,
                    )
                )
