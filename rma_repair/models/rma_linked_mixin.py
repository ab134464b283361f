from odoo import api, fields, models
from odoo.fields import Domain


class RmaLinkedMixin(models.AbstractModel):
    """A document that RMA cases lead to, or come from: it counts and opens them.

    `_rma_line_paths` says how an RMA line reaches the document, `_rma_case_field` which field of
    the document is its case. Nothing is counted, and nothing raises, for a user who may not read
    RMA cases.
    """

    _name = "rma.linked.mixin"
    _description = "Document with RMA Cases"
    _rma_line_paths = ()
    _rma_case_field = ""

    rma_case_count = fields.Integer("RMA Cases", compute="_compute_rma_case_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_rma_case_count(self):
        cases = self._get_rma_case_ids()
        for record in self:
            record.rma_case_count = len(cases.get(record.id, ()))

    def action_view_rma_cases(self):
        """Open the cases of these documents: the form where it is one, else the list."""
        case_ids = set().union(*self._get_rma_case_ids().values())
        cases = self.env["rma.case"].browse(case_ids)
        return cases._action_open()

    def _get_rma_case_ids(self):
        """The ids of the readable cases, as sets, by document id; one query per way."""
        case_ids = {record_id: set() for record_id in self.ids}
        lines = self.env["rma.case.line"]
        if not self.ids or not lines.has_access("read"):
            return case_ids
        for path in self._rma_line_paths:
            groups = lines._read_group(
                Domain(path, "in", self.ids), [path], ["case_id:array_agg_distinct"]
            )
            for record, found in groups:
                case_ids[record.id].update(found)
        if self._rma_case_field:
            readable = set(
                self.env["rma.case"].search([("id", "in", self[self._rma_case_field].ids)]).ids
            )
            for record in self:
                case_ids[record.id].update(readable.intersection(record[self._rma_case_field].ids))
        return case_ids
