from odoo import fields
from odoo.tests import tagged

from .common import RmaCommon

MAIL = """From: {sender}
To: returns@factory.example
Subject: {subject}
Message-Id: <{subject}@dealer.example>
Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestMailRequest(RmaCommon):
    """A mail to the returns address is a case at once, and nothing it says is trusted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "factory.example"})
        cls.company.alias_domain_id = domain
        cls.company.rma_alias_name = "returns"
        cls.customer.write({"email": "dana@dealer.example", "user_id": cls.user_sales.id})
        cls.lots = cls._sell_serials(3)

    def _mail(self, subject, body, sender="Dana <dana@dealer.example>"):
        """Let the gateway have this mail; returns the case it opened."""
        mail = MAIL.format(subject=subject, body=body, sender=sender)
        case_id = self.env["mail.thread"].message_process(None, mail)
        return self.env["rma.case"].browse(case_id)

    def test_a_mail_becomes_a_case_with_the_serials_it_names(self):
        case = self._mail("Two broken", "Units sn0001 and SN0003, both dead. Please repair.")

        self.assertRecordValues(
            case,
            [
                {
                    "channel": "email",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_id": self.user_sales.id,
                    "state": "requested",
                }
            ],
        )
        self.assertRegex(case.name, r"\d")
        self.assertEqual(case.line_ids.lot_id, self.lots[0] | self.lots[2])
        self.assertEqual(set(case.line_ids.mapped("origin_verdict")), {"found"})
        self.assertIn("both dead", case.line_ids[0].reason)
        self.assertFalse(case.activity_ids)

    def test_it_is_acknowledged_at_once(self):
        case = self._mail("Broken", "SN0001 is dead")

        told = case.message_ids.filtered(lambda message: message.partner_ids == self.customer)
        self.assertIn(case.name, told.subject)

    def test_a_stranger_s_mail_names_nobody_else_s_units(self):
        case = self._mail("Broken", "SN0001 is dead", sender="Eve <eve@else.example>")

        self.assertEqual(case.partner_id.email, "eve@else.example")
        self.assertFalse(case.line_ids)

    def test_a_mail_without_serials_asks_somebody_to_complete_it(self):
        case = self._mail("Broken", "My drive is dead")

        self.assertFalse(case.line_ids)
        self.assertIn("My drive is dead", case.description)
        asked = case.activity_ids
        self.assertEqual(asked.user_id, self.user_sales)
        self.assertEqual(asked.date_deadline, fields.Date.add(fields.Date.today(), days=1))

    def test_a_unit_that_is_being_returned_is_not_taken_again(self):
        self._request(self.lots[0])

        case = self._mail("Broken", "SN0001 and SN0002")

        self.assertEqual(case.line_ids.lot_id, self.lots[1])

    def test_without_an_address_no_mail_opens_a_case(self):
        self.company.rma_alias_name = False
        before = self.env["rma.case"].search_count([])

        with self.assertRaisesRegex(ValueError, "No possible route"):
            self._mail("Broken", "SN0001 is dead")

        self.assertEqual(self.env["rma.case"].search_count([]), before)
