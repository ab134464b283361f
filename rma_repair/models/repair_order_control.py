"""Quality control after repair: nobody passes his own work, nothing ships without it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CONTROL_STATES = [
    ("none", "Not yet"),
    ("waiting", "Waiting"),
    ("failed", "Failed"),
    ("passed", "Passed"),
]
CONTROL_GROUPS = (
    "rma_repair.group_quality",
    "rma_repair.group_workshop_supervisor",
    "rma_repair.group_manager",
)


class RepairOrder(models.Model):
    _name = "repair.order"
    _inherit = ["repair.order", "rma.segregation.mixin"]

    control_state = fields.Selection(
        CONTROL_STATES, "Control", default="none", copy=False, index=True
    )
    control_round = fields.Integer("Control Rounds", readonly=True, copy=False)
    control_ids = fields.One2many(
        "rma.repair.control", "repair_id", "Controls", readonly=True, groups="rma_repair.group_user"
    )
    control_findings = fields.Text(copy=False, help="What the control found; needed to fail it.")
    controlled_by_id = fields.Many2one("res.users", "Controlled by", readonly=True, copy=False)
    date_controlled = fields.Datetime("Controlled on", readonly=True, copy=False)
    is_first_pass = fields.Boolean("Passed at Once", compute="_compute_is_first_pass", store=True)

    @api.depends("control_state", "control_round")
    def _compute_is_first_pass(self):
        for repair in self:
            repair.is_first_pass = repair.control_state == "passed" and repair.control_round == 1

    def action_control_request(self):
        """The work is done: pass these units on to quality control."""
        self.write({"control_state": "waiting"})

    def action_control_withdraw(self):
        """Take these units back to the bench before they were controlled."""
        self.write({"control_state": "none"})

    def action_control_pass(self):
        """The units are good: their repairs end, and what follows is made."""
        self.write({"control_state": "passed"})
        return self.action_repair_end()

    def action_control_fail(self):
        """Send these units back to the bench with the control's findings."""
        self.write({"control_state": "failed"})

    def _check_control_state_waiting(self):
        self.filtered(lambda repair: repair.state != "under_repair")._refuse(
            self.env._("%(repair)s is not under repair: there is nothing to control.")
        )
        self._check_plan_in_force()
        self._check_price_accepted()
        self._check_timers_stopped()
        self._check_parts_complete()

    def _check_control_state_passed(self):
        self._check_controller()
        self._check_parts_judged()

    def _check_control_state_failed(self):
        self._check_controller()
        self.filtered(lambda repair: not repair.control_findings)._refuse(
            self.env._("Write what the control of %(repair)s found, so that it can be repaired.")
        )

    def _check_controller(self):
        """Control is for those who have the right and did not work on the unit."""
        user = self.env.user
        if not any(user.has_group(group) for group in CONTROL_GROUPS):
            raise AccessError(
                self.env._("Repairs are controlled by quality or the workshop's supervisor.")
            )
        self._check_duty("control")

    def _get_duty_users(self):
        """Who repaired and who controlled this unit: nobody does both."""
        worked = self.labour_ids.filtered(lambda labour: labour.kind == "repair").user_id
        return {
            **super()._get_duty_users(),
            "repair": self.user_id | worked,
            "control": self.control_ids.user_id,
        }

    def _get_duty_holders(self, duty):
        if duty != "control":
            return super()._get_duty_holders(duty)
        groups = [self.env.ref(group).sudo() for group in CONTROL_GROUPS]
        return self.env["res.users"].sudo().union(*(group.all_user_ids for group in groups))

    def _get_trail_case(self):
        return self.rma_case_id

    def _check_parts_judged(self):
        """Parts taken out for stock need quality's verdict; rejected ones are no stock."""
        for repair in self:
            recovered = repair.move_ids.filtered(
                lambda move: move.repair_line_type == "recycle" and move.state != "cancel"
            )
            if unjudged := recovered.filtered(lambda move: not move.part_verdict):
                raise UserError(
                    self.env._(
                        "Quality must accept or reject %(parts)s before %(repair)s ends.",
                        parts=", ".join(unjudged.product_id.mapped("display_name")),
                        repair=repair.name,
                    )
                )

    def _on_control_state_waiting(self):
        for repair in self.filtered(lambda repair: not repair.work_done):
            repair.work_done = repair.plan_work
        self.filtered("control_findings").write({"control_findings": False})

    def _on_control_state_passed(self):
        rejected = self.sudo().move_ids.filtered(
            lambda move: move.repair_line_type == "recycle" and move.part_verdict == "rejected"
        )
        rejected._scrap_rejected_parts()
        self._note_control("passed")

    def _on_control_state_failed(self):
        self._note_control("failed")
        for repair in self:
            repair.message_post(
                body=self.env._("Control failed: %(findings)s", findings=repair.control_findings)
            )

    def _note_control(self, result):
        """Keep this round: its number, its controller, its findings."""
        repairs = self.sudo()
        now = fields.Datetime.now()
        self.env["rma.repair.control"].sudo().create(
            [
                {
                    "repair_id": repair.id,
                    "number": repair.control_round + 1,
                    "result": result,
                    "user_id": self.env.uid,
                    "technician_id": repair.user_id.id,
                    "date": now,
                    "findings": repair.control_findings,
                }
                for repair in repairs
            ]
        )
        for number, same in repairs.grouped("control_round").items():
            same.write(
                {
                    "control_round": number + 1,
                    "controlled_by_id": self.env.uid,
                    "date_controlled": now,
                }
            )

    def _check_controlled(self):
        self.filtered(lambda repair: repair.control_state != "passed")._refuse(
            self.env._(
                "%(repair)s has not passed its control. Pass it on to quality first; nothing is "
                "sent back without it."
            )
        )


class StockMove(models.Model):
    _inherit = "stock.move"

    def _scrap_rejected_parts(self):
        """Turn these parts into removed ones: they end where removed parts do, without value."""
        for move in self:
            place = move.repair_id.parts_location_id
            move.repair_line_type = "remove"
            for record in (move, *move.move_line_ids):
                record.location_dest_id = place
