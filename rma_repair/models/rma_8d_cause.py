import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

PATHS = [
    ("occurrence", "Occurrence: why made"),
    ("escape", "Escape: why not caught"),
    ("systemic", "Systemic: why the system allowed it"),
]
BONES = [
    ("man", "Man"),
    ("machine", "Machine"),
    ("material", "Material"),
    ("method", "Method"),
    ("measurement", "Measurement"),
    ("environment", "Environment"),
]
STATUSES = [("open", "Open"), ("confirmed", "Confirmed"), ("ruled_out", "Ruled out")]
HUMAN_ERROR = re.compile(
    r"human error|operator('s)? (error|mistake)|carelessness|negligen|not attentive|lack of "
    r"training"
    r"|insufficient training|forgot|人为|操作失误|操作不当|粗心|疏忽|培训不足|未培训|员工失误",
    re.IGNORECASE,
)


class Rma8dCause(models.Model):
    """A cause: on a bone of the fishbone, in a branch of a 5-Why, or both.

    A cause without parent that names a bone stands on the fishbone; a cause that names a path
    answers a why of it, its parent being the why before. The last confirmed one is a root cause.
    """

    _name = "rma.8d.cause"
    _description = "8D Cause"
    _inherit = ["rma.8d.part"]
    _order = "path, sequence, id"
    _parent_name = "parent_id"

    _stamps = {"status": ("verified_by_id", "date_verified", ("author_id",), {"confirmed"})}

    name = fields.Char("Cause", required=True)
    path = fields.Selection(PATHS, index=True)
    bone = fields.Selection(BONES, help="Where the cause stands on the fishbone.")
    parent_id = fields.Many2one(
        "rma.8d.cause",
        "Answers Why of",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('report_id', '=', report_id), ('path', '=', path), ('id', '!=', id)]",
    )
    child_ids = fields.One2many("rma.8d.cause", "parent_id", "Next Whys")
    level = fields.Integer("Why No.", compute="_compute_level", recursive=True, store=True)
    status = fields.Selection(STATUSES, required=True, default="open")
    is_root = fields.Boolean("Root Cause")
    author_id = fields.Many2one(
        "res.users",
        "Found by",
        default=lambda self: self.env.user,
        required=True,
        domain="[('share', '=', False)]",
    )
    verified_by_id = fields.Many2one("res.users", "Confirmed by", readonly=True)
    date_verified = fields.Datetime("Confirmed on", readonly=True)
    evidence_for = fields.Text()
    evidence_against = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence", bypass_search_access=True)
    contribution = fields.Float("Contribution (%)")
    is_explaining_is = fields.Boolean("Explains Is")
    is_explaining_is_not = fields.Boolean("Explains Is Not")
    switch = fields.Selection(
        [("yes", "Switched on and off"), ("no", "Not possible")],
        "Problem Switched",
        help="Whether the problem could be brought and taken away through this cause.",
    )
    switch_note = fields.Char("How Switched, or Why Not")
    is_human_error = fields.Boolean(compute="_compute_is_human_error")
    human_error_reason = fields.Char(
        "Why Human Error", help="Why no process, tool or instruction stands behind it."
    )
    category_id = fields.Many2one("rma.8d.cause.category", index="btree_not_null")
    fmea = fields.Selection(
        [("yes", "In the FMEA"), ("no", "Not in the FMEA"), ("na", "No FMEA")], "FMEA Line Existed"
    )
    fmea_rating = fields.Char(
        "FMEA Rating", help="Severity, occurrence and detection as rated then."
    )
    supplier_id = fields.Many2one("res.partner", "Caused at Supplier", index="btree_not_null")
    action_ids = fields.Many2many(
        "rma.8d.action", "rma_8d_action_cause_rel", "cause_id", "action_id"
    )

    _contribution_percent = models.Constraint(
        "CHECK(contribution BETWEEN 0 AND 100)", "A contribution lies between 0 and 100 %."
    )

    @api.depends("parent_id.level", "path")
    def _compute_level(self):
        for cause in self:
            cause.level = cause.parent_id.level + 1 if cause.path else 0

    @api.depends("name")
    def _compute_is_human_error(self):
        for cause in self:
            cause.is_human_error = bool(HUMAN_ERROR.search(cause.name or ""))

    @api.constrains("parent_id", "path", "report_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A cause can not answer its own why."))
        for cause in self.filtered("parent_id"):
            if cause.parent_id.report_id != cause.report_id or cause.parent_id.path != cause.path:
                raise ValidationError(
                    self.env._(
                        "“%(cause)s” answers a why of another path or report.", cause=cause.name
                    )
                )
