"""Analyses say what the documents say, written down or not, whatever changes in between."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common_repair import RepairCommon
from .recorded_rows import read_analyses, read_documents


@tagged("post_install", "-at_install")
class TestRecordedRows(RepairCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._inspected_case(*cls._sell_serials(2))
        cls.lines = cls.case.line_ids.sudo()

    def _record(self, lines=None):
        lines = self.lines if lines is None else lines
        said = read_analyses(lines)
        lines._record_rows()
        self.assertEqual(read_analyses(lines), said)
        self.assertTrue(all(lines.mapped("is_recorded")))

    def _assert_read_again(self, lines=None):
        """What was written down does not count any more."""
        lines = self.lines if lines is None else lines
        self.env.flush_all()
        self.assertFalse(any(lines.mapped("is_recorded")))
        self.assertEqual(read_analyses(lines), read_documents(lines))

    def _get_costs(self):
        return {
            row["source"]: float(row["amount"]) for row in read_analyses(self.lines)["rma.cost"]
        }

    def test_every_step_of_a_return_is_read_again(self):
        case = self._authorize(self._request(*self._sell_serials(1, prefix="NEXT")))
        line = case.line_ids.sudo()
        steps = (
            lambda: self._receive(case),
            lambda: self._inspect(line),
            lambda: self._decide(line, "repair", "return"),
            lambda: self._repair(line.repair_ids),
        )
        for step in steps:
            self._record(line)
            step()
            self._assert_read_again(line)

    def test_credits_and_units_taken_over(self):
        decision = self._decide(self.lines, "scrap", "credit").sudo()
        self._record()
        self.assertNotIn("credit", self._get_costs())

        decision.credit_note_ids.action_post()

        self._assert_read_again()
        self.assertEqual(self._get_costs()["credit"], 100)

    def test_a_value_corrected_afterwards(self):
        self._decide(self.lines, "scrap", "credit")
        move = self.lines.move_line_ids.move_id.filtered("value")[:1]
        self.assertTrue(move)
        self._record()

        move.value += 7

        self._assert_read_again()

    def test_a_move_dated_otherwise(self):
        self._decide(self.lines, "scrap", "credit")
        move = self.lines.move_line_ids.move_id.filtered("value")[:1]
        self._record()

        move.date = fields.Datetime.subtract(move.date, days=40)

        self._assert_read_again()

    def test_hours_and_parts_of_a_repair(self):
        self._decide(self.lines, "repair", "return")
        repairs = self.lines.mapped("repair_ids")
        self._add_part(repairs[0], self.board)
        self._repair(repairs)
        labour = self.env["rma.repair.labour"].create({"repair_id": repairs[0].id, "hours": 2})
        self.assertEqual(self._get_costs(), {"part": 30, "labor": 40})
        self._record()

        labour.cost_rate = 30

        self._assert_read_again(self.lines[0])
        self.assertEqual(self._get_costs(), {"part": 30, "labor": 60})

    def test_what_a_line_is_told_by(self):
        code = self.env["rma.failure.code"].search([], limit=1)
        for values in (
            {"failure_code_id": code.id},
            {"liability": "material"},
            {"user_id": self.user_quality.id},
        ):
            with self.subTest(values):
                self._record()
                self.lines.write(values)
                self._assert_read_again()

    def test_a_request_dated_otherwise(self):
        self._record()

        self.case.sudo().date_request = fields.Datetime.subtract(self.case.date_request, days=3)

        self._assert_read_again()

    def test_a_repeat_is_told_of_the_repair_before(self):
        """That a serial came back with a confirmed fault is a figure of its earlier repair."""
        self._decide(self.lines, "repair", "return")
        self._repair(self.lines.repair_ids)
        self._deliver(self.lines.decision_id.move_ids.picking_id)
        self._record()

        again = self._inspected_case(self.lines[0].lot_id).line_ids.sudo()

        self.assertEqual(again.repeat_repair_id, self.lines[0].repair_ids)
        self._assert_read_again(self.lines[0])
        self.assertEqual(read_analyses(self.lines[0])["rma.quality.report"][0]["repeated"], 1)

    def test_a_delivery_dated_otherwise(self):
        self._record()

        move = self.lines[0].origin_move_id
        move.date = fields.Datetime.subtract(move.date, days=100)

        self._assert_read_again(self.lines[0])

    def test_a_serial_entered_afterwards_is_counted_anew(self):
        """Once per delivery it counts, on the earlier line: the later one has to look again."""
        earlier = self._request(*self._sell_serials(1, prefix="TYPO")).line_ids.sudo()
        later = self._inspected_case(*self._sell_serials(1, prefix="LATER")).line_ids.sudo()
        self._decide(later, "as_is", "return")
        self._deliver(later.decision_id.move_ids.picking_id)
        self.assertEqual(later.state, "closed")
        self._record(later)

        earlier.lot_id = later.lot_id

        self._assert_read_again(later)

    def test_a_line_is_written_down_a_run_after_it_was_announced(self):
        self._age()
        self._run_cron()
        self.assertTrue(all(self.lines.mapped("date_recording")))
        self.assertEqual(self.lines.mapped("is_recorded"), [False, False])
        self._run_cron()
        self.assertEqual(self.lines.mapped("is_recorded"), [False, False])
        self._age()

        self._run_cron()

        self.assertEqual(self.lines.mapped("is_recorded"), [True, True])

    def test_a_change_takes_back_the_announcement(self):
        self.lines._announce()

        self.lines[0].liability = "material"

        self.assertEqual([bool(line.date_recording) for line in self.lines], [False, True])

    def test_lines_that_are_worked_on_are_left_alone(self):
        self._run_cron()

        self.assertFalse(any(self.lines.mapped("date_recording")))

    def _run_cron(self):
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=60):
            self.env["rma.case.line"]._cron_record()

    def _age(self):
        """These lines were changed last, or announced, an hour earlier."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE rma_case_line SET write_date = write_date - interval '1 hour', "
            "date_recording = date_recording - interval '1 hour' WHERE id IN %s",
            [tuple(self.lines.ids)],
        )
        self.env.invalidate_all()
