from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestKept(RmaCommon):
    """What is kept in memory is known anew as soon as somebody changes it."""

    def _recall_cold(self, records):
        """These records as a new request finds them; reading a kept field then asks nothing."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records._recall()

    def test_a_kept_company_is_read_without_a_query(self):
        self._recall_cold(self.company)
        company = self._recall_cold(self.company)

        with self.assertQueryCount(0):
            self.assertTrue(company.name and company.currency_id and company.rma_batch_size)

    def test_what_changes_is_known_at_once(self):
        kept = (
            (self.company, "rma_inspection_threshold", 7),
            (self.env["rma.disposition"].search([], limit=1), "name", "Melted"),
            (self.env["rma.failure.code"].search([], limit=1), "name", "Wet"),
            (self.env["rma.authority"].search([], limit=1), "amount_limit", 79),
            (self.env["ir.sequence"].search([("code", "=", "rma.case")], limit=1), "prefix", "R"),
        )
        for record, name, value in kept:
            with self.subTest(model=record._name):
                self._recall_cold(record)

                record[name] = value

                self.assertEqual(self._recall_cold(record)[name], value)

    def test_what_is_not_sent_yet_stays_as_written(self):
        self._recall_cold(self.company)
        self.company.rma_inspection_threshold = 8

        self.assertEqual(self.company._recall().rma_inspection_threshold, 8)

    def test_a_new_company_is_known(self):
        self._recall_cold(self.company)
        companies = self.company | self.env["res.company"].create({"name": "Second"})
        self._recall_cold(companies)

        self._recall_cold(companies)

        with self.assertQueryCount(0):
            self.assertEqual(companies[1].name, "Second")
