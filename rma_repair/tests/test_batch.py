from odoo.tests import tagged

from .common import RmaCommon

NOON = "2026-05-04 04:00:00"  # noon in Shanghai


class BatchCommon(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.director = cls.user_sales
        cls.general_manager = cls.user_finance
        cls.company.write(
            {
                "rma_sales_director_id": cls.director.id,
                "rma_general_manager_id": cls.general_manager.id,
            }
        )
        cls.sold = cls._sell_cables(400, spare=100)
        cls.other = cls._create_product("Plug")

    def _ask(self, quantity, requested=NOON, product=None, **values):
        line = {"product_id": (product or self.cable).id, "quantity": quantity}
        return self._request(line, date_request=requested, **values)


@tagged("post_install", "-at_install")
class TestBatch(BatchCommon):
    """50 of one model or 100 in total, by one customer on one day of the company's time zone."""

    def test_50_of_one_model_are_a_batch_and_49_are_not(self):
        for quantity, is_batch in ((49, False), (50, True), (51, True)):
            with self.subTest(quantity=quantity):
                case = self._ask(quantity, requested=f"2026-06-{quantity - 30} 04:00:00")
                self.assertEqual(case.is_batch, is_batch)

    def test_two_cases_of_30_on_one_day_are_one_batch(self):
        first, second = self._ask(30), self._ask(30)

        self.assertEqual((first | second).mapped("is_batch"), [True, True])
        self.assertIn("60 Cable from Dealer on 2026-05-04", first.batch_reason)
        self.assertIn(f"{first.name}, {second.name}", first.batch_reason)
        self.assertIn("50 or more of one model", first.message_ids[0].body)

    def test_two_cases_of_30_on_two_days_are_sporadic(self):
        cases = self._ask(30) | self._ask(30, requested="2026-05-05 04:00:00")

        self.assertEqual(cases.mapped("is_batch"), [False, False])
        self.assertFalse(cases.approval_ids)

    def test_a_day_begins_at_the_company_s_midnight(self):
        last_second, midnight, evening = (
            self._ask(30, requested=f"2026-05-04 {time}")
            for time in ("15:59:59", "16:00:00", "23:00:00")
        )

        self.assertFalse(last_second.is_batch)
        self.assertTrue(midnight.is_batch and evening.is_batch)

    def test_100_in_total_are_a_batch_whatever_the_models(self):
        third = self._create_product("Fan")
        first = self._ask(40)
        second = self._ask(40, product=self.other)
        self.assertFalse(second.is_batch)

        last = self._ask(20, product=third)

        self.assertEqual((first | second | last).mapped("is_batch"), [True] * 3)
        self.assertIn("100 units from Dealer", last.batch_reason)

    def test_other_models_of_the_day_stay_sporadic(self):
        plug = self._ask(10, product=self.other)

        self.assertTrue(self._ask(50).is_batch)

        self.assertFalse(plug.is_batch)

    def test_each_customer_counts_alone(self):
        mine, theirs = self._ask(30), self._ask(30, customer=self.other_customer)

        self.assertFalse(mine.is_batch or theirs.is_batch)

    def test_contacts_of_one_company_count_together(self):
        contact = self.env["res.partner"].create({"name": "Anna", "parent_id": self.customer.id})

        cases = self._ask(30) | self._ask(20, customer=contact)

        self.assertEqual(cases.mapped("is_batch"), [True, True])

    def test_refused_requests_do_not_count(self):
        self._ask(30).with_user(self.user_service).action_refuse()

        self.assertFalse(self._ask(30).is_batch)

    def test_units_are_counted_not_packages(self):
        dozens = self.env.ref("uom.product_uom_dozen")
        case = self._request(
            {"product_id": self.cable.id, "quantity": 5, "product_uom_id": dozens.id},
            date_request=NOON,
        )

        self.assertTrue(case.is_batch)

    def test_a_raised_quantity_crosses_too(self):
        case = self._ask(10)

        case.line_ids.quantity = 50

        self.assertTrue(case.is_batch)

    def test_a_split_is_no_new_request(self):
        case = self._ask(30)

        case.line_ids._split_off(29)

        self.assertFalse(case.is_batch)

    def test_the_company_sets_the_numbers(self):
        self.company.write({"rma_batch_product_quantity": 0, "rma_batch_total_quantity": 60})
        self.assertFalse(self._ask(59).is_batch)

        self.company.rma_batch_product_quantity = 5

        self.assertTrue(self._ask(5, requested="2026-05-05 04:00:00").is_batch)

    def test_requests_neither_user_saw_are_found_later(self):
        cases = self._ask(30) | self._ask(30)
        cases.sudo().approval_ids.unlink()
        cases.sudo().write({"is_batch": False, "batch_reason": False})

        self.env["rma.case"]._cron_watch_deadlines()

        self.assertEqual(cases.mapped("is_batch"), [True, True])

    def test_detection_costs_the_same_for_many_cases(self):
        cases = self.env["rma.case"]
        for number in range(12):
            customer = self.env["res.partner"].create({"name": f"Customer {number}"})
            cases |= self._ask(3, customer=customer)
        self.env.flush_all()
        self.env.invalidate_all()

        with self.assertQueryCount(12):
            cases.line_ids._detect_batches()
