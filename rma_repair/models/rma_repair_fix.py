from odoo import api, fields, models


class RmaRepairFix(models.Model):
    """What a workshop does against a fault, by name, so that one can count how often it lasts."""

    _name = "rma.repair.fix"
    _description = "Repair Fix"
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    done_repair_count = fields.Integer("Repairs Done", compute="_compute_results")
    repeat_repair_count = fields.Integer("Came Back", compute="_compute_results")

    _code_uniq = models.Constraint("unique(code)", "A fix with this code exists already.")

    @api.depends_context("allowed_company_ids")
    def _compute_results(self):
        # Sums are for everybody; of the companies the user works in.
        groups = (
            self.env["repair.order"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "in", self.env.companies.ids),
                    ("fix_id", "in", self.ids),
                    ("state", "=", "done"),
                ],
                ["fix_id", "is_repeated"],
                ["__count"],
            )
        )
        done, repeated = {}, {}
        for fix, is_repeated, count in groups:
            done[fix.id] = done.get(fix.id, 0) + count
            if is_repeated:
                repeated[fix.id] = count
        for fix in self:
            fix.done_repair_count = done.get(fix.id, 0)
            fix.repeat_repair_count = repeated.get(fix.id, 0)
