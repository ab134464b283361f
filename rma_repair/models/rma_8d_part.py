from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .rma_segregation_mixin import tell_who_may


class Rma8dPart(models.AbstractModel):
    """What every row of an 8D report shares: its report, its face, and its rules.

    A row of a closed or cancelled report can not be changed by anybody. A result (verified,
    validated, confirmed) is stamped with the user who writes it, and nobody writes the result of
    their own work. A due time that moves keeps the first one and needs a reason.
    """

    _name = "rma.8d.part"
    _description = "Part of an 8D Report"
    _check_company_auto = True

    # result field -> (who, when, own-work fields, values that count as a result)
    _stamps = {}
    # Fields the system or the customer's side may still write on a closed report.
    _open_fields = frozenset()

    report_id = fields.Many2one(
        "rma.8d.report", "8D Report", required=True, ondelete="cascade", index=True
    )
    report_state = fields.Selection(related="report_id.state", string="Report State")
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    is_internal = fields.Boolean(
        "Internal", help="Never printed, exported or sent in the customer's edition."
    )

    @api.constrains(lambda self: self._get_own_work_fields())
    def _check_own_work(self):
        for result, (who, _when, owners, values) in self._stamps.items():
            for part in self:
                if part[result] in values and any(
                    part[who] and part[who] == part[o] for o in owners
                ):
                    raise ValidationError(part._own_work_message(part[who]))

    def _get_own_work_fields(self):
        """The fields whose change may turn a result into one of somebody's own work."""
        return [
            name for who, _when, owners, _values in self._stamps.values() for name in (who, *owners)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals.get("report_id") for vals in vals_list} - {None, False}
        self.env["rma.8d.report"].browse(ids)._check_open()
        vals_list = [self._with_stamps(vals) for vals in vals_list]
        parts = super().create(vals_list)
        parts._check_report_open()
        return parts

    def write(self, vals):
        if not self._open_fields.issuperset(vals):
            self._check_report_open()
        self._check_own_result(vals)
        vals = self._with_moved_due(self._with_stamps(vals))
        result = super().write(vals)
        if "report_id" in vals:
            self._check_report_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_report_closed(self):
        self._check_report_open()

    def _check_report_open(self):
        """Refuse any change to a report that is closed or cancelled, administrators included."""
        for report in self.report_id:
            report._check_open()

    def _with_stamps(self, vals):
        """`vals` with who and when of each result, taken from the session and never from
        outside."""
        vals = dict(vals)
        for result, (who, when, _owners, values) in self._stamps.items():
            vals.pop(who, None)
            vals.pop(when, None)
            if result in vals:
                given = vals[result] in values
                vals[who] = self.env.uid if given else False
                vals[when] = fields.Datetime.now() if given else False
        return vals

    def _check_own_result(self, vals):
        """Refuse the result of one's own work before anything is written."""
        for result, (_who, _when, owners, values) in self._stamps.items():
            if vals.get(result) not in values:
                continue
            for part in self:
                if part[result] != vals[result] and any(self.env.user == part[o] for o in owners):
                    raise UserError(part._own_work_message(self.env.user))

    def _own_work_message(self, user):
        words = self.env._(
            "%(user)s did this and can not confirm it: “%(part)s” needs a second person.",
            user=user.name,
            part=self.display_name,
        )
        return f"{words} {tell_who_may(self._get_second_persons(user))}".strip()

    def _get_second_persons(self, user):
        """Who of the report's people may confirm what `user` did, and may write the report."""
        report = self.report_id.sudo()
        people = (
            report.leader_id | report.sponsor_id | report.manager_id | report.member_ids.user_id
        )
        owners = self._get_owners() | user
        return (people - owners).filtered(lambda other: self.with_user(other).has_access("write"))

    def _get_owners(self):
        """Whose own work this row is."""
        names = {
            owner for _who, _when, owners, _values in self._stamps.values() for owner in owners
        }
        return self.env["res.users"].union(*(self.sudo()[name] for name in names))

    def _with_moved_due(self, vals):
        """`vals` of a due time that moves: the first one is kept, and a reason is asked for."""
        if "date_due" not in vals or "date_due_original" not in self._fields:
            return vals
        new = self._fields["date_due"].convert_to_cache(vals["date_due"], self)
        moved = self.filtered(lambda part: part.date_due and part.date_due != new)
        if moved and not vals.get("date_due_reason"):
            raise UserError(
                self.env._(
                    "Say why the due time of “%(part)s” moves (field “%(field)s”).",
                    part=moved[0].display_name,
                    field=self._fields["date_due_reason"]._description_string(self.env),
                )
            )
        for part in moved:
            part._log_moved_due(new, vals["date_due_reason"])
        return vals

    def _keep_first_due_time(self):
        """Past this model's own guard: the first due time is written once."""
        return super().write({"date_due_original": self.date_due})

    def _log_moved_due(self, new, reason):
        """Keep the first due time and tell the report's followers."""
        if not self.date_due_original:
            self._keep_first_due_time()
        self.report_id.message_post(
            body=self.env._(
                "%(part)s: due time moved from %(old)s to %(new)s. Reason: %(reason)s",
                part=self.display_name,
                old=self.date_due,
                new=new or "-",
                reason=reason,
            )
        )
