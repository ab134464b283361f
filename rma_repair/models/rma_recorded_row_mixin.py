"""What the documents of RMA lines say, written down, so that years of them are not counted anew."""

from odoo import api, fields, models
from odoo.tools import SQL


class RmaRecordedRowMixin(models.AbstractModel):
    """A narrow table of what a statement counts from the documents of RMA lines.

    A line's rows are there as long as it says so (`is_recorded`): whatever they are made of
    changes, the line forgets them, and its documents are read again. Readers ask `_get_rows`,
    which says the same, written down or not. Links to what companies delete every day are plain
    numbers here: a foreign key without an index would look through the table each time.
    """

    _name = "rma.recorded.row.mixin"
    _description = "Recorded Rows of RMA Lines"

    # The rows of lines that are not recorded: a column for each stored field but the id.
    _live = ""

    line_id = fields.Many2one("rma.case.line", required=True, ondelete="cascade", readonly=True)

    @api.model
    def _get_rows(self, *others):
        """SQL of all rows: read live, written down, and of `others`, statements always read live.

        All parts have the same types and the recorded one has no condition; else PostgreSQL would
        plan the union as a black box and use no index.
        """
        types = {name: SQL(self._fields[name].column_type[1]) for name in self._get_names()}
        typed = SQL(", ").join(
            SQL("%s::%s AS %s", SQL.identifier(name), kind, SQL.identifier(name))
            for name, kind in types.items()
        )
        live = [SQL("SELECT %s FROM (%s) live", typed, part) for part in (SQL(self._live), *others)]
        recorded = SQL("SELECT %s FROM %s", self._get_columns(), SQL.identifier(self._table))
        return SQL(" UNION ALL ").join([*live, recorded])

    @api.model
    def _record(self, line_ids):
        """Write down the rows of these lines, which must not be recorded yet."""
        self.env.flush_all()
        columns = self._get_columns()
        self._forget(line_ids)
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM (%s) live WHERE line_id IN %s",
                SQL.identifier(self._table),
                columns,
                columns,
                SQL(self._live),
                tuple(line_ids),
            )
        )
        self.invalidate_model()

    @api.model
    def _forget(self, line_ids):
        """Delete the rows of these lines."""
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL("DELETE FROM %s WHERE line_id IN %s", table, tuple(line_ids)))

    @api.model
    def _get_names(self):
        return [name for name, field in self._fields.items() if field.store and name != "id"]

    @api.model
    def _get_columns(self):
        return SQL(", ").join(map(SQL.identifier, self._get_names()))
