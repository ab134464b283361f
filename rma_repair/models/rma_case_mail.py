"""A request by mail: the case is there at once, and the sender is told so."""

import re

from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.tools import html2plaintext

from .rma_case_request import REASON_LENGTH, SERIALS_AT_ONCE

# What a serial in a sentence is made of; shorter words name none.
WORDS = re.compile(r"\w[\w./#-]*\w")
SHORTEST_SERIAL = 4


class RmaCase(models.Model):
    _inherit = "rma.case"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Open a case of a mail to the returns address, with the sender's serials it names.

        Serials are looked up among what the sender bought; a mail that names none asks somebody
        to complete the request within a day. The sender is told at once that it is here.
        """
        values = dict(custom_values or {})
        company = self.env["res.company"].browse(values.get("company_id")) or self.env.company
        cases = self.with_company(company)
        values.update(cases._prepare_mail_request_vals(msg_dict, company))
        case = super(RmaCase, cases).message_new(msg_dict, values)
        if not case.line_ids:
            case._ask_to_complete()
        # By the system: who writes a message gets no mail of it.
        told = case.with_user(SUPERUSER_ID)
        told._mail_paper(told, self.env.ref("rma_repair.mail_template_return_request"))
        return case

    @api.model
    def _prepare_mail_request_vals(self, msg_dict, company):
        sender = self._find_mail_sender(msg_dict, company)
        text = "\n".join(
            filter(None, (msg_dict.get("subject"), html2plaintext(msg_dict.get("body") or "")))
        )
        asked = {"reason": text[:REASON_LENGTH], "wish": False}
        customer = sender.commercial_partner_id
        names = [word for word in WORDS.findall(text) if len(word) >= SHORTEST_SERIAL]
        names = list(dict.fromkeys(names))[:SERIALS_AT_ONCE]
        units = self._get_customer_serial_units(customer, company, names)
        return {
            "name": "/",
            "partner_id": sender.id,
            "company_id": company.id,
            "user_id": customer.user_id.id,
            "channel": "email",
            "description": msg_dict.get("body"),
            "line_ids": [
                Command.create(self._prepare_customer_line_vals(unit, asked))
                for unit in units.values()
            ],
        }

    @api.model
    def _find_mail_sender(self, msg_dict, company):
        """The contact that wrote, made where nobody of this company has the address."""
        return self._partner_find_from_emails_single(
            [msg_dict["email_from"]],
            filter_found=lambda partner: partner.company_id in (company.browse(), company),
        )

    def _ask_to_complete(self):
        """Somebody reads what is asked for, within the day of the first answer."""
        self.ensure_one()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.add(fields.Date.context_today(self), days=1),
            summary=self.env._("Add what comes back: the mail names no serial we know"),
            user_id=self._get_responsible().id,
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_alias_id = fields.Many2one("mail.alias", "Alias of Returns", copy=False, readonly=True)
    rma_alias_name = fields.Char(
        "Returns Address",
        compute="_compute_rma_alias_name",
        inverse="_inverse_rma_alias_name",
        help="The part before the @: a mail to it opens a case. Empty: none does.",
    )

    @api.depends("rma_alias_id.alias_name")
    def _compute_rma_alias_name(self):
        for company in self:
            company.rma_alias_name = company.sudo().rma_alias_id.alias_name

    def _inverse_rma_alias_name(self):
        for company in self.sudo():
            if company.rma_alias_id:
                company.rma_alias_id.alias_name = company.rma_alias_name
            elif company.rma_alias_name:
                company.rma_alias_id = company.env["mail.alias"].create(
                    company._prepare_rma_alias_vals()
                )

    def _prepare_rma_alias_vals(self):
        self.ensure_one()
        return {
            "alias_name": self.rma_alias_name,
            "alias_domain_id": self.alias_domain_id.id,
            "alias_model_id": self.env["ir.model"]._get_id("rma.case"),
            "alias_defaults": repr({"company_id": self.id}),
        }


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_alias_name = fields.Char(related="company_id.rma_alias_name", readonly=False)
    rma_alias_domain = fields.Char("Mail Domain", related="company_id.alias_domain_id.name")
