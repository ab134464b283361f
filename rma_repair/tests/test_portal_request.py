import base64
from datetime import date

from odoo.exceptions import ValidationError
from odoo.http import Request
from odoo.tests import tagged

from .portal_common import PortalCommon

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

VIDEO = b"\0\0\0\x18ftypisom\0\0\2\0isommp42" + b"\0" * 64


@tagged("post_install", "-at_install")
class TestPortalRequest(PortalCommon):
    """A customer asks for a return; what he sends is looked up among what he bought."""

    def setUp(self):
        super().setUp()
        self.authenticate("dana", "dana")

    def _ask(self, files=None, **form):
        """Send the form; returns the new cases and the answer."""
        before = self.env["rma.case"].search([])
        form = {"reason": "No light", "csrf_token": Request.csrf_token(self), **form}
        answer = self.url_open("/my/returns/new", data=form, files=files)
        return self.env["rma.case"].search([]) - before, answer

    def _keys(self, order):
        """The keys of the form for the units of this order, by lot name or product."""
        units = self.env["rma.case"]._get_customer_order_units(
            self.customer, self.company, order.id
        )
        return {
            (
                self.env["stock.lot"].browse(unit["lot_id"]).name
                or self.env["product.product"].browse(unit["product_id"]).name
            ): f"quantity_{key}"
            for key, unit in units.items()
        }

    def test_serials_become_a_case_of_the_portal(self):
        case, answer = self._ask(
            serials=f"{self.lots[2].name.lower()}, {self.lots[3].name}",
            wish="repair",
            customer_reference="PO-80",
        )
        self.assertTrue(answer.url.endswith(f"/my/returns/{case.id}"))
        expected = {
            "channel": "portal",
            "state": "requested",
            "partner_id": self.dana.partner_id.id,
            "customer_reference": "PO-80",
            "company_id": self.company.id,
        }
        self.assertRecordValues(case, [expected])
        told = {"reason": "No light", "wish": "repair", "origin_verdict": "found"}
        self.assertRecordValues(
            case.line_ids, [{"lot_id": lot.id, **told} for lot in self.lots[2:]]
        )

    def test_the_request_is_acknowledged_at_once_and_its_photos_are_kept(self):
        case, _answer = self._ask(
            serials=self.lots[2].name, files=[("photos", ("broken.png", PIXEL, "image/png"))]
        )
        told, mail = case.message_ids.filtered(lambda message: message.message_type == "comment")[
            ::-1
        ]
        self.assertEqual(told.author_id, self.dana.partner_id)
        self.assertEqual(told.attachment_ids.name, "broken.png")
        self.assertIn("we have your request", mail.subject)
        self.assertEqual(mail.notified_partner_ids, self.dana.partner_id)

    def test_goods_of_an_order_are_chosen_with_their_quantity(self):
        order = self._sell_cables(5).order_id
        self.assertIn("Cable", self._read(f"/my/returns/new?order={order.id}"))
        case, _answer = self._ask(order_id=order.id, **{self._keys(order)["Cable"]: "2"})
        self.assertRecordValues(
            case.line_ids, [{"product_id": self.cable.id, "quantity": 2, "state": "requested"}]
        )
        none, answer = self._ask(order_id=order.id, **{self._keys(order)["Cable"]: "9"})
        self.assertFalse(none)
        self.assertIn("at most 5 can come back", answer.text)

    def test_only_orders_of_which_something_can_come_back_are_offered(self):
        whole, part = self._sell_cables(3).order_id, self._sell_cables(3).order_id
        waiting = whole.copy()
        waiting.action_confirm()
        for order, quantity in ((whole, "3"), (part, "1")):
            case, _answer = self._ask(order_id=order.id, **{self._keys(order)["Cable"]: quantity})
            self._authorize(case)

        page = self._read("/my/returns/new")

        self.assertIn(part.name, page)
        self.assertNotIn(whole.name, page)
        self.assertNotIn(waiting.name, page)

    def test_many_orders_cost_no_query_each(self):
        cases = self.env["rma.case"]

        def count(orders):
            for _order in range(orders):
                self._sell_cables(1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases._get_customer_orders_offered(self.customer, self.company)
            return self.env.cr.sql_log_count - before

        count(1)
        few = count(1)
        self.assertEqual(count(8), few)

    def test_what_is_not_his_is_not_found(self):
        foreign = self._sell_serials(1, prefix="EVE", customer=self.other_customer)
        messages = set()
        for name in (foreign.name, "NOSUCH", self.lots[0].name):
            case, answer = self._ask(serials=f"{name} {self.lots[2].name}")
            self.assertFalse(case)
            self.assertIn(f"returned already: {name}.", answer.text)
            messages.add(answer.status_code)
        self.assertEqual(messages, {200})

    def test_posted_keys_of_anothers_order_choose_nothing(self):
        order = self._sell_cables(3, customer=self.other_customer).order_id
        units = self.env["rma.case"]._get_customer_order_units(
            self.other_customer, self.company, order.id
        )
        keys = {f"quantity_{key}": "1" for key in units}
        self.assertTrue(keys)
        self.assertNotIn("Cable", self._read(f"/my/returns/new?order={order.id}"))
        case, answer = self._ask(order_id=order.id, **keys)
        self.assertFalse(case)
        self.assertIn("Choose what comes back", answer.text)

    def test_only_pictures_are_taken(self):
        page = b"<html><script>alert(1)</script></html>"
        case, answer = self._ask(
            serials=self.lots[2].name, files=[("photos", ("photo.png", page, "image/png"))]
        )
        self.assertFalse(case)
        self.assertIn("photo.png is no photo", answer.text)

    def test_when_how_often_and_where_go_on_the_lines(self):
        told = {"date_failed": "2026-01-05", "occurrence": "intermittent", "environment": "Hot"}
        case, _answer = self._ask(serials=self.lots[2].name, **told)
        self.assertRecordValues(case.line_ids, [{**told, "date_failed": date(2026, 1, 5)}])

        wrong = {"date_failed": "yesterday", "occurrence": "never", "environment": "x" * 900}
        case, _answer = self._ask(serials=self.lots[3].name, **wrong)
        self.assertRecordValues(
            case.line_ids,
            [{"date_failed": False, "occurrence": False, "environment": "x" * 250}],
        )

    def test_a_day_to_come_is_corrected_by_the_customer(self):
        case, answer = self._ask(serials=self.lots[2].name, date_failed="2999-01-01")
        self.assertFalse(case)
        self.assertIn("this day is still to come", answer.text)
        self.assertIn('value="2999-01-01"', answer.text)

    def test_videos_are_taken_up_to_their_size(self):
        case, _answer = self._ask(
            serials=self.lots[2].name, files=[("photos", ("noise.mp4", VIDEO, "video/mp4"))]
        )
        self.assertEqual(case.message_ids.attachment_ids.mimetype, "video/mp4")

        large = VIDEO.ljust(50 * 1024 * 1024 + 1, b"\0")
        with self.assertRaisesRegex(ValidationError, "no video of at most 50 MB"):
            case._check_customer_photos([("noise.mp4", large)])
        with self.assertRaisesRegex(ValidationError, "live.heic is no photo"):
            case._check_customer_photos([("live.heic", VIDEO.replace(b"isom", b"heic"))])

    def test_posted_state_partner_or_token_change_nothing(self):
        case, _answer = self._ask(
            serials=self.lots[2].name,
            state="closed",
            partner_id=str(self.other_customer.id),
            access_token="known",
            wish="gold",
            customer_reference="A\0B",
            quantity_x="-1",
            order_id="1 OR 1=1",
        )
        self.assertRecordValues(
            case, [{"state": "requested", "commercial_partner_id": self.customer.id}]
        )
        self.assertNotEqual(case.access_token, "known")
        self.assertFalse(case.line_ids.wish)

    def test_who_only_bought_sees_the_card_too(self):
        self._sell_cables(1, customer=self.other_customer)
        self.authenticate("eve", "eve")
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["return_count"]})
        self.assertEqual(counters, {"return_count": 1})
