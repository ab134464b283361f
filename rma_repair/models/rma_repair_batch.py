from odoo import api, fields, models
from odoo.exceptions import UserError

from .repair_order_control import CONTROL_STATES


class RmaRepairBatch(models.Model):
    """Repairs of the same rework, released together once the first piece proved good.

    One repair is the first piece. Until it passed its control, the others can not start.
    """

    _name = "rma.repair.batch"
    _description = "Rework Batch"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(readonly=True, copy=False, default="/", index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    repair_ids = fields.One2many("repair.order", "batch_id", "Repairs")
    first_piece_id = fields.Many2one(
        "repair.order",
        required=True,
        index="btree_not_null",
        check_company=True,
        domain="[('batch_id', '=', id)]",
        tracking=True,
    )
    product_id = fields.Many2one(related="first_piece_id.product_id", store=True, index=True)
    rma_case_id = fields.Many2one(related="first_piece_id.rma_case_id")
    rma_decision_id = fields.Many2one(related="first_piece_id.rma_decision_id", store=True)
    first_piece_state = fields.Selection(
        CONTROL_STATES, "First Piece Control", compute="_compute_first_piece_state"
    )
    state = fields.Selection(
        [("first_piece", "First piece"), ("released", "Released"), ("done", "Done")],
        compute="_compute_state",
        store=True,
        index=True,
        group_expand=True,
        help="Released when the first piece passed its control; done when every repair ended.",
    )
    repair_count = fields.Integer(compute="_compute_progress", compute_sudo=True)
    done_count = fields.Integer("Repaired", compute="_compute_progress", compute_sudo=True)
    progress = fields.Float(
        compute="_compute_progress", compute_sudo=True, help="Percentage of the repairs ended."
    )
    progress_max = fields.Float(compute="_compute_progress", compute_sudo=True)

    # By `repair_ids`, as the first piece is one of them: a repair without batch is not asked for.
    @api.depends("first_piece_id", "repair_ids.control_state")
    def _compute_first_piece_state(self):
        for batch in self:
            batch.first_piece_state = batch.first_piece_id.control_state

    @api.depends("first_piece_id", "repair_ids.control_state", "repair_ids.state")
    def _compute_state(self):
        for batch in self:
            if batch.first_piece_id.control_state != "passed":
                batch.state = "first_piece"
            elif all(repair.state in ("done", "cancel") for repair in batch.repair_ids):
                batch.state = "done"
            else:
                batch.state = "released"

    @api.depends("repair_ids.state")
    def _compute_progress(self):
        groups = self.env["repair.order"]._read_group(
            [("batch_id", "in", self.ids), ("state", "!=", "cancel")],
            ["batch_id", "state"],
            ["__count"],
        )
        for batch in self:
            own = [(state, count) for found, state, count in groups if found == batch._origin]
            batch.repair_count = sum(count for _state, count in own)
            batch.done_count = sum(count for state, count in own if state == "done")
            total = batch.repair_count
            batch.progress = 100 * batch.done_count / total if total else 0
            batch.progress_max = 100

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("rma.repair.batch") or "/"
        batches = super().create(vals_list)
        for batch in batches:
            batch.first_piece_id.sudo().batch_id = batch
        return batches

    def write(self, vals):
        if "first_piece_id" in vals and self.filtered(lambda batch: batch.state != "first_piece"):
            raise UserError(self.env._("The batch is released: its first piece stays."))
        return super().write(vals)

    def action_share_plan(self):
        """Give the plan of the first piece, its parts included, to repairs not started yet."""
        for batch in self:
            first = batch.first_piece_id
            others = (batch.repair_ids - first).filtered(
                lambda repair: repair.state in ("draft", "confirmed")
            )
            others.write(
                {
                    name: first[name]
                    for name in ("plan_findings", "plan_work", "plan_hours", "date_promised")
                }
            )
            others.filtered(lambda repair: not repair.move_ids)._copy_parts(first)

    def action_view_repairs(self):
        """Open the repairs as a list, where results are entered for many at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("rma_repair.repair_order_action")
        results = self.env.ref("rma_repair.repair_order_view_list_results")
        action.update(
            domain=[("batch_id", "in", self.ids)],
            view_mode="list,kanban,form",
            views=[(results.id, "list"), (False, "kanban"), (False, "form")],
        )
        return action


class RepairOrder(models.Model):
    _inherit = "repair.order"

    batch_id = fields.Many2one(
        "rma.repair.batch",
        "Rework Batch",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )

    def action_make_batch(self):
        """Make one rework batch of these repairs; the first of them is the first piece."""
        if self.filtered(
            lambda repair: repair.batch_id or repair.state not in ("draft", "confirmed")
        ):
            raise UserError(
                self.env._("Choose repairs that have not started and are in no batch yet.")
            )
        if not self or len(self.product_id) != 1:
            raise UserError(self.env._("A batch is made of repairs of one product."))
        batch = self.env["rma.repair.batch"].create(
            {"first_piece_id": self[0].id, "company_id": self.company_id.id}
        )
        self.sudo().write({"batch_id": batch.id})
        return batch.action_view_repairs()

    def _check_batch_released(self):
        waiting = self.filtered(
            lambda repair: repair.batch_id.state == "first_piece"
            and repair.batch_id.first_piece_id != repair
        )
        if waiting:
            raise UserError(
                self.env._(
                    "%(repair)s waits for the first piece of %(batch)s: %(first)s must pass its "
                    "control first.",
                    repair=waiting[0].name,
                    batch=waiting[0].batch_id.name,
                    first=waiting[0].batch_id.first_piece_id.name,
                )
            )

    def _copy_parts(self, source):
        """Plan the parts of `source` on each of these repairs too."""
        names = ("product_id", "product_uom")
        self.env["stock.move"].create(
            [
                {
                    "repair_id": repair.id,
                    "company_id": repair.company_id.id,
                    "repair_line_type": move.repair_line_type,
                    "product_uom_qty": move.product_uom_qty,
                    "is_rma_charged": move.is_rma_charged,
                    **{name: move[name].id for name in names},
                }
                for repair in self
                for move in source.move_ids.filtered(lambda move: move.state != "cancel")
            ]
        )
