"""Refurbished units enter stock under their grade, at cost or at what they can be sold for."""

from odoo import Command, api, fields, models

from .field_groups import REPAIR_COST_READERS


class RepairOrder(models.Model):
    _inherit = "repair.order"

    is_refurbishment = fields.Boolean(compute="_compute_is_refurbishment", compute_sudo=True)
    stock_product_id = fields.Many2one(
        "product.product",
        "Stock as",
        check_company=True,
        domain="[('type', '=', 'consu')]",
        help="Product of the second grade; empty keeps the product.",
    )
    stock_lot_name = fields.Char(
        "Stock as Serial",
        help="Empty keeps the serial's name, marked for its grade by the product.",
    )
    nrv_price = fields.Monetary(
        "Net Realizable Value",
        compute="_compute_nrv_price",
        store=True,
        readonly=False,
        groups=REPAIR_COST_READERS,
        help="What one unit can be sold for, less the cost to sell; 0 sets no limit.",
    )
    refurbished_value = fields.Monetary(
        "Value in Stock", readonly=True, copy=False, groups=REPAIR_COST_READERS
    )
    written_down_value = fields.Monetary(
        "Written Down", readonly=True, copy=False, groups=REPAIR_COST_READERS
    )

    @api.depends("rma_decision_id.unit_outcome")
    def _compute_is_refurbishment(self):
        for repair in self:
            repair.is_refurbishment = repair.rma_decision_id.unit_outcome == "refurbish"

    @api.depends("stock_product_id", "product_id", "company_id")
    def _compute_nrv_price(self):
        for repair in self:
            product = repair.stock_product_id or repair.product_id
            repair.nrv_price = product.lst_price * repair.company_id.rma_nrv_percent / 100

    def _get_stock_lot(self):
        """The number the refurbished unit gets in stock; created where it is new."""
        self.ensure_one()
        product = self.stock_product_id or self.product_id
        name = self.stock_lot_name or self.lot_id.name
        if product.tracking == "none" or not name:
            return self.lot_id.browse()
        lots = self.env["stock.lot"].sudo()
        found = lots.search([("product_id", "=", product.id), ("name", "=", name)], limit=1)
        return found or lots.create({"product_id": product.id, "name": name})

    def _set_refurbished_value(self, value):
        """Original value plus refurbishing, written down to the net realizable value."""
        self.ensure_one()
        cost = value + self.parts_cost + self.labour_cost
        limit = self.nrv_price * self.product_qty
        worth = min(cost, limit) if limit else cost
        self.write({"refurbished_value": worth, "written_down_value": cost - worth})

    def _get_refurbish_ends(self, way):
        """The locations of the unit's way "out" of the taken-over returns, or "in" to stock."""
        self.ensure_one()
        shop = self.company_id.rma_refurbish_location_id
        if way == "out":
            return {"location_id": self.product_location_dest_id.id, "location_dest_id": shop.id}
        stock = self.picking_type_id.warehouse_id.lot_stock_id
        return {"location_id": shop.id, "location_dest_id": stock.id}

    def _prepare_refurbish_line_vals(self, way):
        """Values of the move line of that way: into stock it may be another product or number."""
        self.ensure_one()
        product, lot = self.product_id, self.lot_id
        if way == "in":
            product, lot = self.stock_product_id or product, self._get_stock_lot()
        return {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "quantity": self.product_uom._compute_quantity(
                self.product_qty, self.product_id.uom_id
            ),
            "lot_id": lot.id,
            "company_id": self.company_id.id,
            "rma_line_id": self.rma_line_id.id,
            "picked": True,
            **self._get_refurbish_ends(way),
        }

    def _prepare_refurbish_vals(self, way):
        """Values of the move of the unit out of the taken-over returns, or into stock."""
        self.ensure_one()
        line_vals = self._prepare_refurbish_line_vals(way)
        return {
            "product_id": line_vals["product_id"],
            "product_uom": line_vals["product_uom_id"],
            "product_uom_qty": line_vals["quantity"],
            "company_id": self.company_id.id,
            "origin": self.name,
            "is_inventory": True,
            "inventory_name": self.env._("%(repair)s: refurbished", repair=self.name),
            "rma_operation": "repair" if way == "out" else "restock",
            "rma_line_id": self.rma_line_id.id,
            "rma_decision_id": self.rma_decision_id.id,
            "rma_refurbish_id": self.id,
            "picked": True,
            **self._get_refurbish_ends(way),
            "move_line_ids": [Command.create(line_vals)],
        }


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def create_restock(self):
        """Refurbished units first change their value, and their grade, and enter stock."""
        if refurbished := self.filtered(lambda one: one.unit_outcome == "refurbish"):
            refurbished._take_over_first()
            refurbished._stock_refurbished()
        return super().create_restock()

    def _stock_refurbished(self):
        """Two done moves per unit: out of the taken-over returns at its value, into stock at that
        value plus parts and labor, or at the net realizable value if that is lower. The account
        of the refurbishing location keeps the difference.
        """
        lines = self.line_ids.browse().union(*self._get_missing_lines("restock"))
        repairs = lines.repair_ids.filtered(lambda repair: repair.state == "done")
        moves = self.env["stock.move"]
        out = moves.create([repair._prepare_refurbish_vals("out") for repair in repairs])
        out._action_done()
        for repair, move in zip(repairs, out, strict=True):
            repair.sudo()._set_refurbished_value(move.value)
        into = moves.create([repair._prepare_refurbish_vals("in") for repair in repairs])
        into._action_done()
        return out | into
