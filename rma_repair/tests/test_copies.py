"""Documents of a case that somebody duplicates: the copy is of no case, and counts for none."""

from odoo.tests import tagged

from .test_correction import CorrectionCommon

DOCUMENTS = (
    "stock.picking", "stock.move", "stock.move.line", "stock.scrap", "repair.order",
    "account.move", "account.move.line", "sale.order", "sale.order.line",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestCopies(CorrectionCommon):
    def _assert_of_no_case(self, *documents):
        for records in documents:
            links = [name for name in records._fields if self._is_link(records._fields[name])]
            for record in records.sudo():
                self.assertFalse([name for name in links if record[name]], record)

    def _is_link(self, field):
        is_ours = field.name.startswith("rma_") and field.relational and field.store
        return is_ours or field.name in ("rma_operation", "reversed_entry_id")

    def _get_counted(self, lines):
        """What goods and money did for these lines."""
        lines = lines.sudo()
        lines.invalidate_recordset()
        return [
            (line.state, line.quantity_received, line.moved_quantities, line.credit_line_id.id)
            for line in lines
        ]

    def test_no_link_to_a_case_is_copied(self):
        """Also those of documents to come: a link that is copied is counted twice."""
        copied = [
            f"{model}.{field.name}"
            for model in DOCUMENTS
            for field in self.env[model]._fields.values()
            if (field.comodel_name or "").startswith("rma.")
            and field.name != "fix_id"  # how something is repaired, not for whom
            and field.store
            and field.copy
        ]

        self.assertFalse(copied)

    def test_a_copied_receipt_receives_nothing_of_the_case(self):
        case = self._received_cables()
        receipt = self._move_lines(case.line_ids, "receipt").picking_id
        counted = self._get_counted(case.line_ids)

        copy = receipt.copy()
        copy.action_confirm()
        copy.move_ids.quantity = 5
        copy.move_ids.picked = True
        copy.with_user(self.user_warehouse).button_validate()

        self.assertEqual(copy.state, "done")
        self._assert_of_no_case(copy, copy.move_ids, copy.move_line_ids)
        self.assertEqual(self._get_counted(case.line_ids), counted)

    def test_a_copied_replacement_replaces_nothing(self):
        self._sell_cables(5, spare=10)
        case = self._inspected_case({"product_id": self.cable.id, "quantity": 2})
        decision = self._decide(case.line_ids, "scrap", "replace").sudo()
        sent = decision.move_ids.filtered(lambda move: move.rma_operation == "replacement")
        early = sent.picking_id.copy()
        counted = self._get_counted(case.line_ids)

        self._deliver(early)
        self.assertEqual(self._get_counted(case.line_ids), counted)
        self._deliver(sent.picking_id)
        counted = self._get_counted(case.line_ids)
        late, move = sent.picking_id.copy(), sent.copy()
        self._deliver(late)

        self.assertEqual((early.state, late.state, case.line_ids.state), ("done", "done", "closed"))
        self._assert_of_no_case(early, early.move_ids, late, late.move_ids, move)
        self.assertEqual(self._get_counted(case.line_ids), counted)

    def test_a_copied_credit_note_credits_nothing_of_the_case(self):
        self._sell_cables(5)
        case = self._inspected_case({"product_id": self.cable.id, "quantity": 2})
        decision = self._decide(case.line_ids, "scrap", "credit").sudo()
        [note] = decision.credit_note_ids
        counted = self._get_counted(case.line_ids)

        copy = note.copy()
        copy.action_post()

        self._assert_of_no_case(copy, copy.invoice_line_ids)
        self.assertEqual(decision.credit_note_ids, note)
        self.assertEqual(self._get_counted(case.line_ids), counted)
        note.action_post()
        self.assertEqual(case.line_ids.state, "closed")
        self._assert_proven()

    def test_a_copied_invoice_of_a_charge_charges_nothing_of_the_case(self):
        self._sell_cables(1, spare=1)
        line = self._inspected_case({"product_id": self.cable.id, "quantity": 1}).line_ids
        decision = self._propose(line, "scrap", "replace")
        self.env["rma.decision.charge"].with_user(self.user_service).create(
            {"decision_id": decision.id, "kind": "freight", "price_unit": 12}
        )
        charge = self._put_into_force(decision).sudo().charge_ids
        invoice = charge.invoice_line_ids.move_id

        copy = invoice.copy()
        copy.action_post()

        self._assert_of_no_case(copy, copy.invoice_line_ids)
        self.assertEqual(
            (charge.invoice_line_ids.move_id, charge.entry_state), (invoice, "planned")
        )

    def test_a_copied_repair_repairs_nothing_of_the_case(self):
        lines = self._inspected_case(*self._sell_serials(1)).line_ids
        repair = self._decide(lines, "repair", "return").sudo().repair_ids

        copy = repair.copy()

        self._assert_of_no_case(copy)
        self.assertEqual(lines.sudo().repair_ids, repair)

    def test_a_copied_scrap_scraps_nothing_of_the_case(self):
        lines = self._inspected_case(*self._sell_serials(1)).line_ids
        scrap = self._decide(lines, "scrap", "none").sudo().scrap_ids
        counted = self._get_counted(lines)

        copy = scrap.copy()
        copy.do_scrap()

        self._assert_of_no_case(copy, copy.move_ids, copy.move_ids.move_line_ids)
        self.assertEqual((lines.sudo().scrap_ids, self._get_counted(lines)), (scrap, counted))

    def test_a_copied_quotation_of_a_repair_is_of_no_case(self):
        lines = self._inspected_case(*self._sell_serials(1)).line_ids
        repair = self._decide(lines, "repair", "return").sudo().repair_ids
        repair.under_warranty = False
        self._add_part(repair, self._create_product("Fuse"))
        repair.with_user(self.user_manager).action_quote()
        quotation = repair.quotation_ids
        self.assertTrue(quotation.order_line.rma_repair_id)

        copy = quotation.copy()

        self._assert_of_no_case(copy, copy.order_line)
        self.assertEqual(repair.quotation_ids, quotation)
