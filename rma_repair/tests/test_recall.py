from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestRecall(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_general_manager_id = cls.user_finance
        cls.lots = cls._sell_serials(2)
        cls.theirs = cls._sell_serials(1, prefix="TH", customer=cls.other_customer)
        cls._stock(cls.drive, 1, lots=["UNSOLD"])
        cls.unsold = cls._lots(cls.drive, ["UNSOLD"])

    def _recall(self, lots):
        return (
            self.env["rma.recall"]
            .with_user(self.user_service)
            .create(
                {
                    "title": "Hot bearings",
                    "reason": "May overheat.",
                    "lot_ids": lots.ids,
                }
            )
        )

    def test_one_campaign_opens_a_case_per_customer(self):
        recall = self._recall(self.lots | self.theirs | self.unsold)

        recall.action_open_cases()

        cases = recall.case_ids.sorted("id")
        self.assertRecordValues(
            cases,
            [
                {"partner_id": self.customer.id, "case_type": "recall", "severity": "2"},
                {"partner_id": self.other_customer.id, "case_type": "recall", "severity": "2"},
            ],
        )
        self.assertEqual(cases[0].line_ids.lot_id, self.lots)
        self.assertEqual(cases[1].line_ids.lot_id, self.theirs)
        self.assertEqual(cases.line_ids.mapped("origin_verdict"), ["found"] * 3)
        self.assertEqual((recall.case_count, recall.quantity), (2, 3))

    def test_the_general_manager_approves_the_campaign_once(self):
        recall = self._recall(self.lots | self.theirs)
        recall.action_open_cases()
        cases = recall.case_ids
        with self.assertRaisesRegex(UserError, "General Manager first: Recall"):
            self._authorize(cases[0])
        self.assertEqual(len(cases.approval_ids), 1)

        cases.approval_ids.with_user(self.user_finance).action_approve()

        self._authorize(cases)
        self.assertEqual(set(cases.mapped("state")), {"authorized"})

    def test_pressing_again_adds_only_what_is_missing(self):
        recall = self._recall(self.lots[0])
        recall.action_open_cases()
        with self.assertRaisesRegex(UserError, "not called back already"):
            recall.action_open_cases()
        self.assertEqual(len(recall.case_ids), 1)

        recall.lot_ids |= self.theirs
        recall.action_open_cases()

        self.assertEqual(recall.case_ids.line_ids.lot_id, self.lots[0] | self.theirs)

    def test_serials_in_an_open_case_are_left_there(self):
        self._request(self.lots[0])
        recall = self._recall(self.lots)

        recall.action_open_cases()

        self.assertEqual(recall.case_ids.line_ids.lot_id, self.lots[1])

    def test_a_lot_is_called_back_by_what_each_customer_got(self):
        self._stock(self.oil, 30, lots=["L1"])
        lot = self._lots(self.oil, ["L1"])
        self._sell(self.oil, 8, lots=["L1"])
        self._sell(self.oil, 5, lots=["L1"], customer=self.other_customer)
        recall = self._recall(lot)

        recall.action_open_cases()

        self.assertEqual(
            sorted(
                recall.case_ids.line_ids.mapped(lambda line: (line.partner_id.name, line.quantity))
            ),
            [("Dealer", 8.0), ("Stranger", 5.0)],
        )

    def test_what_was_built_from_a_suspect_lot_is_suspect(self):
        self._stock(self.oil, 1, lots=["BAD"])
        bad = self._lots(self.oil, ["BAD"])
        move_lines = self.env["stock.move.line"]
        used = move_lines.search([("lot_id", "=", bad.id), ("state", "=", "done")])
        built = move_lines.search(
            [("lot_id", "=", self.lots[0].id), ("state", "=", "done")], order="id", limit=1
        )
        used.produce_line_ids = built

        recall = self._recall(bad)
        recall.action_open_cases()

        self.assertEqual(recall.case_ids.line_ids.lot_id, self.lots[0])

    def test_a_campaign_with_cases_is_not_deleted(self):
        recall = self._recall(self.lots)
        recall.action_open_cases()

        with self.assertRaisesRegex(UserError, "has cases already"):
            recall.sudo().unlink()
