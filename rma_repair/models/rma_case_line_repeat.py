"""Repeat repairs: the same serial back soon after its repair, found when the case is opened."""

from datetime import timedelta

from odoo import api, fields, models


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    repeat_repair_id = fields.Many2one(
        "repair.order",
        "Repeat of Repair",
        compute="_compute_repeat_repair_id",
        store=True,
        index="btree_not_null",
        help="The last repair of this serial, if it ended few enough days before this request.",
    )
    is_repeat = fields.Boolean("Repeat Repair", compute="_compute_is_repeat", store=True)
    is_same_failure = fields.Boolean(
        "Same Failure Again",
        compute="_compute_is_same_failure",
        store=True,
        help="The repeat shows the failure code of the repair before.",
    )
    previous_repair_count = fields.Integer(
        "Repairs before", compute="_compute_previous_repair_count"
    )

    @api.depends("lot_id", "is_serial", "case_id.date_request")
    def _compute_repeat_repair_id(self):
        serials = self.filtered(lambda line: line.is_serial and line.lot_id)
        (self - serials).repeat_repair_id = False
        last = serials._get_last_repairs()
        for line in serials:
            repair = last.get((line.lot_id.id, line.company_id.id))
            line.repeat_repair_id = repair if repair and line._is_repeat_of(repair) else False

    @api.depends("repeat_repair_id")
    def _compute_is_repeat(self):
        for line in self:
            line.is_repeat = bool(line.repeat_repair_id)

    @api.depends("repeat_repair_id", "failure_code_id")
    def _compute_is_same_failure(self):
        for line in self:
            before = line.repeat_repair_id.rma_line_id.failure_code_id
            line.is_same_failure = bool(before) and before == line.failure_code_id

    @api.depends("lot_id")
    def _compute_previous_repair_count(self):
        groups = self.env["repair.order"]._read_group(
            [("lot_id", "in", self.lot_id.ids), ("state", "=", "done")],
            ["lot_id", "rma_line_id"],
            ["__count"],
        )
        for line in self:
            line.previous_repair_count = sum(
                count for lot, own, count in groups if lot == line.lot_id and own != line._origin
            )

    def _get_last_repairs(self):
        """The last ended repair of each serial, of other lines: {(lot id, company id): repair}."""
        repairs = self.env["repair.order"].search(
            [("lot_id", "in", self.lot_id.ids), ("state", "=", "done"), ("date_done", "!=", False)],
            order="date_done, id",
        )
        return {
            (repair.lot_id.id, repair.company_id.id): repair
            for repair in repairs
            if repair.rma_line_id not in self._origin
        }

    def _is_repeat_of(self, repair):
        """Whether this unit came back within the company's days after `repair`.

        The days count from the delivery back where there is one, else from the repair's end.
        """
        self.ensure_one()
        asked = self.case_id.date_request or fields.Datetime.now()
        back = repair.rma_line_id.date_closed or repair.date_done
        days = (self.company_id or self.case_id.company_id).rma_repeat_days
        return repair.date_done <= asked and asked - back <= timedelta(days=days)


class RmaCase(models.Model):
    _inherit = "rma.case"

    repeat_count = fields.Integer("Repeat Repairs", compute="_compute_repeat_count")

    @api.depends("line_ids.is_repeat")
    def _compute_repeat_count(self):
        for case in self:
            case.repeat_count = len(case.line_ids.filtered("is_repeat"))
