from odoo import Command, api, fields, models


class RmaReopen(models.TransientModel):
    """The question why closed lines of a case are opened again."""

    _name = "rma.reopen"
    _description = "Reopen a Case"

    case_id = fields.Many2one("rma.case", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.Many2many(
        "rma.case.line",
        string="Lines",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        domain="[('case_id', '=', case_id), ('state', '=', 'closed')]",
    )
    reason = fields.Text(required=True)

    @api.depends("case_id")
    def _compute_line_ids(self):
        for wizard in self:
            closed = wizard.case_id.line_ids.filtered(lambda line: line.state == "closed")
            wizard.line_ids = [Command.set(closed.ids)]

    def action_reopen(self):
        """Reopen the chosen lines; the case follows, and the trail says why."""
        self.ensure_one()
        lines = self.line_ids & self.case_id.line_ids
        lines._reopen(self.reason)
        self.case_id._post_reopened(self.reason)
