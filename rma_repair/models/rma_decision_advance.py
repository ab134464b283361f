"""Given before the goods are back: when they are due, who is reminded, what if they stay away."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

REMINDER = "rma_repair.mail_activity_return_due"
MAIL = "rma_repair.mail_template_return_due"
# Days before the due date on which the customer is reminded.
REMINDER_DAYS = 3


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_advance_days = fields.Integer(
        "Days to Return",
        default=14,
        help="How long a customer may keep a unit that was replaced or credited in advance.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_advance_days = fields.Integer(related="company_id.rma_advance_days", readonly=False)


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    date_return_due = fields.Date(
        "Return Due",
        copy=False,
        tracking=True,
        help="Until when the goods must be back. Then an invoice over what stays away is drafted.",
    )
    date_return_reminded = fields.Date("Reminded for", readonly=True, copy=False)
    return_note = fields.Char(compute="_compute_return_note", compute_sudo=True)
    _system_fields = frozenset({"date_return_reminded"})

    @api.depends("date_return_due", "state", "line_ids.quantity_received", "charge_ids.entry_state")
    def _compute_return_note(self):
        """Say what is still away, and that it was invoiced."""
        for decision in self:
            away = decision._get_lines_away() if decision.date_return_due else ()
            charged = decision.charge_ids.filtered(lambda charge: charge.kind == "not_returned")
            entries = charged.invoice_line_ids.move_id
            if not away or decision.state != "authorized":
                decision.return_note = False
            elif entries:
                decision.return_note = self.env._(
                    "Lines that stayed away and are charged: %(count)s (%(invoices)s).",
                    count=len(away),
                    invoices=", ".join(entry.name or self.env._("draft") for entry in entries),
                )
            else:
                decision.return_note = self.env._(
                    "Lines to come back by %(date)s: %(count)s.",
                    count=len(away),
                    date=format_date(self.env, decision.date_return_due),
                )

    def _prepare_transition_vals(self, state):
        vals = super()._prepare_transition_vals(state)
        if state == "authorized" and any(decision._is_given_in_advance() for decision in self):
            today = fields.Date.context_today(self)
            days = self.company_id[:1].rma_advance_days
            vals["date_return_due"] = self[:1].date_return_due or today + timedelta(days=days)
        return vals

    def _is_given_in_advance(self):
        return (
            self.is_advance
            and self.unit_outcome != "not_returned"
            and self.settlement in ("replace", "credit")
        )

    def _get_lines_away(self):
        """The lines whose goods did not come back, as far as they are due."""
        return self.line_ids.sudo().filtered(
            lambda line: line.state in ("decided", "closed")
            and line.unit_outcome != "not_returned"
            and not line._has_come_back()
        )

    @api.model
    def _cron_watch_returns(self):
        """Remind customers before the goods are due; afterwards charge what stayed away."""
        today = fields.Date.context_today(self)
        near = [
            ("state", "=", "authorized"),
            ("date_return_due", "<=", today + timedelta(days=REMINDER_DAYS)),
        ]
        decisions = self.search(near).filtered(lambda decision: decision._get_lines_away())
        decisions._remind_of_return()
        for decision in decisions.filtered(lambda decision: decision.date_return_due < today):
            decision.with_company(decision.company_id)._charge_lines_away()

    def _remind_of_return(self):
        """Mail the customer and give the responsible an activity, once per due date."""
        template = self.env.ref(MAIL, raise_if_not_found=False)
        for decision in self:
            due = decision.date_return_due
            if decision.date_return_reminded == due:
                continue
            decision.sudo().date_return_reminded = due
            if template:
                template.send_mail(decision.id)
            decision.case_id.activity_schedule(
                REMINDER,
                date_deadline=due,
                note=decision.return_note,
                user_id=decision.case_id._get_responsible().id,
            )

    def _charge_lines_away(self):
        """Draft the invoice over units the customer got something for and did not send back.

        What he paid for them is what they cost him now. A person posts it, or deletes it. Of a
        line that is replaced in parts each part is charged once it was sent.
        """
        self.ensure_one()
        due = self._get_lines_away()._get_quantities_to_charge()
        if due:
            self.env["rma.decision.charge"].sudo().create(
                [line._prepare_keeping_charge_vals(quantity) for line, quantity in due.items()]
            )
            self.create_charge()
            self.case_id.message_post(
                body=self.env._(
                    "Lines of %(decision)s that did not come back by %(date)s: %(count)s. A draft "
                    "invoice charges them: post it, or wait for the goods.",
                    count=len(due),
                    decision=self.name,
                    date=format_date(self.env, self.date_return_due),
                )
            )

    @api.model
    def _undo_keeping_charges(self, lines):
        """Units came back after all: what is only drafted goes, what is posted is reversed."""
        charges = lines.sudo().charge_ids.filtered(lambda charge: charge._is_void())
        charges._get_live_entries("out_invoice")._unlink_rma_drafts()
        charges.decision_id.filtered(
            lambda decision: decision.state == "authorized"
        ).create_charge()


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_quantities_to_charge(self):
        """What the customer was given for these lines and not charged yet, where they have a price:
        {line: quantity in the product's unit}.
        """
        replaced = self._get_done_quantities()
        due = {
            line: line._get_given_quantity(replaced[line.id, "replacement"])
            - sum(line._get_keeping_charges().mapped("quantity"))
            for line in self.filtered(lambda line: line._get_sale_value())
        }
        return {line: due[line] for line in due if line.product_id.uom_id.compare(due[line], 0) > 0}

    def _get_given_quantity(self, replaced):
        """How much of this line the customer got a replacement or his credit for."""
        self.ensure_one()
        needed = self._get_product_quantity()
        if self.settlement == "credit":
            return needed if self.credit_line_id.parent_state == "posted" else 0.0
        return min(needed, replaced)

    def _prepare_keeping_charge_vals(self, quantity):
        self.ensure_one()
        return {
            "decision_id": self.decision_id.id,
            "line_id": self.id,
            "kind": "not_returned",
            "quantity": quantity,
            "price_unit": self._get_sale_value() / self._get_product_quantity(),
            "basis": self.env._(
                "What was paid for it: %(document)s",
                document=self.invoice_line_id.move_id.name
                or self._get_sold_line().order_id.name
                or self.price_agreed_reason,
            ),
        }
