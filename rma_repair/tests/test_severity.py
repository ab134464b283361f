from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestSeverity(RmaCommon):
    """What is urgent for the customer comes first in the warehouse and on the bench."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(3)

    def _inspected(self, lot, severity):
        return self._inspected_case(lot, severity=severity)

    def test_transfers_and_repairs_of_an_urgent_case_come_first(self):
        self._stock(self.drive, 1, lots=["NEW"])
        for severity, priority in (("3", "1"), ("2", "0")):
            with self.subTest(severity=severity):
                case = self._authorize(self._request(self.lots[0], severity=severity))
                self.assertEqual(self._receipt(case).priority, priority)
                self.assertEqual(self._receipt(case).move_ids.priority, priority)
                case.action_cancel()

        urgent = self._inspected(self.lots[1], "3")
        repaired = self._decide(urgent.line_ids, "repair", "return")
        self.assertEqual(repaired.repair_ids.priority, "1")

        exchanged = self._inspected(self.lots[2], "3")
        replacement = self._decide(exchanged.line_ids, "scrap", "replace").move_ids.filtered(
            lambda move: move.rma_operation == "replacement"
        )
        self.assertEqual(replacement.picking_id.priority, "1")
        self.assertEqual(replacement.mapped("priority"), ["1"])

    def test_what_is_open_follows_the_severity_and_what_is_done_does_not(self):
        case = self._inspected(self.lots[0], "1")
        receipt = self.env["stock.picking"].search([("rma_case_id", "=", case.id)])
        repair = self._decide(case.line_ids, "repair", "return").repair_ids

        case.with_user(self.user_service).severity = "3"

        self.assertEqual((repair.priority, receipt.priority), ("1", "0"))
        case.with_user(self.user_service).severity = "0"
        self.assertEqual(repair.priority, "0")
