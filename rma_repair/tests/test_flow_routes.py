from odoo import Command
from odoo.tests import tagged

from .common import RmaCommon

RECEPTIONS = ("one_step", "two_steps", "three_steps")
DELIVERIES = ("ship_only", "pick_ship", "pick_pack_ship")


@tagged("post_install", "-at_install")
class TestFlowRoutes(RmaCommon):
    """Returns and replacements on the warehouse's routes, whatever steps they take."""

    def _open_transfers(self, decision):
        return decision.move_ids.picking_id.filtered(lambda p: p.state not in ("done", "cancel"))

    def _ship_all(self, decision):
        """Validate step after step; returns how many transfers it took."""
        count = 0
        while pickings := self._open_transfers(decision).filtered(lambda p: p.state == "assigned"):
            self._deliver(pickings)
            count += len(pickings)
        return count

    def test_returns_are_received_directly_whatever_the_warehouse_does_with_purchases(self):
        for steps in RECEPTIONS:
            with self.subTest(steps=steps):
                self.warehouse.reception_steps = steps
                lot = self._sell_serials(1, prefix=steps)
                case = self._inspected_case(lot)
                decision = self._decide(case.line_ids, "restock", "credit").sudo()

                self.assertEqual(self._ship_all(decision), 1)
                decision.credit_note_ids.action_post()

                self.assertEqual(case.line_ids.state, "closed")
                self.assertEqual(lot.location_id, self.warehouse.lot_stock_id)

    def test_replacements_take_the_steps_of_deliveries(self):
        for number, steps in enumerate(DELIVERIES, start=1):
            with self.subTest(steps=steps):
                lot = self._sell_serials(1, prefix=steps)
                self.warehouse.delivery_steps = steps
                self._stock(self.drive, 1, lots=[f"NEW-{steps}"])
                case = self._inspected_case(lot)
                decision = self._decide(case.line_ids, "scrap", "replace").sudo()

                self.assertEqual(self._ship_all(decision), number)

                self.assertEqual(case.line_ids.state, "closed")
                new = self._lots(self.drive, [f"NEW-{steps}"])
                self.assertEqual(new.location_id, self.company.rma_warranty_location_id)
                self.warehouse.delivery_steps = "ship_only"

    def test_units_go_back_in_one_step_whatever_deliveries_do(self):
        for steps in DELIVERIES:
            with self.subTest(steps=steps):
                lot = self._sell_serials(1, prefix=f"B{steps}")
                self.warehouse.delivery_steps = steps
                case = self._inspected_case(lot)
                decision = self._decide(case.line_ids, "as_is", "return").sudo()

                self.assertEqual(self._ship_all(decision), 1)

                self.assertEqual(case.line_ids.state, "closed")
                self.assertEqual(lot.location_id.usage, "customer")
                self.warehouse.delivery_steps = "ship_only"

    def _place(self, lot):
        """Where the customer's unit lies."""
        domain = [
            ("lot_id", "=", lot.id),
            ("quantity", ">", 0),
            ("location_id.usage", "=", "internal"),
        ]
        return self.env["stock.quant"].search(domain).location_id

    def _add_push(self, source, target):
        self.env["stock.route"].create(
            {
                "name": f"{source.name} → {target.name}",
                "company_id": self.company.id,
                "warehouse_selectable": True,
                "warehouse_ids": [Command.link(self.warehouse.id)],
                "rule_ids": [
                    Command.create(
                        {
                            "name": "push",
                            "action": "push",
                            "location_src_id": source.id,
                            "location_dest_id": target.id,
                            "picking_type_id": self.warehouse.int_type_id.id,
                            "company_id": self.company.id,
                        }
                    )
                ],
            }
        )

    def test_returns_in_three_steps_are_received_at_the_first(self):
        returns = self.warehouse.rma_location_id
        door, quarantine, shelf = self.env["stock.location"].create(
            [
                {"name": name, "location_id": returns.id, "usage": "internal"}
                for name in ("Door", "Quarantine", "Shelf")
            ]
        )
        self.warehouse.rma_receipt_type_id.default_location_dest_id = door
        self._add_push(door, quarantine)
        self._add_push(quarantine, shelf)
        lot = self._sell_serials(1)
        case = self._receive(self._authorize(self._request(lot)))
        self.assertEqual((case.line_ids.state, self._place(lot)), ("received", door))

        for place in (quarantine, shelf):
            step = self.env["stock.move.line"].search(
                [("lot_id", "=", lot.id), ("state", "=", "assigned")]
            )
            self.assertEqual(step.owner_id, self.customer)
            self._deliver(step.picking_id)
            self.assertEqual(self._place(lot), place)

        self.assertEqual(case.line_ids.quantity_received, 1)
