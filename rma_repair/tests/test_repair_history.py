from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairHistory(RepairCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fix = cls.env["rma.repair.fix"].create({"name": "New board", "code": "T-F1"})
        cls.technician = cls.env["rma.technician"].create(
            {"user_id": cls.user_workshop.id, "company_id": cls.company.id}
        )
        cls.repair = cls._open_repairs()
        cls._add_part(cls.repair, cls.board)
        cls.repair.fix_id = cls.fix
        cls._repair(cls.repair)
        cls.lot = cls.repair.lot_id
        cls.case = cls.repair.rma_line_id.case_id
        picking = cls.env["stock.picking"].search(
            [("rma_case_id", "=", cls.case.id), ("picking_type_code", "=", "outgoing")]
        )
        picking.with_user(cls.user_warehouse).button_validate()

    def _come_back(self, days=10, **values):
        return self._request(
            {"lot_id": self.lot.id, **values},
            date_request=fields.Datetime.now() + timedelta(days=days),
        ).line_ids

    def test_the_first_return_is_no_repeat(self):
        self.assertFalse(self.repair.rma_line_id.is_repeat)

    def test_a_unit_back_soon_is_found_when_the_case_is_opened(self):
        line = self._come_back()

        self.assertEqual(line.repeat_repair_id, self.repair.sudo())
        self.assertEqual(line.case_id.repeat_count, 1)
        self.assertTrue(self.repair.is_repeated)

    def test_a_unit_back_late_is_none(self):
        self.assertFalse(self._come_back(days=91).is_repeat)
        self.assertFalse(self.repair.is_repeated)

    def test_the_same_failure_is_told(self):
        line = self._come_back()
        self.assertFalse(line.is_same_failure)

        line.sudo().failure_code_id = self.failure
        self.assertTrue(line.is_same_failure)

        other = self.env["rma.failure.code"].create({"name": "Noise", "code": "T-E02"})
        line.sudo().failure_code_id = other
        self.assertFalse(line.is_same_failure)

    def test_repeats_count_for_the_technician_and_the_fix(self):
        self._come_back()

        self.assertRecordValues(
            self.technician,
            [{"done_repair_count": 1, "repeat_repair_count": 1, "first_pass_count": 1}],
        )
        self.assertRecordValues(self.fix, [{"done_repair_count": 1, "repeat_repair_count": 1}])

    def test_the_next_repair_shows_the_one_before(self):
        line = self._come_back()
        self._receive(self._authorize(line.case_id))
        self._inspect(line)
        self._decide(line, "repair", "return")

        self.assertEqual(line.repair_ids.repeat_repair_id, self.repair.sudo())
        self.assertTrue(line.repair_ids.is_repeat)
        self.assertTrue(line.repair_ids.is_same_failure)

    def test_a_serial_tells_its_life(self):
        events = self.lot.with_user(self.user_service)._get_rma_events()

        self.assertEqual(
            [event["kind"] for event in events],
            ["sold", "returned", "received", "inspected", "repaired", "sent_back"],
        )
        repaired = events[4]
        self.assertEqual(repaired["record"], self.repair.sudo())
        self.assertIn("+1 Board", repaired["details"])
        self.assertIn("Board", str(self.lot.with_user(self.user_service).rma_history))

    def test_a_serial_tells_what_replaced_it(self):
        self._stock(self.drive, 1, lots=["NEW1"])
        lots = self._sell_serials(1, prefix="OLD")
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids, "scrap", "replace")
        picking = decision.move_ids.picking_id.filtered(
            lambda one: one.picking_type_code == "outgoing"
        )
        picking.with_user(self.user_warehouse).button_validate()

        old = {event["kind"]: event["details"] for event in lots._get_rma_events()}
        new = self._lots(self.drive, ["NEW1"])._get_rma_events()

        self.assertIn("NEW1", old["replaced"])
        self.assertIn("scrapped", old)
        self.assertIn("OLD0001", {event["kind"]: event for event in new}["replacement"]["details"])

    def test_the_repair_has_a_warranty_of_its_own(self):
        self.assertEqual(
            self.repair.date_warranty_until, (self.repair.date_done + timedelta(days=90)).date()
        )
