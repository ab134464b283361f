from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestLesson(RepairCommon):
    """Lessons are found by product and failure, offered at the bench, and judged after 90 days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lesson = cls.env["rma.lesson"].create(
            {
                "name": "No power after warm-up",
                "product_id": cls.drive.id,
                "failure_code_id": cls.failure.id,
                "symptom": "Stops with E17",
                "cause": "Cold joint at C14",
                "fix": "Solder C14 again",
                "state": "published",
            }
        )

    def test_a_line_with_the_same_product_and_failure_is_offered_the_lesson(self):
        case = self._inspected_case(*self._sell_serials(2))
        other = case.line_ids[1]
        other.sudo().failure_code_id = self.env["rma.failure.code"].create(
            {"name": "Noise", "code": "T-E02"}
        )

        self.assertEqual(case.line_ids[0].lesson_ids, self.lesson)
        self.assertFalse(other.lesson_ids)

    def test_an_inspection_is_offered_the_lesson_when_the_failure_is_named(self):
        case = self._receive(self._authorize(self._request(*self._sell_serials(1))))
        inspection = (
            self.env["rma.inspection"]
            .with_user(self.user_quality)
            .create({"line_ids": [(6, 0, case.line_ids.ids)]})
        )
        self.assertFalse(inspection.lesson_ids)

        inspection.write({"finding": "confirmed", "failure_code_id": self.failure.id})

        self.assertEqual(inspection.lesson_ids, self.lesson)

    def test_a_repair_is_offered_the_lesson(self):
        repair = self._open_repairs()

        self.assertEqual(repair.rma_lesson_ids, self.lesson)
        self.assertIn("Solder C14 again", repair.rma_lesson_ids.fix)

    def test_a_draft_and_another_product_are_not_offered(self):
        repair = self._open_repairs()
        self.lesson.product_id = self.oil
        self.assertFalse(repair.rma_lesson_ids)
        self.lesson.write({"product_id": self.drive.id, "state": "draft"})

        repair.invalidate_recordset()
        self.assertFalse(repair.rma_lesson_ids)

    def test_another_model_of_the_category_is_offered_too(self):
        category = self.env["product.category"].create({"name": "Drives"})
        self.drive.categ_id = category
        self.lesson.write({"product_id": False, "product_categ_id": category.id})

        self.assertEqual(self._open_repairs().rma_lesson_ids, self.lesson)

    def test_a_solved_repair_becomes_a_lesson_once(self):
        repair = self._open_repairs()
        self._add_part(repair, self.board)
        self._repair(repair)

        action = repair.action_create_lesson()
        again = repair.action_create_lesson()

        lesson = self.env["rma.lesson"].browse(action["res_id"])
        self.assertEqual(again["res_id"], lesson.id)
        self.assertRecordValues(
            lesson,
            [
                {
                    "state": "draft",
                    "product_id": self.drive.id,
                    "failure_code_id": self.failure.id,
                    "fix": "Board",
                    "result_90d": "waiting",
                }
            ],
        )

    def _lesson_of_repair(self):
        repair = self._open_repairs()
        self._repair(repair)
        lesson = self.env["rma.lesson"].browse(repair.action_create_lesson()["res_id"])
        return repair, lesson

    def test_a_fix_that_lasts_90_days_has_held(self):
        _repair, lesson = self._lesson_of_repair()

        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=91)):
            lesson.invalidate_recordset()
            self.assertEqual(lesson.result_90d, "held")

    def _send_back(self, repair):
        decision = repair.sudo().rma_line_id.decision_id
        back = decision.move_ids.picking_id.filtered(lambda p: p.state not in ("done", "cancel"))
        back.with_user(self.user_warehouse).with_context(skip_sms=True).button_validate()

    def test_another_failure_no_trouble_and_a_refused_request_do_not_contradict_the_fix(self):
        repair, lesson = self._lesson_of_repair()
        self._send_back(repair)
        noise = self.env["rma.failure.code"].create({"name": "Noise", "code": "T-E02"})
        found = {
            "noise": {"finding": "confirmed", "failure_code_id": noise.id},
            "ntf": {"finding": "ntf", "failure_code_id": False},
            "same": {"finding": "confirmed", "failure_code_id": self.failure.id},
        }

        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=30)):
            line = self._request(repair.lot_id).line_ids.sudo()
            results = {}
            for name, verdict in found.items():
                line.write(verdict)
                lesson.invalidate_recordset()
                results[name] = lesson.result_90d
            line.case_id.action_refuse()
            lesson.invalidate_recordset()

        self.assertEqual(results, {"noise": "waiting", "ntf": "waiting", "same": "recurred"})
        self.assertEqual(lesson.result_90d, "waiting")

    def test_the_same_serial_back_within_90_days_is_a_failure_of_the_fix(self):
        repair, lesson = self._lesson_of_repair()
        self._send_back(repair)

        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=30)):
            self._request(repair.lot_id)
            lesson.invalidate_recordset()
            self.assertEqual(lesson.result_90d, "recurred")

    def test_lessons_are_searched_by_cause_and_fix(self):
        for words in ("Cold joint", "Solder C14", "warm-up"):
            found = self.env["rma.lesson"].name_search(words)
            self.assertIn(self.lesson.id, [lesson_id for lesson_id, _name in found], words)

    def test_service_reads_and_does_not_write_lessons(self):
        lesson = self.lesson.with_user(self.user_service)

        self.assertEqual(lesson.fix, "Solder C14 again")
        with self.assertRaises(AccessError):
            lesson.fix = "Replace"
