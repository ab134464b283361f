from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .rma_case_line import CLOSED_STATES, DROPPED_STATES


class RmaRecall(models.Model):
    """One campaign that calls suspect units back: a case per customer who has some of them.

    What was built from a suspect lot is suspect too. The general manager approves the campaign
    once, for all its cases.
    """

    _name = "rma.recall"
    _description = "RMA Recall"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    title = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    reason = fields.Text(required=True, help="What is wrong; customers read this on their case.")
    lot_ids = fields.Many2many(
        "stock.lot",
        "rma_recall_lot_rel",
        "recall_id",
        "lot_id",
        "Suspect Lots/Serials",
        check_company=True,
        help="Finished goods or components.",
    )
    is_scoped = fields.Boolean("Lots Are Named", compute="_compute_is_scoped", compute_sudo=True)
    case_ids = fields.One2many("rma.case", "recall_id", "Cases", readonly=True)
    case_count = fields.Integer(compute="_compute_progress", string="Customers")
    quantity = fields.Float(
        compute="_compute_progress", digits="Product Unit", string="Called Back"
    )
    quantity_received = fields.Float(
        compute="_compute_progress", digits="Product Unit", string="Returned"
    )
    missing_approvals = fields.Char(compute="_compute_missing_approvals")

    @api.depends("lot_ids")
    def _compute_is_scoped(self):
        for recall in self:
            recall.is_scoped = bool(recall.lot_ids)

    @api.depends("case_ids.line_ids.quantity", "case_ids.line_ids.quantity_received")
    def _compute_progress(self):
        groups = self.env["rma.case.line"]._read_group(
            [("case_id.recall_id", "in", self.ids), ("state", "not in", DROPPED_STATES)],
            ["case_id"],
            ["quantity:sum", "quantity_received:sum"],
        )
        for recall in self:
            sums = [(done, back) for case, done, back in groups if case.recall_id == recall]
            recall.case_count = len(recall.case_ids)
            recall.quantity = sum(done for done, _back in sums)
            recall.quantity_received = sum(back for _done, back in sums)

    @api.depends("case_ids.missing_approvals")
    def _compute_missing_approvals(self):
        for recall in self:
            recall.missing_approvals = recall.case_ids.filtered("missing_approvals")[
                :1
            ].missing_approvals

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("rma.recall") or "/"
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if opened := self.filtered("case_ids"):
            raise UserError(
                self.env._(
                    "%(recall)s has cases already and can not be deleted.", recall=opened[0].name
                )
            )

    def action_open_cases(self):
        """Open a case for every customer who has suspect units that no open case holds yet.

        May be pressed again: only what is missing is added.
        """
        self.ensure_one()
        by_customer = {}
        for vals, customer in self._get_missing_lines():
            by_customer.setdefault(customer, []).append(vals)
        if not by_customer:
            raise UserError(
                self.env._(
                    "No customer has a unit of these lots that is not called back already. Add the "
                    "suspect lots or serials to %(recall)s.",
                    recall=self.name,
                )
            )
        cases = self.env["rma.case"].create(
            [self._prepare_case_vals(customer, lines) for customer, lines in by_customer.items()]
        )
        self._message_log(body=self.env._("%(count)s cases were opened.", count=len(cases)))
        return self.action_view_cases()

    def action_view_cases(self):
        self.ensure_one()
        return self.case_ids._action_open()

    def _get_missing_lines(self):
        """What to call back: a list of (line values, customer)."""
        lots = self._get_suspects()
        serials = lots.filtered(lambda lot: lot.product_id.tracking == "serial")
        return self._get_missing_serials(serials) + self._get_missing_lots(lots - serials)

    def _get_suspects(self):
        """The lots named, and all that was built from them, at any depth."""
        suspects = fresh = self.sudo().lot_ids
        while fresh:
            used = (
                self.env["stock.move.line"]
                .sudo()
                .search([("lot_id", "in", fresh.ids), ("state", "=", "done")])
            )
            fresh = used.produce_line_ids.lot_id - suspects
            suspects |= fresh
        return suspects

    def _get_missing_serials(self, serials):
        """Lines for the serials that are with a customer and in no open case."""
        line_model = self.env["rma.case.line"]
        held = line_model.sudo().search(
            [("lot_id", "in", serials.ids), ("state", "not in", list(CLOSED_STATES))]
        )
        outside = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", (serials - held.lot_id).ids),
                    ("location_id.usage", "=", "customer"),
                    ("quantity", ">", 0),
                ]
            )
        )
        deliveries = line_model._find_last_deliveries(outside.lot_id)
        found = []
        for lot in outside.lot_id.sorted("id"):
            if (move := deliveries.get(lot.id)) and move.sudo().company_id == self.company_id:
                found.append((self._prepare_line_vals(lot, move, 1), self._get_customer(move)))
        return found

    def _get_missing_lots(self, lots):
        """Lines for what was delivered of these lots and may still be returned."""
        shipped = (
            self.env["stock.move.line"].sudo().search(self._get_shipped_domain(lots), order="id")
        )
        left = self.env["rma.case.line"]._get_returnable_quantities(shipped.move_id)
        called = {
            (line.origin_move_id.id, line.lot_id.id)
            for line in self.case_ids.line_ids
            if line.state not in DROPPED_STATES
        }
        found = []
        for (move, lot), lines in shipped.grouped(lambda ml: (ml.move_id, ml.lot_id)).items():
            quantity = min(sum(lines.mapped("quantity_product_uom")), left[move.id])
            if (move.id, lot.id) not in called and lot.product_id.uom_id.compare(quantity, 0) > 0:
                vals = self._prepare_line_vals(lot, move, quantity)
                found.append((vals, self._get_customer(move)))
        return found

    def _get_shipped_domain(self, lots):
        """The deliveries of these lots to customers; what went back repaired is not one."""
        return [
            ("lot_id", "in", lots.ids),
            ("state", "=", "done"),
            ("company_id", "=", self.company_id.id),
            ("location_dest_id.usage", "=", "customer"),
            ("location_id.usage", "!=", "customer"),
            ("move_id.rma_operation", "not in", ("return", "take_over")),
        ]

    def _get_customer(self, move):
        return self.env["rma.case.line"]._get_delivered_partner(move)

    def _prepare_line_vals(self, lot, move, quantity):
        return {
            "lot_id": lot.id,
            "product_id": lot.product_id.id,
            "product_uom_id": lot.product_id.uom_id.id,
            "origin_move_id": move.id,
            "quantity": quantity,
            "reason": self.reason,
        }

    def _prepare_case_vals(self, customer, lines):
        return {
            "partner_id": customer.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "case_type": "recall",
            "recall_id": self.id,
            "channel": "other",
            "severity": "2",
            "line_ids": [Command.create(vals) for vals in lines],
        }


class RmaCase(models.Model):
    _inherit = "rma.case"

    recall_id = fields.Many2one(
        "rma.recall", readonly=True, copy=False, index="btree_not_null", check_company=True
    )
