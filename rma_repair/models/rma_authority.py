from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .rma_disposition import SETTLEMENTS, UNIT_OUTCOMES

SCOPES = [
    ("any", "All returns"),
    ("single", "Single returns only"),
    ("batch", "Batch returns and recalls only"),
]
FINDINGS = [
    ("confirmed", "Defect confirmed"),
    ("ntf", "No trouble found"),
    ("misuse", "Misuse"),
    ("transport", "Transport damage"),
]
# What narrows a limit down: the more of it is set, the more particular the limit.
CRITERIA = ("settlement", "unit_outcome", "finding", "failure_code_ids")


class RmaAuthority(models.Model):
    """A limit: who may authorize which dispositions, for what reason, up to which amount.

    Of the limits of one holder the most particular one counts; of a user's groups the highest;
    a limit that names the user replaces those of his groups. A limit of zero allows what costs
    nothing.
    """

    _name = "rma.authority"
    _inherit = "rma.kept.mixin"
    _description = "RMA Authority"
    _order = "sequence, id"
    _check_company_auto = True
    _recalled_names = ("failure_code_ids",)

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    group_id = fields.Many2one(
        "res.groups", "Department", index="btree_not_null", ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: in every company.")
    settlement = fields.Selection(SETTLEMENTS, help="Empty: any.")
    unit_outcome = fields.Selection(UNIT_OUTCOMES, help="Empty: any.")
    finding = fields.Selection(FINDINGS, "Reason", help="Every line shows this. Empty: any.")
    failure_code_ids = fields.Many2many("rma.failure.code", help="Only these faults. Empty: any.")
    scope = fields.Selection(SCOPES, required=True, default="any")
    currency_id = fields.Many2one(
        "res.currency", help="Of the limit. Empty: the currency of the company that decides."
    )
    is_unlimited = fields.Boolean("Any Amount")
    amount_limit = fields.Float(
        "Up to",
        digits="Product Price",
        help="Of all that is given on one case, before tax. Zero: only what costs nothing.",
    )
    customer_limit = fields.Float(
        "Up to, per Customer",
        compute="_compute_customer_limit",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Price",
        help="Of all that is given to one customer within 30 days.",
    )

    _amounts_positive = models.Constraint(
        "CHECK(amount_limit >= 0 AND customer_limit >= 0)", "A limit can not be negative."
    )
    _one_holder = models.Constraint(
        "CHECK((group_id IS NULL) != (user_id IS NULL))",
        "A limit is held by a department or by a user: enter one of them.",
    )

    @api.depends("amount_limit")
    def _compute_customer_limit(self):
        for authority in self:
            authority.customer_limit = max(authority.customer_limit, authority.amount_limit)

    @api.depends("group_id.name", "user_id.name", "settlement", "is_unlimited", "amount_limit")
    def _compute_display_name(self):
        settlements = dict(self._fields["settlement"]._description_selection(self.env))
        for authority in self:
            authority.display_name = self.env._(
                "%(holder)s: %(settlement)s, %(limit)s",
                holder=authority._get_holder().name or "?",
                settlement=settlements.get(authority.settlement, self.env._("anything")),
                limit=authority._get_limit_words(),
            )

    @api.constrains("amount_limit", "customer_limit")
    def _check_customer_limit(self):
        for authority in self:
            if authority.customer_limit < authority.amount_limit:
                raise ValidationError(
                    self.env._(
                        "The limit per customer can not be lower than the limit per case: the "
                        "case alone would exceed it."
                    )
                )

    def _get_holder(self):
        return self.user_id.sudo() or self.group_id.sudo()

    def _get_limit_words(self):
        """The limit as a user reads it."""
        self.ensure_one()
        if self.is_unlimited:
            return self.env._("any amount")
        if not self.amount_limit:
            return self.env._("what costs nothing")
        currency = self.currency_id or self.company_id.currency_id or self.env.company.currency_id
        return self.env._("up to %(amount)s", amount=currency.format(self.amount_limit))

    @api.model
    def _get_rules(self, company):
        """Every limit in force in `company`."""
        return self._recall_active(company)

    def _covering(self, decision):
        """Those of these limits that speak of such a decision, whatever its amount."""
        lines = decision.line_ids
        findings = set(lines.mapped("finding"))
        is_many = decision.case_id.is_batch or decision.case_id.case_type == "recall"
        scope = "batch" if is_many else "single"
        return self.filtered(
            lambda rule: rule.scope in ("any", scope)
            and rule.settlement in (False, decision.settlement)
            and rule.unit_outcome in (False, decision.unit_outcome)
            and (not rule.finding or findings == {rule.finding})
            and (
                not rule.failure_code_ids
                or (lines.failure_code_id and lines.failure_code_id <= rule.failure_code_ids)
                and all(line.failure_code_id for line in lines)
            )
        )

    def _most_particular(self):
        """Of each holder's limits the ones that count: the most particular."""
        kept = self.browse()
        for rules in self.grouped(lambda rule: (rule.group_id, rule.user_id)).values():
            best = max(rule._get_particularity() for rule in rules)
            kept |= rules.filtered(lambda rule, best=best: rule._get_particularity() == best)
        return kept

    def _get_particularity(self):
        return sum(bool(self[name]) for name in CRITERIA) + (self.scope != "any")

    def _held_by(self, user):
        """Those of these limits that `user` holds himself, or by his groups."""
        own = self.filtered(lambda rule: rule.user_id == user)
        return own or self.filtered(lambda rule: rule.group_id.id in user._get_group_ids())

    def _suffices(self, totals, company):
        """Whether the limit reaches for these totals: of the case, and of the customer."""
        self.ensure_one()
        if self.is_unlimited:
            return True
        return all(
            company.currency_id.compare_amounts(total, self._convert_limit(limit, company)) <= 0
            for total, limit in zip(totals, (self.amount_limit, self.customer_limit), strict=True)
        )

    def _convert_limit(self, limit, company):
        """A limit in the currency of the company that decides, at today's rate."""
        if not self.currency_id:
            return limit
        return self.currency_id._convert(
            limit, company.currency_id, company, fields.Date.context_today(self)
        )


class ResGroups(models.Model):
    _inherit = "res.groups"

    def unlink(self):
        """The limits of a group go with it, past their own model."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
