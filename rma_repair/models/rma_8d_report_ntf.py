from odoo import fields, models


class Rma8dReportNtf(models.Model):
    """Field failure analysis of the units behind a report: figures on returns and tests.

    As field failure analyses report them: mean times in days, shares of the units analysed or
    tested. A unit without trouble found passed the standard test and the test under load.
    """

    _inherit = "rma.8d.report"

    ntf_share = fields.Float("No Trouble Found (%)", compute="_compute_field_analysis")
    standard_failed_share = fields.Float(
        "Failed in Standard Test (%)", compute="_compute_field_analysis"
    )
    load_failed_share = fields.Float("Failed under Load (%)", compute="_compute_field_analysis")
    return_days = fields.Float("Mean Return Time (days)", compute="_compute_field_analysis")
    shipping_days = fields.Float(
        "Mean Shipping Time (days)",
        compute="_compute_field_analysis",
        help="From the authorization, when the customer may send, to the arrival.",
    )
    analysis_days = fields.Float("Mean Analysis Time (days)", compute="_compute_field_analysis")

    def _compute_field_analysis(self):
        for report in self:
            lines = report.line_ids.sudo()
            report.ntf_share = 100 * _share(report.qty_ntf, report.qty_analysed)
            report.standard_failed_share = 100 * _share(*lines._get_8d_tests("standard"))
            report.load_failed_share = 100 * _share(*lines._get_8d_tests("load"))
            report.return_days = _mean_days(
                (line.case_id.date_request, line.date_received) for line in lines
            )
            report.shipping_days = _mean_days(
                (line.date_authorized, line.date_received) for line in lines
            )
            report.analysis_days = _mean_days(
                (line.date_received, line.date_inspected) for line in lines
            )


def _share(part, whole):
    return part / whole if whole else 0.0


def _mean_days(spans):
    """The mean length of the spans that have both ends, in days."""
    days = [(end - start).total_seconds() / 86400 for start, end in spans if start and end]
    return sum(days) / len(days) if days else 0.0


class RmaCaseLine8dTests(models.Model):
    """How these units did in the tests of their inspections."""

    _inherit = "rma.case.line"

    def _get_8d_tests(self, test):
        """(units that failed a test of this kind, units that went through one)."""
        failed = tested = 0.0
        for line in self:
            results = line.inspection_ids.filtered(
                lambda inspection: inspection.state == "passed"
            ).result_ids.filtered(lambda result: result.test == test)
            outcomes = set(results.mapped("outcome"))
            tested += line.quantity if outcomes & {"ok", "failed"} else 0.0
            failed += line.quantity if "failed" in outcomes else 0.0
        return failed, tested
