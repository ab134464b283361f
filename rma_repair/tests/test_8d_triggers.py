from odoo import fields
from odoo.tests import tagged

from .eight_d_common import EightDCommon


@tagged("post_install", "-at_install")
class TestEightDTriggers(EightDCommon):
    """Reports open by themselves on stored facts, and join what is open already."""

    def _reports(self):
        return self.env["rma.8d.report"].search([("company_id", "=", self.company.id)])

    def test_a_batch_opens_one_report_with_all_its_lines(self):
        lots = self._sell_serials(5)

        case = self._request(*lots, is_batch=True)

        report = self._reports()
        self.assertRecordValues(
            report, [{"trigger": "batch", "product_id": self.drive.id, "qty_complained": 5}]
        )
        self.assertEqual(case.line_ids.eight_d_id, report)

    def test_an_urgent_case_opens_a_report(self):
        self._request(*self._sell_serials(1), severity="3")

        self.assertEqual(self._reports().trigger, "urgent")

    def test_an_everyday_case_opens_none(self):
        case = self._inspected_case(*self._sell_serials(2))

        self.assertFalse(self._reports())
        self.assertFalse(case.eight_d_signature)

    def test_a_failure_code_that_asks_opens_a_report(self):
        self.failure.is_8d_required = True

        self._inspected_case(*self._sell_serials(1))

        self.assertRecordValues(
            self._reports(), [{"trigger": "failure", "failure_code_id": self.failure.id}]
        )

    def test_the_third_unit_with_the_same_failure_opens_a_report_over_all_three(self):
        lots = self._sell_serials(3)
        self._inspected_case(*lots[:2])
        self.assertFalse(self._reports())

        self._inspected_case(lots[2])

        report = self._reports()
        self.assertEqual(report.trigger, "cluster")
        self.assertEqual(report.line_ids.lot_id, lots)

    def test_a_decision_that_reaches_the_cost_limit_opens_a_report_over_its_lines(self):
        self.company.rma_8d_cost = 200
        case = self._inspected_case(*self._sell_serials(2))
        self._decide(case.line_ids[0], "scrap", "replace")
        self.assertFalse(self._reports())
        self._propose(case.line_ids[1], "scrap", "replace").action_submit()
        self.assertFalse(self._reports())

        case.decision_ids.filtered(lambda one: one.state == "to_approve").with_user(
            self.user_finance
        ).action_authorize()

        self.env.flush_all()  # as at the end of a request
        self.assertRecordValues(
            self._reports(), [{"trigger": "cost", "failure_code_id": self.failure.id}]
        )
        self.assertEqual(case.line_ids.eight_d_id, self._reports())

    def test_without_a_cost_limit_cost_opens_nothing(self):
        case = self._inspected_case(*self._sell_serials(2))

        self._decide(case.line_ids, "scrap", "replace")

        self.assertFalse(self.company.rma_8d_cost)
        self.assertFalse(self._reports())

    def test_units_outside_the_window_do_not_count(self):
        lots = self._sell_serials(3)
        old = self._inspected_case(*lots[:2])
        old.date_request = fields.Datetime.subtract(fields.Datetime.now(), days=60)

        self._inspected_case(lots[2])

        self.assertFalse(self._reports())

    def test_a_case_as_severe_as_the_company_says_opens_a_report(self):
        opened = {}
        for severity in ("1", "2", "3"):
            case = self._request(*self._sell_serials(1, prefix=f"S{severity}"), severity=severity)
            opened[severity] = case.line_ids.eight_d_id.mapped("trigger")
        self.assertEqual(opened, {"1": [], "2": ["urgent"], "3": ["urgent"]})

        self.company.rma_8d_severity = False
        case = self._request(*self._sell_serials(1, prefix="NEVER"), severity="3")

        self.assertFalse(case.line_ids.eight_d_id)

    def test_no_trouble_found_is_no_failure(self):
        case = self._receive(self._authorize(self._request(*self._sell_serials(4))))

        self._inspect(case.line_ids, finding="ntf")

        self.assertFalse(self._reports())

    def test_a_later_case_joins_the_open_report(self):
        lots = self._sell_serials(4)
        self._inspected_case(*lots[:3])
        report = self._reports()

        later = self._inspected_case(lots[3], customer=self.customer)

        self.assertEqual(self._reports(), report)
        self.assertEqual(later.line_ids.eight_d_id, report)
        self.assertEqual(report.qty_confirmed, 4)

    def test_the_batch_report_learns_its_failure_from_the_inspection(self):
        case = self._approve(self._request(*self._sell_serials(3), is_batch=True))
        self._receive(self._authorize(case))
        report = self._reports()
        self.assertFalse(report.failure_code_id)

        self._inspect(case.line_ids)

        self.assertEqual(self._reports(), report)
        self.assertEqual(report.failure_code_id, self.failure)

    def test_an_untouched_batch_report_merges_into_the_open_one(self):
        lots = self._sell_serials(6)
        self._inspected_case(*lots[:3])
        first = self._reports()
        batch = self._approve(self._request(*lots[3:], is_batch=True))
        self._receive(self._authorize(batch))
        second = self._reports() - first
        self.assertEqual(len(second), 1)

        self._inspect(batch.line_ids)

        self.assertEqual(second.state, "cancelled")
        self.assertEqual(batch.line_ids.eight_d_id, first)

    def test_running_the_automation_twice_changes_nothing(self):
        case = self._request(*self._sell_serials(2), is_batch=True)
        before = self._reports()

        case.action_open_8d()

        self.assertEqual(self._reports(), before)
        self.assertEqual(len(before.line_ids), 2)

    def test_a_changed_condition_of_the_automation_counts_at_once(self):
        rule = self.env.ref("rma_repair.automation_open_8d")
        self._request(*self._sell_serials(1, prefix="A"), severity="3")
        self.assertEqual(len(self._reports()), 1)

        rule.filter_domain = "[('severity', '!=', '3')]"
        self._request(*self._sell_serials(1, prefix="B"), severity="3")

        self.assertEqual(len(self._reports()), 1)

    def test_a_line_taken_up_again_asks_again(self):
        case = self._request(*self._sell_serials(1))
        case.with_user(self.user_service).action_refuse()
        case.severity = "3"
        self.env.flush_all()
        self.assertFalse(self._reports())

        case.line_ids.with_user(self.user_service).write({"state": "requested"})

        self.env.flush_all()  # as at the end of a request
        self.assertEqual(self._reports().line_ids, case.line_ids)

    def test_switched_off_the_automation_opens_nothing(self):
        rule = self.env.ref("rma_repair.automation_open_8d")
        # The switch patches the registry, which outlives this test's transaction.
        self.addCleanup(rule.write, {"active": True})
        rule.active = False

        self._request(*self._sell_serials(2), is_batch=True)

        self.assertFalse(self._reports())
