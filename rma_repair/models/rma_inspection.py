from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .rma_case_line import FINDINGS
from .rma_case_line_check import DEFECT_CLASSES, GRADES, REPAIRABLE, SEAL_STATES
from .rma_checklist import INSPECTION_TYPES

INSPECTION_STATES = [
    ("draft", "In progress"),
    ("passed", "Passed"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]
TRANSITIONS = {
    "draft": {"passed", "failed", "cancelled"},
    "passed": set(),
    "failed": set(),
    "cancelled": {"draft"},
}


class RmaInspection(models.Model):
    """One inspection of one model of a case, with a result per item and a verdict.

    Incoming and sample inspections judge returned units and move them to inspected when they are
    passed; first pieces and units after repair are good or not.
    """

    _name = "rma.inspection"
    _description = "RMA Inspection"
    _inherit = [
        "rma.large.mixin", "rma.closed.mixin", "rma.state.mixin", "rma.photo.mixin",
        "mail.thread", "mail.activity.mixin",
    ]  # fmt: skip
    _order = "id desc"
    _check_company_auto = True
    _case_path = "line_ids.case_id"
    _transitions = TRANSITIONS
    _system_fields = frozenset({"date_passed", "passed_by_id"})

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    inspection_type = fields.Selection(INSPECTION_TYPES, "Type", required=True, default="incoming")
    line_ids = fields.Many2many(
        "rma.case.line",
        "rma_inspection_line_rel",
        "inspection_id",
        "line_id",
        "Units",
        check_company=True,
        help="The lines this inspection speaks for.",
    )
    case_id = fields.Many2one(
        "rma.case", compute="_compute_case_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_case_id", store=True, precompute=True
    )
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    product_id = fields.Many2one(
        "product.product", compute="_compute_case_id", store=True, index=True, precompute=True
    )
    repair_id = fields.Many2one(
        "repair.order", "Repair Order", check_company=True, index="btree_not_null", copy=False,
        help="The repair whose work is inspected.",
    )  # fmt: skip
    quantity = fields.Float(digits="Product Unit", compute="_compute_quantity")
    sample_size = fields.Integer(
        help="Units that are looked at, of those this speaks for; drawn at random."
    )
    checklist_id = fields.Many2one(
        "rma.checklist", compute="_compute_checklist_id", store=True, readonly=False,
        check_company=True,
    )  # fmt: skip
    instruction = fields.Html(related="checklist_id.instruction")
    result_ids = fields.One2many("rma.inspection.result", "inspection_id", "Results")
    open_count = fields.Integer("Open Items", compute="_compute_result_counts")
    failed_count = fields.Integer("Failed Items", compute="_compute_result_counts")
    finding = fields.Selection(FINDINGS, "Verdict")
    failure_code_id = fields.Many2one("rma.failure.code", index="btree_not_null")
    defect_class = fields.Selection(
        DEFECT_CLASSES, "Class", compute="_compute_defect_class", store=True, readonly=False
    )
    grade = fields.Selection(GRADES)
    repairable = fields.Selection(REPAIRABLE, "Repair")
    seal_state = fields.Selection(SEAL_STATES, "Tamper Seal")
    is_customer_damage = fields.Boolean("Customer's Damage")
    note = fields.Text("Conclusion")
    user_id = fields.Many2one(
        "res.users", "Inspector", default=lambda self: self.env.user, index=True,
        domain="[('share', '=', False)]",
    )  # fmt: skip
    passed_by_id = fields.Many2one("res.users", "Signed by", readonly=True, copy=False)
    date_passed = fields.Datetime("Finished on", readonly=True, copy=False)
    state = fields.Selection(
        INSPECTION_STATES, required=True, default="draft", index=True, tracking=True,
        group_expand=True,
    )  # fmt: skip

    @api.depends("line_ids")
    def _compute_case_id(self):
        for inspection in self:
            line = inspection.line_ids[:1]._origin
            inspection.case_id = line.case_id
            inspection.company_id = line.company_id or self.env.company
            inspection.product_id = line.product_id

    @api.depends("line_ids.quantity")
    def _compute_quantity(self):
        for inspection in self:
            inspection.quantity = sum(line._get_product_quantity() for line in inspection.line_ids)

    @api.depends("product_id", "inspection_type")
    def _compute_checklist_id(self):
        for inspection_type, inspections in self.grouped("inspection_type").items():
            found = self.env["rma.checklist"]._find_by_product(
                inspections.product_id, inspection_type
            )
            for inspection in inspections:
                inspection.checklist_id = found.get(inspection.product_id, False)

    @api.depends("result_ids.outcome")
    def _compute_result_counts(self):
        for inspection in self:
            outcomes = inspection.result_ids.mapped("outcome")
            inspection.open_count = outcomes.count("open")
            inspection.failed_count = outcomes.count("failed")

    @api.depends("failure_code_id", "finding")
    def _compute_defect_class(self):
        for inspection in self:
            if inspection.finding == "ntf":
                inspection.defect_class = False
            else:
                inspection.defect_class = (
                    inspection.failure_code_id.defect_class or inspection.defect_class
                )

    @api.constrains("line_ids")
    def _check_lines(self):
        for inspection in self:
            if not inspection.line_ids:
                raise ValidationError(self.env._("Say which units are inspected."))
            if len(inspection.line_ids.case_id) > 1 or len(inspection.line_ids.product_id) > 1:
                raise ValidationError(self.env._("One inspection judges one model of one case."))

    @api.constrains("sample_size", "line_ids")
    def _check_sample(self):
        for inspection in self:
            size = inspection.sample_size
            if size < 0 or size > inspection.quantity:
                raise ValidationError(
                    self.env._(
                        "A sample of %(size)s can not speak for %(quantity)s units.",
                        size=size,
                        quantity=f"{inspection.quantity:g}",
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("rma.inspection") or "/"
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        for inspection in self:
            if inspection.state in ("passed", "failed"):
                raise UserError(
                    self.env._("%(name)s is finished and stays on file.", name=inspection.name)
                )

    def _get_paper_photos(self):
        """The photos of the report: of the inspection, then of its items."""
        self.ensure_one()
        return (self.photo_ids | self.result_ids.photo_ids).sudo()

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.name.replace("/", "-")

    def _action_open(self):
        """The window action on these inspections."""
        action = self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_inspection_action")
        action.update(domain=[("id", "in", self.ids)], context={})
        if len(self) == 1:
            action.update(views=[(False, "form")], view_mode="form", res_id=self.id)
        return action
