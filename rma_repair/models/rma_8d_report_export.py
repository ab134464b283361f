import base64
import io
import json

import xlsxwriter

from odoo import models

from .rma_8d_report_snapshot import FIELDS, HEADER, TABLES

SHEET_NAME_LENGTH = 31


class Rma8dReportExport(models.Model):
    """The content of the report as a workbook and as JSON."""

    _inherit = "rma.8d.report"

    def action_export_xlsx(self):
        """Download the internal edition as a workbook, one sheet per discipline."""
        self.ensure_one()
        return self._download(f"{self.name.replace('/', '-')}.xlsx", self._make_xlsx("internal"))

    def action_export_xlsx_customer(self):
        """Download the customer's edition as a workbook, without what never leaves."""
        self.ensure_one()
        return self._download(f"{self.name.replace('/', '-')}.xlsx", self._make_xlsx("customer"))

    def action_export_json(self):
        """Download the internal edition as JSON."""
        self.ensure_one()
        content = json.dumps(self._get_snapshot("internal"), ensure_ascii=False, indent=1)
        return self._download(f"{self.name.replace('/', '-')}.json", content.encode())

    def _download(self, name, content):
        """An action that downloads `content` (bytes) under `name`, kept as an attachment of the
        user, who may read the report and no more."""
        self.check_access("read")
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "datas": base64.b64encode(content),
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=1"}

    def _make_xlsx(self, edition):
        """The workbook of an edition as bytes: the same content as the paper."""
        self = self.with_context(lang=self.lang)
        stream = io.BytesIO()
        workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
        formats = self._get_xlsx_formats(workbook)
        labels = dict(self.discipline_ids._fields["code"]._description_selection(self.env))
        sheet, content = workbook.add_worksheet(self.env._("Header")), self._get_content()
        self._write_sheet(sheet, formats, self._snapshot_fields(HEADER), [])
        for code, label in labels.items():
            tables = [
                self._get_texts(content._get_rows(name, edition, where), columns, edition)
                for name, where, columns in TABLES[code]
            ]
            sheet = workbook.add_worksheet(label[:SHEET_NAME_LENGTH])
            self._write_sheet(sheet, formats, content._snapshot_fields(FIELDS[code]), tables)
        workbook.close()
        return stream.getvalue()

    def _get_texts(self, rows, columns, edition):
        """The heading and the rows of one table as lists of texts."""
        head = [rows._fields[name]._description_string(self.env) for name in columns]
        return [head, *([row._text_of(row, name, edition) for name in columns] for row in rows)]

    @staticmethod
    def _get_xlsx_formats(workbook):
        common = {"border": 1, "text_wrap": True, "valign": "top"}
        return {
            "title": workbook.add_format({"bold": True, "font_size": 13}),
            "head": workbook.add_format({**common, "bold": True, "bg_color": "#E8EEF4"}),
            "cell": workbook.add_format(common),
        }

    def _write_sheet(self, sheet, formats, pairs, tables):
        """One sheet: label and value pairs, then each table with its heading."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 20, 24)
        sheet.write_string(0, 0, f"{self.name} {sheet.get_name()}", formats["title"])
        line = 2
        for _key, label, text in pairs:
            sheet.write_string(line, 0, label, formats["head"])
            sheet.write_string(line, 1, text, formats["cell"])
            line += 1
        for table in tables:
            line += 1
            for texts in table:
                style = formats["head"] if texts is table[0] else formats["cell"]
                for column, text in enumerate(texts):
                    sheet.write_string(line, column, text, style)
                line += 1
