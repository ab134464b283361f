"""Files of many returns, imported in the background."""

import base64
import json

from odoo import fields, models
from odoo.exceptions import UserError

OPTIONS = {"has_headers": True, "quoting": '"', "separator": ","}


class RmaJob(models.Model):
    _inherit = "rma.job"

    file = fields.Binary("File (xlsx, csv)", attachment=True)
    file_name = fields.Char()
    rows = fields.Binary(attachment=True, readonly=True)
    field_paths = fields.Json(readonly=True)

    def _get_user_fields(self):
        return super()._get_user_fields() | {"file", "file_name"}

    def action_import(self):
        """Read the file as Odoo's import does, and begin; a case and its lines stay together.

        :raise UserError: a column is not known, or the file can not be read
        """
        for job in self.filtered(lambda job: job.state in ("draft", "failed")):
            paths, rows = job._read_rows()
            job.sudo().write(
                {
                    "name": job.file_name or job.name,
                    "field_paths": paths,
                    "rows": base64.b64encode(json.dumps(rows, default=str).encode()),
                    "total": len(rows),
                    "state": "waiting",
                    "error": False,
                }
            )
        self._trigger()

    def _read_rows(self):
        """The file's field paths and rows, values as Odoo's import would load them."""
        if not self.file:
            raise UserError(self.env._("Choose a file to import."))
        reader = self.env["base_import.import"].create(
            {
                "res_model": "rma.case",
                "file": base64.b64decode(self.file),
                "file_name": self.file_name,
            }
        )
        preview = reader.parse_preview(dict(OPTIONS))
        if preview.get("error"):
            raise UserError(preview["error"])
        paths, options = self._match_columns(preview), preview["options"]
        rows, paths = reader._convert_import_data(paths, options)
        return paths, reader._parse_import_data(rows, paths, options)

    def _match_columns(self, preview):
        """The field path of each column, as Odoo's import matches it; raises for unknown ones."""
        titles, matches = preview["headers"] or [], preview["matches"] or {}
        paths = ["/".join(matches.get(index, ())) for index in range(len(titles))]
        if unknown := [title for title, path in zip(titles, paths, strict=True) if not path]:
            raise UserError(
                self.env._(
                    "These columns are not known: %(columns)s. Use the import template's titles.",
                    columns=", ".join(unknown),
                )
            )
        return paths

    def _run_import(self):
        """Load the next rows: whole cases, about `batch_size` rows."""
        rows = json.loads(base64.b64decode(self.rows))[self.done :]
        if not rows:
            return 0
        cases = self._as_user(self.env["rma.case"]).with_context(
            import_file=True, _import_limit=self.batch_size
        )
        result = cases.load(self.field_paths, rows)
        if errors := [text for text in result["messages"] if text["type"] == "error"]:
            raise UserError("\n".join(self._tell_row(error) for error in errors[:10]))
        return result["nextrow"] or len(rows)

    def _tell_row(self, error):
        row = self.done + error.get("rows", {}).get("from", 0) + 2
        return self.env._("Row %(row)s: %(error)s", row=row, error=error["message"])
