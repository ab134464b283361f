from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestParkedGoods(InspectionCommon):
    def _park(self, **values):
        return (
            self.env["rma.parked.goods"]
            .with_user(self.user_warehouse)
            .create(
                {"description": "Box", "place": "Cage 1", "partner_id": self.customer.id, **values}
            )
        )

    def test_parked_goods_say_where_they_lie(self):
        with self.assertRaisesRegex(UserError, "Say where"):
            self._park(place=False)

        self.assertEqual(self._park(place=False, handling="refused").state, "refused")

    def test_parked_goods_are_never_deleted(self):
        goods = self._park()

        with self.assertRaises(AccessError):
            goods.unlink()
        with self.assertRaisesRegex(UserError, "stay on file"):
            goods.sudo().unlink()

        self.assertTrue(goods.exists())

    def test_resolving_needs_how(self):
        goods = self._park()

        with self.assertRaisesRegex(UserError, "Enter how"):
            goods.action_resolve()
        goods.resolution = "sent_back"
        with self.assertRaisesRegex(UserError, "Write how"):
            goods.action_resolve()
        with self.assertRaisesRegex(UserError, "with the button"):
            goods.date_resolved = "2026-01-01"

        self.assertEqual(goods.state, "open")
        goods.resolution_note = "DHL 123"
        goods.action_resolve()
        self.assertRecordValues(
            goods, [{"state": "resolved", "resolved_by_id": self.user_warehouse.id}]
        )
        self.assertFalse(goods.activity_ids)

    def test_goods_handed_back_to_the_carrier_wait_for_nobody(self):
        goods = self._park()
        self.assertTrue(goods.activity_ids)

        goods.handling = "refused"

        self.assertFalse(goods.activity_ids)

    def test_resolved_goods_stay_as_they_are(self):
        goods = self._park(resolution="collected", resolution_note="by the driver")
        goods.action_resolve()

        with self.assertRaisesRegex(UserError, "is resolved"):
            goods.place = "elsewhere"

    def test_parked_goods_are_taken_into_their_case(self):
        lots = self._sell_serials(2)
        case = self._request(lots[0])
        goods = self._park(product_id=self.drive.id, lot_name=lots[1].name, case_id=case.id)

        goods.with_user(self.user_service).action_add_to_case()

        self.assertEqual(case.line_ids.lot_id, lots)
        self.assertRecordValues(goods, [
            {"state": "resolved", "resolution_line_id": case.line_ids[1].id}
        ])  # fmt: skip
