"""Who may authorize a decision, up to what, and who is asked to."""

from datetime import timedelta
from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .rma_decision import FIXED_FIELDS
from .rma_disposition import SETTLEMENTS_IN_EXCHANGE

# What a customer was given in so many days counts together: a return is not split.
CUSTOMER_DAYS = 30


class AuthorityBasis(NamedTuple):
    """The limits that speak of a decision, today's deputies, and the totals to be reached."""

    rules: models.BaseModel
    deputies: models.BaseModel
    totals: tuple


class RmaDecision(models.Model):
    _name = "rma.decision"
    _inherit = ["rma.decision", "rma.segregation.mixin"]

    proposed_by_ids = fields.Many2many(
        "res.users",
        "rma_decision_proposer_rel",
        "decision_id",
        "user_id",
        "Written by",
        readonly=True,
        copy=False,
        help="Everybody who wrote what is proposed; none of them authorizes what it costs.",
    )
    approver_id = fields.Many2one(
        "res.users", "Asked to Approve", readonly=True, copy=False, index="btree_not_null"
    )
    authority_id = fields.Many2one(
        "rma.authority",
        "Authorized under",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    may_authorize = fields.Boolean(compute="_compute_authority_note")
    authority_note = fields.Char(
        "Your Authority",
        compute="_compute_authority_note",
        help="What you may do with this decision, and if not, why not and who may.",
    )

    @api.depends("state", "amount", "disposition_id", "line_ids.inspected_by_id")
    @api.depends_context("uid")
    def _compute_authority_note(self):
        for decision in self:
            open_now = decision.state in ("draft", "to_approve") and decision.disposition_id
            refusal = open_now and decision._get_authority_refusal(self.env.user)
            decision.may_authorize = bool(open_now and not refusal)
            decision.authority_note = refusal or (
                self.env._("You may authorize this.") if open_now else False
            )

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        decisions.sudo().write({"proposed_by_ids": [Command.link(self.env.uid)]})
        return decisions

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and not FIXED_FIELDS.isdisjoint(vals):
            self.sudo().write({"proposed_by_ids": [Command.link(self.env.uid)]})
        return result

    def _take_authority(self):
        """Note the user's limit each of these is authorized under.

        :raise AccessError: no limit of his reaches, or he did a duty this must not be joined with
        """
        user = self.env.user
        for decision in self:
            basis = decision._get_authority_basis()
            if refusal := decision._get_authority_refusal(user, basis):
                raise AccessError(refusal)
            decision.sudo().authority_id = decision._get_sufficient_rules(user, basis)[:1]

    def _get_duty_users(self):
        duties = super()._get_duty_users()
        if not self.is_money:
            return duties
        return {
            **duties,
            "inspect": self.line_ids.inspected_by_id,
            "propose": self.proposed_by_ids | self.user_id,
        }

    def _get_authority_refusal(self, user, basis=None):
        """Why `user` may not authorize this decision and who may, in words; False if he may."""
        self.ensure_one()
        basis = basis or self._get_authority_basis()
        if not (limits := self._get_limits_of(user, basis)):
            return self._get_no_authority_words()
        if done := self._get_conflicting_duty(user, "approve"):
            reason = self._get_duty_words(done, "approve")
        elif self._get_sufficient_rules(user, basis):
            return False
        else:
            reason = self._get_limit_refusal(limits)
        return f"{reason} {self._get_approver_words()}"

    def _get_no_authority_words(self):
        holders = self._get_covering_rules().mapped(lambda rule: rule._get_holder().name)
        return self.env._(
            "%(disposition)s needs the authority of %(holders)s. Submit %(decision)s for approval.",
            disposition=self.disposition_id.name,
            holders=", ".join(dict.fromkeys(holders)) or self.env._("somebody with a limit"),
            decision=self.name,
        )

    def _get_limit_refusal(self, limits):
        case_total, customer_total = self._get_authority_totals()
        currency = self.currency_id
        return self.env._(
            "Your authority for %(disposition)s: %(limit)s. With this decision %(case)s comes to "
            "%(case_total)s and %(customer)s to %(customer_total)s in %(days)s days.",
            disposition=self.disposition_id.name,
            limit=limits[-1]._get_limit_words(),
            case=self.case_id.name,
            case_total=currency.format(case_total),
            customer=self.partner_id.display_name,
            customer_total=currency.format(customer_total),
            days=CUSTOMER_DAYS,
        )

    def _get_approver_words(self):
        """Who may authorize this decision, and up to what."""
        by_limit = {}
        for user, rule in self._get_approvers():
            by_limit.setdefault(rule._get_limit_words(), []).append(user.sudo().name)
        if not by_limit:
            return self.env._("Nobody else has the authority: enter a limit or a deputy.")
        either = self.env._(" or ")
        users = [f"{either.join(names)} ({limit})" for limit, names in by_limit.items()]
        return self.env._("%(users)s may.", users=either.join(users))

    def _get_covering_rules(self):
        """The limits that speak of this decision, the lowest first; zero is for free things."""
        decision = self.sudo()
        rules = self.env["rma.authority"]._get_rules(decision.company_id)._covering(decision)
        if decision.is_money:
            rules = rules.filtered(lambda rule: rule.is_unlimited or rule.amount_limit)
        return rules.sorted(
            lambda rule: (
                rule.is_unlimited,
                rule._convert_limit(rule.amount_limit, decision.company_id),
            )
        )

    def _get_authority_basis(self):
        """What everybody's authority over this decision is judged by, looked up once."""
        return AuthorityBasis(
            self._get_covering_rules(),
            self.env["rma.authority.deputy"]._in_force(),
            self._get_authority_totals(),
        )

    def _get_limits_of(self, user, basis):
        """The limits `user` holds for this decision, the lowest first, his principals' included.

        A deputy has what his principal has: nothing, where the principal inspected himself.
        """
        principals = basis.deputies._get_principals(user)
        free = principals.filtered(
            lambda principal: not self._get_conflicting_duty(principal, "approve")
        )
        holders = (user.sudo(), *free)
        rules = basis.rules
        held = (
            self.env["rma.authority"]
            .sudo()
            .union(*(rules._held_by(holder)._most_particular() for holder in holders))
        )
        return rules & held

    def _get_sufficient_rules(self, user, basis=None):
        """The limits of `user` that reach for this decision and all it belongs together with."""
        basis = basis or self._get_authority_basis()
        company = self.sudo().company_id
        limits = self._get_limits_of(user, basis)
        return limits.filtered(lambda rule: rule._suffices(basis.totals, company))

    def _get_authority_totals(self):
        """What the case, and the customer in 30 days, is given with this decision."""
        self.ensure_one()
        decision = self.sudo()
        if not decision.is_money:
            return (0.0, 0.0)
        since = fields.Datetime.today() - timedelta(days=CUSTOMER_DAYS)
        others = decision._search(decision._get_related_domain(since))
        amount = decision._field_to_sql(decision._table, "amount", others)
        of_case = SQL("case_id = %s", decision.case_id.id)
        recent = SQL("date_authorized >= %s OR date_authorized IS NULL", since)
        total = "COALESCE(SUM(%s) FILTER (WHERE %s), 0)"
        [totals] = self.env.execute_query(
            others.select(*(SQL(total, amount, scope) for scope in (of_case, recent)))
        )
        return tuple(decision.amount + float(given) for given in totals)

    def _get_related_domain(self, since):
        """The other decisions that count together with this one: of its case, of its customer."""
        recent = Domain("date_authorized", ">=", since) | Domain("date_authorized", "=", False)
        return (
            Domain("id", "not in", self.ids)
            & Domain("state", "in", ("to_approve", "authorized"))
            & Domain("settlement", "in", list(SETTLEMENTS_IN_EXCHANGE))
            & Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id", "=", self.partner_id.id)
            & (Domain("case_id", "=", self.case_id.id) | recent)
        )
