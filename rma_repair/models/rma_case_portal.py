"""What the customer sees of his return, in his words. Nothing else of a case leaves the house."""

import uuid

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .rma_case_line import DROPPED_STATES, STATE_ORDER

# Operations that take goods to the customer.
TO_CUSTOMER = ("return", "replacement")


class RmaCase(models.Model):
    _inherit = "rma.case"

    # Made with the case, so that reading its page writes nothing and can run on a replica.
    access_token = fields.Char(default=lambda self: str(uuid.uuid4()))

    def action_preview_customer(self):
        """Open the page as the customer sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "self", "url": self.get_portal_url()}

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Customers sort by the road, from the request on; people in the house by the key."""
        if field_name == "state" and self.env.context.get("rma_order_by_road"):
            state = self._field_to_sql(alias, "state", query)
            return SQL("ARRAY_POSITION(%s, %s) %s", STATE_ORDER, state, direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _get_customer_states(self):
        """The states in the customer's words: {state: (words, Bootstrap color)}."""
        return {
            "requested": (self.env._("Waiting for our answer"), "secondary"),
            "authorized": (self.env._("Accepted: send the goods"), "warning"),
            "received": (self.env._("Goods arrived"), "info"),
            "inspected": (self.env._("Inspected"), "info"),
            "decided": (self.env._("In progress"), "primary"),
            "closed": (self.env._("Finished"), "success"),
            "refused": (self.env._("Not accepted"), "danger"),
            "cancelled": (self.env._("Called off"), "secondary"),
        }

    def _get_customer_steps(self):
        """The road of this return: a dict per step with label, is_done, part and date.

        The part says how many lines took a step that not all have taken; the date is the last's.
        """
        self.ensure_one()
        reached, total = self._count_reached()
        received, shipped, to_ship = self._count_received(), self._count_shipped(), 0
        if shipped[0] or reached["decided"][0]:
            to_ship = max(shipped[0], self._count_to_ship())
        steps = [
            (self.env._("Requested"), (1, self.date_request), 1),
            (self.env._("Agreed"), reached["authorized"], total),
            (self.env._("Goods arrived"), received, total),
            (self.env._("Inspected"), reached["inspected"], total),
            (self.env._("Decided"), reached["decided"], total),
            (self.env._("Sent to you"), shipped, to_ship),
            (self.env._("Finished"), reached["closed"], total),
        ]
        return [
            self._prepare_customer_step(label, done, total, date)
            for label, (done, date), total in steps
            if total
        ]

    def _prepare_customer_step(self, label, done, total, date):
        is_done = done >= total
        part = self.env._("%(done)s of %(total)s", done=done, total=total)
        return {
            "label": label,
            "date": bool(done) and date,
            "is_done": is_done,
            "part": "" if is_done or not done else part,
        }

    def _count_reached(self):
        """How many lines are past each state, and the date of the last: {state: (count, date)}.

        And how many lines there are that still go on.
        """
        states = ("authorized", "inspected", "decided", "closed")
        groups = self.env["rma.case.line"]._read_group(
            [("case_id", "=", self.id), ("state", "not in", DROPPED_STATES)],
            ["state"],
            ["__count", *(f"date_{state}:max" for state in states)],
        )
        reached = {}
        for at, state in enumerate(states, 2):
            place = STATE_ORDER.index(state)
            past = [group for group in groups if STATE_ORDER.index(group[0]) >= place]
            dates = [group[at] for group in past if group[at]]
            reached[state] = (sum(group[1] for group in past), max(dates, default=False))
        return reached, sum(group[1] for group in groups)

    def _count_received(self):
        """How many lines' goods are here, and when the last arrived."""
        return self._count_moved(("receipt",))

    def _count_shipped(self):
        """How many lines' goods or replacements left for the customer, and when the last did."""
        return self._count_moved(TO_CUSTOMER)

    def _count_moved(self, operations):
        [(count, date)] = self.env["stock.move.line"]._read_group(
            [
                ("rma_line_id.case_id", "=", self.id),
                ("move_id.rma_operation", "in", operations),
                ("state", "=", "done"),
            ],
            aggregates=["rma_line_id:count_distinct", "date:max"],
        )
        return count, date

    def _count_to_ship(self):
        return self.env["rma.case.line"].search_count(
            [
                ("case_id", "=", self.id),
                ("settlement", "in", ("return", "replace")),
                ("state", "not in", DROPPED_STATES),
            ]
        )

    def _has_customer_slip(self):
        """Whether the customer still has goods to send, with the slip in the parcel."""
        self.ensure_one()
        return bool(
            self.env["rma.case.line"].search_count(
                [
                    ("case_id", "=", self.id),
                    ("is_return_expected", "=", True),
                    ("quantity_received", "=", 0),
                    "|",
                    ("state", "=", "authorized"),
                    "&",
                    ("state", "=", "decided"),
                    ("unit_outcome", "!=", "not_returned"),
                ],
                limit=1,
            )
        )

    def _search_customer_quotations(self):
        """The quotations of this return's repairs that wait for the customer's signature."""
        self.ensure_one()
        orders = self.env["sale.order"].search(
            [
                ("rma_repair_ids.rma_line_id.case_id", "=", self.id),
                ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
                ("state", "=", "sent"),
            ],
            order="id",
        )
        return orders.filtered(lambda order: order._has_to_be_signed())

    def _search_customer_pickings(self, operations):
        """The done transfers of this return that carried out these RMA operations."""
        self.ensure_one()
        move = [("rma_operation", "in", operations), ("state", "=", "done")]
        return self.env["stock.picking"].search(
            [("rma_case_id", "=", self.id), ("state", "=", "done"), ("move_ids", "any", move)],
            order="date_done, id",
        )

    def _search_customer_paper(self, kind, document_id):
        """The document the customer may print: none if it is not this return's, or not yet his.

        :param kind: 'slip' (the case itself), 'receipt' (a transfer) or 'repair'
        """
        self.ensure_one()
        if kind == "slip":
            return self if document_id == self.id and self._has_customer_slip() else self.browse()
        if kind == "receipt":
            found = self._search_customer_pickings(("receipt",))
        else:
            found = self.line_ids._search_customer_repairs()
        return found.filtered(lambda document: document.id == document_id)


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    @api.model
    def _search_customer_units(self, customer, kind, search):
        """The ids of the customer's cases with a unit whose serial or product is like `search`.

        Asked for once: a list and its count need not each look through his units. A text too
        short for an index must be the whole serial.

        :param kind: 'lot_id' or 'product_id'
        """
        if kind == "lot_id":
            is_like = Domain("lot_id.name", "ilike" if len(search) > 2 else "=ilike", search)
        else:
            texts = ("product_id.name", "product_id.default_code")
            is_like = Domain.OR(Domain(text, "ilike", search) for text in texts)
        query = self._search(Domain("partner_id", "=", customer.id) & is_like)
        case_id = self._field_to_sql(query.table, "case_id", query)
        return [row[0] for row in self.env.execute_query(query.select(SQL("DISTINCT %s", case_id)))]

    def _search_customer_repairs(self):
        """The repairs of these lines that are over: their reports are the customer's."""
        return self.env["repair.order"].search(
            [("rma_line_id", "in", self.ids), ("state", "=", "done")], order="id"
        )

    def _get_customer_answer(self):
        """What was decided for the customer, in his words; empty until it is authorized."""
        self.ensure_one()
        if not self.decision_id or self.state in ("requested", *DROPPED_STATES):
            return ""
        answers = {
            "replace": self.env._("You get a replacement"),
            "credit": self.env._("You get a credit note"),
            "compensate": self.env._("You get a compensation"),
        }
        if self.settlement == "none":
            return self._get_customer_end()
        if self.settlement != "return":
            return answers[self.settlement]
        if self.unit_outcome == "repair":
            return self.env._("Repaired and sent back")
        return self.env._("Sent back as it is")

    def _get_customer_end(self):
        """How a unit ends that the customer gets nothing for."""
        if self.unit_outcome == "scrap":
            return self.env._("Disposed of with your consent")
        return self.env._("Settled; no goods are sent back to you")


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_report_base_filename(self):
        return self.name


class RepairOrder(models.Model):
    _inherit = "repair.order"

    def _get_report_base_filename(self):
        return self.name
