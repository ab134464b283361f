from odoo.tests import tagged

from .common_repair import RepairCommon
from .portal_common import PortalCommon

BUTTON = "Read and Sign the Quotation"


@tagged("post_install", "-at_install")
class TestPortalQuotation(PortalCommon, RepairCommon):
    """A repair that waits for the customer's signature, as its return tells him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair = cls._open_charged_repair()
        cls.order = cls._quote(cls.repair)
        cls.case = cls.repair.rma_case_id
        cls.url = f"/my/returns/{cls.case.id}"

    def _get_page(self, login=None, path=None):
        """The page as this user gets it, links and all."""
        self.authenticate(login, login)
        response = self.url_open(path or self.url)
        response.raise_for_status()
        return response.text

    def test_the_customer_is_led_to_the_quotation_that_waits_for_him(self):
        self.assertNotIn(BUTTON, self._get_page("dana"))
        self.order.action_quotation_sent()

        page = self._get_page("dana")

        self.assertIn(BUTTON, page)
        self.assertIn(f'href="/my/orders/{self.order.id}"', page)
        self.assertIn("Board", self._get_page("dana", f"/my/orders/{self.order.id}"))
        self._sign(self.order)
        self.assertNotIn(BUTTON, self._get_page("dana"))

    def test_whoever_only_has_the_link_of_the_return_can_not_sign(self):
        self.order.action_quotation_sent()

        for login in (None, "eve", "rma_quality"):
            with self.subTest(login=login):
                page = self._get_page(login, self._link())

                self.assertIn("waits for your answer to our quotation", page)
                self.assertNotIn(BUTTON, page)
                self.assertNotIn("/my/orders/", page)
                self.assertNotIn(self.order.access_token or "no token", page)

    def test_the_quotation_of_another_customer_is_not_shown(self):
        self.order.action_quotation_sent()
        self.order.partner_id = self.other_customer

        self.assertNotIn("quotation", self._open(self.url, "dana"))
