"""Which approvals a case needs before its lines may be authorized, and asking for them."""

from datetime import datetime

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .res_company_policy import AUTHORITIES
from .rma_approval import APPROVAL_SUBJECTS, AUTHORITY_BY_SUBJECT


class RmaCase(models.Model):
    _inherit = "rma.case"

    case_type = fields.Selection(
        [("return", "Return"), ("incident", "Quality incident"), ("recall", "Recall")],
        "Type",
        required=True,
        default="return",
        tracking=True,
    )
    approval_ids = fields.Many2many(
        "rma.approval", "rma_approval_case_rel", "case_id", "approval_id", "Approvals",
        readonly=True, copy=False,
    )  # fmt: skip
    approval_count = fields.Integer(compute="_compute_approval_count")
    pending_approval_count = fields.Integer(compute="_compute_approval_count")
    missing_approvals = fields.Char(
        compute="_compute_missing_approvals", help="Approvals that are needed and not given."
    )

    @api.depends("approval_ids.state")
    def _compute_approval_count(self):
        for case in self:
            case.approval_count = len(case.approval_ids)
            case.pending_approval_count = case.approval_ids.mapped("state").count("pending")

    @api.depends(
        "is_batch", "case_type", "approval_ids.state", "line_ids.is_out_of_policy", "line_ids.state"
    )
    def _compute_missing_approvals(self):
        labels = dict(APPROVAL_SUBJECTS)
        # A list of cases has many lines, each of a hundred columns.
        self.line_ids.fetch(["case_id", "state", "create_date", "is_guidance", "is_out_of_policy"])
        for case in self:
            missing = case._get_missing_approvals()
            case.missing_approvals = ", ".join(labels[subject] for subject in missing)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_approval_fields(set().union(*vals_list))
        cases = super().create(vals_list)
        cases._ask_approvals()
        return cases

    def write(self, vals):
        self._check_approval_fields(vals)
        result = super().write(vals)
        if not {"is_batch", "case_type"}.isdisjoint(vals):
            self._ask_approvals()
        return result

    def _check_approval_fields(self, names):
        """Nobody links an approval given for another case, or rewrites why a case is a batch."""
        if not self.env.su and not {"approval_ids", "batch_reason"}.isdisjoint(names):
            raise AccessError(self.env._("Approvals and batches are noted by the system itself."))

    def action_ask_approvals(self):
        """Ask for every approval these cases still lack, requests outside the policies included."""
        self._ask_approvals(("out_of_policy",))

    def action_view_approvals(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Approvals"),
            "res_model": "rma.approval",
            "view_mode": "list,form",
            "domain": [("id", "in", self.approval_ids.ids)],
        }

    def _get_needed_approvals(self):
        """The subjects (see APPROVAL_SUBJECTS) that somebody must approve before authorizing."""
        self.ensure_one()
        needed = []
        if self.case_type in ("incident", "recall"):
            needed.append(self.case_type)
        elif self.is_batch:
            needed.append("batch")
        requested = self.line_ids.filtered(
            lambda line: line.state == "requested" and not line.is_guidance
        )
        if any(requested.mapped("is_out_of_policy")):
            needed.append("out_of_policy")
        return needed

    def _get_missing_approvals(self):
        """Needed and not given; an answer covers the lines that were there to be seen."""
        needed = self._get_needed_approvals()
        if not needed:
            return []
        lines = self.line_ids.filtered(lambda line: line.state == "requested" and line.create_date)
        newest = max(lines.mapped("create_date"), default=datetime.min).replace(microsecond=0)
        given = self.sudo().approval_ids.filtered(
            lambda approval: approval.state == "approved" and approval.date_answered >= newest
        )
        return [subject for subject in needed if subject not in given.mapped("subject")]

    def _ask_approvals(self, optional=()):
        """Ask for what the type and size of these cases need, one approval for all of them.

        Subjects in `optional` are asked for too; others wait until somebody asks.
        """
        wanted = ("batch", "incident", "recall", *optional)
        asked = self.sudo()
        if not optional:
            asked = asked.filtered(lambda case: case.is_batch or case.case_type != "return")
        for (subject, company), cases in asked._group_by_unasked(wanted).items():
            reasons = filter(None, dict.fromkeys(cases.mapped("batch_reason")))
            asked.env["rma.approval"].create(
                {
                    "subject": subject,
                    "company_id": company.id,
                    "case_ids": [Command.set(cases.ids)],
                    "reason": "\n".join(reasons),
                }
            )

    def _group_by_unasked(self, wanted):
        """The cases that lack an approval nobody was asked for: {(subject, company): cases}."""
        groups = {}
        for case in self:
            open_subjects = case.approval_ids.filtered(
                lambda approval: approval.state in ("pending", "refused")
            ).mapped("subject")
            for subject in case._get_missing_approvals():
                if subject in wanted and subject not in open_subjects:
                    key = (subject, case.company_id)
                    groups[key] = groups.get(key, self.browse()) | case
        return groups

    def _check_approvals(self):
        """Raise where an approval is missing, saying whose."""
        subjects = dict(APPROVAL_SUBJECTS)
        authorities = dict(AUTHORITIES)
        for case in self:
            if missing := case._get_missing_approvals():
                raise UserError(
                    self.env._(
                        "%(case)s needs an approval of the %(authority)s first: %(subject)s. "
                        "Ask for it on the case.",
                        case=case.name,
                        authority=authorities[AUTHORITY_BY_SUBJECT[missing[0]]],
                        subject=subjects[missing[0]],
                    )
                )


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _check_authorized(self):
        result = super()._check_authorized()
        fresh = self.filtered(lambda line: line.state == "requested" and not line.is_guidance)
        fresh.case_id._check_approvals()
        return result
