"""What the customer may ask for: the verdict of the policies on each line, and its reason."""

from datetime import timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .rma_policy import KINDS, POLICY_KINDS

ENTITLEMENTS = [
    *POLICY_KINDS[:2],
    ("warranty", "In warranty"),
    ("expired", "Out of warranty"),
    ("void", "Warranty void"),
    ("unknown", "Ship date unknown"),
]
# The states in which facts may still change the verdict; a decision fixes it.
JUDGED_STATES = ("requested", "authorized", "received", "inspected")
# The recorded checks that may void a warranty, and the fact each of them notes.
VOIDING_CHECKS = {"seal": "seal_state", "damage": "is_customer_damage"}
VERDICT_FIELDS = (
    "entitlement",
    "date_return_until",
    "date_exchange_until",
    "date_warranty_until",
    "warranty_policy_id",
    "entitlement_facts",
)


class PolicyUnit(NamedTuple):
    """What the policies look at of one line."""

    company_id: int
    partner_id: int
    template_id: int
    category_path: str
    sold: object


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    date_purchase = fields.Date(
        "Purchased on",
        help="By the customer's proof of purchase; used where no delivery of ours is known.",
    )
    seal_checked_by_id = fields.Many2one("res.users", "Seal Checked by", readonly=True, copy=False)
    date_seal_checked = fields.Datetime("Seal Checked on", readonly=True, copy=False)
    damage_checked_by_id = fields.Many2one(
        "res.users", "Damage Checked by", readonly=True, copy=False
    )
    date_damage_checked = fields.Datetime("Damage Checked on", readonly=True, copy=False)
    entitlement = fields.Selection(
        ENTITLEMENTS,
        compute="_compute_entitlement",
        store=True,
        help="The most the policies promise on the day of the request; fixed by the decision.",
    )
    date_return_until = fields.Date(compute="_compute_entitlement", store=True)
    date_exchange_until = fields.Date(compute="_compute_entitlement", store=True)
    date_warranty_until = fields.Date("Warranty until", compute="_compute_entitlement", store=True)
    warranty_policy_id = fields.Many2one(
        "rma.policy", compute="_compute_entitlement", store=True, ondelete="set null"
    )
    entitlement_facts = fields.Json(compute="_compute_entitlement", store=True)
    entitlement_reason = fields.Text(
        compute="_compute_entitlement_reason",
        help="The facts behind the entitlement, in the reader's language.",
    )

    _not_entitled_idx = models.Index(
        "(case_id) WHERE entitlement IN ('expired', 'void', 'unknown')"
    )

    _system_fields = frozenset({
        "seal_checked_by_id", "date_seal_checked", "damage_checked_by_id", "date_damage_checked",
        *VERDICT_FIELDS,
    })  # fmt: skip

    @api.depends(
        "company_id", "partner_id", "product_id.categ_id", "lot_id.rma_warranty_change_ids",
        "origin_move_id", "replaced_line_id", "sale_line_id", "date_purchase",
        "case_id.date_request", "decision_id",
        "seal_state", "date_seal_checked", "is_customer_damage", "date_damage_checked",
    )  # fmt: skip
    def _compute_entitlement(self):
        judged = self.filtered(lambda line: line._is_judged())
        for line in self - judged:
            for name in VERDICT_FIELDS:
                line[name] = line[name]
        if not judged:
            return
        starts = judged._get_start_dates()
        policies = judged._get_policies(starts)
        ends = judged._get_policy_ends(policies, starts)
        for line in judged:
            line.update(line._get_verdict_vals(starts[line], policies[line], ends[line]))

    @api.depends("entitlement", "entitlement_facts")
    @api.depends_context("lang")
    def _compute_entitlement_reason(self):
        for line in self:
            line.entitlement_reason = line._describe_entitlement()

    def write(self, vals):
        if vals.get("decision_id"):
            # What the decision fixes is the verdict on the facts until now.
            self.mapped("entitlement")
        # Of all findings only misuse makes a difference, told with who found it and when.
        found = not {"finding", "inspected_by_id", "state"}.isdisjoint(vals)
        misused = self.filtered(lambda line: found and line.finding == "misuse")
        result = super().write(vals)
        if found:
            (misused | self.filtered(lambda line: line.finding == "misuse"))._judge_again()
        for check, fact in VOIDING_CHECKS.items():
            if fact in vals:
                self.sudo().write(
                    {
                        f"{check}_checked_by_id": self.env.uid,
                        f"date_{check}_checked": fields.Datetime.now(),
                    }
                )
        return result

    def _prepare_split_vals(self, quantity, received):
        vals = super()._prepare_split_vals(quantity, received)
        for check in VOIDING_CHECKS:
            vals[f"{check}_checked_by_id"] = self[f"{check}_checked_by_id"].id
            vals[f"date_{check}_checked"] = self[f"date_{check}_checked"]
        return vals

    @api.model
    def _get_judged_domain(self):
        return [("state", "in", JUDGED_STATES), ("decision_id", "=", False)]

    def _is_judged(self):
        self.ensure_one()
        return self.state in (False, *JUDGED_STATES) and not self.decision_id

    def _judge_again(self):
        """Have the verdict of these lines computed again before it is next read."""
        for name in VERDICT_FIELDS:
            self.env.add_to_compute(self._fields[name], self)

    def _get_start_dates(self):
        """The day each line's periods are counted from, in its company's time zone, or False.

        A replacement inherits the warranty of the unit that was sold.
        """
        firsts = {line: line._get_first_line() for line in self}
        return {
            line: line.company_id._rma_local_date(first.origin_move_id.sudo().date)
            or first.date_purchase
            or line.date_purchase
            for line, first in firsts.items()
        }

    def _get_policies(self, starts):
        """The policy of each kind that holds for each line: {line: {kind: policy}}."""
        ranked = self.env["rma.policy"]._get_ranked(self.company_id)
        by_unit = {}
        for line in self:
            unit = line._get_policy_unit(starts[line])
            if unit not in by_unit:
                holding = ranked.filtered(lambda policy, unit=unit: policy._covers(unit))
                by_unit[unit] = {
                    kind: holding.filtered(lambda policy, kind=kind: policy.kind == kind)[:1]
                    for kind in KINDS
                }
        return {line: by_unit[line._get_policy_unit(starts[line])] for line in self}

    def _get_policy_unit(self, start):
        self.ensure_one()
        line = self.sudo()
        ordered = line.sale_line_id.order_id.date_order
        return PolicyUnit(
            line.company_id._origin.id,
            line.partner_id._origin.id,
            line.product_id.product_tmpl_id._origin.id,
            line.product_id.categ_id.parent_path or "",
            line.company_id._rma_local_date(ordered) or start,
        )

    def _get_policy_ends(self, policies, starts):
        """The last day of each policy for each line: {line: {kind: date or False}}."""
        ends = {line: dict.fromkeys(KINDS, False) for line in self}
        for kind in KINDS:
            groups = self.filtered(lambda line: starts[line]).grouped(
                lambda line, kind=kind: (policies[line][kind], line.company_id)
            )
            for (policy, company), lines in groups.items():
                if policy:
                    found = policy._get_ends({starts[line] for line in lines}, company)
                    for line in lines:
                        ends[line][kind] = found.get(starts[line], False)
        return ends

    def _get_verdict_vals(self, start, policies, ends):
        """Values of the verdict on this line, the changes to its serial's warranty included."""
        self.ensure_one()
        changes = self.lot_id.sudo().rma_warranty_change_ids.filtered(
            lambda change: change.company_id == self.company_id
        )
        until = start and changes._get_until(ends["warranty"] or start - timedelta(days=1))
        if until and until < start:
            until = False
        facts = self._get_entitlement_facts(start, policies, changes)
        ends = {**ends, "warranty": until}
        return {
            "entitlement": self._judge(start, ends, facts["void"]),
            "date_return_until": ends["return"],
            "date_exchange_until": ends["exchange"],
            "date_warranty_until": until,
            "warranty_policy_id": policies["warranty"].id,
            "entitlement_facts": facts,
        }

    def _judge(self, start, ends, void):
        """The most the policies promise on the day of the request."""
        if void:
            return "void"
        if not start:
            return "unknown"
        today = self.company_id._rma_local_date(self.case_id.date_request or fields.Datetime.now())
        return next((kind for kind in KINDS if ends[kind] and today <= ends[kind]), "expired")


class RmaPolicy(models.Model):
    _inherit = "rma.policy"

    def _get_ends(self, starts, company):
        """The last day of this policy's period for each start, which is not counted itself.

        A month ends on the same day of a later month, or on that month's last: 29 February and
        12 months is 28 February. Starts without an end, for lack of working days, are left out.
        """
        self.ensure_one()
        if self.unit == "working_day":
            calendar = self.calendar_id or company.resource_calendar_id
            wanted = {(start, self.duration) for start in starts}
            found = calendar._rma_add_days(wanted, company) if calendar else {}
            return {start: end for (start, _days), end in found.items()}
        unit = "months" if self.unit == "month" else "days"
        return {start: start + relativedelta(**{unit: self.duration}) for start in starts}
