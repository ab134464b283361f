"""Credit notes in the accountants' cockpit: what they can be matched with."""

from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    rma_is_disputed = fields.Boolean(
        "Deduction Disputed",
        copy=False,
        readonly=True,
        help="The customer does not accept what was deducted from this credit note.",
        groups="base.group_user",
    )

    def _get_rma_open_invoices(self, credit):
        """The customer's open invoices that `credit` can pay, the oldest due first."""
        self.ensure_one()
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", credit.account_id.id),
                ("company_id", "=", self.company_id.id),
                ("partner_id", "child_of", self.commercial_partner_id.id),
                ("currency_id", "=", credit.currency_id.id),
                ("move_id.move_type", "=", "out_invoice"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            order="date_maturity, id",
        )
        return lines.move_id


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_rma_receivable(self):
        """Whether this is what a credit note still owes the customer."""
        return self.account_id.account_type == "asset_receivable" and not self.reconciled
