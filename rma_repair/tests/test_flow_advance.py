from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestFlowAdvance(RmaCommon):
    """A replacement is shipped before the old unit is back: by when, and what if it stays away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(2, price=130)
        cls._stock(cls.drive, 2, lots=["NEW1", "NEW2"])
        cls.customer.email = "dealer@example.com"

    def _ship_in_advance(self):
        case = self._authorize(self._request(*self.lots))
        decision = self._decide(case.line_ids, "scrap", "replace", is_advance=True).sudo()
        self._deliver(decision.move_ids.picking_id)
        return decision

    def _watch(self, decision, days):
        """The nightly watch, `days` after the goods were due."""
        with freeze_time(decision.date_return_due + timedelta(days=days)):
            self.env["rma.decision"]._cron_watch_returns()

    def _reminders(self, decision):
        kind = self.env.ref("rma_repair.mail_activity_return_due")
        return decision.case_id.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def _invoice(self, decision):
        return decision.charge_ids.invoice_line_ids.move_id

    def test_the_goods_are_due_in_the_companys_days(self):
        self.company.rma_advance_days = 10

        decision = self._ship_in_advance()

        due = fields.Date.context_today(decision) + timedelta(days=10)
        self.assertEqual(decision.date_return_due, due)
        self.assertIn("Lines to come back by", decision.return_note)

    def test_the_customer_is_reminded_once(self):
        decision = self._ship_in_advance()

        self._watch(decision, -5)
        self.assertFalse(self._reminders(decision))
        self._watch(decision, -3)
        self._watch(decision, -2)

        self.assertEqual(len(self._reminders(decision)), 1)
        mails = self.env["mail.mail"].search(
            [
                ("model", "=", "rma.decision"),
                ("res_id", "=", decision.id),
                ("subject", "like", "please send back"),
            ]
        )
        self.assertEqual(mails.recipient_ids, self.customer)
        self.assertFalse(decision.charge_ids)

    def test_what_stays_away_is_invoiced_by_a_draft(self):
        decision = self._ship_in_advance()

        self._watch(decision, 1)
        self._watch(decision, 2)

        self.assertRecordValues(
            self._invoice(decision),
            [
                {
                    "move_type": "out_invoice",
                    "state": "draft",
                    "partner_id": self.customer.id,
                    "amount_untaxed": 260,
                }
            ],
        )
        self.assertEqual(self._invoice(decision).invoice_line_ids.product_id.type, "service")
        self.assertIn("Lines that stayed away and are charged: 2", decision.return_note)
        self.assertIn("charge to post", decision.line_ids[0].missing_documents)

    def test_nothing_is_charged_before_the_replacement_left(self):
        case = self._authorize(self._request(*self.lots))
        decision = self._decide(case.line_ids, "scrap", "replace", is_advance=True).sudo()

        self._watch(decision, 1)

        self.assertFalse(decision.charge_ids)

    def _ship_cables(self, decision, quantity):
        """Ship so many of the replacements; the rest is a backorder."""
        picking = decision.move_ids.picking_id.filtered(lambda one: one.state == "assigned")
        picking.move_ids.move_line_ids.write({"quantity": quantity, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()

    def test_a_line_is_charged_as_far_as_it_was_replaced(self):
        self._sell_cables(5, spare=5, price=40)
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 5}))
        decision = self._decide(case.line_ids, "scrap", "replace", is_advance=True).sudo()
        self._ship_cables(decision, 1)

        self._watch(decision, 1)
        self._watch(decision, 2)
        self.assertRecordValues(decision.charge_ids, [{"quantity": 1, "price_unit": 40}])
        self._invoice(decision).action_post()
        self.assertIn("goods to receive", decision.line_ids.missing_documents)

        self._ship_cables(decision, 4)
        self.assertEqual(decision.line_ids.state, "decided")
        self._watch(decision, 3)
        self._watch(decision, 4)
        self.assertEqual(decision.charge_ids.mapped("quantity"), [1, 4])
        self._invoice(decision).filtered(lambda one: one.state == "draft").action_post()
        self.assertEqual(sum(self._invoice(decision).mapped("amount_untaxed")), 200)
        self.assertEqual(decision.line_ids.state, "closed")

    def test_paid_units_are_not_waited_for(self):
        decision = self._ship_in_advance()
        self._watch(decision, 1)

        self._invoice(decision).action_post()

        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)
        self.assertFalse(
            self._invoice(decision).line_ids.filtered(lambda line: line.display_type == "cogs")
        )

    def test_the_reminder_ends_when_the_goods_come(self):
        decision = self._ship_in_advance()
        self._watch(decision, -3)
        reminder = self._reminders(decision)
        self.assertEqual(len(reminder), 1)

        self._receive(decision.case_id)

        self.assertFalse(reminder.exists())

    def test_the_reminder_ends_when_the_units_are_paid(self):
        decision = self._ship_in_advance()
        self._watch(decision, 1)
        reminder = self._reminders(decision)

        self._invoice(decision).action_post()
        self._watch(decision, 2)

        self.assertFalse(reminder.exists())

    def test_a_drafted_charge_goes_when_the_goods_come(self):
        decision = self._ship_in_advance()
        self._watch(decision, 1)

        self._receive(decision.case_id)

        self.assertFalse(self._invoice(decision))
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)
        self.assertEqual(decision.scrap_ids.mapped("state"), ["done"] * 2)

    def test_a_posted_charge_is_reversed_when_the_goods_come_after_all(self):
        decision = self._ship_in_advance()
        self._watch(decision, 1)
        invoice = self._invoice(decision)
        invoice.action_post()

        self._receive(decision.case_id)

        reversal = self._invoice(decision) - invoice
        self.assertRecordValues(
            reversal,
            [
                {
                    "move_type": "out_refund",
                    "state": "draft",
                    "reversed_entry_id": invoice.id,
                    "amount_untaxed": 260,
                }
            ],
        )
        self.assertEqual(decision.scrap_ids.mapped("state"), ["done"] * 2)
        self.assertEqual(set(decision.line_ids.mapped("missing_documents")), {"charge to post"})
        reversal.action_post()
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)

    def test_one_of_two_comes_back(self):
        decision = self._ship_in_advance()
        self._watch(decision, 1)
        receipt = self._receipt(decision.case_id)
        receipt.move_line_ids.filtered(lambda ml: ml.lot_id == self.lots[1]).unlink()
        receipt.move_ids.picked = True

        receipt.with_context(skip_backorder=True).button_validate()

        self.assertEqual(self._invoice(decision).amount_untaxed, 130)
        self._invoice(decision).action_post()
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)
