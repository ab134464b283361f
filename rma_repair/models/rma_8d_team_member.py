from odoo import api, fields, models
from odoo.exceptions import UserError

ROLES = [
    ("member", "Member"),
    ("moderator", "Moderator"),
    ("customer", "Customer's Member"),
    ("supplier", "Supplier's Member"),
]


class Rma8dTeamMember(models.Model):
    """A person of the 8D team and what he or she brings to it."""

    _name = "rma.8d.team.member"
    _description = "8D Team Member"
    _inherit = ["rma.8d.part"]
    _order = "sequence, id"
    _rec_name = "name"

    user_id = fields.Many2one("res.users", index="btree_not_null", domain="[('share', '=', False)]")
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    name = fields.Char(
        compute="_compute_contact", store=True, precompute=True, readonly=False, required=True
    )
    role = fields.Selection(ROLES, required=True, default="member")
    function = fields.Char(
        "Job Function",
        compute="_compute_contact",
        store=True,
        precompute=True,
        readonly=False,
        help="Quality, production, development, purchasing, ...",
    )
    department = fields.Char()
    phone = fields.Char(compute="_compute_contact", store=True, precompute=True, readonly=False)
    email = fields.Char(compute="_compute_contact", store=True, precompute=True, readonly=False)
    skills = fields.Char(help="Product knowledge, 8D moderation, measuring technology, ...")

    @api.depends("user_id")
    def _compute_partner_id(self):
        for member in self:
            member.partner_id = member.user_id.partner_id or member.partner_id

    @api.depends("partner_id")
    def _compute_contact(self):
        for member in self:
            person = member.partner_id
            member.name = person.name or member.name
            member.function = member.function or person.function
            member.phone = member.phone or person.phone
            member.email = member.email or person.email

    def write(self, vals):
        if "user_id" in vals:
            self.filtered(lambda m: m.user_id.id != vals["user_id"])._unlink_except_owner()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_owner(self):
        for member in self.filtered("user_id"):
            owned = member.report_id.action_ids.filtered(
                lambda action, member=member: action.owner_id == member.user_id
            )
            if owned:
                raise UserError(
                    self.env._(
                        "%(member)s owns “%(action)s”: give it to somebody else first.",
                        member=member.name,
                        action=owned[0].name,
                    )
                )
