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
