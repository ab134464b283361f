"""The papers of a case: the return slip, who gets it, and what scanning it opens."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .own_transaction import run_apart
from .stock_picking_check import PAPER_STATES

_logger = logging.getLogger(__name__)
PAPERS_PER_RUN = 50


class RmaCase(models.Model):
    _inherit = "rma.case"

    slip_state = fields.Selection(PAPER_STATES, "Return Slip", readonly=True, copy=False)
    parked_ids = fields.One2many("rma.parked.goods", "case_id", "Parked Goods")
    parked_count = fields.Integer(compute="_compute_parked_count")
    inspection_ids = fields.One2many("rma.inspection", "case_id", "Inspections")
    inspection_count = fields.Integer(compute="_compute_inspection_count")
    meeting_ids = fields.Many2many(
        "rma.review.meeting", "rma_review_meeting_case_rel", "case_id", "meeting_id", copy=False
    )
    meeting_count = fields.Integer(compute="_compute_meeting_count")

    _slip_idx = models.Index("(id) WHERE slip_state = 'to_send'")

    @api.depends("parked_ids.state")
    def _compute_parked_count(self):
        for case in self:
            case.parked_count = len(case.parked_ids.filtered(lambda goods: goods.state == "open"))

    @api.depends("inspection_ids")
    def _compute_inspection_count(self):
        for case in self:
            case.inspection_count = len(case.inspection_ids)

    @api.depends("meeting_ids")
    def _compute_meeting_count(self):
        for case in self:
            case.meeting_count = len(case.meeting_ids)

    def action_inspect(self):
        """Open an inspection for the received lines, one per model."""
        return self.line_ids.action_inspect()

    def action_view_inspections(self):
        return self.inspection_ids._action_open()

    def action_view_parked_goods(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_parked_goods_action")
        action.update(
            domain=[("case_id", "in", self.ids)], context={"default_case_id": self[:1].id}
        )
        return action

    def action_view_meetings(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_repair.rma_review_meeting_action"
        )
        action.update(
            domain=[("case_ids", "in", self.ids)],
            context={"default_case_ids": [fields.Command.set(self.ids)]},
        )
        return action

    def action_send_slip(self):
        """Write the mail with the return slip, to be read before it is sent."""
        self.ensure_one()
        if not self._get_slip_lines():
            raise UserError(
                self.env._("%(case)s has no line whose goods are expected.", case=self.name)
            )
        template = self.env.ref("rma_repair.mail_template_return_slip")
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
                "force_email": True,
            },
        }

    def _get_slip_lines(self):
        """What the customer sends with the slip."""
        self.ensure_one()
        return self.line_ids.filtered(lambda line: line.is_return_expected and line._is_awaited())

    def _get_return_address(self):
        """Where the customer sends the goods."""
        self.ensure_one()
        return self.warehouse_id.sudo().partner_id or self.company_id.sudo().partner_id

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.name.replace("/", "-")

    def _plan_slip(self):
        """Mail the return slip soon, in the background: authorizing never waits for it."""
        self.sudo().slip_state = "to_send"
        self._trigger_papers()

    @api.model
    def _trigger_papers(self):
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id("rma_repair.ir_cron_send_papers")
        self.env["ir.cron"].sudo().browse(cron_id)._recall()._trigger()

    @api.model
    def _cron_send_papers(self):
        """Mail the papers that are due; one that fails is noted and holds up no other.

        Whose record somebody else writes meanwhile is tried again; if it is in vain, it stays due.
        """
        due = [
            (
                self.env[model].search([(state_field, "=", "to_send")], limit=PAPERS_PER_RUN),
                state_field,
                method,
            )
            for model, state_field, method in self._get_papers()
        ]
        counts = [len(records) for records, _state_field, _method in due]
        self.env["ir.cron"]._commit_progress(remaining=sum(counts))
        sent = [
            self._send_due(record, state_field, getattr(record, method))
            for records, state_field, method in due
            for record in records
        ]
        if max(counts) == PAPERS_PER_RUN or not all(sent):
            self._trigger_papers()

    @api.model
    def _get_papers(self):
        """What is mailed in the background: [(model, its field of PAPER_STATES, its method)]."""
        return [
            ("rma.case", "slip_state", "_send_slip"),
            ("stock.picking", "rma_confirmation_state", "_send_confirmation"),
        ]

    @api.model
    def _send_due(self, record, state_field, send):
        """Mail the paper of one record in a transaction of its own; whether that was possible."""

        def work():
            if record[state_field] == "to_send":
                send()

        return run_apart(self.env, work) is not None

    def _send_slip(self):
        """Mail the return slip to the customer; a failure is noted, never raised."""
        template = self.env.ref("rma_repair.mail_template_return_slip")
        for case in self:
            case.slip_state = case._mail_paper(case, template)

    def _mail_paper(self, record, template):
        """Post `template` on `record`, to the case's customer: 'sent' or 'failed'.

        Nothing is mailed, and nothing returned, where the template is archived.

        What goes wrong is noted on the case and undone; the caller's work stays. A conflict with
        others is raised: it says nothing about the paper.
        """
        self.ensure_one()
        if not template.active:
            return False
        if not self.partner_id.email:
            self._note_unsent(template, self.env._("the customer has no e-mail address"))
            return "failed"
        try:
            with self.env.cr.savepoint():
                record.message_post_with_source(
                    template,
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                    email_layout_xmlid="mail.mail_notification_light",
                )
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            _logger.info("Paper of %s was not mailed", self.name, exc_info=True)
            self._note_unsent(template, str(error))
            return "failed"
        return "sent"

    def _note_unsent(self, template, reason):
        self.message_post(
            body=self.env._(
                "%(paper)s was not mailed: %(reason)s. Print it or send it by hand.",
                paper=template.name,
                reason=reason,
            ),
            subtype_xmlid="mail.mt_note",
        )

    @api.model
    def action_open_scanned(self, barcode):
        """The window action that a scanned return slip opens, or False.

        For the warehouse the check of the receipt it announces, for others the case. Odoo's own
        commands and unknown codes open nothing.
        """
        case = self.search([("name", "=", barcode)], limit=1)
        if not case:
            return False
        receipt = (
            self.env["stock.picking"].search(
                [
                    ("rma_case_id", "=", case.id),
                    ("picking_type_code", "=", "incoming"),
                    ("state", "not in", ("done", "cancel")),
                ],
                limit=1,
            )
            if self.env.user.has_group("rma_repair.group_warehouse")
            else False
        )
        return receipt.action_rma_receipt_check() if receipt else case._action_open()


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _on_authorized(self):
        """The customer gets the slip for what he may send now.

        Not where the warehouse counted too much: he learns of that from customer service.
        """
        result = super()._on_authorized()
        if not self.env.context.get("rma_receipt_corrected"):
            self.filtered("is_return_expected").case_id._plan_slip()
        return result
