from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class RmaExportMixin(models.AbstractModel):
    """A model that can be read whole: in one pass, row by row, in constant memory.

    `_export_paths`: stored fields, or fields of what a link leads to (`case_id.name`). Record
    rules decide which rows, field rights which columns.
    """

    _name = "rma.export.mixin"
    _description = "Exported as a Whole"
    _export_paths = ()

    def _get_export_paths(self):
        """The columns this user may read."""
        return [path for path in self._export_paths if self._may_export(path)]

    def _may_export(self, path):
        model = self
        for name in path.split("."):
            field = model._fields[name]
            if not model._has_field_access(field, "read"):
                return False
            model = self.env[field.comodel_name] if field.comodel_name else model
        return True

    def _get_export_titles(self):
        return [self._get_export_title(path) for path in self._get_export_paths()]

    def _get_export_title(self, path):
        """The label of the field that the row is about: what it is called there."""
        name, *rest = path.split(".")
        field = self._fields[name]
        label = field._description_string(self.env)
        if rest and rest != ["name"]:
            target = self.env[field.comodel_name]._fields[rest[-1]]
            label = f"{label}/{target._description_string(self.env)}"
        return label

    def _read_export_rows(self, size):
        """Yield lists of `size` rows, by a cursor on the server; selections by their labels."""
        paths = self._get_export_paths()
        if not paths:
            raise AccessError(self.env._("There is nothing in this file that you may read."))
        query = self._search([], order="id")
        columns = [self._get_export_column(query, path) for path in paths]
        statement = query.select(*columns)
        labels = [self._get_export_labels(path) for path in paths]
        connection = self.env.cr._cnx
        with connection.cursor(name="rma_export") as stream:
            stream.itersize = size
            stream.execute(statement.code, statement.params)
            while rows := stream.fetchmany(size):
                yield [
                    [texts.get(value, value) for value, texts in zip(row, labels, strict=True)]
                    for row in rows
                ]

    def _get_export_column(self, query, path):
        """The SQL of a column, with the joins it needs."""
        model, alias = self, self._table
        *links, name = path.split(".")
        for link in links:
            target = self.env[model._fields[link].comodel_name]
            alias = query.left_join(alias, link, target._table, "id", link)
            model = target
        return SQL("%s", model._field_to_sql(alias, name, query))

    def _get_export_labels(self, path):
        """The labels of a selection's values; nothing for other fields."""
        model, name = self, path
        while "." in name:
            link, name = name.split(".", 1)
            model = self.env[model._fields[link].comodel_name]
        field = model._fields[name]
        return dict(field._description_selection(self.env)) if field.type == "selection" else {}


class RmaCaseLine(models.Model):
    _name = "rma.case.line"
    _inherit = ["rma.case.line", "rma.export.mixin"]
    _export_paths = (
        "case_id.name", "partner_id.name", "product_id.default_code", "product_id.name",
        "lot_id.name", "quantity", "quantity_received", "state", "reason", "finding",
        "failure_code_id.code", "decision_id.name", "unit_outcome", "settlement", "entitlement",
        "sale_line_id.order_id.name", "date_authorized", "date_received", "date_inspected",
        "date_decided", "date_closed",
    )  # fmt: skip


class RmaReconciliation(models.Model):
    _name = "rma.reconciliation"
    _inherit = ["rma.reconciliation", "rma.export.mixin"]
    _export_paths = (
        "case_id.name", "partner_id.name", "product_id.default_code", "lot_id.name",
        "invoice_id.name", "credit_note_id.name", "settlement", "unit_outcome", "state", "date",
        "age_days", "quantity", "quantity_received", "quantity_taken_over", "quantity_replaced",
    )  # fmt: skip
