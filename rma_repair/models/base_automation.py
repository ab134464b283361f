from odoo import models, tools
from odoo.fields import Domain

# What core notes in the context while an automation runs.
AUTOMATION_CONTEXT = {
    "__action_done",
    "__action_feedback",
    "active_id",
    "active_ids",
    "active_model",
    "domain_post",
    "old_values",
}


class BaseAutomation(models.Model):
    _name = "base.automation"
    _inherit = ["base.automation", "rma.recalled.mixin"]

    _recalled_names = ("trigger_field_ids", "action_server_ids")

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"last_run"}:
            self.env.registry.clear_cache()
        return result

    def _update_registry(self):
        result = super()._update_registry()
        self.env.registry.clear_cache()
        return result

    def _get_actions(self, records, triggers):
        """As core's, which searches anew at every write and recomputation of any record."""
        if "__action_done" not in self.env.context:
            self = self.with_context(__action_done={})
        automations = self.browse(self._get_action_ids(records._name, tuple(triggers)))
        if any(self._fields["trigger"]._cache_missing_ids(automations)):
            automations._recall_with_actions()
        return automations

    @tools.ormcache("model_name", "triggers")
    def _get_action_ids(self, model_name, triggers):
        active = self.with_context(active_test=True).sudo()
        domain = [("model_name", "=", model_name), ("trigger", "in", triggers)]
        return active.search(domain)._ids

    def _recall_with_actions(self):
        """Put into the record cache what an automation reads before and while it runs."""
        automations = self._recall().sudo()
        automations.action_server_ids._recall()
        automations.model_id._recall()
        automations.trigger_field_ids._recall()

    def _get_linked_domain(self, name):
        """The records that automations, archived ones too, name in this field."""
        automations = self.with_context(active_test=False).search(Domain.TRUE)
        return [("id", "in", automations[name].ids)]


class IrActionsServer(models.Model):
    _name = "ir.actions.server"
    _inherit = ["ir.actions.server", "rma.recalled.mixin"]

    _recalled_names = ("code", "group_ids", "child_ids")

    def _get_recalled_domain(self):
        return [("base_automation_id", "!=", False)]

    def _get_eval_context(self, action=None):
        """An effect makes its documents as its button does, whatever set it off."""
        eval_context = super()._get_eval_context(action)
        if action and action.base_automation_id and action.model_id.model == "rma.decision":
            context = self.env.context.items()
            plain = {name: value for name, value in context if name not in AUTOMATION_CONTEXT}
            env = self.env(context=plain)
            for name in ("record", "records"):
                if eval_context[name]:
                    eval_context[name] = eval_context[name].with_env(env)
        return eval_context


class IrModel(models.Model):
    _name = "ir.model"
    _inherit = ["ir.model", "rma.recalled.mixin"]

    def _get_recalled_domain(self):
        return self.env["base.automation"]._get_linked_domain("model_id")


class IrModelFields(models.Model):
    _name = "ir.model.fields"
    _inherit = ["ir.model.fields", "rma.recalled.mixin"]

    def _get_recalled_domain(self):
        return self.env["base.automation"]._get_linked_domain("trigger_field_ids")

    def _is_recalled(self, field):
        return field.name == "name"
