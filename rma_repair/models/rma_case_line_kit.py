"""Kits come back, and are replaced, as their components."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _filter_rma_kits(self, company):
        """Those of these products that are only a name for components in `company`."""
        if not self or "mrp.bom" not in self.env or not self._has_kit_boms():
            return self.browse()
        boms = self.env["mrp.bom"].sudo()
        found = boms._bom_find(self, company_id=company.id, bom_type="phantom")
        return self.filtered(lambda product: found[product])

    def _has_kit_boms(self):
        """Whether any of these may be a kit at all: most are not, and core looks long for each."""
        self.env["mrp.bom"].flush_model(["type", "active", "product_tmpl_id"])
        query = """
            SELECT EXISTS (
                SELECT FROM mrp_bom bom
                  JOIN product_product product ON product.product_tmpl_id = bom.product_tmpl_id
                 WHERE product.id = ANY(%s) AND bom.type = 'phantom' AND bom.active)
        """
        [[found]] = self.env.execute_query(SQL(query, self.ids))
        return found


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def _check_to_approve(self):
        result = super()._check_to_approve()
        for decision in self.filtered(lambda decision: decision.settlement == "replace"):
            decision._check_no_kit_sent()
        return result

    def _check_no_kit_sent(self):
        """Refuse to send a kit: its components ship one by one, and replace no unit each."""
        sent = self.replacement_product_id or self.line_ids.product_id
        if kits := sent._filter_rma_kits(self.company_id):
            raise UserError(
                self.env._(
                    "%(product)s is a kit and can not be sent as a replacement. Choose a product "
                    "that is shipped as one unit on %(decision)s, or decide on the components.",
                    product=kits[0].display_name,
                    decision=self.name,
                )
            )


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    is_kit = fields.Boolean(compute="_compute_is_kit")

    @api.depends("product_id")
    def _compute_is_kit(self):
        kits = self._filter_kits()
        for line in self:
            line.is_kit = line in kits

    def action_explode_kit(self):
        """Replace requested lines of kits by lines of the components that were delivered."""
        for line in self:
            line._explode_kit()

    def _explode_kit(self):
        self.ensure_one()
        sold = self.sale_line_id.sudo() or self._find_kit_order_line()
        if self.state != "requested" or len(sold) != 1:
            raise UserError(
                self.env._(
                    "Choose the sales order line %(kit)s was sold with, while the line is "
                    "requested.",
                    kit=self.product_id.display_name,
                )
            )
        vals_list = []
        for product, (per_kit, _share) in sold._get_rma_kit_parts().items():
            needed = per_kit * self._get_product_quantity()
            vals_list += self._prepare_component_vals(sold, product, needed)
        case, kit = self.case_id, self.display_name
        self.unlink()
        lines = self.create(vals_list)
        case.message_post(
            body=self.env._(
                "%(kit)s comes back as its components. Lines: %(count)s.",
                kit=kit,
                count=len(lines),
            )
        )

    def _find_kit_order_line(self):
        """The customer's order line of this kit, where there is only one."""
        found = (
            self.env["sale.order.line"]
            .sudo()
            .search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("state", "=", "sale"),
                    ("order_id.partner_id", "child_of", self.case_id.commercial_partner_id.ids),
                    ("company_id", "=", self.company_id.id),
                    ("move_ids.state", "=", "done"),
                ]
            )
        )
        return found if len(found) == 1 else found.browse()

    def _prepare_component_vals(self, sold, product, quantity):
        """Line values for `quantity` of a component, out of the deliveries that brought it."""
        moves = sold.move_ids.filtered(
            lambda move: move.product_id == product
            and move.state == "done"
            and move.location_dest_id.usage == "customer"
        )
        free = self._get_returnable_quantities(moves)
        vals_list = []
        for move in moves:
            taken = min(quantity, free[move.id])
            if product.uom_id.compare(taken, 0) > 0:
                quantity -= taken
                vals_list.append(self._prepare_component_line_vals(move, taken))
        if product.uom_id.compare(quantity, 0) > 0:
            raise UserError(
                self.env._(
                    "%(quantity)g %(product)s too few were delivered for so many kits, or they "
                    "are claimed already.",
                    quantity=quantity,
                    product=product.display_name,
                )
            )
        return vals_list

    def _prepare_component_line_vals(self, move, quantity):
        return {
            "reason": self.reason,
            "wish": self.wish,
            "is_return_expected": self.is_return_expected,
            "case_id": self.case_id.id,
            "product_id": move.product_id.id,
            "product_uom_id": move.product_id.uom_id.id,
            "origin_move_id": move.id,
            "quantity": quantity,
        }

    def _filter_kits(self):
        """Those of these lines whose product is only a name for components."""
        kits = self.browse()
        for company, lines in self.filtered("product_id").grouped("company_id").items():
            found = lines.product_id._filter_rma_kits(company)
            kits |= lines.filtered(lambda line, found=found: line.product_id in found)
        return kits

    def _check_goods(self):
        result = super()._check_goods()
        if kits := self._filter_kits():
            raise UserError(
                self.env._(
                    "%(product)s is a kit and comes back as its components. Press Split into "
                    "Components on its line.",
                    product=kits[0].product_id.display_name,
                )
            )
        return result
