from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestPareto(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        codes = cls.env["rma.failure.code"]
        cls.noise = codes.create({"name": "Noise", "code": "T-E02", "liability": "material"})
        cls._sell_cables(100)
        cls.quantities = ((cls.noise, 6), (codes, 10), (cls.failure, 4))
        for code, quantity in cls.quantities:
            case = cls._inspected_case({"product_id": cls.cable.id, "quantity": quantity})
            case.line_ids.sudo().failure_code_id = code

    def _rows(self, kind, *names, **filters):
        self.env.flush_all()
        pareto = self.env["rma.pareto"].with_user(self.user_quality)
        domain = [("kind", "=", kind), ("company_id", "=", self.company.id)]
        domain += [(name, "=", value) for name, value in filters.items()]
        return [tuple(row[name] for name in names) for row in pareto.search(domain)]

    def test_the_most_frequent_stands_first_and_the_unknown_last(self):
        found = self._rows(
            "failure", "failure_code_id", "rank", "quantity", "share", "cumulative", "is_unknown",
            is_overall=True,
        )  # fmt: skip

        # 6, 4 and 10 unknown of 20.
        self.assertEqual(
            found,
            [
                (self.noise, 1, 6.0, 30.0, 30.0, False),
                (self.failure, 2, 4.0, 20.0, 50.0, False),
                (self.failure.browse(), 3, 10.0, 50.0, 100.0, True),
            ],
        )

    def test_causes_are_counted_apart_from_codes(self):
        found = self._rows("cause", "liability", "quantity", "cumulative", is_overall=True)

        self.assertEqual(found, [("material", 6.0, 30.0), (False, 14.0, 100.0)])

    def test_each_category_has_its_own_hundred_percent(self):
        other = self.env["product.category"].create({"name": "Drives"})
        self.drive.categ_id = other
        self._inspected_case(self._sell_serials(1, prefix="PA"))

        found = self._rows("failure", "failure_code_id", "quantity", "share", categ_id=other.id)
        self.assertEqual(found, [(self.failure, 1.0, 100.0)])

    def test_no_trouble_found_and_old_returns_do_not_count(self):
        self._inspect(
            self._receive(
                self._authorize(self._request({"product_id": self.cable.id, "quantity": 3}))
            ).line_ids,
            "ntf",
        )
        self._inspected_case(
            {"product_id": self.cable.id, "quantity": 5}, date_request="2020-01-01 10:00:00"
        )

        total = sum(quantity for (quantity,) in self._rows("cause", "quantity", is_overall=True))
        self.assertEqual(total, 20.0)
