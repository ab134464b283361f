"""Stock Odoo, by its wizards and buttons, one document after the other as a user would.

Core knows no case, no customer's property and no inspection: goods come straight into stock, so it
makes fewer documents than the others.
"""

from odoo import Command


class Core:
    name = "core"

    def __init__(self, world, units):
        self.world = world = world.seen_by(world.clerk)
        self.env = world.env
        self.units = [unit.with_env(world.env) for unit in units]
        self.stock = world.warehouse.lot_stock_id
        self.receipts = self.env["stock.picking"]
        self.notes = self.env["account.move"]
        self.delivery = self.repairs = None

    def authorize(self):
        """The return wizard, once per delivery."""
        for picking in {unit.move.picking_id: None for unit in self.units}:
            wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
            for line in wizard.product_return_moves:
                line.quantity = sum(unit.move == line.move_id for unit in self.units)
            action = wizard.action_create_returns()
            self.receipts |= self.receipts.browse(action["res_id"])

    def receive(self):
        for receipt in self.receipts:
            self._validate(receipt)

    def inspect(self):
        """Core knows no inspection of a return."""

    def decide_credit(self):
        """The credit note wizard, once per invoice."""
        for invoice in {unit.move.sale_line_id.invoice_lines.move_id: 0 for unit in self.units}:
            wizard = self.env["account.move.reversal"].create(
                {"move_ids": [Command.set(invoice.ids)], "journal_id": invoice.journal_id.id}
            )
            action = wizard.refund_moves()
            self.notes |= self.notes.browse(action["res_id"])

    def decide_replace(self):
        """A delivery by hand, a line per product."""
        quantities = {}
        for unit in self.units:
            quantities[unit.product] = quantities.get(unit.product, 0) + 1
        self.delivery = self._create_delivery(
            [
                {"product_id": product.id, "product_uom_qty": quantity}
                for product, quantity in quantities.items()
            ]
        )

    def decide_scrap(self):
        for unit in self.units:
            scrap = self.env["stock.scrap"].create(
                {
                    "product_id": unit.product.id,
                    "scrap_qty": 1,
                    "lot_id": unit.lot.id,
                    "company_id": self.world.company.id,
                    "location_id": self.stock.id,
                }
            )
            scrap.action_validate()

    def decide_repair(self):
        self.repairs = self.env["repair.order"]
        for unit in self.units:
            repair = self.repairs.create(
                {
                    "picking_type_id": self.world.warehouse.repair_type_id.id,
                    "company_id": self.world.company.id,
                    "partner_id": self.world.customer.id,
                    "product_id": unit.product.id,
                    "product_qty": 1,
                    "lot_id": unit.lot.id,
                    "under_warranty": True,
                }
            )
            repair.action_validate()
            self.repairs |= repair

    def post(self):
        for note in self.notes:
            note.action_post()

    def ship(self):
        self._validate(self.delivery)

    def start(self):
        for repair in self.repairs:
            repair.action_repair_start()

    def end(self):
        for repair in self.repairs:
            repair.action_repair_end()

    def close_credit(self):
        """The goods are in stock already."""

    close_replace = close_credit

    def close_repair(self):
        """The repaired units go back by a delivery by hand, their serials scanned."""
        lots = {}
        for unit in self.units:
            lots.setdefault(unit.product, []).append(unit.lot)
        self.delivery = self._create_delivery(
            [
                {
                    "product_id": product.id,
                    "product_uom_qty": len(own),
                    "lot_ids": [Command.set([lot.id for lot in own if lot])],
                }
                for product, own in lots.items()
            ]
        )
        self._validate(self.delivery)

    def is_closed(self):
        last = self.delivery or self.receipts
        return set(last.mapped("state")) == {"done"}

    def _create_delivery(self, moves):
        picking_type = self.world.warehouse.out_type_id
        customers = self.world.customer.property_stock_customer
        places = {"location_id": self.stock.id, "location_dest_id": customers.id}
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "partner_id": self.world.customer.id,
                **places,
                "move_ids": [Command.create({**vals, **places}) for vals in moves],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _validate(self, picking):
        picking.with_context(skip_sms=True).button_validate()
