"""Triage: who answers for the fault, what we propose, advice without goods, duplicates."""

from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .rma_case_line import WISHES
from .rma_failure_code import LIABILITIES

DEPARTMENTS = [
    ("service", "Customer Service"),
    ("sales", "Sales"),
    ("warehouse", "Warehouse"),
    ("quality", "Quality"),
    ("workshop", "Workshop"),
    ("engineering", "Engineering"),
    ("purchasing", "Purchasing"),
]
# Which department answers for a fault first; misuse and no fault are the customer's and nobody's.
DEPARTMENT_BY_LIABILITY = {
    "design": "engineering",
    "manufacturing": "workshop",
    "material": "purchasing",
    "transport": "warehouse",
    "installation": "service",
}
# What promises an exchange or a refund; without it, giving one needs somebody's name.
PROMISES = {"credit": ("return",), "replace": ("return", "exchange")}


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    liability = fields.Selection(
        LIABILITIES,
        compute="_compute_liability",
        store=True,
        readonly=False,
        help="Who answers for the fault: a first judgment, then that of the failure code.",
    )
    answering_department = fields.Selection(
        DEPARTMENTS, compute="_compute_answering", store=True, readonly=False
    )
    answering_partner_id = fields.Many2one(
        "res.partner",
        "Supplier",
        compute="_compute_answering",
        store=True,
        readonly=False,
        index="btree_not_null",
        help="Who delivered the faulty material.",
    )
    proposal = fields.Selection(
        WISHES, "Our Proposal", help="What we propose to do; the customer's wish stays as it is."
    )
    is_out_of_policy = fields.Boolean(
        "Outside the Policies",
        compute="_compute_is_out_of_policy",
        store=True,
        help="An exchange or refund that no policy promises: somebody named must approve it.",
    )
    is_guidance = fields.Boolean("Answered by Advice", readonly=True, copy=False)
    guidance = fields.Text(help="The advice that answers the customer's question.")

    _out_of_policy_idx = models.Index("(case_id) WHERE is_out_of_policy IS TRUE")

    _system_fields = frozenset({"is_guidance", "is_out_of_policy"})

    @api.depends("failure_code_id")
    def _compute_liability(self):
        self.failure_code_id._recall()
        for line in self:
            line.liability = line.failure_code_id.liability or line.liability

    @api.depends("liability", "product_id")
    def _compute_answering(self):
        for line in self:
            line.answering_department = DEPARTMENT_BY_LIABILITY.get(line.liability)
            is_material = line.liability == "material"
            line.answering_partner_id = is_material and line.product_id.seller_ids[:1].partner_id

    @api.depends("wish", "proposal", "entitlement")
    def _compute_is_out_of_policy(self):
        for line in self:
            wish = line.proposal or line.wish
            line.is_out_of_policy = wish in PROMISES and line.entitlement not in PROMISES[wish]

    def action_give_guidance(self):
        """Answer these questions with their advice: authorized, decided and closed, no goods."""
        self._check_guidance()
        self.write({"is_return_expected": False})
        self.sudo().write({"is_guidance": True})
        self.write({"state": "authorized"})
        for case, lines in self.grouped("case_id").items():
            decision = self.env["rma.decision"].create(
                {
                    "case_id": case.id,
                    "line_ids": [Command.set(lines.ids)],
                    "disposition_id": self.env.ref("rma_repair.disposition_advice").id,
                    "reason": "\n".join(dict.fromkeys(lines.mapped("guidance"))),
                }
            )
            decision.action_authorize()
        self.sudo().filtered(lambda line: line.state == "decided").write({"state": "closed"})

    def _check_guidance(self):
        for line in self:
            if not line.guidance:
                raise UserError(
                    self.env._("Write the advice on %(line)s first.", line=line.display_name)
                )
            if line.state != "requested":
                raise UserError(
                    self.env._(
                        "%(line)s was authorized already: propose a decision instead.",
                        line=line.display_name,
                    )
                )

    # Advice asks nothing of the goods: who bought them, and how many, does not matter.

    def _check_goods(self):
        return super(RmaCaseLine, self._without_guidance())._check_goods()

    def _check_origin(self):
        return super(RmaCaseLine, self._without_guidance())._check_origin()

    def _check_returnable(self):
        return super(RmaCaseLine, self._without_guidance())._check_returnable()

    def _without_guidance(self):
        return self.filtered(lambda line: not line.is_guidance)

    def _find_duplicates(self):
        """Other requests of the last days for the same serial, or customer and product.

        {line: lines}, at most one query whatever the number of lines.
        """
        days = max(self.company_id.mapped("rma_duplicate_days"), default=0)
        requests = [line.case_id.date_request for line in self if line.case_id.date_request]
        if not days or not requests:
            return dict.fromkeys(self, self.browse())
        others = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("case_id.date_request", ">=", min(requests) - timedelta(days=days)),
                ("case_id.date_request", "<=", max(requests)),
                "|",
                ("lot_id", "in", self.lot_id.ids),
                "&",
                ("partner_id", "in", self.partner_id.ids),
                ("product_id", "in", self.product_id.ids),
            ]
        )
        by_lot = others.filtered("lot_id").grouped("lot_id")
        by_product = others.grouped(lambda other: (other.partner_id, other.product_id))
        return {line: line._select_duplicates(by_lot, by_product) for line in self}

    def _select_duplicates(self, by_lot, by_product):
        """The earlier requests among these groups; two known serials are two units."""
        self.ensure_one()
        key = (self.partner_id._origin, self.product_id._origin)
        same = by_product.get(key, self.browse())
        if self.is_serial and self.lot_id:
            same = same.filtered(lambda other: not other.lot_id)
            same |= by_lot.get(self.lot_id._origin, self.browse())
        oldest = self.case_id.date_request - timedelta(days=self.company_id.rma_duplicate_days)
        return same.filtered(
            lambda other: other.case_id != self.case_id._origin
            and oldest <= other.case_id.date_request <= self.case_id.date_request
        )


class RmaCase(models.Model):
    _inherit = "rma.case"

    duplicate_case_ids = fields.Many2many(
        "rma.case",
        compute="_compute_duplicate_case_ids",
        string="Similar Cases",
        help="Recent cases with the same serial, or with the same product for this customer.",
    )

    @api.depends("line_ids.lot_id", "line_ids.product_id", "partner_id", "date_request")
    def _compute_duplicate_case_ids(self):
        duplicates = self.line_ids._find_duplicates()
        for case in self:
            found = (duplicates[line].case_id for line in case.line_ids)
            case.duplicate_case_ids = self.browse().union(*found)

    def action_give_guidance(self):
        """Close every request of these cases with its advice."""
        self._lines_in("requested").action_give_guidance()

    def action_view_duplicates(self):
        """Open the recent cases that look like these."""
        return self.duplicate_case_ids._action_open()
