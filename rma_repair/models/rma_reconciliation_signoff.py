"""The month's reconciliation, signed: who, when, and the figures as they stood."""

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .rma_reconciliation import REASONS

AMOUNTS = (
    "amount_owed", "amount_draft", "amount_posted", "amount_deducted", "amount_applied",
    "amount_open", "amount_difference",
)  # fmt: skip


class RmaReconciliationSignoff(models.Model):
    """One signed reconciliation of a company's month.

    Signing freezes the figures and a spreadsheet of every row behind them; nothing of it changes
    afterwards. What is corrected later is signed again.
    """

    _name = "rma.reconciliation.signoff"
    _description = "RMA Reconciliation Sign-off"
    _inherit = ["rma.state.mixin", "mail.thread"]
    _order = "month desc, id desc"
    _transitions = {"draft": {"signed"}, "signed": set()}
    _system_fields = frozenset(
        {
            "user_id",
            "date_signed",
            "figure_ids",
            "customer_goods_quantity",
            "stock_value",
            "stock_balance",
            "check_run_id",
        }
    )

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True, default=lambda self: self._default_month(), help="Any day of the month."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed")], required=True, default="draft", copy=False
    )
    user_id = fields.Many2one("res.users", "Signed by", readonly=True, copy=False)
    date_signed = fields.Datetime("Signed on", readonly=True, copy=False)
    comment = fields.Text(help="What explains the differences that stay open.")
    figure_ids = fields.One2many(
        "rma.reconciliation.figure", "signoff_id", "Figures", readonly=True, copy=False
    )
    customer_goods_quantity = fields.Float(
        "Customers' Goods",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Units in the returns that are the customers' property, at no value.",
    )
    stock_value = fields.Monetary(readonly=True, copy=False)
    stock_balance = fields.Monetary("Stock Account", readonly=True, copy=False)
    stock_difference = fields.Monetary(
        compute="_compute_stock_difference", help="Stock value less the balance of its account."
    )
    check_run_id = fields.Many2one("rma.check.run", "Night Watch", readonly=True, copy=False)

    @api.model
    def _default_month(self):
        return fields.Date.context_today(self) + relativedelta(months=-1, day=1)

    @api.depends("stock_value", "stock_balance")
    def _compute_stock_difference(self):
        for signoff in self:
            signoff.stock_difference = signoff.stock_value - signoff.stock_balance

    @api.depends("company_id", "month")
    def _compute_display_name(self):
        for signoff in self:
            signoff.display_name = f"{signoff.company_id.name} {signoff.month:%Y-%m}"

    def write(self, vals):
        if not self.env.su and any(signoff.state == "signed" for signoff in self):
            raise UserError(self.env._("What was signed stays as it is. Sign the month again."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(signoff.state == "signed" for signoff in self):
            raise UserError(self.env._("What was signed is kept."))

    def action_sign(self):
        """Freeze the figures of the month, in the user's name."""
        self.write({"state": "signed"})

    def _check_signed(self):
        today = fields.Date.context_today(self)
        if early := self.filtered(lambda signoff: signoff.month > today):
            raise UserError(self.env._("%(month)s has not begun yet.", month=early[0].display_name))

    def _prepare_transition_vals(self, state):
        return {"user_id": self.env.uid, "date_signed": fields.Datetime.now()}

    def _on_signed(self):
        for signoff in self:
            rows = signoff._get_rows()
            signoff.sudo().write(signoff._prepare_figures_vals(rows))
            signoff.sudo()._attach_rows(rows)

    def _get_rows(self):
        """The rows of the month, and earlier ones that are still open."""
        self.ensure_one()
        first = self.month.replace(day=1)
        last = first + relativedelta(months=1, days=-1)
        domain = Domain("company_id", "=", self.company_id.id) & Domain("date", "<=", last)
        domain &= Domain("date", ">=", first) | Domain("is_open", "=", True)
        return self.env["rma.reconciliation"].search(domain)

    def _prepare_figures_vals(self, rows):
        self.ensure_one()
        return {
            "figure_ids": [
                Command.create(self._prepare_figure_vals(*key, group))
                for key, group in rows.grouped(lambda row: (row.reason, row.partner_id)).items()
            ],
            **self._get_stock_figures(),
            "customer_goods_quantity": self._get_customer_goods_quantity(),
            "check_run_id": self.env["rma.check.run"]
            .sudo()
            .search([("state", "!=", "running")], limit=1)
            .id,
        }

    def _prepare_figure_vals(self, reason, partner, rows):
        return {
            "reason": reason,
            "partner_id": partner.id,
            "row_count": len(rows),
            **{name: sum(rows.mapped(name)) for name in AMOUNTS},
        }

    def _get_stock_figures(self):
        """Stock value and stock account of the company's goods under perpetual valuation."""
        company = self.company_id
        env = self.sudo().with_company(company).env
        products = env["product.product"].search(
            [("is_storable", "=", True), ("company_id", "in", (company.id, False))]
        )
        products = products.filtered(lambda product: product.valuation == "real_time")
        accounts = {
            product.product_tmpl_id.get_product_accounts()["stock_valuation"].id
            for product in products
        }
        [(balance,)] = env["account.move.line"]._read_group(
            [
                ("account_id", "in", list(accounts)),
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
            ],
            aggregates=["balance:sum"],
        )
        return {
            "stock_value": sum(products.mapped("total_value")),
            "stock_balance": balance or 0.0,
        }

    def _get_customer_goods_quantity(self):
        """How many units in the company's returns are the customers' property."""
        [(quantity,)] = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("location_id", "child_of", self.company_id.rma_view_location_id.ids),
                    ("owner_id", "!=", False),
                ],
                aggregates=["quantity:sum"],
            )
        )
        return quantity or 0.0


class RmaReconciliationFigure(models.Model):
    """The signed sum of one reason and customer."""

    _name = "rma.reconciliation.figure"
    _description = "Signed Figure of the RMA Reconciliation"
    _order = "reason, partner_id"

    signoff_id = fields.Many2one(
        "rma.reconciliation.signoff", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="signoff_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason = fields.Selection(REASONS, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index=True)
    row_count = fields.Integer("Lines", readonly=True)
    amount_owed = fields.Monetary("Owed", readonly=True)
    amount_draft = fields.Monetary("Drafted", readonly=True)
    amount_posted = fields.Monetary("Posted", readonly=True)
    amount_deducted = fields.Monetary("Deducted", readonly=True)
    amount_applied = fields.Monetary("Paid or Applied", readonly=True)
    amount_open = fields.Monetary("Open Credit", readonly=True)
    amount_difference = fields.Monetary("Difference", readonly=True)
