from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .inspection_common import GOOD, ReceiptCheckCommon


@tagged("post_install", "-at_install")
class TestReceiptCheckQuantities(ReceiptCheckCommon):
    """Parts, surpluses, units, and numbers that only the parcel tells."""

    def test_a_part_is_received_and_the_rest_awaited(self):
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 5}))
        check = self._check(case)
        check.line_ids.write({**GOOD, "quantity": 3})

        check.action_confirm()

        self.assertRecordValues(
            case.line_ids.sorted("id"),
            [
                {
                    "quantity": 3,
                    "quantity_received": 3,
                    "state": "received",
                    "packing_state": "good",
                },
                {
                    "quantity": 2,
                    "quantity_received": 0,
                    "state": "authorized",
                    "packing_state": False,
                },
            ],
        )

    def test_a_part_of_a_dozen_is_received_in_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        case = self._authorize(
            self._request(
                {
                    "product_id": self.cable.id,
                    "quantity": 1,
                    "product_uom_id": dozen.id,
                    "origin_move_id": self._sell_cables(12).move_ids.id,
                }
            )
        )
        check = self._check(case)
        check.line_ids.write({**GOOD, "quantity": 5, "product_uom_id": self.cable.uom_id.id})

        check.action_confirm()

        self.assertRecordValues(
            case.line_ids.sorted("id"),
            [
                {"quantity": 5, "quantity_received": 5, "product_uom_id": self.cable.uom_id.id},
                {"quantity": 7, "quantity_received": 0, "product_uom_id": self.cable.uom_id.id},
            ],
        )
        self.assertEqual(check.line_ids.difference, "5 instead of 12 Units")

    def test_what_is_more_than_authorized_is_parked(self):
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 5}))
        check = self._check(case)
        check.line_ids.write({**GOOD, "quantity": 7})
        check.parked_place = "Cage 3"

        check.action_confirm()

        self.assertRecordValues(case.line_ids, [{"quantity_received": 5, "state": "received"}])
        self.assertRecordValues(
            check.parked_ids,
            [{"product_id": self.cable.id, "quantity": 2, "reason": "surplus", "state": "open"}],
        )

    def test_a_quantity_in_a_wrong_unit_is_refused(self):
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 5}))
        check = self._check(case)
        kilogram = self.env.ref("uom.product_uom_kgm")

        refused = "announced in Units and can not be counted in kg"
        with self.assertRaisesRegex(ValidationError, refused), self.env.cr.savepoint():
            check.line_ids.write({"quantity": 2, "product_uom_id": kilogram.id})

        self.assertRecordValues(
            check.line_ids, [{"quantity": 0, "product_uom_id": self.cable.uom_id.id}]
        )

    def test_a_quantity_in_another_unit_is_converted(self):
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 10}))
        check = self._check(case)
        pair = self.env["uom.uom"].create(
            {"name": "Pair", "relative_factor": 2, "relative_uom_id": self.cable.uom_id.id}
        )
        check.line_ids.write({**GOOD, "quantity": 5, "product_uom_id": pair.id})
        self.assertFalse(check.line_ids.difference)

        check.action_confirm()

        self.assertRecordValues(case.line_ids, [{"quantity_received": 10, "state": "received"}])

    def test_serials_announced_as_a_number_of_units_are_told_by_the_parcel(self):
        self._add_accessory(quantity=1)
        case = self._authorize(self._request({"product_id": self.drive.id, "quantity": 3}))
        check = self._scan(self._check(case), self.lots[2].name, self.lots[1].name)
        check.action_all_in_order()
        check.line_ids[0].seal_state = "broken"

        check.action_confirm()

        lines = case.line_ids.sorted("id")
        self.assertEqual(lines.mapped("state").count("received"), 2)
        by_lot = {line.lot_id: line for line in lines}
        self.assertEqual(by_lot[self.lots[2]].seal_state, "broken")
        self.assertEqual(by_lot[self.lots[1]].seal_state, "intact")
        self.assertRecordValues(
            by_lot[self.lots[1]].accessory_ids, [{"quantity_expected": 1, "quantity_missing": 0}]
        )

    def _create_kit(self):
        """A kit of one drive and three plugs."""
        kit = self._create_product("Drive set")
        components = {self.drive: 1, self.plug: 3}
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": product.id, "product_qty": quantity})
                    for product, quantity in components.items()
                ],
            }
        )
        return kit

    def test_accessories_come_from_the_kit(self):
        if "mrp.bom" not in self.env:
            self.skipTest("needs Manufacturing")
        kit = self._create_kit()
        self._stock(self.drive, 1, lots=["KIT1"])
        self._stock(self.plug, 3)
        self._sell(kit, invoice=False)

        case = self._request(self._lots(self.drive, ["KIT1"]))

        self.assertEqual(case.line_ids._get_accessory_quantities(), {self.plug: 3.0})
        self.assertFalse(case.line_ids.sale_line_id)
