import contextlib

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .portal_common import COMMENT, PortalCommon

RMA_MODELS = ("rma.case", "rma.case.line", "rma.decision", "rma.event", "repair.order")
REFUSED = "AccessError|UserError"
LOUD = (
    "odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestPortalAttack(PortalCommon):
    """A customer who is curious about another's returns, and a stranger who guesses."""

    def test_anothers_return_is_not_opened(self):
        for login in ("eve", None):
            for path in (self.url, f"{self.url}?access_token=guess", f"{self.url}?access_token="):
                with self.subTest(login=login, path=path):
                    self.assertNotIn(self.case.name, self._open(path, login))
        receipt = self.case._search_customer_pickings(("receipt",))
        for login in ("eve", None):
            self.authenticate(login, login)
            for path in (f"receipt/{receipt.id}", f"slip/{self.case.id}"):
                paper = self.url_open(f"{self.url}/{path}?report_type=html&access_token=1")
                self.assertNotIn(self.lots[0].name, paper.text)

    def test_the_token_of_one_return_opens_no_other(self):
        mine = self._request({"product_id": self.cable.id}, customer=self.other_customer)
        self.authenticate("eve", "eve")
        page = self._read(f"{self.url}?access_token={mine.access_token}")
        self.assertNotIn(self.case.name, page)

    def test_a_paper_of_another_return_is_not_printed_through_ones_own(self):
        receipt = self.case._search_customer_pickings(("receipt",))
        mine = self._request({"product_id": self.cable.id}, customer=self.other_customer)
        self.authenticate("eve", "eve")
        for path in (f"receipt/{receipt.id}", f"repair/{receipt.id}", f"slip/{self.case.id}"):
            paper = self.url_open(f"/my/returns/{mine.id}/{path}?report_type=html")
            self.assertEqual(paper.status_code, 404)

    def test_no_paper_before_it_is_due(self):
        asked = self._request(self.lots[2])
        self.authenticate("dana", "dana")
        paper = self.url_open(f"/my/returns/{asked.id}/slip/{asked.id}?report_type=html")
        self.assertEqual(paper.status_code, 404)

    def test_searching_finds_nothing_of_others(self):
        self.authenticate("eve", "eve")
        for search in (self.lots[0].name, "PO-77", "%", self.case.name, "' OR 1=1 --", "%00x"):
            for search_in in ("all", "lot", "product", "reference", "name", "partner_id"):
                page = self._read(f"/my/returns?search={search}&search_in={search_in}")
                self.assertIn("No return matches", page)
        self._read("/my/returns?sortby=amount&filterby=[]&page=9&commercial_partner_id=1")

    def test_portal_users_read_no_rma_model_over_rpc(self):
        for login, case in (("eve", self.case), ("dana", self.case)):
            self.authenticate(login, login)
            for model in RMA_MODELS:
                for method, args in (
                    ("search_read", [[]]),
                    ("read", [case.ids, ["display_name"]]),
                    ("search_count", [[]]),
                    ("write", [case.ids, {"active": False}]),
                ):
                    with self.subTest(login=login, model=model, method=method):
                        self._refused(model, method, *args)
        self.assertTrue(self.case.active)

    def _refused(self, model, method, *args):
        params = {"model": model, "method": method, "args": list(args), "kwargs": {}}
        with mute_logger(*LOUD), self.assertRaisesRegex(JsonRpcException, REFUSED):
            self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def test_anothers_messages_are_not_read_or_written(self):
        self.case.message_post(body="For Dana only", **COMMENT)
        thread = {"thread_model": "rma.case", "thread_id": self.case.id}
        count = len(self.case.message_ids)
        for login in ("eve", None):
            self.authenticate(login, login)
            for token in ("guess", False):
                with mute_logger(*LOUD), self.subTest(login=login, token=token):
                    self._refuse_thread({**thread, "token": token})
        self.assertEqual(len(self.case.message_ids), count)

    def _refuse_thread(self, thread):
        with contextlib.suppress(JsonRpcException):
            fetched = self.make_jsonrpc_request("/mail/chatter_fetch", thread)
            self.assertNotIn("For Dana only", str(fetched))
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/message/post", {**thread, "post_data": {"body": "I was here", **COMMENT}}
            )

    def test_a_return_of_a_company_the_customer_does_not_deal_with_stays_away(self):
        company = self.env["res.company"].create({"name": "Abroad"})
        self.env["stock.warehouse"].sudo().search([("company_id", "=", company.id)])
        abroad = (
            self.env["rma.case"]
            .with_company(company)
            .sudo()
            .create({"partner_id": self.customer.id, "company_id": company.id})
        )
        self.assertNotIn(abroad.name, self._open("/my/returns", "dana"))
        self.assertNotIn("Steps", self._read(f"/my/returns/{abroad.id}"))
