"""The gates of a return's repair: every change of its states passes `write`.

Only repairs of an RMA line are guarded; a company's other repairs behave as core's.
"""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .rma_state_mixin import get_others

# Field -> its transition table. Facts are checked by `_check_<field>_<value>()`, what follows is
# done by `_on_<field>_<value>()`.
GATES = {
    "state": {
        "draft": {"confirmed", "under_repair", "cancel"},
        "confirmed": {"under_repair", "cancel"},
        "under_repair": {"done", "cancel"},
        "done": set(),
        "cancel": {"draft"},
    },
    "plan_state": {
        "draft": {"to_approve"},
        "to_approve": {"draft", "approved"},
        "approved": {"to_approve", "draft"},
    },
    "control_state": {
        "none": {"waiting"},
        "waiting": {"none", "passed", "failed"},
        "failed": {"waiting"},
        "passed": set(),
    },
}
# Facts and links that the system notes and nobody enters by hand.
SYSTEM_FIELDS = {
    "rma_line_id", "rma_decision_id", "plan_author_id", "plan_approved_by_id",
    "date_plan_approved", "plan_content", "controlled_by_id", "date_controlled", "control_round",
    "date_done", "date_started", "batch_id",
}  # fmt: skip


class RepairOrder(models.Model):
    _inherit = "repair.order"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("rma_line_id") and not self.env.su:
                self._check_born_free(vals)
        return super().create(vals_list)

    def write(self, vals):
        guarded = self.filtered("rma_line_id")
        if not guarded:
            return super().write(vals)
        guarded._check_system_fields(vals)
        moving = {
            name: guarded.filtered(lambda repair, name=name: repair[name] != vals[name])
            for name in GATES
            if name in vals
        }
        # A gate's facts are checked as they will be.
        if moving and (others := get_others(vals, GATES)):
            super().write(others)
            vals = {name: vals[name] for name in moving}
        for name, repairs in moving.items():
            repairs._check_gate(name, vals[name])
        result = super().write(vals)
        for name, repairs in moving.items():
            getattr(repairs, f"_on_{name}_{vals[name]}", lambda: None)()
        return result

    @api.model
    def _check_born_free(self, vals):
        """A repair starts at the beginning of each of its roads."""
        first = {name: next(iter(table)) for name, table in GATES.items()}
        if any(vals.get(name, value) != value for name, value in first.items()):
            raise UserError(self.env._("A new repair starts as new, without plan and control."))

    def _check_system_fields(self, vals):
        if not self.env.su and (written := SYSTEM_FIELDS.intersection(vals)):
            labels = sorted(self._fields[name]._description_string(self.env) for name in written)
            raise AccessError(
                self.env._("%(fields)s: the system notes that itself.", fields=", ".join(labels))
            )

    def _check_gate(self, name, value):
        """Raise where the table of `name` has no road to `value`, or a fact is missing."""
        labels = dict(self._fields[name]._description_selection(self.env))
        for repair in self:
            if value not in GATES[name][repair[name] or next(iter(GATES[name]))]:
                raise UserError(
                    self.env._(
                        "%(repair)s: %(field)s is %(state)s; it can not become %(target)s.",
                        repair=repair.name,
                        field=self._fields[name]._description_string(self.env),
                        state=labels.get(repair[name], ""),
                        target=labels.get(value, value),
                    )
                )
        getattr(self, f"_check_{name}_{value}", lambda: None)()

    def _refuse(self, message, **values):
        """Raise `message` about the first of these repairs, if there is one."""
        if self:
            raise UserError(message % {"repair": self[0].display_name, **values})

    def _check_state_under_repair(self):
        """Nothing starts before its plan is approved, its price accepted, its batch released."""
        self._check_plan_in_force()
        self._check_price_accepted()
        self._check_batch_released()

    def _check_state_done(self):
        """The end is a fact of the stock and of the control, not a mark."""
        self.filtered(lambda repair: repair.product_id and repair.move_id.state != "done")._refuse(
            self.env._("%(repair)s is ended by its End button: its goods have not moved.")
        )
        self._check_controlled()

    def action_repair_done(self):
        repairs = self.filtered("rma_line_id")
        repairs.company_id._recall()
        repairs._check_ready_to_end()
        return super().action_repair_done()

    def _check_ready_to_end(self):
        """Everything an end asks for, before core touches the stock."""
        self._check_controlled()
        self._check_price_accepted()
        self._check_parts_complete()
