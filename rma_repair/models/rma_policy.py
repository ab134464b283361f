from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

POLICY_KINDS = [
    ("return", "No-reason return"),
    ("exchange", "No-reason exchange"),
    ("warranty", "Warranty"),
]
KINDS = [kind for kind, _label in POLICY_KINDS]
PERIOD_UNITS = [
    ("day", "Calendar Days"),
    ("working_day", "Working days"),
    ("month", "Months"),
]


class RmaPolicy(models.Model):
    """A promise: for how long after shipping a customer may return, exchange or claim repair.

    Of the policies that cover a unit the most specific holds: a customer's before a product's,
    a product's before its category's (the deepest category first), a company's before a shared
    one, one limited to a sale period before one without. Two that could tie are refused.
    """

    _name = "rma.policy"
    _description = "RMA Policy"
    _inherit = "rma.rule.mixin"
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: every company."
    )
    kind = fields.Selection(POLICY_KINDS, "Promises", required=True, default="warranty")
    duration = fields.Integer(required=True, default=12, aggregator=None)
    unit = fields.Selection(PERIOD_UNITS, required=True, default="month")
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        check_company=True,
        help="Says which days are working days; empty: the company's calendar.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
        domain="[('parent_id', '=', False)]",
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        "Product",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    categ_id = fields.Many2one(
        "product.category",
        "Product Category",
        ondelete="cascade",
        index="btree_not_null",
        help="This category and those below it.",
    )
    date_from = fields.Date("Sold from", help="Holds for units sold on this day or later.")
    date_to = fields.Date("Sold until", help="Holds for units sold on this day or earlier.")
    gives_back_time = fields.Boolean(
        "Give Back Time",
        help="The days a unit was in our hands for repair are added to its warranty.",
    )

    _duration_positive = models.Constraint(
        "CHECK(duration > 0)", "The period of a policy must be longer than zero."
    )
    _sale_period = models.Constraint(
        "CHECK(date_from <= date_to)", "The sale period of a policy must not end before it begins."
    )
    _one_product_scope = models.Constraint(
        "CHECK(product_tmpl_id IS NULL OR categ_id IS NULL)",
        "Choose a product or a category for a policy, not both.",
    )

    @api.constrains("unit", "calendar_id")
    def _check_calendar(self):
        for policy in self.filtered(lambda policy: policy.unit == "working_day"):
            company = policy.company_id or self.env.company
            calendar = policy.sudo().calendar_id or company.sudo().resource_calendar_id
            if calendar and not calendar._rma_has_hours():
                raise ValidationError(
                    self.env._(
                        "%(calendar)s has no working hours, so no working day ever comes. Add "
                        "hours to it or choose another calendar.",
                        calendar=calendar.name,
                    )
                )

    @api.constrains("partner_id")
    def _check_partner(self):
        for policy in self:
            if policy.partner_id != policy.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s. Policies are made for the "
                        "company.",
                        contact=policy.partner_id.display_name,
                        customer=policy.partner_id.commercial_partner_id.display_name,
                    )
                )

    @api.constrains(
        "active", "kind", "company_id", "partner_id", "product_tmpl_id", "categ_id",
        "date_from", "date_to",
    )  # fmt: skip
    def _check_no_tie(self):
        """Refuse two policies of which neither is more specific where both would hold."""
        scopes = self.sudo().search(Domain.TRUE).grouped(lambda policy: policy._get_scope())
        for policy in self.filtered("active"):
            for other in scopes.get(policy._get_scope(), self) - policy:
                if policy._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "%(policy)s and %(other)s would both hold for the same units. Narrow "
                            "one of them by product, category, customer or sale period.",
                            policy=policy.name,
                            other=other.name,
                        )
                    )

    @api.model
    def _recompute_open_lines(self):
        """Judge the lines that are not decided yet again."""
        lines = self.env["rma.case.line"].sudo()
        lines.search(lines._get_judged_domain())._judge_again()

    def _get_scope(self):
        """What two policies share when neither is more specific than the other."""
        self.ensure_one()
        return (
            self.kind,
            self.company_id,
            self.partner_id,
            self.product_tmpl_id,
            self.categ_id,
            bool(self.date_from or self.date_to),
        )

    def _overlaps(self, other):
        """Whether a sale date exists on which both hold."""
        starts = [policy.date_from for policy in (self, other) if policy.date_from]
        ends = [policy.date_to for policy in (self, other) if policy.date_to]
        return not starts or not ends or max(starts) <= min(ends)

    def _get_rank(self):
        """The more specific a policy, the greater."""
        self.ensure_one()
        depth = len(self.categ_id.parent_path.split("/")) if self.categ_id else 0
        return (
            bool(self.partner_id),
            bool(self.product_tmpl_id),
            depth,
            bool(self.company_id),
            bool(self.date_from or self.date_to),
        )

    @api.model
    def _get_ranked(self, companies):
        """The active policies of these companies, the most specific first."""
        policies = self._recall_active(companies)
        return policies.sorted(lambda policy: policy._get_rank(), reverse=True)

    def _covers(self, unit):
        """Whether this policy holds for `unit`, a `PolicyUnit`."""
        self.ensure_one()
        return (
            self.company_id.id in (False, unit.company_id)
            and self.partner_id.id in (False, unit.partner_id)
            and self.product_tmpl_id.id in (False, unit.template_id)
            and (not self.categ_id or f"/{self.categ_id.id}/" in f"/{unit.category_path}")
            and not (self.date_from and (not unit.sold or unit.sold < self.date_from))
            and not (self.date_to and (not unit.sold or unit.sold > self.date_to))
        )
