from odoo import Command, fields, models
from odoo.fields import Domain

from .rma_8d_containment import PLACES
from .rma_8d_discipline import CODES, REQUIRED_DISCIPLINES
from .rma_8d_prevention import DOCUMENT_KINDS


class Rma8dReportRows(models.Model):
    """The rows an 8D report starts with, so that nothing is left blank by forgetting it; its
    actions by discipline."""

    _inherit = "rma.8d.report"

    emergency_action_ids = fields.One2many(
        "rma.8d.action", "report_id", "Emergency Actions", domain=[("kind", "=", "emergency")]
    )
    corrective_action_ids = fields.One2many(
        "rma.8d.action", "report_id", "Corrective Actions", domain=[("kind", "=", "corrective")]
    )
    chosen_action_ids = fields.One2many(
        "rma.8d.action",
        "report_id",
        "Chosen Actions",
        domain=[("kind", "=", "corrective"), ("state", "in", ("chosen", "done"))],
    )
    preventive_action_ids = fields.One2many(
        "rma.8d.action", "report_id", "Preventive Actions", domain=[("kind", "=", "preventive")]
    )

    def _create_rows(self):
        """The disciplines with their due times, and one row per place and document to answer."""
        for report in self:
            required = REQUIRED_DISCIPLINES[report.report_type]
            due = report._get_due_times()
            report.discipline_ids = [
                Command.create(
                    {
                        "code": code,
                        "state": "open" if code in required else "na",
                        "date_due": due.get(code),
                    }
                )
                for code in CODES
            ]
            report.containment_ids = [Command.create(vals) for vals in report._prepare_place_vals()]
            if "d7" in required:
                report.document_ids = [
                    Command.create({"kind": kind, "sequence": index})
                    for index, (kind, _label) in enumerate(DOCUMENT_KINDS)
                ]

    def _prepare_place_vals(self):
        """One containment row per place; the company's warehouses have one each."""
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)])
        for index, (place, _label) in enumerate(PLACES):
            if place == "warehouse":
                for warehouse in warehouses:
                    yield {"place": place, "warehouse_id": warehouse.id, "sequence": index}
            else:
                yield {"place": place, "sequence": index}

    def _update_required(self):
        """Follow a change of the report's type: what is not asked for any more, what is again."""
        for report in self:
            required = REQUIRED_DISCIPLINES[report.report_type]
            parts = report.discipline_ids
            parts.filtered(lambda p, r=required: p.state == "na" and p.code in r).write(
                {"state": "open"}
            )
            parts.filtered(lambda p, r=required: p.state == "open" and p.code not in r).write(
                {"state": "na"}
            )

    def action_propose_deployment(self):
        """Add a row for every similar product (same template or category) not listed yet."""
        for report in self.filtered("product_id"):
            product = report.product_id
            similar = self.env["product.product"].search(
                Domain("id", "!=", product.id)
                & Domain("type", "=", "consu")
                & (
                    Domain("product_tmpl_id", "=", product.product_tmpl_id.id)
                    | Domain("categ_id", "=", product.categ_id.id)
                ),
                limit=30,
            )
            missing = similar - report.deployment_ids.product_id
            report.deployment_ids = [Command.create({"product_id": other.id}) for other in missing]
