from odoo.tests import tagged

from .portal_common import COMMENT, PortalCommon


@tagged("post_install", "-at_install")
class TestPortal(PortalCommon):
    def test_the_customer_finds_his_returns(self):
        page = self._open("/my/returns", "dana")
        self.assertIn(self.case.name, page)
        self.assertIn("PO-77", page)
        self.assertIn("2 × Drive", page)
        self.assertIn("Ask for a Return", page)

    def test_the_card_counts_the_customers_returns(self):
        for login, count in (("dana", 1), ("eve", 0)):
            self.authenticate(login, login)
            counters = self.make_jsonrpc_request("/my/counters", {"counters": ["return_count"]})
            self.assertEqual(counters, {"return_count": count})

    def test_without_returns_the_list_says_so_kindly(self):
        self.assertIn("No returns, and that is good news", self._open("/my/returns", "eve"))

    def test_returns_are_found_by_number_serial_product_and_own_reference(self):
        other = self._request(self.lots[2], customer_reference="PO-78")
        self.authenticate("dana", "dana")
        for search, search_in, found in (
            (self.case.name, "name", self.case),
            (self.lots[2].name, "lot", other),
            (self.lots[2].name, "all", other),
            ("drive", "product", self.case | other),
            ("PO-77", "reference", self.case),
            ("PO-77", "lot", self.case.browse()),
            (self.lots[1].name, "all", self.case),
        ):
            with self.subTest(search=search, search_in=search_in):
                page = self._read(f"/my/returns?search={search}&search_in={search_in}")
                for case in self.case | other:
                    (self.assertIn if case in found else self.assertNotIn)(f" {case.name} ", page)

    def test_returns_are_filtered_and_stand_in_the_order_of_the_road(self):
        refused, asked = self._request(self.lots[2]), self._request(self.lots[3])
        refused.with_user(self.user_service).action_refuse()
        self.authenticate("dana", "dana")

        page = self._read("/my/returns?sortby=state&filterby=all")
        places = [page.index(case.name) for case in (asked, self.case, refused)]
        self.assertEqual(places, sorted(places))
        self.assertNotIn(refused.name, self._read("/my/returns?filterby=open"))
        closed = self._read("/my/returns?filterby=closed")
        self.assertIn(refused.name, closed)
        self.assertNotIn(self.case.name, closed)

    def test_the_list_asks_as_much_of_many_returns_as_of_few(self):
        self.authenticate("dana", "dana")
        few = self._count_queries("/my/returns?search=PO")
        vals = {"product_id": self.cable.id, "reason": "Broken"}
        for _number in range(4):
            self._request(vals, vals, customer_reference="PO-79")
        self.assertEqual(self._count_queries("/my/returns?search=PO"), few)
        self.assertLessEqual(few, 20)

    def _count_queries(self, path):
        """The queries of this page, once what the server caches for all pages is there."""
        self._read(path)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._read(path)
        return self.cr.sql_log_count - before

    def test_the_page_tells_the_road_and_what_was_authorized(self):
        page = self._open(self.url, "dana")
        for told in (
            "Agreed", "Goods arrived", "Inspected", "1 of 2", self.lots[0].name,
            "Does not start", "Sent back as it is", "Receipt Confirmation",
        ):  # fmt: skip
            self.assertIn(told, page)

    def test_nothing_internal_is_on_the_page(self):
        self.case.message_post(body="He is a liar", subtype_xmlid="mail.mt_note")
        page = self._open(self.url, "dana")
        for hidden in (
            "Somebody dropped it", "No power", "credit", "Cheaper", "liar", "100", "60.0",
            "confirmed",
        ):  # fmt: skip
            self.assertNotIn(hidden, page)

    def test_a_unit_that_does_not_come_back_is_not_called_returned(self):
        kept = self._inspected_case(*self.lots[2:]).line_ids
        self._decide(self.waiting, "scrap", "none")
        self._decide(kept, "as_is", "none")

        self.assertEqual(self.waiting._get_customer_answer(), "Disposed of with your consent")
        self.assertEqual(
            {line._get_customer_answer() for line in kept},
            {"Settled; no goods are sent back to you"},
        )

    def test_what_left_for_the_customer_is_told(self):
        self.env["stock.picking"].search(
            [("rma_case_id", "=", self.case.id), ("picking_type_code", "=", "outgoing")]
        ).with_context(skip_sms=True).button_validate()
        self.assertEqual(self.decided.state, "closed")
        page = self._open(self.url, "dana")
        self.assertIn("Sent to you", page)
        shipment = self.case._search_customer_pickings(("return", "replacement"))
        self.assertIn(shipment.name, page)

    def test_the_tracking_link_works_without_an_account(self):
        page = self._open(self._link())
        self.assertIn(self.case.name, page)
        self.assertIn("Does not start", page)

    def test_a_customer_writes_and_reads_answers_without_an_account(self):
        thread = {"thread_model": "rma.case", "thread_id": self.case.id}
        access = {"token": self.case.access_token}
        self.authenticate(None, None)
        self.make_jsonrpc_request(
            "/mail/message/post", {**thread, **access, "post_data": {"body": "When?", **COMMENT}}
        )
        self.case.message_post(body="Soon", **COMMENT)
        self.case.message_post(body="Never", message_type="comment")
        fetched = self.make_jsonrpc_request("/mail/chatter_fetch", {**thread, **access})
        bodies = [message["body"][1] for message in fetched["data"]["mail.message"]]
        self.assertEqual(bodies, ["<p>Soon</p>", "<p>When?</p>"])
        asked = self.case.message_ids.filtered(lambda message: "When?" in message.body)
        self.assertEqual(asked.author_id, self.customer)

    def test_papers_are_the_customers_to_print(self):
        self.authenticate("dana", "dana")
        receipt = self.case._search_customer_pickings(("receipt",))
        paper = self.url_open(f"{self.url}/receipt/{receipt.id}?report_type=html")
        self.assertIn(self.lots[0].name, paper.text)

        asked = self._authorize(self._request(self.lots[2]))
        paper = self.url_open(f"/my/returns/{asked.id}/slip/{asked.id}?report_type=html")
        self.assertIn("Put this slip into the parcel", paper.text)

    def test_the_slip_mail_carries_the_tracking_link(self):
        self.customer.email = "dealer@example.com"
        case = self._authorize(self._request(self.lots[2]))
        case.sudo()._send_slip()
        mail = case.message_ids.filtered(lambda message: message.subject)[:1]
        self.assertIn(f"/my/returns/{case.id}?access_token={case.access_token}", mail.body)

    def test_service_sees_what_the_customer_sees(self):
        action = self.case.with_user(self.user_service).action_preview_customer()
        page = self._open(action["url"], "rma_service")
        self.assertIn("Does not start", page)
