from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .inspection_common import InspectionCommon

GOOD = {
    "packing_state": "good",
    "appearance_state": "good",
    "seal_state": "intact",
    "accessory_state": "none",
}


@tagged("post_install", "-at_install")
class TestReceiptCheck(InspectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(4)
        cls._stock(cls.cable, 20)
        cls._sell(cls.cable, 10)

    def _scan(self, check, *barcodes):
        """Scan in the form and save, as the tablet does; returns what it said last."""
        with Form(check) as form:
            for barcode in barcodes:
                form._barcode_scanned = barcode
        return check

    def test_a_check_expects_what_the_transfer_awaits(self):
        self._add_accessory(quantity=2)
        case = self._authorize(
            self._request(*self.lots[:2], {"product_id": self.cable.id, "quantity": 5})
        )

        check = self._check(case)

        self.assertRecordValues(
            check.line_ids,
            [
                {"expected_lot_id": self.lots[0].id, "quantity_expected": 1, "quantity": 0},
                {"expected_lot_id": self.lots[1].id, "quantity_expected": 1, "quantity": 0},
                {"expected_lot_id": False, "quantity_expected": 5, "quantity": 0},
            ],
        )
        self.assertRecordValues(
            check.line_ids.accessory_ids, [{"product_id": self.plug.id, "quantity_expected": 2}] * 2
        )
        self.assertEqual(self._check(case), check)

    def test_what_was_found_is_received_and_what_was_seen_is_on_its_line(self):
        self._add_accessory(quantity=2)
        case = self._authorize(self._request(*self.lots[:2]))
        check = self._scan(self._check(case), self.lots[1].name)
        check.line_ids[1].write(
            {
                **GOOD,
                "seal_state": "broken",
                "is_customer_damage": True,
                "accessory_state": "incomplete",
                "note": "Wet",
            }
        )
        check.line_ids[1].accessory_ids.quantity_received = 1

        check.action_confirm()

        absent, found = case.line_ids
        self.assertRecordValues(absent, [{"state": "authorized", "seal_state": False}])
        self.assertRecordValues(found, [{
            "state": "received", "seal_state": "broken", "is_customer_damage": True,
            "packing_state": "good", "missing_accessories": "1 × Plug",
            "receipt_note": "Tamper Seal: Broken; Customer's Damage; missing: 1 × Plug; Wet",
        }])  # fmt: skip
        self.assertEqual(check.state, "done")
        self.assertEqual(check.user_id, self.user_warehouse)
        self.assertEqual(self._receipt(case).move_line_ids.lot_id, self.lots[0])

    def test_a_unit_not_looked_at_completely_is_not_received(self):
        case = self._authorize(self._request(*self.lots[:2]))
        check = self._scan(self._check(case), self.lots[0].name)

        with self.assertRaisesRegex(
            UserError, "SN0001 is not checked completely: Packing, Appearance, Tamper Seal"
        ):
            check.action_confirm()

        self.assertEqual(set(case.line_ids.mapped("state")), {"authorized"})
        self.assertEqual(check.state, "draft")

    def test_nothing_found_is_no_receipt(self):
        check = self._check(self._authorize(self._request(self.lots[0])))

        with self.assertRaisesRegex(UserError, "Nothing was found"):
            check.action_confirm()

    def test_an_unknown_serial_is_parked_and_not_taken_in(self):
        case = self._authorize(self._request(*self.lots[:2]))
        check = self._scan(self._check(case), self.lots[0].name, "XX-999")
        check.action_all_in_order()
        self.assertRecordValues(
            check.parked_ids,
            [{"lot_name": "XX-999", "reason": "unknown", "partner_id": self.customer.id,
              "case_id": case.id}],
        )  # fmt: skip
        with self.assertRaisesRegex(UserError, "Enter the parking place"):
            check.action_confirm()

        check.parked_place = "Cage 3"
        check.action_confirm()

        self.assertEqual(case.line_ids.mapped("state"), ["received", "authorized"])
        self.assertRecordValues(check.parked_ids, [{"state": "open", "place": "Cage 3"}])
        self.assertEqual(check.parked_ids.activity_ids.user_id, self.user_service)
        self.assertEqual(case.parked_count, 1)

    def test_foreign_and_other_serials_say_why_they_are_parked(self):
        foreign = self._sell_serials(1, prefix="FO", customer=self.other_customer)
        self._request(self.lots[3])
        case = self._authorize(self._request(self.lots[0]))

        check = self._scan(self._check(case), foreign.name, self.lots[2].name, self.lots[3].name)

        self.assertEqual(
            check.parked_ids.sorted("id").mapped("reason"),
            ["foreign", "not_announced", "other_case"],
        )
        self.assertEqual(check.parked_ids.product_id, self.drive)

    def test_scanning_twice_counts_once(self):
        case = self._authorize(self._request(self.lots[0]))

        check = self._scan(self._check(case), self.lots[0].name, self.lots[0].name, case.name)

        self.assertEqual(check.line_ids.quantity, 1)
        self.assertFalse(check.parked_ids)

    def test_scanning_a_product_counts_pieces(self):
        self.cable.barcode = "4006381333931"
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 5}))

        check = self._scan(self._check(case), *["4006381333931"] * 3)

        self.assertEqual(check.line_ids.quantity, 3)
        self.assertEqual(check.line_ids.difference, "3 instead of 5 Units")

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

    def test_half_a_serial_is_refused(self):
        check = self._check(self._authorize(self._request(self.lots[0])))

        with self.assertRaisesRegex(ValidationError, "one number is one unit"):
            check.line_ids.quantity = 2

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

    def test_accessories_come_from_the_kit(self):
        if "mrp.bom" not in self.env:
            self.skipTest("needs Manufacturing")
        kit = self._create_product("Drive set")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.drive.id, "product_qty": 1}),
                    Command.create({"product_id": self.plug.id, "product_qty": 3}),
                ],
            }
        )
        self._stock(self.drive, 1, lots=["KIT1"])
        self._stock(self.plug, 3)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [Command.create({"product_id": kit.id, "product_uom_qty": 1})],
            }
        )
        order.action_confirm()
        self._deliver(order.picking_ids)

        case = self._request(self._lots(self.drive, ["KIT1"]))

        self.assertEqual(case.line_ids._get_accessory_quantities(), {self.plug: 3.0})

    def test_a_done_check_stays_as_it_is(self):
        case = self._authorize(self._request(self.lots[0]))
        check = self._scan(self._check(case), self.lots[0].name)
        check.action_all_in_order()
        check.action_confirm()

        with self.assertRaisesRegex(UserError, "is done"):
            check.line_ids.seal_state = "broken"
        with self.assertRaisesRegex(UserError, "is done"):
            check.unlink()

    def test_without_a_check_nothing_is_received_where_the_company_asks_for_it(self):
        self.company.rma_is_check_required = True
        case = self._authorize(self._request(self.lots[0]))

        with self.assertRaisesRegex(UserError, "Do the receipt check"):
            self._receipt(case).button_validate()

        self.assertEqual(case.line_ids.state, "authorized")
        check = self._scan(self._check(case), self.lots[0].name)
        check.action_all_in_order()
        check.action_confirm()
        self.assertEqual(case.line_ids.state, "received")

    def test_many_serials_are_checked_at_once(self):
        lots = self._sell_serials(60, prefix="MANY")
        case = self._authorize(self._approve(self._request(*lots)))
        check = self._check(case)
        check.action_all_found()
        check.action_all_in_order()

        check.action_confirm()

        self.assertEqual(set(case.line_ids.mapped("state")), {"received"})
        self.assertEqual(set(case.line_ids.mapped("seal_state")), {"intact"})

    def test_a_change_of_the_checks_by_hand_is_told_on_the_case(self):
        case = self._receive(self._authorize(self._request(self.lots[0])))

        case.line_ids.with_user(self.user_quality).seal_state = "broken"

        self.assertIn("Tamper Seal changed by hand", case.message_ids[0].body)
        with self.assertRaises(AccessError):
            case.line_ids.with_user(self.user_quality).receipt_note = "all good"


@tagged("post_install", "-at_install")
class TestParkedGoods(InspectionCommon):
    def _park(self, **values):
        return (
            self.env["rma.parked.goods"]
            .with_user(self.user_warehouse)
            .create(
                {"description": "Box", "place": "Cage 1", "partner_id": self.customer.id, **values}
            )
        )

    def test_parked_goods_say_where_they_lie(self):
        with self.assertRaisesRegex(UserError, "Say where"):
            self._park(place=False)

        self.assertEqual(self._park(place=False, handling="refused").state, "refused")

    def test_parked_goods_are_never_deleted(self):
        goods = self._park()

        with self.assertRaises(AccessError):
            goods.unlink()
        with self.assertRaisesRegex(UserError, "stay on file"):
            goods.sudo().unlink()

        self.assertTrue(goods.exists())

    def test_resolving_needs_how(self):
        goods = self._park()

        with self.assertRaisesRegex(UserError, "Enter how"):
            goods.action_resolve()
        goods.resolution = "sent_back"
        with self.assertRaisesRegex(UserError, "Write how"):
            goods.action_resolve()
        with self.assertRaisesRegex(UserError, "with the button"):
            goods.date_resolved = "2026-01-01"

        self.assertEqual(goods.state, "open")
        goods.resolution_note = "DHL 123"
        goods.action_resolve()
        self.assertRecordValues(
            goods, [{"state": "resolved", "resolved_by_id": self.user_warehouse.id}]
        )
        self.assertFalse(goods.activity_ids)

    def test_resolved_goods_stay_as_they_are(self):
        goods = self._park(resolution="collected", resolution_note="by the driver")
        goods.action_resolve()

        with self.assertRaisesRegex(UserError, "is resolved"):
            goods.place = "elsewhere"

    def test_parked_goods_are_taken_into_their_case(self):
        lots = self._sell_serials(2)
        case = self._request(lots[0])
        goods = self._park(product_id=self.drive.id, lot_name=lots[1].name, case_id=case.id)

        goods.with_user(self.user_service).action_add_to_case()

        self.assertEqual(case.line_ids.lot_id, lots)
        self.assertRecordValues(goods, [
            {"state": "resolved", "resolution_line_id": case.line_ids[1].id}
        ])  # fmt: skip
