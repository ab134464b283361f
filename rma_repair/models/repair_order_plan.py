"""The repair plan: what will be done, with what, for how long, until when, approved by a second."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .field_groups import REPAIR_COST_READERS

SUPERVISOR_GROUPS = ("rma_repair.group_workshop_supervisor", "rma_repair.group_manager")
PLAN_STATES = [
    ("draft", "To plan"),
    ("to_approve", "To approve"),
    ("approved", "Approved"),
]


class RepairOrder(models.Model):
    _inherit = "repair.order"

    plan_state = fields.Selection(
        PLAN_STATES,
        "Plan",
        compute="_compute_plan_state",
        store=True,
        readonly=False,
        default="draft",
        copy=False,
        index=True,
    )
    plan_findings = fields.Text("Findings", help="What is wrong with the unit.")
    plan_work = fields.Text("Work", help="What will be done.")
    plan_hours = fields.Float("Planned Hours")
    date_promised = fields.Date("Promised", index=True, copy=False)
    date_plan_deadline = fields.Datetime("Plan Due", readonly=True, copy=False)
    is_plan_late = fields.Boolean(compute="_compute_is_plan_late", search="_search_is_plan_late")
    plan_author_id = fields.Many2one("res.users", "Planned by", readonly=True, copy=False)
    plan_approved_by_id = fields.Many2one(
        "res.users", "Plan Approved by", readonly=True, copy=False
    )
    date_plan_approved = fields.Datetime("Plan Approved on", readonly=True, copy=False)
    plan_content = fields.Json("Approved Plan", readonly=True, copy=False)
    plan_difference = fields.Text("Changed since Approval", compute="_compute_plan_difference")
    plan_ids = fields.One2many(
        "rma.repair.plan",
        "repair_id",
        "Approved Plans",
        readonly=True,
        groups="rma_repair.group_user",
    )
    estimated_parts_cost = fields.Monetary(
        "Parts, Estimated",
        compute="_compute_estimated_cost",
        compute_sudo=True,
        groups=REPAIR_COST_READERS,
    )
    estimated_labour_cost = fields.Monetary(
        "Labor, Estimated",
        compute="_compute_estimated_cost",
        compute_sudo=True,
        groups=REPAIR_COST_READERS,
    )
    estimated_cost = fields.Monetary(
        compute="_compute_estimated_cost",
        compute_sudo=True,
        groups=REPAIR_COST_READERS,
        help="What the plan costs the company: parts at cost, hours at the technician's rate.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.depends(
        "plan_work",
        "plan_hours",
        "date_promised",
        "move_ids.product_id",
        "move_ids.product_uom_qty",
        "move_ids.repair_line_type",
        "move_ids.is_rma_charged",
    )
    def _compute_plan_state(self):
        """An approved plan that changes asks for approval again, whoever changes it."""
        for repair in self:
            if repair.plan_state == "approved" and repair._is_plan_changed():
                repair.plan_state = "to_approve"
                repair.plan_author_id = self.env.user
            else:
                repair.plan_state = repair.plan_state or "draft"

    @api.depends("plan_content", "plan_state")
    def _compute_plan_difference(self):
        for repair in self:
            repair.plan_difference = "\n".join(repair._get_plan_differences()) or False

    @api.depends("date_plan_deadline", "plan_state", "state")
    def _compute_is_plan_late(self):
        now = fields.Datetime.now()
        for repair in self:
            repair.is_plan_late = bool(
                repair.date_plan_deadline
                and repair.date_plan_deadline < now
                and repair.plan_state == "draft"
                and repair.state in ("draft", "confirmed")
            )

    def _search_is_plan_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("date_plan_deadline", "<", fields.Datetime.now()),
            ("plan_state", "=", "draft"),
            ("state", "in", ("draft", "confirmed")),
        ]

    @api.depends("plan_hours", "user_id", "move_ids.product_uom_qty", "move_ids.repair_line_type")
    def _compute_estimated_cost(self):
        rates = self._get_labour_rates()
        for repair in self:
            repair.estimated_parts_cost = sum(
                move.product_id.with_company(repair.company_id).standard_price * move.product_qty
                for move in repair.move_ids
                if move.repair_line_type == "add"
            )
            repair.estimated_labour_cost = repair.plan_hours * rates[repair]
            repair.estimated_cost = repair.estimated_parts_cost + repair.estimated_labour_cost

    @api.model_create_multi
    def create(self, vals_list):
        repairs = super().create(vals_list)
        repairs.filtered("rma_line_id").sudo()._set_plan_deadline()
        return repairs

    def _set_plan_deadline(self):
        """The plan is due some working hours after the decision; the repair some days after."""
        for decision, repairs in self.grouped("rma_decision_id").items():
            company = repairs.company_id[:1]
            start = decision.date_authorized or fields.Datetime.now()
            calendar, run = company.resource_calendar_id, (start, company.rma_plan_hours)
            due = calendar and calendar._rma_add_hours({run}, company).get(run)
            late = start + timedelta(days=company.rma_repair_days)
            repairs.write({"date_plan_deadline": due or start})
            repairs.filtered(lambda repair: not repair.date_promised).write(
                {"date_promised": late.date()}
            )

    def action_plan_submit(self):
        """Ask the workshop's supervisor to approve these plans."""
        self.write({"plan_state": "to_approve"})

    def action_plan_approve(self):
        """Approve these plans; never by their author. Every approved version is kept."""
        self.write({"plan_state": "approved"})

    def action_plan_draft(self):
        """Send these plans back to their author."""
        self.write({"plan_state": "draft"})

    def _check_plan_state_to_approve(self):
        for repair in self:
            missing = [
                repair._fields[name]._description_string(self.env)
                for name in ("plan_work", "plan_hours", "date_promised")
                if not repair[name]
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "The plan of %(repair)s lacks: %(fields)s.",
                        repair=repair.name,
                        fields=", ".join(missing),
                    )
                )

    def _check_plan_state_approved(self):
        user = self.env.user
        if not any(user.has_group(group) for group in SUPERVISOR_GROUPS):
            raise AccessError(
                self.env._("Plans are approved by the workshop's supervisor or a manager.")
            )
        if own := self.filtered(lambda repair: repair.plan_author_id == user):
            raise AccessError(
                self.env._(
                    "You planned %(repair)s: somebody else must approve it.", repair=own[0].name
                )
            )

    def _on_plan_state_to_approve(self):
        self.sudo().write({"plan_author_id": self.env.uid})

    def _on_plan_state_approved(self):
        now = fields.Datetime.now()
        repairs = self.sudo()
        repairs.write({"plan_approved_by_id": self.env.uid, "date_plan_approved": now})
        for repair in repairs:
            repair.plan_content = repair._get_plan_content()
        self.env["rma.repair.plan"].sudo().create(
            [repair._prepare_plan_vals() for repair in repairs]
        )

    def _check_plan_in_force(self):
        """Raise where work has no approved plan behind it."""
        self.filtered(lambda repair: repair.plan_state != "approved")._refuse(
            self.env._("The plan of %(repair)s must be approved by the supervisor first.")
        )

    def _is_plan_changed(self):
        self.ensure_one()
        return (
            self.state in ("draft", "confirmed", "under_repair")
            and (self.plan_content or {}) != self._get_plan_content()
        )

    def _get_plan_content(self):
        """What an approval covers, comparable and readable after years: plain values."""
        self.ensure_one()
        return {
            "work": self.plan_work or "",
            "hours": round(self.plan_hours, 2),
            "promised": fields.Date.to_string(self.date_promised) or "",
            "parts": sorted(move._get_plan_entry() for move in self.move_ids),
        }

    def _get_plan_differences(self):
        """What changed against the approved plan, a line of words each."""
        self.ensure_one()
        old, new = self.plan_content or {}, self._get_plan_content()
        if not old:
            return []
        labels = {
            "work": self.env._("Work"),
            "hours": self.env._("Hours"),
            "promised": self.env._("Promised"),
        }
        changes = [
            f"{label}: {old.get(key)} → {new[key]}"
            for key, label in labels.items()
            if old.get(key) != new[key]
        ]
        before, after = old.get("parts", []), new["parts"]
        describe = self.env["stock.move"]._describe_plan_entry
        changes += [f"− {describe(part)}" for part in before if part not in after]
        changes += [f"+ {describe(part)}" for part in after if part not in before]
        return changes

    def _prepare_plan_vals(self):
        """The version of the plan that is kept."""
        self.ensure_one()
        return {
            "repair_id": self.id,
            "content": self.plan_content,
            "author_id": self.plan_author_id.id,
            "approved_by_id": self.plan_approved_by_id.id,
            "date": self.date_plan_approved,
            "estimated_cost": self.estimated_cost,
            "number": len(self.plan_ids) + 1,
        }
