from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .eight_d_common import EightDCommon

CODES = ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8"]


@tagged("post_install", "-at_install")
class TestEightDGates(EightDCommon):
    """Each discipline is completed through its gate, by whichever way somebody tries."""

    def _ways(self, code):
        """Every way to complete the discipline `code`."""
        following = CODES[CODES.index(code) + 1 :][:1]
        ways = {
            "button": lambda part: part.action_complete(),
            "rpc write": lambda part: part.write({"state": "done"}),
            "import": self._import,
            "form": self._complete_in_form,
            "close": lambda part: part.report_id.write({"state": "closed"}),
        }
        if following:
            ways["kanban"] = lambda part: part.report_id.write({"discipline": following[0]})
            ways["report import"] = lambda part: self._import_report(part, following[0])
        return ways

    def _assert_refused(self, part):
        for way, complete in self._ways(part.code).items():
            with self.subTest(part.code, way=way), self.assertRaises(UserError):
                complete(part)
            part.invalidate_recordset()
            self.assertRecordValues(part, [{"state": "open", "date_done": False}])

    def test_each_gate_refuses_every_way_and_lets_what_is_filled_through(self):
        story = self._story()

        for code in CODES:
            part = self._part(story.report, code)
            self._assert_refused(part)
            story.complete(code)
            self.assertRecordValues(part, [{"state": "done", "done_by_id": self.user_quality.id}])

        self.assertEqual(story.report.state, "closed")

    def test_each_way_completes_what_is_filled(self):
        story, ways = self._story(), [way for way in self._ways("d0") if way != "close"]

        for code, way in zip(CODES, ways, strict=False):
            getattr(story, code)()
            self._ways(code)[way](self._part(story.report, code))
            self.assertEqual(self._part(story.report, code).state, "done", way)

    def _import(self, part):
        """Import as the client does; an import reports its errors instead of raising."""
        result = part.load([".id", "state"], [[str(part.id), "Complete"]])
        if result["messages"]:
            raise UserError(result["messages"][0]["message"])

    def _import_report(self, part, following):
        """The same by importing the report's discipline."""
        labels = dict(part._fields["code"]._description_selection(self.env))
        row = [str(part.report_id.id), labels[following]]
        result = part.report_id.load([".id", "discipline"], [row])
        if result["messages"]:
            raise UserError(result["messages"][0]["message"])

    def _complete_in_form(self, part):
        with Form(part) as form:
            form.state = "done"

    def test_a_missing_answer_is_named_with_its_field(self):
        report = self._report()

        with self.assertRaisesRegex(UserError, "Is an 8D Right"):
            self._part(report, "d0").action_complete()

    def test_a_later_discipline_waits_for_the_earlier_ones(self):
        story = self._story()
        story.d0()
        story.d1()

        with self.assertRaisesRegex(UserError, "complete D0 first"):
            self._part(story.report, "d1").action_complete()
        self.assertEqual(story.report.discipline, "d0")

    def test_safety_needs_a_manager_by_name(self):
        story = self._story()
        story.d0()
        story.report.is_safety = True

        for approver in (False, self.user_quality):
            story.report.safety_approver_id = approver
            with self.assertRaises(UserError):
                self._part(story.report, "d0").action_complete()
        story.report.safety_approver_id = self.user_manager
        self._part(story.report, "d0").action_complete()

        self.assertEqual(self._part(story.report, "d0").state, "done")

    def test_a_place_without_answer_keeps_d3_open(self):
        story = self._story(until="d2")
        story.d3()
        row = story.report.containment_ids.filtered(lambda row: row.place == "supplier")
        row.is_not_applicable = False

        with self.assertRaisesRegex(UserError, "Supplier"):
            self._part(story.report, "d3").action_complete()
        row.unlink()
        with self.assertRaisesRegex(UserError, "add a row for “Supplier”"):
            self._part(story.report, "d3").action_complete()

        self.assertEqual(self._part(story.report, "d3").state, "open")

    def test_open_quantity_needs_a_date(self):
        story = self._story(until="d2")
        story.d3()
        row = story.report.containment_ids.filtered(lambda row: row.place == "wip")
        row.qty_suspect = 20

        self.assertEqual(row.qty_open, 8)
        with self.assertRaisesRegex(UserError, "Open until"):
            self._part(story.report, "d3").action_complete()
        row.date_open_until = "2030-01-01"
        self._part(story.report, "d3").action_complete()

    def test_human_error_alone_is_refused_without_reason(self):
        story = self._story(until="d3")
        story.d4()
        root = story.report._root_causes("occurrence")
        root.name = "Operator error: carelessness at station 4"

        with self.assertRaisesRegex(UserError, "Why Human Error"):
            self._part(story.report, "d4").action_complete()
        root.human_error_reason = "Sabotage, confessed"
        self._part(story.report, "d4").action_complete()

        self.assertEqual(self._part(story.report, "d4").state, "done")

    def test_contributions_add_up_per_path(self):
        story = self._story(until="d3")
        story.d4()
        story.report._root_causes("escape").contribution = 60

        with self.assertRaisesRegex(UserError, "60 %"):
            self._part(story.report, "d4").action_complete()

    def test_a_cause_without_action_keeps_d5_open(self):
        story = self._story(until="d4")
        story.d5()
        story.report._root_causes("systemic").action_ids.write({"cause_ids": [(5,)]})

        with self.assertRaisesRegex(UserError, "has no chosen action"):
            self._part(story.report, "d5").action_complete()

    def test_containment_left_in_place_keeps_d6_open(self):
        story = self._story(until="d5")
        story.d6()
        story.report.containment_ids.write({"date_withdrawn": False})

        with self.assertRaisesRegex(UserError, "still in place"):
            self._part(story.report, "d6").action_complete()

    def test_a_blank_document_line_keeps_d7_open(self):
        story = self._story(until="d6")
        story.d7()
        story.report.document_ids[0].write(
            {"revision_after": story.report.document_ids[0].revision_before}
        )

        with self.assertRaisesRegex(UserError, "FMEA"):
            self._part(story.report, "d7").action_complete()

    def test_a_reopened_discipline_needs_a_reason(self):
        story = self._story(until="d1")
        part = self._part(story.report, "d1")

        with self.assertRaisesRegex(UserError, "Reopen Reason"):
            part.action_reopen()
        self.assertEqual(part.state, "done")
        part.write({"state": "open", "reopen_reason": "Supplier joins"})

        self.assertEqual(story.report.discipline, "d1")

    def test_a_short_answer_asks_for_three_disciplines(self):
        report = self._report(report_type="short")

        asked = report.discipline_ids.filtered(lambda part: part.state == "open").mapped("code")

        self.assertEqual(asked, ["d2", "d4", "d5"])
