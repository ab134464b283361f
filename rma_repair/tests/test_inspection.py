from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestInspection(InspectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(3)
        cls._add_checklist()
        cls.case = cls._received_case(*cls.lots)

    def test_a_passed_inspection_judges_its_units_as_its_inspector(self):
        inspection = self._open_inspection(self.case.line_ids)
        self._fill_in(inspection, heat="yes")
        inspection.write(self._verdict(note="Coil burnt", is_customer_damage=True))

        inspection.action_pass()

        expected = {
            "finding": "confirmed", "failure_code_id": self.failure.id, "grade": "b",
            "defect_class": "functional", "repairable": "yes", "finding_note": "Coil burnt",
            "is_customer_damage": True, "state": "inspected", "inspection_id": inspection.id,
            "inspected_by_id": self.user_quality.id,
        }  # fmt: skip
        self.assertRecordValues(self.case.line_ids, [expected] * 3)
        self.assertRecordValues(
            inspection, [{"state": "passed", "passed_by_id": self.user_quality.id}]
        )

    def test_an_empty_inspection_can_not_pass(self):
        inspection = self._open_inspection(self.case.line_ids)
        inspection.write({"checklist_id": False, **self._verdict()})

        with self.assertRaisesRegex(UserError, "checks nothing"):
            inspection.action_pass()

        self.assertEqual(set(self.case.line_ids.mapped("state")), {"received"})

    def test_a_half_filled_inspection_can_not_pass(self):
        inspection = self._open_inspection(self.case.line_ids)
        inspection.write(self._verdict())
        inspection.result_ids[0].answer = "yes"

        with self.assertRaisesRegex(
            UserError, r"not complete: Voltage \(not filled in\); Overheats"
        ):
            inspection.action_pass()

        self.assertEqual(inspection.state, "draft")
        self.assertFalse(any(self.case.line_ids.mapped("finding")))

    def test_a_missing_mandatory_photo_is_named(self):
        inspection = self._open_inspection(self.case.line_ids)
        self._fill_in(inspection)
        inspection.sudo().result_ids[0].sudo().item_id.checklist_id.item_ids[0].copy(
            {"name": "Label", "is_photo_required": True}
        )
        self.case.invalidate_recordset()
        again = inspection.copy({"line_ids": [Command.set(self.case.line_ids.ids)]})
        again.result_ids.filtered(lambda result: result.name == "Label").answer = "yes"

        with self.assertRaisesRegex(UserError, r"Label \(photo missing\)"):
            again.action_pass()

    def test_a_verdict_is_needed(self):
        inspection = self._open_inspection(self.case.line_ids)
        self._fill_in(inspection)

        with self.assertRaisesRegex(UserError, "Enter: Verdict, Grade, Repair"):
            inspection.action_pass()

    def test_no_trouble_found_needs_both_tests_good(self):
        inspection = self._open_inspection(self.case.line_ids)
        self._fill_in(inspection, voltage=12.9)
        inspection.write(self._verdict("ntf"))

        with self.assertRaisesRegex(UserError, r"Voltage \(12.9 V is above 12.5 V\)"):
            inspection.action_pass()

        inspection.result_ids[1].value = 12.5
        inspection.action_pass()
        self.assertEqual(set(self.case.line_ids.mapped("finding")), {"ntf"})

    def test_no_trouble_found_needs_a_load_test(self):
        inspection = self._open_inspection(self.case.line_ids)
        inspection.sudo().checklist_id.item_ids[2].test = False
        again = inspection.copy({"line_ids": [Command.set(self.case.line_ids.ids)]})
        self._fill_in(again)
        again.write(self._verdict("ntf"))

        with self.assertRaisesRegex(UserError, "needs the Load test"):
            again.action_pass()

        self.assertEqual(set(self.case.line_ids.mapped("state")), {"received"})

    def test_the_limits_are_inclusive_and_other_units_are_converted(self):
        result = self._open_inspection(self.case.line_ids).result_ids[1]
        outcomes = {}

        for value, unit in (
            (11.5, self.volt), (11.4999, self.volt), (12.5, self.volt), (12.5001, self.volt),
            (12500, self.millivolt), (12600, self.millivolt), (-12, self.volt), (0, self.volt),
        ):  # fmt: skip
            result.write({"value": value, "uom_id": unit.id})
            outcomes[value] = result.outcome

        self.assertEqual(outcomes, {
            11.5: "ok", 11.4999: "failed", 12.5: "ok", 12.5001: "failed",
            12500: "ok", 12600: "failed", -12: "failed", 0: "failed",
        })  # fmt: skip

    def test_a_value_in_the_wrong_unit_is_refused(self):
        result = self._open_inspection(self.case.line_ids).result_ids[1]
        kilogram = self.env.ref("uom.product_uom_kgm")

        refused = "measured in V; kg can not be converted"
        with self.assertRaisesRegex(ValidationError, refused), self.env.cr.savepoint():
            result.write({"value": 12, "uom_id": kilogram.id})

        self.assertEqual(result.uom_id, self.volt)

    def test_units_with_a_checklist_do_not_pass_without_inspection(self):
        line = self.case.line_ids[0].with_user(self.user_quality)
        line.write({"finding": "confirmed", "failure_code_id": self.failure.id})

        with self.assertRaisesRegex(UserError, "needs a passed inspection: the checklist Drives"):
            line.action_inspected()

        self.assertEqual(line.state, "received")

    def test_a_withdrawn_inspection_counts_no_more(self):
        inspection = self._open_inspection(self.case.line_ids)
        self._fill_in(inspection)
        inspection.write(self._verdict())
        inspection.action_pass()
        lines = self.case.line_ids.with_user(self.user_quality)

        lines.action_withdraw_inspection()

        with self.assertRaisesRegex(UserError, "needs a passed inspection"):
            lines.action_inspected()
        again = self._open_inspection(lines)
        self._fill_in(again)
        again.write(self._verdict("misuse"))
        again.action_pass()
        self.assertEqual(set(lines.mapped("finding")), {"misuse"})
        self.assertEqual(set(lines.mapped("state")), {"inspected"})

    def test_a_withdrawn_inspection_does_not_change_when_the_goods_came(self):
        line = self.case.line_ids[0]
        line.sudo().write({"date_received": "2026-05-04 08:00:00"})
        inspection = self._open_inspection(line)
        self._fill_in(inspection)
        inspection.write(self._verdict())
        inspection.action_pass()

        line.with_user(self.user_quality).action_withdraw_inspection()

        self.assertRecordValues(
            line,
            [
                {
                    "state": "received",
                    "date_received": fields.Datetime.to_datetime("2026-05-04 08:00:00"),
                    "date_inspected": False,
                }
            ],
        )

    def test_a_verdict_is_not_changed_by_hand(self):
        inspection = self._open_inspection(self.case.line_ids)
        self._fill_in(inspection)
        inspection.write(self._verdict())
        inspection.action_pass()

        with self.assertRaisesRegex(UserError, f"comes from {inspection.name}"):
            self.case.line_ids.with_user(self.user_quality).finding = "ntf"
        with self.assertRaisesRegex(UserError, "is finished"):
            inspection.result_ids[0].answer = "no"
        with self.assertRaisesRegex(UserError, "is finished"):
            inspection.grade = "a"
        with self.assertRaises(AccessError):
            self.case.line_ids.with_user(self.user_quality).inspection_id = inspection

        self.assertEqual(set(self.case.line_ids.mapped("finding")), {"confirmed"})

    def test_the_workshop_does_not_judge_returned_units(self):
        inspection = self._open_inspection(self.case.line_ids)
        self._fill_in(inspection)
        inspection.write(self._verdict())

        with self.assertRaises(AccessError):
            inspection.with_user(self.user_workshop).action_pass()

        self.assertEqual(set(self.case.line_ids.mapped("state")), {"received"})

    def test_a_bad_first_piece_can_not_pass_and_can_fail(self):
        inspection = self._open_inspection(self.case.line_ids, inspection_type="first_piece")
        self._fill_in(inspection, voltage=3)

        with self.assertRaisesRegex(UserError, r"can not pass: Voltage \(3 V is below 11.5 V\)"):
            inspection.action_pass()
        inspection.action_fail()

        self.assertEqual(inspection.state, "failed")
        self.assertEqual(set(self.case.line_ids.mapped("state")), {"received"})

    def test_a_cancelled_inspection_is_taken_up_again(self):
        inspection = self._open_inspection(self.case.line_ids)
        inspection.action_cancel()

        inspection.action_draft()

        self.assertEqual(inspection.state, "draft")

    def test_an_incoming_inspection_does_not_fail(self):
        inspection = self._open_inspection(self.case.line_ids)
        self._fill_in(inspection)

        with self.assertRaisesRegex(UserError, "defects are a verdict"):
            inspection.action_fail()

    def test_the_items_of_a_checklist_can_not_be_left_out_or_loosened(self):
        result = self._open_inspection(self.case.line_ids).result_ids[1]

        with self.assertRaises(UserError):
            result.unlink()
        with self.assertRaises(UserError):
            result.maximum = 99

        self.assertEqual(result.maximum, 12.5)

    def test_the_nearest_checklist_counts(self):
        parent = self.env["product.category"].create({"name": "Machines"})
        child = self.env["product.category"].create({"name": "Motors", "parent_id": parent.id})
        self.cable.categ_id = child
        vals = {"product_tmpl_id": False}
        far = self._add_checklist(name="Far", categ_id=parent.id, **vals)
        find = self.env["rma.checklist"]._find_by_product
        self.assertEqual(find(self.cable, "incoming"), {self.cable: far})

        near = self._add_checklist(name="Near", categ_id=child.id, **vals)
        self.assertEqual(find(self.cable, "incoming"), {self.cable: near})
        first = self._add_checklist(
            name="First", categ_id=child.id, inspection_type="first_piece", **vals
        )
        self.assertEqual(find(self.cable, "first_piece"), {self.cable: first})
        own = self._add_checklist(self.cable, name="Own")
        self.assertEqual(find(self.cable, "incoming"), {self.cable: own})

    def test_a_changed_checklist_counts_at_once(self):
        def find():
            self.env.invalidate_all()
            return self.env["rma.checklist"]._find_by_product(self.cable, "incoming")

        self.assertFalse(find())
        own = self._add_checklist(self.cable, name="Own")
        self.assertEqual(find(), {self.cable: own})
        own.inspection_type = "after_repair"
        self.assertFalse(find())
        own.inspection_type = "incoming"
        own.item_ids.unlink()
        self.assertFalse(find())

    def test_two_checklists_for_one_product_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "already the checklist"):
            self._add_checklist()

    def test_photos_are_pictures_of_a_bearable_size(self):
        inspection = self._open_inspection(self.case.line_ids)
        attachments = self.env["ir.attachment"].with_user(self.user_quality)
        big = attachments.create(
            {"name": "big.webp", "raw": b"RIFF\0\0\0\0WEBPVP8 " + b"0" * 10**7}
        )
        text = attachments.create({"name": "note.txt", "raw": b"no picture"})

        refused = "big.webp has 9.5 MB; a photo may have 8 MB"
        with self.assertRaisesRegex(ValidationError, refused), self.env.cr.savepoint():
            inspection.result_ids[0].write({"answer": "yes", "photo_ids": [Command.link(big.id)]})
        refused = "note.txt is no picture"
        with self.assertRaisesRegex(ValidationError, refused), self.env.cr.savepoint():
            inspection.photo_ids = text

        self.assertFalse(inspection.photo_ids)
        self.assertFalse(inspection.result_ids[0].photo_ids)
        self.assertFalse(inspection.result_ids[0].answer)
