"""Whose work a case and a line are: the stored facts that record rules and lists select by."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

# Outcomes that bring a unit to the bench.
BENCH_OUTCOMES = ("repair", "refurbish", "dismantle")
# What purchasing is waited for.
PURCHASING_WAITS = ("parts", "supplier")
# Whose step it is to bring a line into a state by hand; the other states follow from documents.
STEP_DEPARTMENTS = {
    "requested": ("service", "manager"),
    "authorized": ("service", "manager"),
    "refused": ("service", "manager"),
    "cancelled": ("service", "manager"),
    "received": ("quality", "manager"),
    "inspected": ("quality", "manager"),
}
# Who enters what the goods show.
FINDING_FIELDS = {"finding", "failure_code_id", "defect_class", "grade", "repairable"}
FINDING_DEPARTMENTS = ("quality", "workshop", "manager")


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    sales_user_id = fields.Many2one(
        related="case_id.sales_user_id", store=True, index="btree_not_null"
    )
    is_for_workshop = fields.Boolean(
        compute="_compute_is_for_workshop",
        store=True,
        help="It is or was repaired, refurbished or dismantled: the workshop sees it.",
    )
    is_for_purchasing = fields.Boolean(
        compute="_compute_is_for_purchasing",
        store=True,
        help="A supplier caused it, or it waits for parts or a supplier: purchasing sees it.",
    )

    # As the ORM asks for a boolean: PostgreSQL does not see that the two are the same.
    _purchasing_idx = models.Index("(company_id, state) WHERE is_for_purchasing IS TRUE")

    @api.depends("repair_ids", "unit_outcome")
    def _compute_is_for_workshop(self):
        for line in self:
            line.is_for_workshop = line.unit_outcome in BENCH_OUTCOMES or bool(line.repair_ids)

    @api.depends("liability", "waiting_on")
    def _compute_is_for_purchasing(self):
        for line in self:
            line.is_for_purchasing = (
                line.liability == "material" or line.waiting_on in PURCHASING_WAITS
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_findings_allowed(set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        """A line is not moved into a case beyond the user's reach."""
        self._check_findings_allowed(vals)
        result = super().write(vals)
        if "case_id" in vals:
            self.check_access("write")
        return result

    def _check_findings_allowed(self, names):
        if not FINDING_FIELDS.isdisjoint(names):
            self._check_departments(FINDING_DEPARTMENTS)

    def _check_transition(self, state):
        """Besides the table: each step is done by the department whose step it is."""
        result = super()._check_transition(state)
        if state in STEP_DEPARTMENTS:
            self._check_departments(STEP_DEPARTMENTS[state])
        return result

    def _check_departments(self, departments):
        """Refuse what only these departments do, unless the system does it."""
        names = [f"rma_repair.group_{name}" for name in departments]
        if self.env.su or any(self.env.user.has_group(name) for name in names):
            return
        groups = self.env["res.groups"].union(*map(self.env.ref, names))
        raise AccessError(
            self.env._(
                "Only %(departments)s may do this.",
                departments=self.env._(" or ").join(groups.sudo().mapped("name")),
            )
        )


class RmaCase(models.Model):
    _inherit = "rma.case"

    sales_user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        related="commercial_partner_id.user_id",
        store=True,
        index="btree_not_null",
        help="Of the customer; sees the customer's cases.",
    )
    is_for_warehouse = fields.Boolean(compute="_compute_departments", store=True)
    is_for_workshop = fields.Boolean(compute="_compute_departments", store=True)
    is_for_engineering = fields.Boolean(compute="_compute_departments", store=True)
    is_for_purchasing = fields.Boolean(compute="_compute_departments", store=True)

    # What is open, as boards and queues ask for it, word for word.
    _open_idx = models.Index(
        "(company_id, state) WHERE state NOT IN ('closed', 'refused', 'cancelled') OR state IS NULL"
    )

    @api.depends(
        "line_ids.state",
        "line_ids.is_for_workshop",
        "line_ids.eight_d_id",
        "line_ids.is_for_purchasing",
    )
    def _compute_departments(self):
        """A department sees the cases of the lines it sees."""
        for case in self:
            lines = case.line_ids
            case.is_for_warehouse = any(
                line.state not in ("requested", "refused") for line in lines
            )
            case.is_for_workshop = any(lines.mapped("is_for_workshop"))
            case.is_for_engineering = bool(lines.eight_d_id)
            case.is_for_purchasing = any(lines.mapped("is_for_purchasing"))

    def write(self, vals):
        """A case is not handed to a customer whose cases the user may not open."""
        result = super().write(vals)
        if "partner_id" in vals:
            self.check_access("create")
        return result
