"""What the customer is told on the way: what was decided for his goods, and what is repaired."""

from odoo import api, fields, models

from .stock_picking_check import PAPER_STATES

# Numbers named of one kind of goods; a mail is no list of a pallet.
NUMBERS_NAMED = 20
UNDECIDED_PRICES = ("to_quote", "waiting", "requote", "declined")


class RmaCase(models.Model):
    _inherit = "rma.case"

    @api.model
    def _get_papers(self):
        return [
            *super()._get_papers(),
            ("rma.decision", "customer_notice_state", "_send_customer_notice"),
            ("repair.order", "rma_notice_state", "_send_rma_notice"),
        ]


class RmaDecision(models.Model):
    _inherit = "rma.decision"
    _system_fields = frozenset({"customer_notice_state"})

    customer_notice_state = fields.Selection(
        PAPER_STATES,
        "Mail to the Customer",
        readonly=True,
        copy=False,
        help="Tells what becomes of the goods, with the next run of the background mails.",
    )

    _customer_notice_idx = models.Index("(id) WHERE customer_notice_state = 'to_send'")

    def _prepare_transition_vals(self, state):
        """Noted with the state itself: telling the customer costs the step nothing."""
        vals = super()._prepare_transition_vals(state)
        return {**vals, "customer_notice_state": "to_send"} if state == "authorized" else vals

    def _send_customer_notice(self):
        """Tell what was decided; not where it was taken back, or a quotation tells it."""
        template = self.env.ref("rma_repair.mail_template_decision")
        for decision in self:
            decision.customer_notice_state = decision._is_to_be_told() and (
                decision.case_id._mail_paper(decision, template)
            )

    def _is_to_be_told(self):
        self.ensure_one()
        prices = self.line_ids.repair_ids.mapped("quotation_state")
        return (
            self.state == "authorized"
            and bool(self._get_customer_rows())
            and not set(prices).intersection(UNDECIDED_PRICES)
        )

    def _get_customer_rows(self):
        """What becomes of these goods, in the customer's words: [(goods, numbers, answer)]."""
        lines = self.line_ids.filtered(lambda line: not line.is_guidance and line.decision_id)
        groups = lines.filtered(lambda line: line._get_customer_answer()).grouped(
            lambda line: (line.product_id, line.product_uom_id, line._get_customer_answer())
        )
        return [(*found._name_goods(), answer) for (*_goods, answer), found in groups.items()]

    def _get_repaired_rows(self):
        """The repairs of this decision that nobody was told of: [(goods, numbers)]."""
        lines = self._get_repairs_to_tell().rma_line_id
        groups = lines.grouped(lambda line: (line.product_id, line.product_uom_id))
        return [found._name_goods() for found in groups.values()]

    def _get_repairs_to_tell(self):
        return self.line_ids.repair_ids.filtered(lambda repair: repair._is_to_be_told())


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _name_goods(self):
        """What these lines of one product and unit are: (goods, serials or lots, many cut off)."""
        names = self.lot_id.mapped("name")
        more = ["…"] if len(names) > NUMBERS_NAMED else []
        goods = f"{sum(self.mapped('quantity')):g} {self.product_uom_id.name}"
        return (
            f"{goods} {self.product_id.display_name}",
            ", ".join([*names[:NUMBERS_NAMED], *more]),
        )


class RepairOrder(models.Model):
    _inherit = "repair.order"

    rma_notice_state = fields.Selection(
        PAPER_STATES,
        "Mail to the Customer",
        readonly=True,
        copy=False,
        help="Tells that the repair is over and passed its control, with the next run of the "
        "background mails.",
    )

    _rma_notice_idx = models.Index("(id) WHERE rma_notice_state = 'to_send'")

    def _on_state_done(self):
        result = super()._on_state_done()
        told = self.filtered(lambda repair: repair.rma_line_id.settlement == "return")
        told.sudo().rma_notice_state = "to_send"
        return result

    def _is_to_be_told(self):
        self.ensure_one()
        return (
            self.rma_notice_state == "to_send"
            and self.state == "done"
            and self.rma_line_id.settlement == "return"
        )

    def _send_rma_notice(self):
        """Tell of all repairs of a decision that ended by now, with one mail."""
        template = self.env.ref("rma_repair.mail_template_repaired")
        for decision in self.rma_line_id.decision_id:
            repairs = decision._get_repairs_to_tell()
            if repairs:
                repairs.rma_notice_state = decision.case_id._mail_paper(decision, template)
        self.filtered(lambda repair: repair.rma_notice_state == "to_send").rma_notice_state = False
