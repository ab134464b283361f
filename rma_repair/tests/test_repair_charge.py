from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairCharge(RepairCommon):
    """Who pays a repair: the policies where they know, a person where they do not."""

    def _unknown_line(self):
        """An inspected unit nobody knows the sale of."""
        lot = self.env["stock.lot"].create({"name": "FOUND1", "product_id": self.drive.id})
        case = self._request(lot)
        line = self._inspect(self._receive(self._authorize(case)).line_ids)
        self.assertEqual(line.entitlement, "unknown")
        return line

    def _authorized(self, line, **values):
        decision = self._decide(line, "repair", "return", **values)
        return decision.sudo().repair_ids

    def test_nobody_guesses_who_pays_a_unit_of_unknown_warranty(self):
        line = self._unknown_line()
        decision = self._propose(line, "repair", "return")
        self.assertEqual(decision.unknown_warranty_count, 1)

        for submit in (decision.action_submit, decision.sudo().action_authorize):
            with self.assertRaisesRegex(UserError, "FOUND1 is unknown. Choose"):
                submit()

        self.assertEqual(decision.state, "draft")
        self.assertFalse(decision.sudo().repair_ids)

    def test_a_person_says_that_the_customer_pays(self):
        repair = self._authorized(self._unknown_line(), repair_charge="charged")

        self.assertRecordValues(repair, [{"under_warranty": False, "quotation_state": "to_quote"}])

    def test_a_person_says_that_it_is_free(self):
        repair = self._authorized(self._unknown_line(), repair_charge="free")

        self.assertRecordValues(repair, [{"under_warranty": True, "quotation_state": "none"}])

    def test_the_proof_of_purchase_answers_too(self):
        line = self._unknown_line()
        line.sudo().date_purchase = "2019-05-01"

        repair = self._authorized(line)

        self.assertEqual(line.entitlement, "expired")
        self.assertEqual(repair.quotation_state, "to_quote")

    def test_the_company_pays_the_refurbishing_of_what_it_took_over(self):
        case = self._inspected_case(*self._sell_out_of_warranty())
        self.assertEqual(case.line_ids.entitlement, "expired")

        decision = self._decide(case.line_ids, "refurbish", "credit").sudo()

        self.assertRecordValues(
            decision.repair_ids, [{"under_warranty": True, "quotation_state": "none"}]
        )
