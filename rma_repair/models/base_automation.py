from odoo import models, tools


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    def _update_registry(self):
        result = super()._update_registry()
        self.env.registry.clear_cache()
        return result

    def _get_actions(self, records, triggers):
        """As core's, which searches anew at every write and recomputation of any record."""
        if "__action_done" not in self.env.context:
            self = self.with_context(__action_done={})
        return self.browse(self._get_action_ids(records._name, tuple(triggers)))

    @tools.ormcache("model_name", "triggers")
    def _get_action_ids(self, model_name, triggers):
        active = self.with_context(active_test=True).sudo()
        domain = [("model_name", "=", model_name), ("trigger", "in", triggers)]
        return active.search(domain)._ids
