from odoo import fields, models


class RmaCase(models.Model):
    _inherit = "rma.case"

    delay_reason = fields.Text(readonly=True, copy=False)
    date_expected = fields.Date(
        "Expected End", readonly=True, copy=False, help="As last told to the customer."
    )
    is_delay_notice_due = fields.Boolean(
        compute="_compute_is_delay_notice_due", search="_search_is_delay_notice_due"
    )

    def _compute_is_delay_notice_due(self):
        lines = self.env["rma.case.line"].search(
            [("case_id", "in", self.ids), *self._get_notice_domain(fields.Datetime.now())]
        )
        for case in self:
            case.is_delay_notice_due = case._origin in lines.case_id

    def _search_is_delay_notice_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("line_ids", "any", self._get_notice_domain(fields.Datetime.now()))]

    def action_send_delay_notice(self):
        """Ask why a return takes longer and until when, then tell the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delay Notice"),
            "res_model": "rma.delay.notice",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }
