"""The rows of the cockpit as a spreadsheet."""

import io

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError

COLUMNS = (
    "case_id", "decision_id", "partner_id", "product_id", "lot_id", "invoice_id",
    "credit_note_id", "disposition_id", "state", "date", "age_days", "quantity",
    "quantity_received", "quantity_taken_over", "quantity_replaced", "quantity_sent_back",
    "amount_owed", "amount_draft", "amount_posted", "amount_deducted", "amount_applied",
    "amount_open", "amount_difference", "reason",
)  # fmt: skip
WIDTH = 16
MOST_ROWS = 50000


class RmaReconciliation(models.Model):
    _inherit = "rma.reconciliation"

    def action_export_xlsx(self):
        """Download these rows, or else all that the list shows, as a spreadsheet."""
        rows = self or self.search(self.env.context.get("active_domain") or [], limit=MOST_ROWS + 1)
        if len(rows) > MOST_ROWS:
            raise UserError(
                self.env._("These are more than %(most)s rows: filter the list.", most=MOST_ROWS)
            )
        name = f"{self.env._('Reconciliation')} {fields.Date.context_today(self)}.xlsx"
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": rows._get_xlsx(), "res_model": self._name}
        )
        url = f"/web/content/{attachment.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    @api.autovacuum
    def _remove_downloaded_files(self):
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        domain = [("res_model", "=", self._name), ("create_date", "<", yesterday)]
        self.env["ir.attachment"].sudo().search([*domain, ("res_id", "in", (0, False))]).unlink()

    def _get_xlsx(self):
        """These rows as the bytes of an XLSX file, with a line of totals."""
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet(self.env._("Reconciliation"))
            formats = {
                "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
                "date": book.add_format({"num_format": "yyyy-mm-dd"}),
                "monetary": book.add_format({"num_format": "#,##0.00"}),
                "total": book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1}),
            }
            self._write_sheet(sheet, formats)
        return buffer.getvalue()

    def _write_sheet(self, sheet, formats):
        descriptions = self.fields_get(COLUMNS, ["string", "type", "selection"])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(COLUMNS) - 1, WIDTH)
        for column, name in enumerate(COLUMNS):
            description = descriptions[name]
            kind = description["type"]
            sheet.write(0, column, description["string"], formats["head"])
            for number, row in enumerate(self, start=1):
                value = row._get_cell(name, description)
                sheet.write(number, column, value, formats.get(kind))
            if kind == "monetary":
                total = sum(self.mapped(name))
                sheet.write(len(self) + 1, column, total, formats["total"])

    def _get_cell(self, name, description):
        """The value of one field as a spreadsheet shows it."""
        value = self[name]
        if description["type"] == "many2one":
            return value.sudo().display_name or ""
        if description["type"] == "selection":
            return dict(description["selection"]).get(value, "")
        return "" if value is False else value


class RmaReconciliationSignoff(models.Model):
    _inherit = "rma.reconciliation.signoff"

    def _attach_rows(self, rows):
        """Keep `rows` with this sign-off as they are now."""
        self.ensure_one()
        self.message_post(
            body=self.env._("Signed by %(user)s.", user=self.user_id.name),
            attachments=[(f"reconciliation-{self.month:%Y-%m}.xlsx", rows._get_xlsx())],
        )
