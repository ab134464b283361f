"""Everything as one file: sent while it is read, so that a million lines need no memory."""

import csv
import io
from contextlib import closing

from werkzeug.exceptions import NotFound

from odoo import api, http
from odoo.http import Response, content_disposition, request

ROWS_AT_ONCE = 2000


class RmaExport(http.Controller):
    @http.route("/rma_repair/export/<string:model>", type="http", auth="user", readonly=True)
    def export(self, model, **_options):
        """All records of `model` that the user may read, as CSV, with the fields he may read."""
        records = request.env.get(model)
        if records is None or not hasattr(records, "_get_export_paths"):
            raise NotFound
        records.check_access("read")
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", content_disposition(f"{model}.csv")),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return Response(stream_csv(records), headers=headers)


def stream_csv(records):
    """Yield the file in pieces, read on a connection of its own: the request's is closed by then.

    The connection is read-only, on the replica where there is one.
    """
    with closing(records.pool.cursor(readonly=True)) as cr:
        model = records.with_env(api.Environment(cr, records.env.uid, dict(records.env.context)))
        # Spreadsheets take UTF-8 for what it is only with this mark.
        yield b"\xef\xbb\xbf" + write_csv([model._get_export_titles()])
        for rows in model._read_export_rows(ROWS_AT_ONCE):
            yield write_csv(rows)


def write_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows([disarm(value) for value in row] for row in rows)
    return text.getvalue().encode()


def disarm(value):
    """A text that a spreadsheet does not take for a formula."""
    if isinstance(value, str) and value.startswith(("=", "-", "+", "@")):
        return f"'{value}"
    return value
