from odoo import api, fields, models


class RmaProductAccessory(models.Model):
    """What belongs to a product and has to come back with it."""

    _name = "rma.product.accessory"
    _description = "Accessory to Come Back with a Product"
    _order = "product_tmpl_id, id"
    _rec_name = "product_id"

    product_tmpl_id = fields.Many2one(
        "product.template", "Product", required=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(
        "product.product", "Accessory", required=True, domain="[('type', '=', 'consu')]"
    )
    quantity = fields.Float("Quantity per Unit", digits="Product Unit", required=True, default=1.0)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of an accessory must be positive."
    )
    _accessory_uniq = models.Constraint(
        "unique(product_tmpl_id, product_id)", "This accessory is on the list already."
    )


class ProductTemplate(models.Model):
    _inherit = "product.template"

    rma_accessory_ids = fields.One2many(
        "rma.product.accessory",
        "product_tmpl_id",
        "Accessories to Come Back",
        groups="rma_repair.group_user",
    )


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_accessory_quantities(self):
        """What should come with one unit of this line: {product: quantity in its own unit}.

        The product's own list; without one the other components of the kit it was sold in.
        """
        self.ensure_one()
        own = self.product_id.product_tmpl_id.sudo().rma_accessory_ids
        if own:
            return {accessory.product_id: accessory.quantity for accessory in own}
        return self._get_kit_quantities()

    @api.model
    def _get_kits(self):
        """The kits (phantom bills of materials) of products; nothing without Manufacturing."""
        return self.env["mrp.bom"].sudo() if "mrp.bom" in self.env else None

    def _get_kit_quantities(self):
        """The other components per unit, of the kit that was delivered or that the product is."""
        boms = self._get_kits()
        if boms is None:
            return {}
        origin = self.origin_move_id.sudo()
        bom_line = origin.bom_line_id
        if bom_line.bom_id.type == "phantom":
            bom, share = bom_line.bom_id, bom_line.product_qty or 1.0
        else:
            bom = boms._bom_find(
                self.product_id, company_id=self.company_id.id, bom_type="phantom"
            )[self.product_id]
            share = bom.product_qty or 1.0
        others = bom.bom_line_ids.filtered(
            lambda component: component.product_id != self.product_id
        )
        return {
            component.product_id: component.product_uom_id._compute_quantity(
                component.product_qty, component.product_id.uom_id
            )
            / share
            for component in others
        }
