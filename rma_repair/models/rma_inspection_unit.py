"""The units a sample inspection looks at, each with results of its own."""

import random

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from .rma_inspection_result import OUTCOMES


class RmaInspectionUnit(models.Model):
    """One unit drawn into the sample of an inspection.

    Units are drawn at random among those the inspection speaks for; the inspector may take
    another one in its place.
    """

    _name = "rma.inspection.unit"
    _description = "Unit of a Sample"
    _order = "inspection_id, number, id"

    inspection_id = fields.Many2one("rma.inspection", required=True, ondelete="cascade", index=True)
    number = fields.Integer("No.", required=True)
    line_id = fields.Many2one("rma.case.line", "Returned Unit", required=True, index=True)
    lot_id = fields.Many2one(related="line_id.lot_id")
    result_ids = fields.One2many("rma.inspection.result", "unit_id", "Results")
    outcome = fields.Selection(OUTCOMES, compute="_compute_outcome", store=True)
    message = fields.Char("What is Wrong", compute="_compute_message")

    @api.depends("number", "lot_id.name")
    def _compute_display_name(self):
        for unit in self.sudo():  # serials are Inventory's otherwise
            number = self.env._("Unit %(number)s", number=unit.number)
            unit.display_name = f"{number} · {unit.lot_id.name}" if unit.lot_id else number

    @api.depends("result_ids.outcome")
    def _compute_outcome(self):
        for unit in self:
            outcomes = unit.result_ids.mapped("outcome")
            if not outcomes or "open" in outcomes:
                unit.outcome = "open"
            else:
                unit.outcome = "failed" if "failed" in outcomes else "ok"

    @api.depends("result_ids.message")
    def _compute_message(self):
        for unit in self:
            bad = unit.result_ids.filtered(lambda result: result.outcome == "failed")
            unit.message = "; ".join(f"{result.name}: {result.message}" for result in bad)

    @api.constrains("line_id", "inspection_id")
    def _check_line(self):
        """A unit of the sample is one the inspection speaks for, and is drawn once."""
        for inspection in self.inspection_id:
            for line, units in inspection.unit_ids.grouped("line_id").items():
                if line not in inspection.line_ids:
                    raise ValidationError(
                        self.env._(
                            "%(line)s is not among the units %(name)s speaks for.",
                            line=line.display_name,
                            name=inspection.name,
                        )
                    )
                if len(units) > line._get_unit_count():
                    raise ValidationError(
                        self.env._(
                            "%(line)s is in the sample of %(name)s already.",
                            line=line.display_name,
                            name=inspection.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        units.inspection_id._check_unfinished()
        return units

    def write(self, vals):
        if not self.env.su:
            self.inspection_id._check_unfinished()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        self.inspection_id._check_unfinished()

    def _load_items(self):
        """Ask for the items of the checklist of those that were asked for nothing yet."""
        self.env["rma.inspection.result"].create(
            [
                {
                    **item._prepare_result_vals(),
                    "inspection_id": unit.inspection_id.id,
                    "unit_id": unit.id,
                }
                for unit in self
                if not unit.result_ids
                for item in unit.inspection_id.checklist_id.item_ids
            ]
        )


class RmaInspection(models.Model):
    _inherit = "rma.inspection"

    unit_ids = fields.One2many("rma.inspection.unit", "inspection_id", "Sample Units")
    sample_defects = fields.Integer(
        "Defective in the Sample", compute="_compute_sample_defects", store=True
    )

    @api.depends("unit_ids.outcome")
    def _compute_sample_defects(self):
        for inspection in self:
            inspection.sample_defects = inspection.unit_ids.mapped("outcome").count("failed")

    @api.model_create_multi
    def create(self, vals_list):
        inspections = super().create(vals_list)
        fresh = inspections._draw_sample()
        inspections.filtered(lambda one: one.checklist_id and not one.result_ids)._load_checklist()
        fresh._load_items()
        return inspections

    def write(self, vals):
        asked = {inspection: inspection._get_asked() for inspection in self}
        result = super().write(vals)
        if not {"sample_size", "inspection_type", "checklist_id", "line_ids"}.isdisjoint(vals):
            fresh = self._draw_sample()
            self.filtered(
                lambda one: one.state == "draft" and one._get_asked() != asked[one]
            )._load_checklist()
            fresh._load_items()
        return result

    def _get_asked(self):
        """What decides which results are asked for: the checklist, once or per sampled unit."""
        return self.checklist_id, self.inspection_type == "sample"

    def _draw_sample(self):
        """Have as many units in each sample as its size says; returns those drawn now."""
        drawn = self.env["rma.inspection.unit"]
        vals_list = []
        for inspection in self.filtered(lambda one: one.state == "draft"):
            size = inspection.sample_size if inspection.inspection_type == "sample" else 0
            gone = inspection.unit_ids.filtered(lambda u, i=inspection: u.line_id not in i.line_ids)
            kept = inspection.unit_ids - gone
            (gone | kept[size:]).unlink()
            vals_list += inspection._prepare_sample_vals(kept[:size], size)
        return drawn.create(vals_list)

    def _prepare_sample_vals(self, kept, size):
        """Values of the units missing in a sample of `size`, drawn at random from the rest."""
        self.ensure_one()
        rest = [line for line in self.line_ids for _unit in range(line._get_unit_count())]
        for unit in kept:
            rest.remove(unit.line_id)
        picked = random.SystemRandom().sample(rest, min(max(size - len(kept), 0), len(rest)))
        first = max(kept.mapped("number"), default=0) + 1
        return [
            {"inspection_id": self.id, "number": number, "line_id": line.id}
            for number, line in enumerate(sorted(picked, key=lambda line: line.id), start=first)
        ]

    def _load_checklist(self):
        """Ask for the items of the checklist, in place of those of another one.

        A sample asks for them of each of its units.
        """
        for inspection in self:
            inspection.result_ids.filtered("item_id").sudo().unlink()
            if inspection.inspection_type == "sample":
                inspection.unit_ids._load_items()
            else:
                items = inspection.checklist_id.item_ids
                inspection.result_ids = [
                    Command.create(item._prepare_result_vals()) for item in items
                ]

    def _check_sample_complete(self):
        """Every unit of the sample was looked at."""
        self.ensure_one()
        if self.inspection_type != "sample":
            return
        if not self.sample_size:
            raise UserError(self.env._("Enter the sample size of %(name)s.", name=self.name))
        if unseen := self.unit_ids.filtered(lambda unit: not unit.result_ids):
            raise UserError(
                self.env._(
                    "%(unit)s of %(name)s has no result. Enter what was checked of it.",
                    unit=unseen[0].display_name,
                    name=self.name,
                )
            )

    def _check_sample_verdict(self):
        """The verdict on all is what the sample showed."""
        self.ensure_one()
        if self.finding == "ntf" and self.sample_defects:
            raise UserError(
                self.env._(
                    "%(name)s found %(count)s defective units in its sample: that is trouble "
                    "found.",
                    name=self.name,
                    count=self.sample_defects,
                )
            )
        if self.finding == "confirmed" and not self.sample_defects:
            raise UserError(
                self.env._(
                    "No unit in the sample of %(name)s is defective, so no defect is confirmed.",
                    name=self.name,
                )
            )

    def _get_result_groups(self):
        """The results as the report shows them: [(unit or none, results)]."""
        self.ensure_one()
        return [
            (unit, results.sorted(lambda result: (result.sequence, result.id)))
            for unit, results in self.result_ids.grouped("unit_id").items()
        ]


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_unit_count(self):
        """How many units of this line can be drawn into a sample."""
        self.ensure_one()
        return max(int(self._get_product_quantity()), 1)
