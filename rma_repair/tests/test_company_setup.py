from odoo.tests import Form, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestCompanySetup(RmaCommon):
    """The settings say what a company lacks, and nothing where it lacks nothing."""

    def _assert_gap(self, company, text):
        gaps = company._get_rma_setup_gaps()
        self.assertTrue([gap for gap in gaps if text in gap], gaps)

    def test_a_company_with_a_chart_of_accounts_lacks_nothing(self):
        self.assertEqual(self.company._get_rma_setup_gaps(), [])

    def test_a_company_without_a_chart_of_accounts_is_told_so(self):
        bare = self.env["res.company"].create({"name": "Bare"})

        gaps = bare._get_rma_setup_gaps()

        self.assertIn("No chart of accounts", gaps[0])
        self.assertEqual(
            gaps[1:],
            [
                "Nobody is in Customer Service, Warehouse, Quality, Finance: give somebody the "
                "group in the settings of users."
            ],
        )

    def test_every_gap_is_named(self):
        company = self.company
        company.rma_loss_location_id.valuation_account_id = False
        self._assert_gap(company, "No account on Returns Loss")
        company.rma_compensation_product_id = False
        self._assert_gap(company, "Not set: After-sales Allowance")
        for model, text in (
            ("rma.policy", "No policy"),
            ("rma.deadline.rule", "No deadline rule"),
            ("rma.authority", "No limit"),
        ):
            self.env[model].search([]).action_archive()
            self._assert_gap(company, text)
        company.resource_calendar_id.attendance_ids.unlink()
        self._assert_gap(company, "No working hours")
        self.user_quality.group_ids -= self.env.ref("rma_repair.group_quality")
        self._assert_gap(company, "Nobody is in Quality")

    def test_the_settings_page_shows_it(self):
        self.company.rma_compensation_product_id = False
        settings = self.env["res.config.settings"].with_company(self.company)

        form = Form(settings.create({"company_id": self.company.id}))

        self.assertEqual(form.rma_setup_gaps, "• Not set: After-sales Allowance.")
        self.assertGreaterEqual(form.rma_policy_count, 3)
        self.assertGreaterEqual(form.rma_authority_count, 1)
