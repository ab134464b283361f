from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestShipment(RmaCommon):
    """What is shipped for a return is told to its customer, with the parcel's number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "dealer@example.com"
        cls.case = cls._inspected_case(*cls._sell_serials(1))
        cls._decide(cls.case.line_ids, "as_is", "return")
        cls.shipment = (
            cls.case.decision_ids.move_ids.picking_id.with_user(cls.user_warehouse)
        ).filtered(lambda picking: picking.state not in ("done", "cancel"))

    def _ship(self, **values):
        self.shipment.write(values)
        self.shipment.with_context(skip_sms=True).button_validate()

    def _mails(self):
        return self.shipment.sudo().message_ids.filtered("partner_ids")

    def test_what_is_shipped_is_mailed_with_its_number_and_arrival(self):
        self._ship(rma_tracking_ref="SF1234567", rma_date_arrival="2026-12-01")
        self.assertEqual(self.shipment.rma_confirmation_state, "to_send")

        self.shipment.sudo()._send_confirmation()

        self.assertEqual(self.shipment.rma_confirmation_state, "sent")
        mail = self._mails()
        self.assertEqual(mail.partner_ids, self.customer)
        self.assertIn(self.case.name, mail.subject)
        for told in ("SN0001", "SF1234567", "12/01/2026"):
            self.assertIn(told, mail.body)

    def test_a_number_that_is_known_later_is_mailed_then(self):
        self._ship()
        self.shipment.sudo()._send_confirmation()
        self.assertNotIn("Tracking number", self._mails().body)

        self.shipment.rma_tracking_ref = "SF7654321"
        self.assertEqual(self.shipment.rma_confirmation_state, "to_send")
        self.shipment.sudo()._send_confirmation()

        self.assertEqual(len(self._mails()), 2)
        self.assertIn("SF7654321", self._mails()[0].body)

    def test_what_goes_elsewhere_is_mailed_to_nobody(self):
        other = self._inspected_case(*self._sell_serials(1, "STAY"))
        self._decide(other.line_ids, "restock", "credit")
        restock = other.decision_ids.move_ids.picking_id.filtered(
            lambda picking: picking.picking_type_code == "internal"
        )

        restock.with_user(self.user_warehouse).button_validate()

        self.assertEqual(restock.state, "done")
        self.assertFalse(restock.rma_confirmation_state)

    def test_the_receipt_keeps_its_own_confirmation(self):
        receipt = self.env["stock.picking"].search(
            [("rma_case_id", "=", self.case.id), ("picking_type_code", "=", "incoming")]
        )

        template = receipt._get_rma_mail_template()

        self.assertEqual(template, self.env.ref("rma_repair.mail_template_receipt_confirmation"))
