from odoo import api, fields, models
from odoo.exceptions import ValidationError


class Rma8dCauseCategory(models.Model):
    """A class of causes, in up to three levels, to count causes over many reports.

    The wording shipped is our own; a list agreed with customers can be imported in its place.
    """

    _name = "rma.8d.cause.category"
    _description = "8D Cause Category"
    _order = "complete_name"
    _rec_name = "complete_name"
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    parent_id = fields.Many2one("rma.8d.cause.category", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            names = (category.parent_id.complete_name, category.name)
            category.complete_name = " / ".join(name for name in names if name)

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category can not stand below itself."))
