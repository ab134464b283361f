"""Multiply what a prototype wrote, table by table, in SQL: rows whose ids and links are shifted.

Nothing is told about the tables but what can not be read from the catalogue. The k-th copy of a
row gets `top + (k - 1) * span + (id - low)`; a foreign key into the copied rows follows by the
same formula, any other stays. Not followed: ids inside texts, so the trail's hashes do not verify.
"""

from collections import namedtuple

# What the copies share or what belongs to the machinery.
LEFT_OUT = (
    "ir_%", "bus_%", "base_%", "res_users%", "res_groups%", "res_company%", "res_currency%",
    "mail_mail%", "product_category", "digest_%", "report_%",
)  # fmt: skip
# Links without a foreign key: column -> table it points into, or the column that names the model.
PLAIN_LINKS = {("rma_event", "case_ref"): "rma_case"}
MODEL_LINKS = {
    "mail_message": ("model", "res_id"),
    "mail_followers": ("res_model", "res_id"),
    "mail_activity": ("res_model", "res_id"),
}
NAMED = (
    "rma_case", "rma_decision", "rma_inspection", "rma_8d_report", "stock_picking", "stock_lot",
    "sale_order", "repair_order", "stock_scrap", "stock_reference", "res_partner",
)  # fmt: skip
DAYS = ("timestamp without time zone", "date")
STRIDE = 1000  # between the numbers of two copies of an invoice
CHUNK = 250
# The rows of a table that are copied: low < id <= high; the first copy is top + 1.
Span = namedtuple("Span", "low high top")


def read_marks(cr):
    """The highest id of every table that has one: {table: id}."""
    cr.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'id' "
        "AND NOT c.relname LIKE ANY(%s)",
        [list(LEFT_OUT)],
    )
    marks = {}
    for (table,) in cr.fetchall():
        cr.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
        [marks[table]] = cr.fetchone()
    return marks


class Copier:
    """Copies the rows written between two marks `count` times.

    `shared`: the copier of what these rows share in turns (customers, products), if any.
    """

    def __init__(self, cr, between, count, days, shared=None):
        self.cr, self.count, self.days, self.shared = cr, count, days, shared
        (before, after), tops = between, read_marks(cr)
        self.spans = {
            table: Span(before.get(table, 0), high, tops[table])
            for table, high in after.items()
            if high > before.get(table, 0)
        }
        self.links = self._read_links()

    def run(self, tell=print):
        """Write the copies; returns how many rows."""
        tables = [*self.spans, *self._read_relations()]
        total = 0
        for table in tables:
            rows = self._copy(table)
            total += rows
            if rows > 100000:
                tell(f"  {table}: {rows:,} rows")
        for table in self.spans:
            self.cr.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM \"{table}\""
            )
        return total

    def _read_links(self):
        """{(table, column): table it points into} of all single foreign keys."""
        self.cr.execute(
            "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text "
            "FROM pg_constraint c JOIN pg_attribute a "
            "ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
            "WHERE c.contype = 'f' AND cardinality(c.conkey) = 1"
        )
        found = {(table.strip('"'), column): ref for table, column, ref in self.cr.fetchall()}
        return {**found, **PLAIN_LINKS}

    def _read_relations(self):
        """Tables without id that link copied rows: {table}."""
        self.cr.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' "
            "AND c.relnamespace = 'public'::regnamespace AND NOT c.relname LIKE ANY(%s) "
            "AND NOT EXISTS (SELECT FROM pg_attribute a "
            "WHERE a.attrelid = c.oid AND a.attname = 'id')",
            [list(LEFT_OUT)],
        )
        linked = {table for (table, _column), ref in self.links.items() if ref in self.spans}
        return sorted(linked & {table for (table,) in self.cr.fetchall()})

    def _copy(self, table):
        self.cr.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        columns = dict(self.cr.fetchall())
        values = ", ".join(self._value(table, name, kind) for name, kind in columns.items())
        names = ", ".join(f'"{name}"' for name in columns)
        written = 0
        for first in range(1, self.count + 1, CHUNK):
            last = min(first + CHUNK - 1, self.count)
            self.cr.execute(
                f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" AS s, '
                f"generate_series({first}, {last}) AS k WHERE {self._condition(table, columns)} "
                # An open case may have written onto a finished one: that is copied once.
                "ON CONFLICT DO NOTHING"
            )
            written += self.cr.rowcount
        return written

    def _condition(self, table, columns):
        """Which rows are copied: those of the span, or that link what was written within it.

        A link of something new with something that was there is one of that other's: the copies
        of the new do not all belong to it.
        """
        if table in self.spans:
            return self._within("s.id", self.spans[table])
        inside = [
            self._within(f's."{name}"', self.spans[self.links[table, name]])
            for name in columns
            if self.links.get((table, name)) in self.spans
        ]
        return " AND ".join(inside)

    def _within(self, column, span):
        return f"{column} > {span.low} AND {column} <= {span.high}"

    def _value(self, table, name, kind):
        """The SQL of a copied row's column."""
        column = f's."{name}"'
        if name == "id":
            return self._shift(column, self.spans[table])
        if ref := self.links.get((table, name)):
            return self._follow(column, ref)
        if (table, name) == ("mail_message", "message_id"):
            return f"{column} || '-' || k"
        if name == MODEL_LINKS.get(table, ("", ""))[1]:
            return self._follow_model(column, f's."{MODEL_LINKS[table][0]}"')
        if kind in DAYS:
            return f"({column} - k * interval '{self.days / self.count} days')::{kind}"
        if table == "account_move" and name in ("name", "sequence_number"):
            return self._number(name)
        if name == "name" and table in NAMED:
            return f"{column} || '-' || k"
        return column

    def _number(self, name):
        number = f"s.sequence_number + k * {STRIDE}"
        if name == "sequence_number":
            return number
        return f"CASE WHEN s.name ~ '[0-9]' THEN s.sequence_prefix || ({number}) ELSE s.name END"

    def _shift(self, column, span):
        offset = f"({span.top - span.low} + (k - 1) * {span.high - span.low})"
        return f"{column} + {offset}"

    def _follow(self, column, ref):
        cases = []
        if span := self.spans.get(ref):
            cases.append(f"WHEN {self._within(column, span)} THEN {self._shift(column, span)}")
        if self.shared and (span := self.shared.spans.get(ref)):
            turn = f"(k % {self.shared.count + 1})"
            shifted = self._shift(column, span).replace("(k - 1)", f"({turn} - 1)")
            cases.append(f"WHEN {turn} > 0 AND {self._within(column, span)} THEN {shifted}")
        return f"CASE {' '.join(cases)} ELSE {column} END" if cases else column

    def _follow_model(self, column, model):
        cases = [
            f"WHEN {model} = '{table.replace('_', '.')}' THEN {self._follow(column, table)}"
            for table in self.spans
        ]
        return f"CASE {' '.join(cases)} ELSE {column} END" if cases else column
