from odoo import api, models


class RmaRuleMixin(models.AbstractModel):
    """A rule that open lines follow: whenever one comes, changes or goes, they are judged again."""

    _name = "rma.rule.mixin"
    _inherit = "rma.kept.mixin"
    _description = "Rule of Open Lines"

    # Changes of these make no difference to any line.
    _indifferent_fields = frozenset({"name", "sequence"})

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._recompute_open_lines()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - self._indifferent_fields:
            self._recompute_open_lines()
        return result

    def unlink(self):
        result = super().unlink()
        self._recompute_open_lines()
        return result

    @api.model
    def _recompute_open_lines(self):
        """Have what these rules say of the open lines computed again."""
        raise NotImplementedError
