from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError


def get_others(vals, gates=("state",)):
    """The values of `vals` that come with a state, to be written before it."""
    return {name: value for name, value in vals.items() if name not in gates}


class RmaStateMixin(models.AbstractModel):
    """A state machine with one table and one gate.

    A model sets `_transitions` and may define, per state, `_check_<state>()` (facts the state
    claims: raises) and `_on_<state>()` (what follows). Button, kanban drag, import, RPC and
    automation all pass `write`, so no way around the gate exists. The model needs a Selection
    `state` whose first transition key is the state every record is born in.
    """

    _name = "rma.state.mixin"
    _inherit = "rma.trail.mixin"
    _description = "State Machine"

    _transitions = {}
    # Facts and links that the system notes and nobody enters by hand; superuser code may.
    # Every extension of a model names its own: those of all its classes count.
    _system_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system_fields(set().union(*vals_list))
        first = next(iter(self._transitions))
        if not self.env.su and any(vals.get("state", first) != first for vals in vals_list):
            raise UserError(
                self.env._(
                    "A new record starts as %(state)s and walks from there.",
                    state=self._get_state_labels()[first],
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        """A state is written last: its facts are checked as they will be."""
        self._check_system_fields(vals)
        if "state" not in vals:
            return super().write(vals)
        self.company_id._recall()
        if others := get_others(vals):
            super().write(others)
        moving = self.filtered(lambda record: record.state != vals["state"])
        return moving._move_to(vals["state"]) if moving else True

    def _move_to(self, state):
        """Check the transition of these records, write it on record, and do what follows."""
        self._check_transition(state)
        getattr(self, f"_check_{state}", lambda: None)()
        before = {record.id: record.state for record in self}
        result = super().write({"state": state, **self._prepare_transition_vals(state)})
        self._log_states(before, state)
        getattr(self, f"_on_{state}", lambda: None)()
        return result

    def _prepare_transition_vals(self, state):
        """Values noted together with the new state, such as its date."""
        return {}

    def _check_transition(self, state):
        """Raise where the table has no road from a record's state to `state`."""
        for record in self:
            if state not in record._transitions[record.state]:
                labels = self._get_state_labels()
                raise UserError(
                    self.env._(
                        "%(record)s is %(state)s; it can not become %(target)s. Possible: "
                        "%(targets)s.",
                        record=record.display_name,
                        state=labels[record.state],
                        target=labels.get(state, state),
                        targets=", ".join(
                            label
                            for key, label in labels.items()
                            if key in self._transitions[record.state]
                        )
                        or self.env._("none"),
                    )
                )

    def _check_system_fields(self, names):
        """Refuse what only the system notes, unless the system is writing."""
        if self.env.su:
            return
        if written := self._get_system_fields().intersection(names):
            labels = ", ".join(
                sorted(self._fields[name]._description_string(self.env) for name in written)
            )
            raise AccessError(
                self.env._("%(fields)s: the system notes that itself.", fields=labels)
            )

    @api.model
    @tools.ormcache()
    def _get_system_fields(self):
        """What every extension of this model says the system notes."""
        named = (vars(cls).get("_system_fields", ()) for cls in type(self).mro())
        return frozenset().union(*named)

    @api.model
    def _get_state_labels(self):
        return dict(self._fields["state"]._description_selection(self.env))
