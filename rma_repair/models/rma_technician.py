from collections import defaultdict

from odoo import api, fields, models

from .field_groups import REPAIR_COST_READERS

OPEN_REPAIRS = ("draft", "confirmed", "under_repair")


class RmaTechnician(models.Model):
    """A user who repairs: what he can repair, what his hour costs, and how much he has to do."""

    _name = "rma.technician"
    _description = "Repair Technician"
    _rec_name = "user_id"
    _order = "company_id, user_id"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users", "Technician", required=True, index=True, domain="[('share', '=', False)]"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    category_ids = fields.Many2many(
        "product.category",
        string="Skills",
        help="Product categories he repairs, those below included; none means any product.",
    )
    cost_rate = fields.Monetary(
        "Cost per Hour", groups=REPAIR_COST_READERS, help="Empty: the company's rate."
    )
    open_repair_count = fields.Integer("Open Repairs", compute="_compute_load", compute_sudo=True)
    open_hours = fields.Float(
        compute="_compute_load",
        compute_sudo=True,
        help="Hours of the open repairs; one where none are planned.",
    )
    done_repair_count = fields.Integer(
        "Repairs Done", compute="_compute_results", compute_sudo=True
    )
    repeat_repair_count = fields.Integer("Came Back", compute="_compute_results", compute_sudo=True)
    first_pass_count = fields.Integer(
        "Passed at Once",
        compute="_compute_results",
        compute_sudo=True,
        help="Repairs good at their first control.",
    )

    _user_uniq = models.Constraint(
        "unique(user_id, company_id)", "This user is a technician of the company already."
    )

    @api.depends("user_id", "company_id")
    def _compute_load(self):
        load = self._get_load()
        for technician in self:
            key = (technician.user_id.id, technician.company_id.id)
            technician.open_repair_count, technician.open_hours = load[key]

    @api.depends("user_id", "company_id")
    def _compute_results(self):
        results = defaultdict(lambda: [0, 0, 0])
        groups = self.env["repair.order"]._read_group(
            [
                ("user_id", "in", self.user_id.ids),
                ("rma_line_id", "!=", False),
                ("state", "=", "done"),
            ],
            ["user_id", "company_id", "is_repeated", "is_first_pass"],
            ["__count"],
        )
        for user, company, repeated, first_pass, count in groups:
            result = results[user.id, company.id]
            result[0] += count
            result[1] += count if repeated else 0
            result[2] += count if first_pass else 0
        for technician in self:
            (
                technician.done_repair_count,
                technician.repeat_repair_count,
                technician.first_pass_count,
            ) = results[technician.user_id.id, technician.company_id.id]

    def _get_load(self):
        """Open work: {(user id, company id): (repairs, planned hours)}."""
        groups = self.env["repair.order"]._read_group(
            [
                ("user_id", "in", self.user_id.ids),
                ("rma_line_id", "!=", False),
                ("state", "in", OPEN_REPAIRS),
            ],
            ["user_id", "company_id"],
            ["__count", "load_hours:sum"],
        )
        load = defaultdict(lambda: (0, 0.0))
        for user, company, count, hours in groups:
            load[user.id, company.id] = (count, hours)
        return load

    @api.model
    def _choose(self, company, categories):
        """The technicians for one unit of each of `categories`, least loaded first served.

        The most special skill wins: whoever can do the category itself before whoever can do one
        above it, before whoever can do anything. Returns users, empty where nobody can.
        """
        technicians = self.sudo().search([("company_id", "=", company.id)])
        open_work = technicians._get_load()
        load = {one: open_work[one.user_id.id, company.id][1] for one in technicians}
        chosen = []
        for category in categories:
            candidates = technicians._get_most_skilled(category)
            technician = min(candidates, key=lambda one: (load[one], one.id), default=None)
            if technician:
                load[technician] += 1.0
            chosen.append(technician.user_id if technician else self.env["res.users"])
        return chosen

    def _get_most_skilled(self, category):
        """Those of these technicians whose skill is nearest to the category."""
        parents = [int(part) for part in (category.parent_path or "").split("/") if part]
        for category_id in reversed(parents):
            if skilled := self.filtered(lambda one, own=category_id: own in one.category_ids.ids):
                return skilled
        return self.filtered(lambda one: not one.category_ids)

    @api.model
    def _get_rates(self, users, company):
        """Cost of an hour in the company's currency: {user id: rate}."""
        technicians = self.sudo().search(
            [("user_id", "in", users.ids), ("company_id", "=", company.id)]
        )
        own = {technician.user_id.id: technician.cost_rate for technician in technicians}
        return {user.id: own.get(user.id) or company.rma_labour_rate for user in users}
