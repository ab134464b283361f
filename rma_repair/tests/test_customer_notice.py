from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestCustomerNotice(RepairCommon):
    """The customer is told what was decided for his goods, and what is repaired."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "dealer@example.com"
        cls.lots = cls._sell_serials(2)
        cls.case = cls._inspected_case(*cls.lots)

    def _send(self, records):
        for model, _state_field, method in self.env["rma.case"]._get_papers():
            if model == records._name:
                getattr(records.sudo(), method)()

    def _mails(self, decision):
        return decision.sudo().message_ids.filtered("partner_ids")

    def test_what_was_decided_is_told_without_reasons_and_prices(self):
        decision = self._decide(self.case.line_ids, "as_is", "return", reason="He is a liar")
        self.assertEqual(decision.customer_notice_state, "to_send")

        self._send(decision)

        self.assertEqual(decision.customer_notice_state, "sent")
        mail = self._mails(decision)
        self.assertEqual(mail.partner_ids, self.customer)
        for told in (self.case.name, "2 Units Drive", "SN0001, SN0002", "Sent back as it is"):
            self.assertIn(told, mail.body)
        for hidden in ("liar", "100", "60.0", "No power"):
            self.assertNotIn(hidden, mail.body)

    def test_it_is_told_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.lang = "zh_CN"
        decision = self._decide(self.case.line_ids, "as_is", "return")
        english = self.case.line_ids[0]._get_customer_answer()

        self._send(decision)

        self.assertNotIn(english, self._mails(decision).body)

    def test_a_decision_taken_back_or_waiting_for_its_price_is_not_told(self):
        taken = self._decide(self.case.line_ids[0], "repair", "return")
        taken.with_user(self.user_manager).action_cancel()
        quoted = self._decide(self.case.line_ids[1], "repair", "return")
        quoted.line_ids.repair_ids.sudo().under_warranty = False
        self.assertEqual(quoted.line_ids.repair_ids.quotation_state, "to_quote")

        self._send(taken | quoted)

        self.assertFalse(self._mails(taken) | self._mails(quoted))
        self.assertFalse(taken.customer_notice_state or quoted.customer_notice_state)

    def test_an_archived_template_tells_nothing(self):
        self.env.ref("rma_repair.mail_template_decision").active = False
        decision = self._decide(self.case.line_ids, "as_is", "return")

        self._send(decision)

        self.assertFalse(self._mails(decision) or decision.customer_notice_state)

    def test_a_mail_that_fails_leaves_the_decision_in_force(self):
        self.customer.email = False
        decision = self._decide(self.case.line_ids, "as_is", "return")

        self._send(decision)

        self.assertEqual(decision.customer_notice_state, "failed")
        self.assertEqual(decision.state, "authorized")
        self.assertIn("was not mailed", self.case.message_ids[0].body)

    def test_repairs_that_ended_are_told_with_one_mail(self):
        decision = self._decide(self.case.line_ids, "repair", "return")
        repairs = decision.line_ids.repair_ids
        repairs.sudo().under_warranty = True
        self._repair(repairs)
        self.assertEqual(set(repairs.mapped("rma_notice_state")), {"to_send"})

        for repair in repairs:
            self._send(repair)

        self.assertEqual(set(repairs.mapped("rma_notice_state")), {"sent"})
        mail = self._mails(decision)
        self.assertEqual(len(mail), 1)
        self.assertIn("SN0001, SN0002", mail.body)
        self.assertNotIn("Replace the board", mail.body)

    def test_a_unit_repaired_for_our_own_stock_is_not_told(self):
        decision = self._decide(self.case.line_ids[0], "repair", "replace")
        repairs = decision.line_ids.repair_ids
        repairs.sudo().under_warranty = True

        self._repair(repairs)

        self.assertEqual(set(repairs.mapped("state")), {"done"})
        self.assertFalse(any(repairs.mapped("rma_notice_state")))
