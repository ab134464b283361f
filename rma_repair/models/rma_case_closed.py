"""Closed is read-only: what is written on a closed case, line or decision is refused."""

from odoo import api, models
from odoo.exceptions import UserError

from .rma_closed_mixin import OPEN_FIELDS


class RmaCase(models.Model):
    _inherit = "rma.case"

    def write(self, vals):
        if not self.env.su and set(vals) - OPEN_FIELDS - {"state"}:
            self._check_open()
        return super().write(vals)

    def _check_posted_open(self, vals_list):
        """Refuse new parts of a closed case."""
        ids = {vals.get("case_id") or self.env.context.get("default_case_id") for vals in vals_list}
        self.browse(filter(None, ids)).sudo()._check_open()

    def _check_open(self):
        """Refuse a change of closed cases: they are a record."""
        for case in self:
            if case.state == "closed":
                raise UserError(
                    self.env._(
                        "%(case)s is closed and can not be changed. Reopen it with a reason, or "
                        "open a new case.",
                        case=case.name,
                    )
                )


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.env["rma.case"]._check_posted_open(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if (
            not self.env.su
            and set(vals) - {"state"}
            and (closed := self.filtered(lambda line: line.state == "closed"))
        ):
            raise UserError(
                self.env._(
                    "%(line)s is closed and can not be changed. Reopen it with a reason.",
                    line=closed[0].display_name,
                )
            )
        return super().write(vals)


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.env["rma.case"]._check_posted_open(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self.case_id.sudo()._check_open()
        return super().write(vals)
