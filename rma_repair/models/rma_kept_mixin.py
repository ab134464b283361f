from odoo import api, models


class RmaKeptMixin(models.AbstractModel):
    """Settings that every step asks for: which there are is kept in the registry's cache.

    Whenever one comes, changes or goes the cache is emptied, in every process.
    """

    _name = "rma.kept.mixin"
    _description = "Settings Kept in Memory"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
