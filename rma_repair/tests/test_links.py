from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestLinks(RmaCommon):
    """From a case to its documents and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(4)
        cls.case = cls._inspected_case(*cls.lots[:2])
        cls.line = cls.case.line_ids[0]
        cls.order = cls.line.sale_order_id
        cls.delivery = cls.line.origin_move_id.picking_id
        cls.receipt = cls.env["stock.picking"].search([("rma_case_id", "=", cls.case.id)])

    def test_case_counts_its_documents(self):
        self._propose(self.line, "repair", "return")
        self.case.line_ids.invoice_line_id = self.order.invoice_ids.invoice_line_ids

        self.case.invalidate_recordset()
        self.assertRecordValues(
            self.case.with_user(self.user_manager),
            [{
                "receipt_count": 1, "delivery_count": 0, "decision_count": 1, "sale_order_count": 1,
                "invoice_count": 1, "credit_note_count": 0, "repair_count": 0, "scrap_count": 0,
            }],
        )  # fmt: skip

    def test_what_a_user_may_not_read_is_not_counted(self):
        self.case.line_ids.invoice_line_id = self.order.invoice_ids.invoice_line_ids

        case = self.case.with_user(self.user_warehouse)

        self.assertEqual((case.invoice_count, case.receipt_count), (0, 1))

    def test_button_of_one_document_opens_its_form(self):
        action = self.case.action_view_receipts()

        self.assertEqual((action["res_id"], action["view_mode"]), (self.receipt.id, "form"))

    def test_documents_lead_to_their_case(self):
        documents = (
            self.order, self.delivery, self.receipt, self.customer, self.drive,
            self.drive.product_tmpl_id, self.lots[0],
        )  # fmt: skip
        for document in documents:
            with self.subTest(document=document):
                document = document.with_user(self.user_service)
                self.assertEqual(document.rma_case_count, 1)
                self.assertEqual(document.action_view_rma_cases()["res_id"], self.case.id)

    def test_invoice_leads_to_its_case(self):
        invoice = self.order.invoice_ids
        self.case.line_ids.invoice_line_id = invoice.invoice_line_ids

        self.assertEqual(invoice.with_user(self.user_manager).rma_case_count, 1)

    def test_serial_without_case_counts_none(self):
        self.assertEqual(self.lots[3].rma_case_count, 0)

    def test_several_cases_open_as_a_list(self):
        second = self._request(self.lots[2])

        action = self.customer.action_view_rma_cases()

        self.assertEqual(set(action["domain"][0][2]), set((self.case | second).ids))
        self.assertNotIn("res_id", {key for key, value in action.items() if value})

    def test_counting_many_documents_costs_no_more_queries(self):
        self.lots.invalidate_recordset()
        with self.assertQueryCount(1):
            self.lots.mapped("rma_case_count")

    def test_proposal_takes_the_inspected_lines_without_proposal(self):
        self._propose(self.case.line_ids[0], "repair", "return").action_submit()

        context = self.case.with_user(self.user_service).action_propose_decision()["context"]

        self.assertEqual(context["default_line_ids"][0][2], self.case.line_ids[1].ids)
        self.assertFalse(context["default_is_advance"])

    def test_proposal_before_the_goods_are_back_is_in_advance(self):
        case = self._authorize(self._request(self.lots[2]))

        context = case.with_user(self.user_service).action_propose_decision()["context"]

        self.assertEqual(context["default_line_ids"][0][2], case.line_ids.ids)
        self.assertTrue(context["default_is_advance"])

    def test_proposal_without_lines_to_decide_says_so(self):
        case = self._request(self.lots[2])

        with self.assertRaisesRegex(UserError, "Select lines of one case"):
            case.with_user(self.user_service).action_propose_decision()
        self.assertFalse(case.decision_ids)

    def test_lines_of_two_cases_can_not_share_a_decision(self):
        lines = self.case.line_ids | self._request(self.lots[2]).line_ids

        with self.assertRaisesRegex(UserError, "Select lines of one case"):
            lines.action_propose_decision()
        self.assertFalse(self.case.decision_ids)

    def test_refusing_asks_for_the_reason(self):
        decision = self._propose(self.line, "repair", "return")

        action = decision.action_ask_refusal_reason()

        self.assertEqual((action["res_id"], action["target"]), (decision.id, "new"))

    def test_each_department_sees_what_waits_for_it(self):
        requested = self._request(self.lots[2])
        announced = self._authorize(self._request(self.lots[3]))
        waiting = {
            "service": requested | self.case,
            "warehouse": announced,
            "quality": self.env["rma.case"],
            "engineering": self.env["rma.case"],
        }

        for department, cases in waiting.items():
            with self.subTest(department=department):
                user = getattr(self, f"user_{department}")
                found = (
                    self.env["rma.case"]
                    .with_user(user)
                    .search(
                        [("is_waiting_for_me", "=", True), ("company_id", "=", self.company.id)]
                    )
                )
                self.assertEqual(found, cases)
                self.assertTrue(all(case.is_waiting_for_me for case in found))


@tagged("post_install", "-at_install")
class TestEffectButtons(RmaCommon):
    """A switched-off automation leaves its button on the decision."""

    def _decided_without_automation(self):
        self.env.ref("rma_repair.automation_create_replacement").active = False
        case = self._inspected_case(*self._sell_serials(2))
        return self._decide(case.line_ids, "scrap", "replace")

    def test_the_button_shows_what_is_missing_and_makes_it(self):
        self._stock(self.drive, 2, lots=["NEW1", "NEW2"])
        decision = self._decided_without_automation().with_user(self.user_warehouse)
        self.assertIn("replacement", decision.missing_effects.split())

        decision.create_replacement()

        decision.invalidate_recordset()
        self.assertNotIn("replacement", decision.missing_effects.split())
        self.assertEqual(decision.transfer_count, 1)

    def test_nothing_is_offered_before_the_authorization(self):
        case = self._inspected_case(*self._sell_serials(1))

        decision = self._propose(case.line_ids, "scrap", "replace")

        self.assertFalse(decision.missing_effects)
