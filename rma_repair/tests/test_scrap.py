from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestScrap(RmaCommon):
    def test_customers_unit_is_scrapped_with_its_owner(self):
        lots = self._sell_serials(2)
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids, "scrap", "none").sudo()

        self.assertRecordValues(
            decision.scrap_ids.sorted("id"),
            [
                {
                    "state": "done",
                    "lot_id": line.lot_id.id,
                    "owner_id": self.customer.id,
                    "rma_line_id": line.id,
                    "scrap_location_id": self.company.rma_loss_location_id.id,
                    "origin": case.name,
                }
                for line in decision.line_ids
            ],
        )
        self.assertEqual(decision.scrap_ids.move_ids.mapped("value"), [0, 0])
        self.assertFalse(decision.scrap_ids.move_ids.account_move_id)
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)

    def test_taken_over_unit_is_a_loss(self):
        [lot] = self._sell_serials(1)
        case = self._inspected_case(lot)
        decision = self._decide(case.line_ids, "scrap", "credit").sudo()

        entry = decision.scrap_ids.move_ids.account_move_id
        loss = self.company.rma_loss_location_id.valuation_account_id
        self.assertFalse(decision.scrap_ids.owner_id)
        self.assertEqual(decision.scrap_ids.scrap_reason_tag_ids.name, "Customer return")
        self.assertEqual(entry.line_ids.filtered(lambda line: line.account_id == loss).balance, 60)

    def test_scrapping_twice_scraps_once(self):
        lots = self._sell_serials(2)
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids, "scrap", "credit").sudo()

        self.assertFalse(decision.create_scrap())

        self.assertEqual(len(decision.scrap_ids), 2)


@tagged("post_install", "-at_install")
class TestScrappedWithConsent(RmaCommon):
    """What the customer gave away to be scrapped is not claimed again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.delivery = cls._sell_cables(5).move_ids
        cls.asked = {
            "product_id": cls.cable.id,
            "quantity": 5,
            "origin_move_id": cls.delivery.id,
        }
        cls.scrapped = cls._inspected_case(cls.asked).line_ids
        cls._decide(cls.scrapped, "scrap", "none")

    def test_is_not_offered_again(self):
        self.assertEqual(self.scrapped.state, "closed")
        self.assertFalse(self.env["rma.return"]._get_rows(self.delivery))

    def test_is_not_authorized_again(self):
        case = self._request(self.asked)

        with self.assertRaises(UserError) as refusal:
            self._authorize(case)

        self.assertIn("only 0", str(refusal.exception))
        self.assertEqual(case.line_ids.state, "requested")

    def test_does_not_come_back_by_core_s_own_return(self):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=self.delivery.picking_id.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        picking = wizard._create_return()

        with self.assertRaises(UserError) as refusal:
            self._deliver(picking)

        self.assertIn(self.scrapped.case_id.name, str(refusal.exception))
        self.assertNotEqual(picking.state, "done")

    def test_claimed_again_behind_our_back_is_found_at_night(self):
        self._request(self.asked).line_ids.sudo()._write({"state": "authorized"})

        findings = self.env["rma.check"]._prove(["returned_within_delivered"])

        self.assertEqual([finding.res_id for finding in findings], self.delivery.ids)


@tagged("post_install", "-at_install")
class TestSettledSerial(RmaCommon):
    """A settled serial is not claimed again, though others of its delivery still may be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(3)

    def _assert_refused(self, case):
        with self.assertRaises(UserError) as refusal:
            self._authorize(case)
        self.assertIn("was settled in", str(refusal.exception))
        self.assertEqual(case.line_ids.mapped("state"), ["requested"] * len(case.line_ids))

    def test_scrapped_with_consent_is_refused_beside_its_siblings(self):
        self._decide(self._inspected_case(self.lots[0]).line_ids, "scrap", "none")

        self._assert_refused(self._request(*self.lots[:2]))

    def test_kept_and_credited_is_refused_beside_its_siblings(self):
        decision = self._decide(
            self._authorize(self._request(self.lots[0])).line_ids, "not_returned", "credit"
        )
        decision.sudo().credit_note_ids.action_post()

        self._assert_refused(self._request(self.lots[0]))

    def test_sent_back_with_an_allowance_is_claimed_again(self):
        decision = self._decide(
            self._inspected_case(self.lots[0]).line_ids,
            "as_is",
            "compensate",
            compensation_amount=10,
        ).sudo()
        decision.move_ids.picking_id.filtered(lambda p: p.state == "assigned").button_validate()
        decision.credit_note_ids.action_post()
        self.assertEqual(decision.line_ids.state, "closed")

        case = self._authorize(self._request(self.lots[0]))

        self.assertEqual(case.line_ids.state, "authorized")

    def test_restocked_and_sold_again_is_claimed_by_its_newer_delivery(self):
        decision = self._decide(
            self._inspected_case(self.lots[0]).line_ids, "restock", "credit"
        ).sudo()
        decision.move_ids.picking_id.filtered(lambda p: p.state == "assigned").button_validate()
        decision.credit_note_ids.action_post()
        self.assertEqual(decision.line_ids.state, "closed")
        newer = self._sell(
            self.drive, 1, lots=self.lots[0].mapped("name"), customer=self.other_customer
        ).move_ids

        case = self._authorize(self._request(self.lots[0], customer=self.other_customer))

        self.assertRecordValues(
            case.line_ids, [{"state": "authorized", "origin_move_id": newer.id}]
        )
