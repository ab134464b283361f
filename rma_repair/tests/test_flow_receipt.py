from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestFlowReceipt(RmaCommon):
    """Goods come in parts, in several parcels, together with others, or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(4)
        cls._stock(cls.drive, 4, lots=[f"NEW{number}" for number in range(4)])
        cls._sell_cables(20, spare=20)

    def _arrive(self, case, quantity, **context):
        """A parcel with `quantity` cables; the rest is awaited."""
        receipt = self._receipt(case)
        receipt.move_ids.write({"quantity": quantity, "picked": True})
        receipt.with_context(skip_backorder=True, **context).button_validate()
        return receipt

    def _advance(self, lines, outcome, settlement, **values):
        case = self._authorize(self._request(*lines))
        decision = self._decide(case.line_ids, outcome, settlement, is_advance=True, **values)
        return case, decision.sudo()

    def _cables(self, quantity=5):
        return [{"product_id": self.cable.id, "quantity": quantity}]

    def test_several_parcels_of_a_line_credited_in_advance(self):
        case, decision = self._advance(self._cables(), "restock", "credit")
        decision.credit_note_ids.action_post()

        for parcel in (2, 2, 1):
            self._arrive(case, parcel)

        lines = case.line_ids.sorted("id")
        self.assertEqual(lines.mapped("quantity"), [2, 2, 1])
        self.assertEqual(lines.mapped("quantity_received"), [2, 2, 1])
        taken = decision.move_ids.filtered(
            lambda move: move.rma_operation == "take_over"
            and move.location_dest_usage == "internal"
        )
        self.assertEqual(sum(taken.mapped("quantity")), 5)
        self.assertEqual(decision.credit_note_ids.invoice_line_ids.quantity, 5)

    def test_a_part_of_a_line_replaced_in_advance(self):
        case, decision = self._advance(self._cables(), "scrap", "replace")
        shipped = decision.move_ids.picking_id
        self._deliver(shipped)

        self._arrive(case, 2)

        here, away = case.line_ids.sorted("id")
        self.assertEqual((here.state, away.state), ("closed", "decided"))
        self.assertEqual(away.missing_documents, "goods to receive")
        sent = shipped.move_ids.move_line_ids
        self.assertEqual(sum(sent.mapped("quantity")), 5)
        self.assertEqual({ml.rma_line_id: ml.quantity for ml in sent}, {here: 2, away: 3})
        self.assertFalse(decision.create_replacement())
        self._arrive(case, 3)
        self.assertEqual(away.state, "closed")
        self.assertEqual(len(decision.scrap_ids), 2)

    def test_a_part_comes_before_its_replacement_is_shipped(self):
        case, decision = self._advance(self._cables(), "scrap", "replace")

        self._arrive(case, 2)
        self.assertFalse(decision.create_replacement())
        self._deliver(
            decision.move_ids.picking_id.filtered(
                lambda p: p.state == "assigned" and p.picking_type_code == "outgoing"
            )
        )

        here, away = case.line_ids.sorted("id")
        self.assertEqual((here.state, away.state), ("closed", "decided"))
        quantities = case.line_ids._get_moved_quantities()
        self.assertEqual(quantities[here.id, "replacement"], (2, 0))
        self.assertEqual(quantities[away.id, "replacement"], (3, 0))

    def test_serials_decided_in_advance_wait_on_the_backorder(self):
        case, decision = self._advance(self.lots[:3], "scrap", "replace")
        receipt = self._receipt(case)
        receipt.move_line_ids.filtered(lambda ml: ml.lot_id == self.lots[1]).unlink()
        receipt.move_ids.picked = True

        receipt.with_context(skip_backorder=True).button_validate()

        self.assertEqual(self._receipt(case).move_line_ids.lot_id, self.lots[1])
        self.assertEqual(decision.scrap_ids.lot_id, self.lots[0] | self.lots[2])
        self._receive(case)
        self.assertEqual(decision.scrap_ids.lot_id, self.lots[:3])

    def test_units_announced_by_number_and_replaced_in_advance(self):
        case, decision = self._advance(
            [{"product_id": self.drive.id, "quantity": 2}], "scrap", "replace"
        )
        self._deliver(decision.move_ids.picking_id)
        receipt = self._receipt(case)
        for move_line, lot in zip(receipt.move_line_ids, self.lots, strict=False):
            move_line.lot_id = lot

        receipt.button_validate()

        self.assertEqual(case.line_ids.lot_id, self.lots[:2])
        self.assertEqual(set(case.line_ids.mapped("state")), {"closed"})
        self.assertEqual(len(decision.scrap_ids), 2)

    def test_more_than_decided_in_advance_is_refused(self):
        case, decision = self._advance(self._cables(2), "restock", "credit")

        with self.assertRaisesRegex(UserError, "arrived, but 2.0 were authorized"):
            self._arrive(case, 3)

        self.assertEqual(case.line_ids.quantity_received, 0)
        self.assertFalse(decision.move_ids)

    def test_without_backorder_the_rest_is_planned_again(self):
        for decided in (False, True):
            with self.subTest(decided=decided):
                if decided:
                    case, _decision = self._advance(self._cables(), "restock", "credit")
                else:
                    case = self._authorize(self._request(*self._cables()))
                self._arrive(case, 2, picking_ids_not_to_backorder=self._receipt(case).ids)
                rest = case.line_ids.sorted("id")[1]
                self.assertFalse(self._receipt(case))
                self.assertTrue(case.is_receipt_missing)

                case.with_user(self.user_service).action_plan_receipt()

                self.assertEqual(self._receipt(case).move_ids.rma_line_id, rest)
                self.assertFalse(case.is_receipt_missing)
                self._receive(case)
                self.assertEqual(rest.quantity_received, 3)

    def test_a_cancelled_or_deleted_receipt_is_planned_again(self):
        for decided in (False, True):
            for undo in ("action_cancel", "unlink"):
                with self.subTest(decided=decided, undo=undo):
                    lot = self.lots[0]
                    if decided:
                        case, _decision = self._advance(lot, "scrap", "replace")
                    else:
                        case = self._authorize(self._request(lot))
                    getattr(self._receipt(case).sudo(), undo)()
                    self.assertTrue(case.line_ids.is_receipt_missing)

                    case.with_user(self.user_service).action_plan_receipt()

                    self.assertEqual(self._receipt(case).move_line_ids.lot_id, lot)
                    if decided:
                        _decision.action_cancel()
                    case.with_user(self.user_service).action_cancel()

    def test_two_cases_come_in_one_transfer(self):
        first = self._authorize(self._request(self.lots[0], self.lots[2]))
        stranger = self._sell_serials(1, prefix="ST", customer=self.other_customer)
        second = self._authorize(self._request(stranger, customer=self.other_customer))
        receipt, other = self._receipt(first), self._receipt(second)
        other.move_ids.move_line_ids.sudo().picking_id = receipt
        other.move_ids.sudo().picking_id = receipt
        receipt.move_line_ids.filtered(lambda ml: ml.lot_id == self.lots[2]).unlink()
        receipt.move_ids.picked = True

        receipt.with_context(skip_backorder=True).button_validate()

        self.assertEqual(first.line_ids.mapped("state"), ["received", "authorized"])
        self.assertEqual(second.line_ids.state, "received")
        quants = self.env["stock.quant"].search(
            [("location_id", "=", self.warehouse.rma_location_id.id)]
        )
        owners = {quant.lot_id: quant.owner_id for quant in quants}
        self.assertEqual(owners, {self.lots[0]: self.customer, stranger: self.other_customer})
        self.assertEqual(self._receipt(first).move_line_ids.lot_id, self.lots[2])
