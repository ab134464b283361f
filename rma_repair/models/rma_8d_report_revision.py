import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.snapshot import changes, fingerprint
from .activity_kinds import CUSTOMER
from .rma_8d_report_snapshot import LIVE
from .rma_8d_revision import BLOCK_DISCIPLINES

REPORT_ACTIONS = {
    "customer": "rma_repair.rma_8d_report_customer_action_report",
    "internal": "rma_repair.rma_8d_report_internal_action_report",
}


class Rma8dReportRevision(models.Model):
    """Sending: frozen numbered revisions, what changed since, and the customer's clock."""

    _inherit = "rma.8d.report"

    revision_ids = fields.One2many("rma.8d.revision", "report_id", "Revisions")
    revision = fields.Integer("Revision No.", compute="_compute_revision")
    paper_status = fields.Selection(
        [
            ("draft", "Draft"),
            ("interim", "Interim"),
            ("final", "Final"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_revision",
    )
    customer_verdict = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("silent", "No Answer"),
        ],
        compute="_compute_customer_verdict",
    )
    date_customer_due = fields.Datetime("Customer's Answer Due", copy=False)
    customer_reminder_count = fields.Integer("Reminders Sent", readonly=True, copy=False)

    @api.depends("revision_ids", "state", "discipline")
    def _compute_revision(self):
        for report in self:
            last = report._get_last_revision()
            report.revision = last.number
            report.paper_status = (
                "cancelled"
                if report.state == "cancelled"
                else "final"
                if report.state == "closed"
                else "interim"
                if report.discipline > "d3"
                else "draft"
            )

    @api.depends("revision_ids.answer_ids", "date_customer_due", "customer_reminder_count")
    def _compute_customer_verdict(self):
        now = fields.Datetime.now()
        for report in self:
            verdicts = set(report._get_block_verdicts().values())
            limit, due = report._get_profile().customer_reminders, report.date_customer_due
            is_over = due and due < now and report.customer_reminder_count >= limit
            if "rejected" in verdicts:
                report.customer_verdict = "rejected"
            elif verdicts == {"accepted"}:
                report.customer_verdict = "accepted"
            else:
                report.customer_verdict = bool(verdicts) and ("silent" if is_over else "waiting")

    def _get_block_verdicts(self):
        """{block: what the customer says to it as it was sent last}; nothing before a sending."""
        last, asked = self._get_last_sent(), self._get_content()._get_asked()
        return {
            block: last._get_verdict(block)
            for block, codes in BLOCK_DISCIPLINES.items()
            if last and codes[0] <= last.up_to and asked & set(codes)
        }

    def _get_last_sent(self):
        """The newest revision of the customer's edition, whatever order the cache has."""
        return self._get_last_revision("customer")

    def _get_last_revision(self, edition=None):
        found = self.revision_ids.filtered(lambda r: edition in (None, r.edition))
        return found.sorted("number")[-1:]

    def action_send(self):
        """Ask what to send, to whom and why, then freeze a revision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the 8D Report"),
            "res_model": "rma.8d.send",
            "view_mode": "form",
            "target": "new",
            "context": {"default_report_id": self.id},
        }

    def _freeze(self, edition, up_to, partner, reason):
        """Make the next revision of this report from its content as it stands.

        :raise UserError: where a discipline up to `up_to` is not complete, or something sent
            before has changed and no reason is given
        """
        self.ensure_one()
        self.check_access("write")
        self._check_sendable(up_to)
        vals = self._prepare_revision_vals(edition, up_to, reason)
        # Nobody may create revisions by hand: what was sent is this content, and no other.
        revisions = self.env["rma.8d.revision"].sudo()
        revision = revisions.create({**vals, "partner_id": partner.id}).sudo(self.env.su)
        self._on_sent(revision)
        return revision

    def _prepare_revision_vals(self, edition, up_to, reason):
        """Values of the next revision: number, content with its fingerprint, changes, paper."""
        snapshot = self.with_context(lang=self.lang)._get_snapshot(edition, up_to)
        changed = self._get_changes(edition, snapshot, reason)
        return {
            "report_id": self.id,
            "number": max(self.revision_ids.mapped("number"), default=0) + 1,
            "edition": edition,
            "up_to": up_to,
            "status": "final" if up_to == "d8" else "interim",
            "sent_by_id": self.env.uid,
            "reason": reason,
            "changes": "\n".join(
                f"{code.upper()} {label}: {old} → {new}" for code, label, old, new in changed
            ),
            "snapshot": snapshot,
            "fingerprint": fingerprint(snapshot),
            "attachment_id": self._print(edition, up_to).id,
        }

    def _get_changes(self, edition, snapshot, reason):
        """What changed since the last revision of this edition; what was sent changes with a
        reason."""
        last = self._get_last_revision(edition)
        if not last:
            return []
        old = last.snapshot
        live = {
            (code, label)
            for code, rows in snapshot.items()
            for key, label, _text in rows
            if key in LIVE
        }
        changed = changes(old, snapshot)
        altered = [change for change in changed if change[0] in old and change[:2] not in live]
        if altered and not reason:
            raise UserError(
                self.env._(
                    "What was sent in revision %(number)s has changed: say why (field “Reason”).",
                    number=last.number,
                )
            )
        return changed

    def _check_sendable(self, up_to):
        """Everything up to the discipline to send is complete."""
        parts = self._get_content().discipline_ids
        lacking = parts.filtered(lambda p: p.code <= up_to and p.state == "open")
        if self.state == "cancelled" or lacking:
            raise UserError(
                self.env._(
                    "%(report)s can not be sent up to %(up_to)s: complete %(lacking)s first.",
                    report=self.name,
                    up_to=up_to.upper(),
                    lacking=", ".join(lacking.sorted("code").mapped(lambda p: p.code.upper()))
                    or self.name,
                )
            )

    def _print(self, edition, up_to):
        """The paper of an edition up to a discipline, as an attachment of this report."""
        number = max(self.revision_ids.mapped("number"), default=0) + 1
        action = self.env.ref(REPORT_ACTIONS[edition]).with_context(
            rma_8d_revision=number,
            rma_8d_up_to=up_to,
            rma_8d_status="final" if up_to == "d8" else "interim",
        )
        # Without wkhtmltopdf the paper is kept as HTML: a revision must not fail for want of it.
        is_pdf = action.get_wkhtmltopdf_state() not in ("install", "broken")
        render = action._render if is_pdf else action._render_qweb_html
        content, kind = render(action.report_name, self.ids)
        content = content if isinstance(content, bytes) else content.encode()
        return self.env["ir.attachment"].create(
            {
                "name": f"{self.name.replace('/', '-')} Rev. {number}.{kind}",
                "datas": base64.b64encode(content),
                "mimetype": "application/pdf" if kind == "pdf" else "text/html",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _on_sent(self, revision):
        """Date the disciplines sent and start the customer's clock."""
        if revision.edition != "customer":
            return
        if self.state == "open":
            days = self._get_profile().customer_days
            parts = self.discipline_ids.filtered(
                lambda p: p.code <= revision.up_to and p.state == "done"
            )
            parts.write({"date_sent": revision.date_sent})
            self.write(
                {
                    "date_customer_due": fields.Datetime.add(revision.date_sent, days=days),
                    "customer_reminder_count": 0,
                }
            )
        self.message_post(
            body=self.env._("%(revision)s was sent.", revision=revision.display_name),
            attachment_ids=revision.attachment_id.ids,
        )

    @api.model
    def _remind_customers(self):
        """A reminder for each open report whose customer's answer is overdue, one a day."""
        overdue = self.search(
            [
                ("state", "=", "open"),
                ("date_customer_due", "<", "now"),
                ("revision_ids", "!=", False),
            ]
        )
        for report in overdue.filtered(lambda report: report.customer_verdict == "waiting"):
            count = report.customer_reminder_count + 1
            report.write(
                {
                    "customer_reminder_count": count,
                    "date_customer_due": fields.Datetime.add(fields.Datetime.now(), days=1),
                }
            )
            report._ask(
                CUSTOMER,
                report.leader_id,
                summary=self.env._("Remind the customer of the 8D report (%(count)s)", count=count),
            )

    def _missing_acceptance(self):
        """The customer accepted all there is before D8, or kept silent through the reminders;
        internal reports need neither."""
        if not self.partner_id:
            return []
        codes = self.discipline_ids.filtered(lambda p: p.state != "na" and p.code < "d8")
        is_all_sent = (self._get_last_sent().up_to or "") >= max(codes.mapped("code"))
        if is_all_sent and self.customer_verdict in ("accepted", "silent"):
            return []
        return [
            self.env._(
                "The customer has not accepted yet: send the report and record the answer "
                "(page “Revisions”), or remind the customer until the deadline has passed."
            )
        ]
