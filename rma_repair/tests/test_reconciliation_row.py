from odoo.tests import tagged

from .test_reconciliation import CockpitCommon


@tagged("post_install", "-at_install")
class TestReconciliationRow(CockpitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.decision = cls._decide(
            cls._inspected_case(*cls._sell_serials(2)).line_ids, "scrap", "credit"
        ).sudo()
        cls.lines, cls.note = cls.decision.line_ids, cls.decision.credit_note_ids
        cls.note.action_post()

    def _read(self):
        names = {*self.env["rma.reconciliation.row"]._get_names(), "is_open", "age"} - {"line_id"}
        return [row.read(names) for row in map(self._row, self.lines)]

    def test_a_recorded_row_says_what_the_documents_say(self):
        before = self._read()

        self._record(self.lines)

        self.assertEqual(self._read(), before)

    def test_a_reset_credit_note_brings_the_row_back(self):
        self._record(self.lines)

        self.note.button_draft()

        self.assertFalse(any(self.lines.mapped("is_recorded")))
        for line in self.lines:
            self._assert_row(line, amount_draft=100, amount_posted=0, is_open=True)

    def test_a_disputed_credit_note_brings_the_row_back(self):
        self._record(self.lines)

        self.note.rma_is_disputed = True

        self._assert_row(self.lines[0], reason="deduction_disputed", is_open=True)

    def test_a_credit_note_taken_off_its_invoice_brings_the_row_back(self):
        self._record(self.lines)

        self.note.line_ids.remove_move_reconcile()

        self.assertFalse(any(self.lines.mapped("is_recorded")))
        self._assert_row(self.lines[0], is_open=True)

    def test_another_amount_of_a_compensation_brings_the_row_back(self):
        line = self._inspected_case(*self._sell_serials(1)).line_ids
        decision = self._decide(line, "scrap", "compensate", compensation_amount=30).sudo()
        self._record(line)

        decision.credit_note_ids.invoice_line_ids.price_unit = 20

        self._assert_row(line, amount_draft=20)

    def test_a_row_is_recorded_again_with_what_holds_then(self):
        self._record(self.lines)
        self.note.button_draft()
        self._record(self.lines)
        self.note.action_post()

        self._record(self.lines)

        rows = self.env["rma.reconciliation.row"].search([("line_id", "in", self.lines.ids)])
        self.assertEqual(rows.mapped("amount_posted"), [100, 100])
        self.assertEqual(rows.mapped("reason"), ["settled", "settled"])

    def test_every_step_of_a_return_brings_its_row_back(self):
        """Whatever a row says at some time, recorded or not, is what the documents say then."""
        case = self._authorize(self._request(*self._sell_serials(1)))
        line = case.line_ids
        steps = (
            lambda: self._receive(case),
            lambda: self._inspect(line),
            lambda: self._decide(line, "repair", "return"),
            lambda: self._repair(line.repair_ids),
        )
        for step in steps:
            step()
            self.env.flush_all()
            self.assertFalse(line.is_recorded)
            self._assert_row(line, state=line.state)
