from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_rma_kit_parts(self):
        """What one kit of this line consists of: {product: (quantity per kit, share)}.

        The share is what one kit's quantity of the product is of the kit's price: its part in the
        components' cost at delivery. Shares are rounded to the accuracy of quantities and make
        exactly one together.
        """
        self.ensure_one()
        moves = self.move_ids.filtered(
            lambda move: move.state == "done"
            and move.location_dest_id.usage == "customer"
            and not move.rma_operation
        )
        per_kit = self._get_rma_kit_quantities(moves)
        costs = {
            product: quantity * self._get_rma_delivered_cost(product, moves)
            for product, quantity in per_kit.items()
        }
        shares = self._get_rma_shares(costs)
        return {product: (per_kit[product], shares[product]) for product in per_kit}

    def _get_rma_shares(self, costs):
        """What each product's cost is of all, rounded; the dearest takes the rounding."""
        total = sum(costs.values())
        if not total:
            raise UserError(
                self.env._(
                    "The components of %(kit)s have no cost: its price can not be shared out. "
                    "Return the whole kit, or decide on a compensation.",
                    kit=self.product_id.display_name,
                )
            )
        unit = self.product_id.uom_id
        shares = {product: unit.round(cost / total) for product, cost in costs.items()}
        dearest = max(costs, key=lambda product: (costs[product], -product.id))
        shares[dearest] += 1 - sum(shares.values())
        return shares

    def _get_rma_kit_quantities(self, moves):
        """What one kit takes of each product, by its bill of materials, else as delivered.

        Kits inside the kit are opened; a bill of materials may make several kits at once.
        """
        if bom := self._get_rma_kit_bom(moves):
            kits = bom.product_uom_id._compute_quantity(bom.product_qty, self.product_id.uom_id)
            quantities = defaultdict(float)
            for bom_line, values in bom.explode(self.product_id, 1)[1]:
                product = bom_line.product_id
                quantities[product] += (
                    bom_line.product_uom_id._compute_quantity(
                        values["qty"], product.uom_id, round=False
                    )
                    / kits
                )
            return dict(quantities)
        sold = self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id)
        return {
            product: sum(same.mapped("product_qty")) / sold
            for product, same in moves.grouped("product_id").items()
        }

    def _get_rma_kit_bom(self, moves):
        """The bill of materials these deliveries were made by; of kits only, the product's own."""
        if "bom_line_id" not in moves._fields or not moves.bom_line_id:
            return None
        boms = moves.bom_line_id.bom_id
        own = boms.filtered(lambda bom: bom.product_tmpl_id == self.product_id.product_tmpl_id)
        company_id = self.company_id.id
        found = boms._bom_find(self.product_id, company_id=company_id, bom_type="phantom")
        return own[:1] or found[self.product_id]

    def _get_rma_delivered_cost(self, product, moves):
        """What one unit of a component cost when it was delivered."""
        own = moves.filtered(lambda move: move.product_id == product)
        valued = sum(move._get_valued_qty() for move in own)
        if value := sum(own.mapped("value")):
            return value / valued
        return product.with_company(self.company_id).standard_price
