from odoo.tests import tagged
from odoo.tools import mute_logger

from .inspection_common import InspectionCommon
from .tour_common import TourCase


@tagged("post_install", "-at_install")
class TestInspectionTour(InspectionCommon, TourCase):
    @mute_logger("odoo.http")
    def test_a_mixed_parcel_is_received_and_inspected(self):
        self._add_accessory(quantity=2)
        self._add_checklist()
        lots = self._sell_serials(3, prefix="TOUR")
        case = self._request(*lots, name="RMA-TOUR-1")
        self._authorize(case)

        self._tour("warehouse", "rma_receive_mixed_parcel", "/odoo/rma-receipts")

        right, incomplete, absent = case.line_ids
        self.assertEqual(case.line_ids.mapped("state"), ["received", "received", "authorized"])
        self.assertEqual((right.receipt_note, right.seal_state), (False, "intact"))
        self.assertEqual(incomplete.receipt_note, "missing: 1 × Plug")
        parked = {"lot_name": "TOUR-ALIEN", "reason": "unknown", "place": "Cage 3"}
        self.assertRecordValues(case.parked_ids, [parked])

        self._tour("quality", "rma_inspect_units", f"/odoo/rma-cases/{case.id}")

        verdict = {"state": "inspected", "finding": "misuse", "grade": "b", "repairable": "yes"}
        self.assertRecordValues(right | incomplete, [verdict] * 2)
        self.assertEqual(right.inspected_by_id, self.user_quality)
        self.assertEqual(absent.state, "authorized")
