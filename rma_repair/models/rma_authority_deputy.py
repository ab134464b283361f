from odoo import api, fields, models, tools
from odoo.fields import Domain


class RmaAuthorityDeputy(models.Model):
    """Who stands in for whom, from which day to which: the deputy holds the other's limits too."""

    _name = "rma.authority.deputy"
    _inherit = "rma.kept.mixin"
    _description = "RMA Deputy"
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        "Away",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    deputy_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    date_from = fields.Date("First Day", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", required=True)
    reason = fields.Char()

    _dates_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "The first day must not lie behind the last."
    )
    _somebody_else = models.Constraint("CHECK(user_id != deputy_id)", "Nobody is his own deputy.")

    @api.depends("user_id.name", "deputy_id.name")
    def _compute_display_name(self):
        for deputy in self:
            deputy.display_name = self.env._(
                "%(deputy)s for %(user)s",
                deputy=deputy.deputy_id.sudo().name or "?",
                user=deputy.user_id.sudo().name or "?",
            )

    @api.model
    def _in_force(self):
        """Today's deputies; those who stand in for an archived user do not."""
        return self.sudo().browse(self._get_ids_in_force(fields.Date.context_today(self)))

    @api.model
    @tools.ormcache("today")
    def _get_ids_in_force(self, today):
        in_force = self.sudo().search(
            Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today)
            & Domain("user_id.active", "=", True)
        )
        return in_force._ids

    def _get_principals(self, user):
        """The users for whom `user` stands in, among these."""
        return self.filtered(lambda deputy: deputy.deputy_id == user).user_id

    def _get_deputies(self, user):
        """Who stands in for `user`, among these."""
        return self.filtered(lambda deputy: deputy.user_id == user).deputy_id
