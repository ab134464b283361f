from odoo import api, fields, models

DOCUMENT_KINDS = [
    ("fmea", "FMEA"),
    ("control_plan", "Control Plan"),
    ("instruction", "Work Instruction"),
    ("drawing", "Drawing"),
    ("test_plan", "Test Plan"),
    ("training", "Training"),
    ("supplier", "Supplier Agreement"),
    ("audit", "Internal Audit"),
]


class Rma8dDocument(models.Model):
    """A document of the management system: revised because of the 8D, or not affected and why."""

    _name = "rma.8d.document"
    _description = "8D Prevention Document"
    _inherit = ["rma.8d.part"]
    _order = "sequence, id"
    _rec_name = "kind"

    kind = fields.Selection(DOCUMENT_KINDS, required=True)
    name = fields.Char("Controlled Document")
    revision_before = fields.Char("Revision before", help="A dash for a new document.")
    revision_after = fields.Char("Revision after")
    is_not_affected = fields.Boolean("Not affected")
    not_affected_reason = fields.Char("Why not affected")
    owner_id = fields.Many2one(
        "res.users", index="btree_not_null", domain="[('share', '=', False)]"
    )
    date_done = fields.Date("Released on")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence", bypass_search_access=True)

    def _is_answered(self):
        """A revision before and another one after, or not affected with the reason."""
        self.ensure_one()
        if self.is_not_affected:
            return bool(self.not_affected_reason)
        return bool(self.revision_before and self.revision_after) and (
            self.revision_after != self.revision_before
        )


class Rma8dDeployment(models.Model):
    """Horizontal deployment: a similar product, line or plant, judged for the same cause."""

    _name = "rma.8d.deployment"
    _description = "8D Horizontal Deployment"
    _inherit = ["rma.8d.part"]
    _order = "sequence, id"

    product_id = fields.Many2one("product.product", check_company=True)
    name = fields.Char("Line or Plant")
    finding = fields.Selection(
        [("affected", "Affected"), ("not_affected", "Not affected")],
        "Judgment",
        help="Same cause possible there?",
    )
    finding_note = fields.Char("Checked how")
    action = fields.Char()
    owner_id = fields.Many2one(
        "res.users", index="btree_not_null", domain="[('share', '=', False)]"
    )
    date_done = fields.Date("Done on")

    @api.depends("product_id", "name")
    def _compute_display_name(self):
        for row in self:
            names = (row.product_id.display_name, row.name)
            row.display_name = " · ".join(name for name in names if name)

    def _is_answered(self):
        """Judged, and where affected with an action that has a date."""
        self.ensure_one()
        if self.finding == "affected":
            return bool(self.action and self.date_done)
        return self.finding == "not_affected" and bool(self.finding_note)
