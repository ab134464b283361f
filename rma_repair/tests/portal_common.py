import re

from lxml import html

from odoo import Command
from odoo.tests import HttpCase, new_test_user

from .common import RmaCommon

SPACES = re.compile(r"\s+")
# What the chatter sends along: a message to all followers, the customer too.
COMMENT = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}


class PortalCommon(RmaCommon, HttpCase):
    """Two customers with an account each; the dealer has two units on the road."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.external_report_layout_id = cls.env.ref("web.external_layout_standard")
        cls.dana = cls._create_portal_user("dana", cls.customer)
        cls.eve = cls._create_portal_user("eve", cls.other_customer)
        cls.lots = cls._sell_serials(4)
        cls.case = cls._request(
            {"lot_id": cls.lots[0].id, "reason": "Does not start"},
            {"lot_id": cls.lots[1].id, "reason": "Smells"},
            customer_reference="PO-77",
        )
        cls._receive(cls._authorize(cls.case))
        cls._inspect(cls.case.line_ids)
        cls.case.line_ids.sudo().finding_note = "Somebody dropped it"
        cls.decided, cls.waiting = cls.case.line_ids
        cls._decide(cls.decided, "as_is", "return")
        cls._propose(cls.waiting, "scrap", "credit", reason="Cheaper than a repair")
        cls.url = f"/my/returns/{cls.case.id}"

    @classmethod
    def _create_portal_user(cls, login, company):
        """A person of this customer, with an account."""
        partner = cls.env["res.partner"].create(
            {"name": login.title(), "parent_id": company.id, "email": f"{login}@example.com"}
        )
        return new_test_user(
            cls.env,
            login=login,
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _open(self, path, login=None):
        """The text of the page as this user sees it."""
        self.authenticate(login, login)
        return self._read(path)

    def _read(self, path):
        response = self.url_open(path)
        response.raise_for_status()
        page = html.fromstring(response.text).find(".//div[@id='wrap']")
        return SPACES.sub(" ", page.text_content()) if page is not None else ""

    def _link(self, **options):
        """The tracking link of the mails."""
        return self.case.get_portal_url(**options)
