from odoo.tests import HttpCase, tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestInspectionTour(InspectionCommon, HttpCase):
    def test_a_mixed_parcel_is_received_and_inspected(self):
        self._add_accessory(quantity=2)
        self._add_checklist()
        lots = self._sell_serials(3, prefix="TOUR")
        case = self._request(*lots, name="RMA-TOUR-1")
        self._authorize(case)

        self.start_tour("/odoo/rma-receipts", "rma_receive_mixed_parcel", login="rma_warehouse")

        right, incomplete, absent = case.line_ids
        self.assertRecordValues(right, [{
            "state": "received", "receipt_note": False, "seal_state": "intact",
            "missing_accessories": "",
        }])  # fmt: skip
        self.assertRecordValues(incomplete, [{
            "state": "received", "receipt_note": "missing: 1 × Plug",
            "missing_accessories": "1 × Plug",
        }])  # fmt: skip
        self.assertRecordValues(absent, [{"state": "authorized", "seal_state": False}])
        self.assertRecordValues(case.parked_ids, [{
            "lot_name": "TOUR-ALIEN", "reason": "unknown", "place": "Cage 3", "state": "open",
        }])  # fmt: skip

        self.start_tour(f"/odoo/rma-cases/{case.id}", "rma_inspect_units", login="rma_quality")

        expected = {
            "state": "inspected", "finding": "misuse", "grade": "b", "repairable": "yes",
            "inspected_by_id": self.user_quality.id,
        }  # fmt: skip
        self.assertRecordValues(right | incomplete, [expected] * 2)
        self.assertEqual(absent.state, "authorized")
