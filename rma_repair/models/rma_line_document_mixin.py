from odoo import fields, models


class RmaLineDocumentMixin(models.AbstractModel):
    """A document made for one RMA line by a decision; the link sits on the document."""

    _name = "rma.line.document.mixin"
    _description = "Document Made for an RMA Line"

    rma_line_id = fields.Many2one(
        "rma.case.line",
        "RMA Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )
    rma_decision_id = fields.Many2one(
        "rma.decision",
        "RMA Decision",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )
