"""Parts: none vanishes silently, shortages become needs of core's procurement."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .activity_kinds import PARTS


class RepairOrder(models.Model):
    _inherit = "repair.order"

    missing_part_ids = fields.One2many(
        "stock.move",
        compute="_compute_missing_part_ids",
        string="Missing Parts",
        help="Parts of the plan that are neither reserved nor left out with a reason.",
    )
    has_missing_parts = fields.Boolean(compute="_compute_missing_part_ids")

    @api.depends("move_ids.quantity", "move_ids.product_uom_qty", "move_ids.state")
    def _compute_missing_part_ids(self):
        for repair in self:
            repair.missing_part_ids = repair.move_ids.filtered(
                lambda move: not move.rma_waiver
                and move.product_uom.compare(move.rma_missing_quantity, 0) > 0
            )
            repair.has_missing_parts = bool(repair.missing_part_ids)

    def action_repair_done(self):
        self.filtered("rma_line_id").move_ids._set_rma_part_locations()
        return super().action_repair_done()

    def _check_parts_complete(self):
        """Refuse an end that would drop a planned part: core cancels what was not used."""
        for repair in self:
            is_marked = any(repair.move_ids.mapped("picked"))
            dropped = repair.move_ids.filtered(
                lambda move, marked=is_marked: not move.rma_waiver and move._is_rma_dropped(marked)
            )
            if dropped:
                raise UserError(
                    self.env._(
                        "%(repair)s can not end without its parts: %(parts)s. Get them, or write "
                        "why they are left out.",
                        repair=repair.name,
                        parts=", ".join(dropped.product_id.mapped("display_name")),
                    )
                )

    def action_request_parts(self):
        """Request the missing parts at the date they are needed, by core's procurement.

        Parts that no rule brings (nothing to buy or make them by) are asked for in the chatter.
        What was requested is not requested again.
        """
        moves = self.missing_part_ids.filtered(
            lambda move: move.product_uom.compare(move._get_unrequested_quantity(), 0) > 0
        )
        moves._request_rma_parts()
        return True

    def action_view_missing_parts(self):
        """Open the missing parts of these repairs."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_repair.stock_move_action_missing"
        )
        action["domain"] = [("id", "in", self.missing_part_ids.ids)]
        return action


class StockMove(models.Model):
    _inherit = "stock.move"

    def action_request_rma_parts(self):
        """Request these missing parts; what was requested is not requested again."""
        self.repair_id.action_request_parts()

    def _is_rma_dropped(self, is_marked):
        """Whether ending the repair would leave this part out, in whole or in part.

        :param bool is_marked: some parts of the repair are marked as used, so the others are not
        """
        self.ensure_one()
        if self.state in ("done", "cancel"):
            return False
        used = self.quantity if self.picked or not is_marked else 0.0
        return self.product_uom.compare(used, self.product_uom_qty) < 0

    def _get_unrequested_quantity(self):
        self.ensure_one()
        return self.rma_missing_quantity - self.rma_ordered_quantity

    def _request_rma_parts(self):
        """Run the procurements of these parts that have a rule; ask people for what none orders."""
        rules = self.env["stock.rule"]
        procurements, unordered = [], self.browse()
        for move in self:
            values = move._prepare_rma_procurement_vals()
            rule = rules._get_rule(move.product_id, move.location_id, dict(values))
            if rule:
                procurements.append(move._prepare_rma_procurement(values))
            if not rule._orders_rma_parts():
                unordered |= move
        if procurements:
            rules.sudo().run(procurements)
        for move in self:
            move.sudo().rma_ordered_quantity += move._get_unrequested_quantity()
        unordered._ask_for_rma_parts()

    def _prepare_rma_procurement_vals(self):
        self.ensure_one()
        return {
            "warehouse_id": self.repair_id.picking_type_id.warehouse_id,
            "company_id": self.company_id,
            "date_planned": self.date,
            "date_deadline": self.date,
            "reference_ids": self.repair_id.reference_ids,
        }

    def _prepare_rma_procurement(self, values):
        self.ensure_one()
        return self.env["stock.rule"].Procurement(
            self.product_id,
            self._get_unrequested_quantity(),
            self.product_uom,
            self.location_id,
            self.repair_id.name,
            self.repair_id.name,
            self.company_id,
            values,
        )

    def _ask_for_rma_parts(self):
        """Note on each repair which parts nothing brings by itself, how many, and until when."""
        for repair, moves in self.grouped("repair_id").items():
            parts = "; ".join(
                self.env._(
                    "%(quantity)s %(unit)s of %(part)s until %(date)s",
                    quantity=move.rma_missing_quantity,
                    unit=move.product_uom.name,
                    part=move.product_id.display_name,
                    date=fields.Date.to_string(move.date),
                )
                for move in moves
            )
            repair.activity_schedule(
                PARTS,
                date_deadline=min(moves.mapped("date")).date(),
                summary=self.env._("Get parts"),
                note=parts,
                user_id=repair.rma_case_id._get_responsible().id,
            )


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _orders_rma_parts(self):
        """Whether this rule gets somebody to deliver or make the part.

        Without `purchase`, core's reception route plans a receipt from vendors that nobody ordered.
        """
        return bool(self) and not (
            self.action == "pull" and self.location_src_id.usage == "supplier"
        )
