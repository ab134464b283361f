"""Writes that no automation watches pass without core's look at every rule.

Core evaluates the condition of each automation of a model before and after every write and every
recomputation, and only then asks whether one of the fields it watches has changed. A decision has
eleven automations, all of which watch its state. Here the fields are asked first; for what is
watched, or as soon as one automation of the model watches every field, core does as ever.
"""

from odoo import api, models, tools

from odoo.addons.base_automation.models.base_automation import WRITE_TRIGGERS


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    def _register_hook(self):
        super()._register_hook()
        for model_name, model_class in self.env.registry.items():
            if model_name.startswith("rma."):
                _pass_unwatched(model_class, "write", _get_written)
                _pass_unwatched(model_class, "_compute_field_value", _get_computed)

    @api.model
    def _is_watched(self, model_name, names):
        """Whether a change of these fields may concern an automation of this model."""
        watched = self._get_watched_names(model_name)
        return watched is None or not watched.isdisjoint(names)

    @api.model
    @tools.ormcache("model_name")
    def _get_watched_names(self, model_name):
        """The fields that automations of this model watch; None when one watches them all."""
        automations = self.sudo().browse(self._get_action_ids(model_name, tuple(WRITE_TRIGGERS)))
        if not all(automation.trigger_field_ids for automation in automations):
            return None
        return frozenset(automations.trigger_field_ids.mapped("name"))


def _pass_unwatched(model_class, method_name, get_names):
    """Put a guard before what core has patched onto this model; core takes it off with its own."""
    patched = vars(model_class).get(method_name)
    if not hasattr(patched, "origin"):
        return

    def guarded(self, argument, **options):
        names = get_names(self, argument)
        is_watched = self.env["base.automation"]._is_watched(self._name, names)
        return (patched if is_watched else patched.origin)(self, argument, **options)

    guarded.origin = patched.origin
    setattr(model_class, method_name, guarded)


def _get_written(_records, vals):
    return vals


def _get_computed(records, field):
    return [computed.name for computed in records.pool.field_computed[field]]
