from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestTriage(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(2)
        cls._stock(cls.cable, 20)

    def test_the_liability_names_who_answers(self):
        supplier = self.env["res.partner"].create({"name": "Bearings Ltd"})
        self.drive.seller_ids = [Command.create({"partner_id": supplier.id})]
        line = self._request(self.lots[0]).line_ids
        for liability, department, partner in (
            ("design", "engineering", False),
            ("manufacturing", "workshop", False),
            ("material", "purchasing", supplier.id),
            ("transport", "warehouse", False),
            ("misuse", False, False),
        ):
            with self.subTest(liability=liability):
                line.liability = liability
                self.assertRecordValues(
                    line,
                    [
                        {
                            "answering_department": department,
                            "answering_partner_id": partner,
                        }
                    ],
                )

    def test_the_failure_code_settles_the_first_judgment(self):
        line = self._request({"lot_id": self.lots[0].id, "liability": "transport"}).line_ids
        self.assertEqual(line.liability, "transport")

        self.failure.liability = "design"
        line.with_user(self.user_quality).failure_code_id = self.failure

        self.assertEqual(line.liability, "design")

    def test_a_question_is_answered_without_goods(self):
        self._sell(self.cable, 5)
        self._sell(self.cable, 5)
        case = self._request({"product_id": self.cable.id, "wish": "advice"})
        line = case.line_ids.with_user(self.user_service)
        with self.assertRaisesRegex(UserError, "Write the advice"):
            line.action_give_guidance()
        self.assertEqual(line.state, "requested")

        line.guidance = "Hold the button for five seconds."
        line.action_give_guidance()

        self.assertRecordValues(
            line,
            [
                {
                    "state": "closed",
                    "unit_outcome": "not_returned",
                    "settlement": "none",
                }
            ],
        )
        self.assertEqual(case.state, "closed")
        self.assertFalse(self.env["stock.picking"].search([("rma_case_id", "=", case.id)]))

    def test_an_answered_question_gives_no_goods_or_money(self):
        case = self._request({"product_id": self.cable.id, "guidance": "Read page 5."})
        case.line_ids.sudo().is_guidance = True
        case.line_ids.sudo().is_return_expected = False
        self._authorize(case)
        decision = self._propose(case.line_ids, "not_returned", "credit")

        with self.assertRaisesRegex(UserError, "was answered by advice"):
            decision.action_submit()

        self.assertEqual(decision.state, "draft")

    def test_the_same_serial_again_is_pointed_out(self):
        first = self._request(self.lots[0])
        first.with_user(self.user_service).action_refuse()

        second, other = self._request(self.lots[0]), self._request(self.lots[1])

        self.assertEqual(second.duplicate_case_ids, first)
        self.assertFalse(other.duplicate_case_ids)

    def test_the_same_product_of_the_same_customer_is_pointed_out(self):
        first = self._request({"product_id": self.cable.id})
        stranger = self._request({"product_id": self.cable.id}, customer=self.other_customer)

        second = self._request({"product_id": self.cable.id})

        self.assertEqual(second.duplicate_case_ids, first)
        self.assertFalse(stranger.duplicate_case_ids)

    def test_old_requests_are_no_duplicates(self):
        self.company.rma_duplicate_days = 30
        first = self._request({"product_id": self.cable.id}, date_request="2026-04-01 00:00:00")

        later = self._request({"product_id": self.cable.id}, date_request="2026-05-01 00:00:00")
        much_later = self._request(
            {"product_id": self.cable.id}, date_request="2026-05-31 00:00:01"
        )

        self.assertEqual(later.duplicate_case_ids, first)
        self.assertFalse(much_later.duplicate_case_ids)
