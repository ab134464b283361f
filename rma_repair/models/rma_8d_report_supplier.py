import base64
import io
import zipfile

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .activity_kinds import CLAIM

PPM_DAYS = 365
RESULT_COLUMNS = ("name", "test", "limits", "answer", "value", "uom_id", "outcome", "note")
UNIT_COLUMNS = (
    "product_id", "lot_id", "quantity", "date_shipped", "finding", "failure_code_id",
    "finding_note",
)  # fmt: skip


class Rma8dReportSupplier(models.Model):
    """Faults a supplier answers for: the evidence for purchasing, and the supplier's ppm."""

    _inherit = "rma.8d.report"

    supplier_id = fields.Many2one(
        "res.partner",
        "Caused by Supplier",
        compute="_compute_supplier_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        help="Taken from the confirmed causes.",
    )
    supplier_ppm = fields.Float("Supplier ppm", compute="_compute_supplier_ppm", digits=(16, 0))
    supplier_ppm_text = fields.Char(compute="_compute_supplier_ppm")

    @api.depends("cause_ids.supplier_id", "cause_ids.status", "cause_ids.is_root")
    def _compute_supplier_id(self):
        for report in self:
            report.supplier_id = report._root_causes().supplier_id[:1] or report.supplier_id

    def _compute_supplier_ppm(self):
        for report in self:
            bad, received = report.supplier_id._get_8d_ppm_counts(report.company_id)
            report.supplier_ppm = 1e6 * bad / received if received else 0.0
            report.supplier_ppm_text = bool(report.supplier_id) and self.env._(
                "%(bad)g confirmed of %(received)g received in 12 months",
                bad=bad,
                received=received,
            )

    def _on_discipline_done(self, discipline):
        """Confirmed causes at a supplier go to purchasing, who gets the evidence with a click."""
        result = super()._on_discipline_done(discipline)
        if discipline.code == "d4" and self.supplier_id and self.company_id.rma_8d_purchaser_id:
            self._ask(
                CLAIM,
                self.company_id.rma_8d_purchaser_id,
                summary=self.env._(
                    "Claim from %(supplier)s: the evidence is in the report",
                    supplier=self.supplier_id.display_name,
                ),
            )
        return result

    def action_supplier_pack(self):
        """Download the evidence for the supplier: paper, serials, costs, photos, in one ZIP."""
        self.ensure_one()
        if not self.supplier_id:
            raise UserError(
                self.env._(
                    "%(report)s: confirm a root cause at a supplier first (field “Caused at "
                    "Supplier”).",
                    report=self.name,
                )
            )
        return self._download(
            f"{self.name.replace('/', '-')}-supplier.zip", self._make_supplier_pack()
        )

    def _make_supplier_pack(self):
        """The ZIP as bytes. The customer's name and internal rows are not in it; costs are for
        those who may see them."""
        costs, self, stream = self._get_cost_names(), self.sudo(), io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
            action = self.env.ref("rma_repair.rma_8d_report_supplier_action_report")
            paper, kind = action._render(action.report_name, self.ids)
            paper = paper if isinstance(paper, bytes) else paper.encode()
            pack.writestr(f"8D.{kind}", paper)
            pack.writestr("serials-and-costs.xlsx", self._make_supplier_xlsx(costs))
            for index, attachment in enumerate(self._get_evidence(), 1):
                name = attachment.name.replace("/", "-")
                pack.writestr(
                    f"evidence/{index:02} {name}", base64.b64decode(attachment.datas or b"")
                )
        return stream.getvalue()

    def _get_evidence(self):
        """Photos and files of the problem and of the causes at the supplier, and of the lines."""
        causes = self._root_causes().filtered(
            lambda cause: cause.supplier_id == self.supplier_id and cause._is_leaving()
        )
        of_lines = self.env["ir.attachment"].search(
            [("res_model", "=", "rma.case.line"), ("res_id", "in", self.line_ids.ids)]
        )
        return self.photo_ok_ids | self.photo_nok_ids | causes.attachment_ids | of_lines

    def _make_supplier_xlsx(self, costs):
        """Affected units with their findings and measurements, and these costs."""
        stream = io.BytesIO()
        workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
        self._write_units(workbook.add_worksheet(self.env._("Units")))
        self._write_measurements(workbook.add_worksheet(self.env._("Measurements")))
        if costs:
            self._write_costs(workbook.add_worksheet(self.env._("Costs")), costs)
        workbook.close()
        return stream.getvalue()

    def _write_costs(self, sheet, names):
        """One row per cost, the total last."""
        for row, (label, amount) in enumerate(self._get_cost_rows(names)):
            sheet.write_string(row, 0, label)
            sheet.write_number(row, 1, amount)
            sheet.write_string(row, 2, self.currency_id.name)

    def _write_measurements(self, sheet):
        """One row per result of the inspections of the lines behind the report."""
        text_of = self.env["rma.8d.part"]._text_of
        results = self.line_ids.inspection_ids.result_ids
        for column, name in enumerate(("inspection_id", *RESULT_COLUMNS)):
            sheet.write_string(0, column, results._fields[name]._description_string(self.env))
            for row, result in enumerate(results, 1):
                sheet.write_string(row, column, text_of(result, name))

    def _write_units(self, sheet):
        """One row per line behind the report."""
        text_of = self.env["rma.8d.part"]._text_of
        for column, name in enumerate(UNIT_COLUMNS):
            label = self.line_ids._fields[name]._description_string(self.env)
            sheet.write_string(0, column, label)
            for row, line in enumerate(self.line_ids, 1):
                sheet.write_string(row, column, text_of(line, name))


class ResPartner8d(models.Model):
    """A supplier's parts per million over confirmed causes."""

    _inherit = "res.partner"

    rma_supplier_ppm = fields.Float(
        "Supplier ppm (8D)",
        compute="_compute_rma_supplier_ppm",
        digits=(16, 0),
        groups="base.group_user",
    )

    def _compute_rma_supplier_ppm(self):
        for partner in self:
            bad, received = partner._get_8d_ppm_counts(self.env.company)
            partner.rma_supplier_ppm = 1e6 * bad / received if received else 0.0

    def _get_8d_ppm_counts(self, company):
        """(units confirmed by 8D causes at this supplier, units received from it) in 12 months.

        ppm = confirmed / received x 1 000 000, both in the units of the products.
        """
        if not self:
            return 0.0, 0.0
        since = fields.Datetime.subtract(fields.Datetime.now(), days=PPM_DAYS)
        reports = self.env["rma.8d.report"].sudo().search(self._ppm_domain(company, since))
        move_lines = self.env["stock.move.line"].sudo()
        received = move_lines._read_group(
            [
                ("company_id", "=", company.id),
                ("state", "=", "done"),
                ("date", ">=", since),
                ("location_id.usage", "=", "supplier"),
                ("picking_id.partner_id", "child_of", self.id),
            ],
            [],
            ["quantity_product_uom:sum"],
        )
        return sum(reports.mapped("qty_confirmed")), received[0][0] or 0.0

    def _ppm_domain(self, company, since):
        """Reports of `company` with a confirmed root cause at this supplier."""
        causes = Domain("supplier_id", "=", self.id) & Domain("status", "=", "confirmed")
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "!=", "cancelled")
            & Domain("date_start", ">=", since)
            & Domain("cause_ids", "any", causes & Domain("is_root", "=", True))
        )
