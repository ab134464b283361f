from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDGateFacts(EightDCommon):
    """What each gate asks for: the golden report, with one fact taken away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.story = cls._story(until="d7")
        cls.report = cls.story.report.with_env(cls.env)

    def _assert_missing(self, code, words):
        """The gate says exactly one thing, with these words in it."""
        missing = self.report._get_missing(code)
        self.assertEqual(len(missing), 1, missing)
        self.assertIn(words, missing[0])

    def _row(self, place):
        return self.report.containment_ids.filtered(lambda row: row.place == place)

    def test_the_golden_report_lacks_nothing_before_d8(self):
        for code in ("d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7"):
            self.assertEqual(self.report._get_missing(code), [], code)

    def test_d0_gives_its_reason(self):
        self.report.d0_reason = False

        self._assert_missing("d0", "Decision and Reason")

    def test_d0_without_need_of_an_8d_asks_for_a_shorter_answer(self):
        self.report.is_8d_right = "no"
        self._assert_missing("d0", "Type")
        self.report.report_type = "3d"

        self.assertEqual(self.report._get_missing("d0"), [])

    def test_d1_names_a_sponsor_and_two_functions(self):
        self.report.sponsor_id = False
        self._assert_missing("d1", "Sponsor")
        self.report.sponsor_id = self.user_manager
        self.report.member_ids.function = "Quality"

        self._assert_missing("d1", "two functions")

    def test_d2_measures(self):
        self.report.write({"measured_value": 0, "measured_text": "Too much ripple"})
        self._assert_missing("d2", "Measured Value")
        self.report.write({"measured_text": "Ripple of 6.8 V", "measured_unit": False})

        self._assert_missing("d2", "Unit of Measure")

    def test_d2_fills_each_dimension(self):
        row = self.report.isnot_ids.filtered(lambda row: row.dimension == "when")
        row.is_not_text = False

        self._assert_missing("d2", "When")

    def test_d2_says_why_a_problem_is_not_reproduced(self):
        self.report.write({"is_reproduced": "no", "reproduced_note": False})

        self._assert_missing("d2", "How, or Why Not")

    def test_d3_shows_how_effective_each_measure_is(self):
        self._row("wip").effectiveness = 0

        self._assert_missing("d3", "Effective (%)")

    def test_d3_protects_the_customer(self):
        self.report.is_customer_protected = False

        self._assert_missing("d3", "Customer Protected")

    def test_d3_needs_a_verification_that_passed(self):
        row = self._row("finished").with_user(self.user_quality)
        row.verification_result = "failed"

        self._assert_missing("d3", "a verification that passed")

    def test_more_sorted_than_suspect_is_refused(self):
        row = self._row("wip")

        with self.assertRaises(ValidationError):
            row.write({"qty_ok": 10, "qty_nok": 4})
        self.assertEqual(row.qty_open, 0)

    def test_d4_leaves_no_cause_open(self):
        cause = self.report.cause_ids.filtered(lambda cause: cause.bone == "man")
        cause.status = "open"

        self._assert_missing("d4", "confirm or rule out")

    def test_d4_rules_out_with_evidence(self):
        cause = self.report.cause_ids.filtered(lambda cause: cause.bone == "man")
        cause.evidence_against = False

        self._assert_missing("d4", "Evidence Against")

    def test_d4_has_a_file_of_evidence_per_root_cause(self):
        self.report._root_causes("escape").attachment_ids = False

        self._assert_missing("d4", "Evidence")

    def test_d4_explains_is_not_as_well(self):
        self.report._root_causes("occurrence").is_explaining_is_not = False

        self._assert_missing("d4", "Explains Is Not")

    def test_d4_switches_the_problem_on_and_off(self):
        self.report._root_causes("occurrence").switch = False

        self._assert_missing("d4", "Switch")

    def test_d4_names_the_escape_point(self):
        self.report.escape_control = False

        self._assert_missing("d4", "Escape Point")

    def test_a_path_without_cause_says_why(self):
        self.report._root_causes("systemic").write({"is_root": False})
        self._assert_missing("d4", "Why No Systemic Cause")
        self.report.no_systemic_reason = "One plant, one line, one sensor"

        self.assertEqual(self.report._get_missing("d4"), [])

    def test_d5_answers_what_the_customer_asked_for(self):
        action = self.report.corrective_action_ids[0]
        action.is_customer_request = True

        self._assert_missing("d5", "Answer to the Customer")

    def test_d5_verifies_before_roll_out(self):
        action = self.report._live_actions("corrective")[0]
        action.verification_result = False

        self._assert_missing("d5", "Trial Result")

    def test_d6_proves_that_each_action_is_in_place(self):
        self.report._live_actions("corrective")[0].proof = False

        self._assert_missing("d6", "Proof")

    def test_nothing_is_rolled_out_before_its_trial(self):
        action = self.report.corrective_action_ids.create(
            {
                "report_id": self.report.id,
                "name": "New nozzle",
                "owner_id": self.user_engineering.id,
                "proof": "Order 4711",
            }
        )
        action.action_choose()

        with self.assertRaisesRegex(UserError, "Trial Result"):
            action.action_done()
        action.with_user(self.user_quality).verification_result = "failed"
        with self.assertRaisesRegex(UserError, "trial .* failed"):
            action.action_done()
        self.assertEqual(action.state, "chosen")

    def test_steps_of_an_action_are_taken_back_one_by_one(self):
        done = self.report._live_actions("corrective")[:1]
        self.assertEqual(done.state, "done")
        refused = done.copy({"name": "New tool", "decision_reason": "Too dear"})
        refused.action_reject()

        (done | refused).action_back()

        self.assertRecordValues(done, [{"state": "chosen", "date_done": False}])
        self.assertEqual(refused.state, "proposed")
        (done | refused).action_back()
        self.assertEqual((done | refused).mapped("state"), ["proposed", "proposed"])

    def test_nobody_approves_their_own_action(self):
        action = self.report._live_actions("corrective")[0]

        with self.assertRaises(ValidationError):
            action.approver_id = action.owner_id

    def test_d6_validates_on_the_measure_of_the_symptom(self):
        action = self.report._live_actions("corrective")[0].with_user(self.user_quality)
        action.validation_result = "failed"
        self._assert_missing("d6", "validation of")
        action.write({"validation_result": "passed", "baseline": False})

        self._assert_missing("d6", "Baseline")

    def test_d7_judges_every_variant(self):
        attribute = self.env["product.attribute"].create(
            {"name": "Voltage", "value_ids": [(0, 0, {"name": "24"}), (0, 0, {"name": "48"})]}
        )
        line = {"attribute_id": attribute.id, "value_ids": [(6, 0, attribute.value_ids.ids)]}
        template = self.env["product.template"].create(
            {"name": "Fan", "attribute_line_ids": [(0, 0, line)]}
        )
        variants = template.product_variant_ids
        self.report.product_id = variants[0]

        self._assert_missing("d7", variants[1].display_name)

    def test_d7_publishes_a_lesson_or_waives_it(self):
        self.report.lesson_ids.state = "draft"
        self._assert_missing("d7", "Why No Lesson")
        self.report.lesson_waived_reason = "Told in lesson 12"

        self.assertEqual(self.report._get_missing("d7"), [])

    def test_d8_names_all_that_is_open(self):
        missing = "\n".join(self.report._get_missing("d8"))

        for words in (
            "Conclusion on Effectiveness",
            "Recognition",
            "Costs Are Complete",
            "Evaluation",
            "The customer has not accepted yet",
            "has not signed",
        ):
            self.assertIn(words, missing)

    def test_a_score_that_is_too_low_keeps_d8_open(self):
        self.report.action_prepare_scores()
        self.report.score_ids.self_rating = "fulfilled"
        self.assertNotIn("Evaluation", "".join(self.report._get_missing("d8")))
        weak = self.report.score_ids.filtered(lambda score: score.discipline == "d4")
        weak.self_rating = "not"

        self.assertIn("is not enough", "".join(self.report._get_missing("d8")))

    def test_what_is_still_suspect_keeps_d8_open(self):
        self._row("wip").qty_suspect = 20

        self.assertIn("is still open", "".join(self.report._get_missing("d8")))
