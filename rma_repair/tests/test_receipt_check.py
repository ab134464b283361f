from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .inspection_common import GOOD, ReceiptCheckCommon


@tagged("post_install", "-at_install")
class TestReceiptCheck(ReceiptCheckCommon):
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
        seen = {"seal_state": "broken", "is_customer_damage": True, "note": "Wet"}
        check.line_ids[1].write({**GOOD, **seen, "accessory_state": "incomplete"})
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

    def test_differences_speak_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        check = self._scan(self._check(self._authorize(self._request(self.lots[0]))), "SN0001")
        check.line_ids.write({**GOOD, "packing_state": "damaged"})
        self.env.flush_all()

        self.assertEqual(check.line_ids.difference, "Packing: Damaged")
        self.assertEqual(check.line_ids.with_context(lang="zh_CN").difference, "包装: 破损")
        self.assertTrue(check.line_ids.is_different)

    def test_nothing_found_is_no_receipt(self):
        check = self._check(self._authorize(self._request(self.lots[0])))

        with self.assertRaisesRegex(UserError, "Nothing was found"):
            check.action_confirm()

    @mute_logger("odoo.tests.form.onchange")
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

    @mute_logger("odoo.tests.form.onchange")
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

    @mute_logger("odoo.tests.form.onchange")
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

    def test_half_a_serial_is_refused(self):
        check = self._check(self._authorize(self._request(self.lots[0])))

        with self.assertRaisesRegex(ValidationError, "one number is one unit"):
            check.line_ids.quantity = 2

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
        lots = self._sell_serials(40, prefix="MANY")
        case = self._authorize(self._request(*lots))
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
