"""The quantity ledger as it is shown, and the accountants' cockpit beside it."""

from odoo.tests import tagged

from .common import RmaCommon

NOTHING = {
    "returned_otherwise": 0,
    "in_open_cases": 0,
    "received": 0,
    "taken_over": 0,
    "credited_draft": 0,
    "credited_posted": 0,
    "replaced": 0,
    "sent_back": 0,
}


@tagged("post_install", "-at_install")
class TestQuantityLedger(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale_line = cls._sell_cables(10)
        cls.delivery = cls.sale_line.move_ids
        cls.invoice_line = cls.sale_line.invoice_lines

    def _return(self, quantity, settlement="credit", outcome="restock"):
        case = self._inspected_case(
            {
                "product_id": self.cable.id,
                "quantity": quantity,
                "origin_move_id": self.delivery.id,
            }
        )
        return self._decide(case.line_ids, outcome, settlement).sudo()

    def _row(self, groupby, record):
        rows = self.env["rma.ledger"]._get_rows(groupby, **{groupby: record.ids})
        row = dict(rows[record.id])
        self.assertEqual(row.pop("product_id"), self.cable.id)
        return row

    def test_sale_line_tells_drafted_from_posted_credits(self):
        sold = {"ordered": 10, "delivered": 10, "invoiced": 10}
        self.assertEqual(self._row("sale_line_id", self.sale_line), {**sold, **NOTHING})

        decision = self._return(3)
        here = {"in_open_cases": 3, "received": 3, "taken_over": 3}
        self.assertEqual(
            self._row("sale_line_id", self.sale_line),
            {**sold, **NOTHING, **here, "credited_draft": 3},
        )

        decision.credit_note_ids.action_post()
        self.assertEqual(
            self._row("sale_line_id", self.sale_line),
            {**sold, **NOTHING, **here, "credited_posted": 3},
        )

    def test_delivery_tells_what_was_sent_back_and_what_replaced(self):
        back = self._return(2, "return", "as_is")
        back.move_ids.picking_id.filtered(lambda p: p.state == "assigned").button_validate()
        self._stock(self.cable, 1)
        swap = self._return(1, "replace", "scrap")
        self._deliver(swap.move_ids.filtered(lambda m: m.rma_operation == "replacement").picking_id)

        row = self._row("move_id", self.delivery)

        self.assertEqual(row["sent_back"], 2)
        self.assertEqual(row["replaced"], 1)
        self.assertEqual(row["received"], 3)
        self.assertEqual(row["in_open_cases"], 0)

    def test_invoice_line_tells_what_of_it_is_credited(self):
        self._return(4)

        row = self._row("invoice_line_id", self.invoice_line)

        self.assertEqual((row["invoiced"], row["credited_draft"]), (10, 4))

    def test_returns_without_rma_are_told_apart(self):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=self.delivery.picking_id.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 2
        self._deliver(wizard._create_return())

        row = self._row("move_id", self.delivery)

        self.assertEqual((row["delivered"], row["returned_otherwise"]), (10, 2))

    def test_deleted_credit_note_leaves_no_trace(self):
        decision = self._return(3)

        decision.credit_note_ids.unlink()

        self.assertEqual(self._row("move_id", self.delivery)["credited_draft"], 0)

    def test_serial_shows_its_own_road_only(self):
        lots = self._sell_serials(3)
        self._inspected_case(lots[0])

        rows = self.env["rma.ledger"]._get_rows("move_id", lot_id=lots[0].ids)

        self.assertEqual([row["delivered"] for row in rows.values()], [1])
        self.assertEqual([row["received"] for row in rows.values()], [1])

    def test_table_is_shown_on_every_document(self):
        decision = self._return(3)
        line = decision.line_ids
        invoice = self.invoice_line.move_id

        for record in (line.case_id, line, self.sale_line.order_id, invoice):
            table = record.with_user(self.user_manager).rma_ledger
            self.assertIn("Cable", table)
            self.assertIn("Credit Drafted", table)
            self.assertNotIn("Sent Back", table)

    def test_another_companys_figures_are_not_counted(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})

        rows = (
            self.env["rma.ledger"]
            .with_company(other)
            .with_context(allowed_company_ids=other.ids)
            ._get_rows("move_id", move_id=self.delivery.ids)
        )

        self.assertFalse(rows)

    def test_one_query_counts_any_number_of_rows(self):
        self._return(1)
        self._return(2)
        ledger = self.env["rma.ledger"]
        ledger._get_rows("move_id", move_id=self.delivery.ids)

        with self.assertQueryCount(1):
            ledger._get_rows("move_id", move_id=self.delivery.ids)
