"""What an 8D report asks people by itself, and when that ends without anybody ticking it off."""

from odoo import api, fields, models

from .activity_kinds import CLAIM, CUSTOMER, OF_OPEN_REPORTS, OPENED


class Rma8dReport(models.Model):
    _inherit = "rma.8d.report"

    def write(self, vals):
        result = super().write(vals)
        if "supplier_id" in vals:
            self._end_activities(CLAIM)
        return result

    def _ask(self, kind, user, **values):
        """An activity of this kind for `user`, in place of the earlier ones of this kind."""
        self._end_activities(kind)
        return self.activity_schedule(kind, user_id=(user or self.env.user).id, **values)

    def _end_activities(self, *kinds):
        """Take these kinds of activities away: their reason is gone."""
        self.sudo().activity_unlink(kinds)

    def _on_state(self, state):
        result = super()._on_state(state)
        if state == "closed":
            self._end_activities(*OF_OPEN_REPORTS)
        elif state == "cancelled":
            self._end_activities(*OF_OPEN_REPORTS, CLAIM)
        return result

    def _on_discipline_done(self, discipline):
        """Who completed the first discipline knows that the report is open."""
        first = min(self.discipline_ids.filtered(lambda p: p.state != "na").mapped("code"))
        if discipline.code == first:
            self._end_activities(OPENED)
        return super()._on_discipline_done(discipline)

    def _log_reopened(self, discipline):
        """Causes that are looked for again are nothing to claim by."""
        if discipline.code == "d4":
            self._end_activities(CLAIM)
        return super()._log_reopened(discipline)

    def _on_sent(self, revision):
        result = super()._on_sent(revision)
        if revision.edition == "customer":
            self._end_activities(CUSTOMER)
        return result

    @api.model
    def _remind_customers(self):
        """Before the reminders of today, take away those that were answered."""
        asked = self.search([("activity_ids.activity_type_id", "=", self.env.ref(CUSTOMER).id)])
        answered = asked.filtered(lambda report: report.customer_verdict != "waiting")
        answered._end_activities(CUSTOMER)
        return super()._remind_customers()


class Rma8dAnswer(models.Model):
    _inherit = "rma.8d.answer"

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answered = answers.report_id.filtered(lambda report: report.customer_verdict != "waiting")
        answered._end_activities(CUSTOMER)
        return answers


class Rma8dDiscipline(models.Model):
    """Each discipline knows the activities that its own time used up has caused."""

    _inherit = "rma.8d.discipline"

    activity_ids = fields.Many2many(
        "mail.activity", "rma_8d_discipline_activity_rel", "discipline_id", "activity_id",
        readonly=True, copy=False,
    )  # fmt: skip

    def write(self, vals):
        result = super().write(vals)
        if "date_due" in vals:
            self._take_back_escalation()
        return result

    def _move_to(self, state):
        result = super()._move_to(state)
        self.sudo().activity_ids.unlink()
        return result

    def _take_back_escalation(self):
        """Levels that a later due time has not reached are told again when it reaches them."""
        parts = self.sudo().filtered(lambda part: part.state == "open" and part.escalation != "0")
        for part, used in parts._get_used().items():
            if used < int(part.escalation):
                part.activity_ids.unlink()
                part.escalation = "0"
                part._raise_escalation(used)
