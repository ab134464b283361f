"""OCA's `rma` and `rma_sale`, by their buttons and wizards on all records at once.

An RMA of theirs is one piece: units that may end differently need a record each. They have no
repair, and scrap by core's scrap orders.
"""

from bench.adapters.core import Core

OPERATIONS = {"credit": "refund", "replace": "replace"}


class Oca(Core):
    name = "oca"
    roads = ("credit", "replace", "scrap")
    largest = 100  # its time grows with the square of N

    def authorize(self):
        operation = self.env.ref(f"rma.rma_operation_{OPERATIONS.get(self.road, 'refund')}")
        self.rmas = self.env["rma"].create(
            [self._prepare_rma(unit, operation) for unit in self.units]
        )
        self.rmas.action_confirm()
        self.receipts = self.rmas.reception_move_id.picking_id
        self.stock = self.world.warehouse.rma_loc_id

    def _prepare_rma(self, unit, operation):
        partner = self.world.customer
        return {
            "partner_id": partner.id,
            "partner_shipping_id": partner.id,
            "partner_invoice_id": partner.id,
            "company_id": self.world.company.id,
            "picking_id": unit.move.picking_id.id,
            "move_id": unit.move.id,
            "product_id": unit.product.id,
            "product_uom_qty": 1,
            "product_uom": unit.product.uom_id.id,
            "location_id": self.world.warehouse.rma_loc_id.id,
            "operation_id": operation.id,
        }

    def decide_credit(self):
        self.rmas.action_refund()
        self.notes = self.rmas.refund_id

    def decide_replace(self):
        """The wizard takes one product; deliveries are made for every RMA by itself."""
        for product, rmas in self.rmas.grouped("product_id").items():
            context = {"active_ids": rmas.ids, "rma_delivery_type": "replace"}
            wizard = self.env["rma.delivery.wizard"].with_context(**context)
            vals = {
                "product_id": product.id,
                "product_uom_qty": 1,
                "product_uom": product.uom_id.id,
            }
            wizard.create(vals).action_deliver()
        self.delivery = self.rmas.delivery_move_ids.picking_id

    def ship(self):
        for picking in self.delivery:
            self._validate(picking)
