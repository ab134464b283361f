"""Who works on a repair, how long, what it costs, and the record of what was done."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .field_groups import REPAIR_COST_READERS


class RepairOrder(models.Model):
    _name = "repair.order"
    _inherit = ["repair.order", "rma.photo.mixin"]

    labour_ids = fields.One2many(
        "rma.repair.labour", "repair_id", "Labor", groups="rma_repair.group_user"
    )
    labour_hours = fields.Float("Hours Worked", compute="_compute_labour_hours", store=True)
    load_hours = fields.Float(
        "Load",
        compute="_compute_load_hours",
        store=True,
        help="Planned hours that remain, one where nothing is planned yet.",
    )
    labour_cost = fields.Monetary(
        "Labor Cost", compute="_compute_actual_cost", compute_sudo=True, groups=REPAIR_COST_READERS
    )
    parts_cost = fields.Monetary(
        compute="_compute_actual_cost", compute_sudo=True, groups=REPAIR_COST_READERS
    )
    actual_cost = fields.Monetary(
        compute="_compute_actual_cost",
        compute_sudo=True,
        groups=REPAIR_COST_READERS,
        help="Parts used at the cost they left stock with, and hours at their rate.",
    )
    is_timer_running = fields.Boolean(
        compute="_compute_is_timer_running", groups="rma_repair.group_user"
    )
    date_started = fields.Datetime("Started on", readonly=True, copy=False)
    date_done = fields.Datetime("Ended on", readonly=True, copy=False, index=True)
    cause = fields.Text(help="Why the unit failed.")
    work_done = fields.Text(help="What was done; the plan's work where nothing else is written.")
    tests_done = fields.Text("Tests", help="What was tested after the repair, with the values.")
    firmware_before = fields.Char(copy=False)
    firmware_after = fields.Char(copy=False)
    hardware_before = fields.Char("Hardware Revision before", copy=False)
    hardware_after = fields.Char("Hardware Revision after", copy=False)
    photo_ids = fields.Many2many(
        "ir.attachment", "rma_repair_photo_rel", "repair_id", "attachment_id", "Photos", copy=False
    )

    @api.depends("labour_ids.hours")
    def _compute_labour_hours(self):
        for repair in self:
            repair.labour_hours = sum(repair.labour_ids.mapped("hours"))

    @api.depends("plan_hours", "labour_hours", "state")
    def _compute_load_hours(self):
        for repair in self:
            if repair.state in ("done", "cancel"):
                repair.load_hours = 0.0
            else:
                planned = repair.plan_hours or 1.0
                repair.load_hours = max(planned - repair.labour_hours, 0.0)

    @api.depends("labour_ids.cost", "move_ids.value", "move_ids.state")
    def _compute_actual_cost(self):
        for repair in self:
            parts = repair.move_ids.filtered(lambda move: move.state == "done")
            signs = {"add": 1, "recycle": -1}
            repair.parts_cost = sum(
                signs.get(move.repair_line_type, 0) * move.value for move in parts
            )
            repair.labour_cost = sum(repair.labour_ids.mapped("cost"))
            repair.actual_cost = repair.parts_cost + repair.labour_cost

    @api.depends("labour_ids.date_end", "labour_ids.user_id")
    @api.depends_context("uid")
    def _compute_is_timer_running(self):
        running = self._get_running_labour(self.env.user).repair_id
        for repair in self:
            repair.is_timer_running = repair in running

    @api.model_create_multi
    def create(self, vals_list):
        repairs = super().create(vals_list)
        given = {
            repair.id
            for repair, vals in zip(repairs, vals_list, strict=True)
            if vals.get("user_id")
        }
        repairs.filtered(
            lambda repair: repair.rma_line_id and repair.id not in given
        ).sudo()._assign_technicians()
        return repairs

    def _assign_technicians(self):
        """Give each of these repairs the least loaded technician with the nearest skill."""
        by_user = defaultdict(self.browse)
        for company, repairs in self.grouped("company_id").items():
            categories = [repair.product_id.categ_id for repair in repairs]
            users = self.env["rma.technician"]._choose(company, categories)
            for repair, user in zip(repairs, users, strict=True):
                by_user[user] |= repair
        for user, repairs in by_user.items():
            repairs.write({"user_id": user.id})

    def action_assign_technician(self):
        """Choose the technicians anew, by skill and load."""
        self._assign_technicians()

    def action_timer_start(self):
        """Start the user's timer on this repair; one that runs elsewhere stops."""
        self.ensure_one()
        user = self.env.user
        running = self._get_running_labour(user, everywhere=True)
        running.write({"date_end": fields.Datetime.now()})
        running.flush_recordset()
        kind = "repair" if self.state == "under_repair" else "diagnosis"
        if kind == "repair":
            self._check_price_accepted()
        return self.env["rma.repair.labour"].create(
            {"repair_id": self.id, "user_id": user.id, "kind": kind}
        )

    def action_timer_stop(self):
        """Stop the user's timers on these repairs."""
        self._get_running_labour(self.env.user).write({"date_end": fields.Datetime.now()})

    def _get_running_labour(self, user, everywhere=False):
        where = [] if everywhere else [("repair_id", "in", self.ids)]
        return self.env["rma.repair.labour"].search(
            [("user_id", "=", user.id), ("date_end", "=", False), *where]
        )

    def _get_labour_rates(self):
        """What an hour of each repair's technician costs: {repair: rate}."""
        rates = {}
        self.company_id._recall()
        for company, repairs in self.grouped("company_id").items():
            by_user = self.env["rma.technician"]._get_rates(repairs.user_id, company)
            for repair in repairs:
                rates[repair] = by_user.get(repair.user_id.id, company.rma_labour_rate)
        return rates

    def _on_state_under_repair(self):
        self.filtered(lambda repair: not repair.user_id).write({"user_id": self.env.uid})
        self.sudo().filtered(lambda repair: not repair.date_started).write(
            {"date_started": fields.Datetime.now()}
        )

    def _on_state_done(self):
        self.sudo().write({"date_done": fields.Datetime.now()})

    def _check_timers_stopped(self):
        if running := self.sudo().labour_ids.filtered(lambda labour: not labour.date_end):
            raise UserError(
                self.env._(
                    "The timer of %(user)s on %(repair)s is running. Stop it first.",
                    user=running[0].user_id.name,
                    repair=running[0].repair_id.name,
                )
            )
