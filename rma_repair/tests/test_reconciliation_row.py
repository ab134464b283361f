from odoo.tests import tagged

from odoo.addons.rma_repair.models.rma_reconciliation_row import COLUMNS

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

    def _settle(self):
        self.env["rma.reconciliation.row"]._settle(self.lines.ids)

    def _read(self):
        names = [*COLUMNS, "state", "reason", "is_open", "age"]
        return [row.read(names) for row in map(self._row, self.lines)]

    def test_a_settled_row_says_what_the_documents_say(self):
        before = self._read()

        self._settle()

        self.assertEqual(self.lines.mapped("is_settled"), [True, True])
        self.assertEqual(self._read(), before)

    def test_a_reset_credit_note_brings_the_row_back(self):
        self._settle()

        self.note.button_draft()

        self.assertFalse(any(self.lines.mapped("is_settled")))
        for line in self.lines:
            self._assert_row(line, amount_draft=100, amount_posted=0, is_open=True)

    def test_a_disputed_credit_note_brings_the_row_back(self):
        self._settle()

        self.note.rma_is_disputed = True

        self._assert_row(self.lines[0], reason="deduction_disputed", is_open=True)

    def test_what_is_open_is_not_written_down(self):
        self.note.button_draft()

        self._settle()

        self.assertFalse(any(self.lines.mapped("is_settled")))
        self.assertFalse(
            self.env["rma.reconciliation.row"].search([("line_id", "in", self.lines.ids)])
        )

    def test_a_line_is_settled_again_with_what_holds_then(self):
        self._settle()
        self.note.button_draft()
        self.note.action_post()

        self._settle()

        self.assertEqual(self.lines.mapped("is_settled"), [True, True])
        rows = self.env["rma.reconciliation.row"].search([("line_id", "in", self.lines.ids)])
        self.assertEqual(rows.mapped("amount_posted"), [100, 100])
