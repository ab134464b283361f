from odoo.tests import TransactionCase, tagged

COST_LOCATIONS = ("rma_warranty_location_id", "rma_parts_location_id", "rma_loss_location_id")


@tagged("post_install", "-at_install")
class TestSetup(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Returns Ltd"})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])

    def _first(self, model, domain):
        return self.env[model].search([*domain, ("company_id", "=", self.company.id)], limit=1)

    def test_new_company_has_its_cost_locations(self):
        self.assertEqual(
            [self.company[name].usage for name in COST_LOCATIONS],
            ["customer", "production", "inventory"],
        )
        self.assertFalse(self.company._get_rma_cost_locations().valuation_account_id)
        self.assertEqual(
            self.company.rma_compensation_product_id,
            self.env.ref("rma_repair.product_allowance"),
        )

    def test_cost_locations_stay_behind_core_s_own(self):
        for name in COST_LOCATIONS[1:]:
            first = self._first("stock.location", [("usage", "=", self.company[name].usage)])
            self.assertTrue(first)
            self.assertNotEqual(first, self.company[name])

    def test_new_warehouse_has_its_locations(self):
        second = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC", "company_id": self.company.id}
        )

        self.assertEqual(second.rma_location_id.complete_name, "Returns/SEC")
        self.assertFalse(second.rma_location_id.warehouse_id)
        self.assertEqual(second.rma_stock_location_id.warehouse_id, second)
        self.assertEqual(second.rma_stock_location_id.location_id, second.view_location_id)

    def test_new_warehouse_has_its_operation_types(self):
        warehouse = self.warehouse
        receipt, delivery = warehouse.rma_receipt_type_id, warehouse.rma_return_type_id
        repair = warehouse.rma_repair_type_id

        self.assertEqual(
            [receipt.code, delivery.code, repair.code], ["incoming", "outgoing", "repair_operation"]
        )
        self.assertEqual(receipt.return_picking_type_id, delivery)
        self.assertEqual(repair.default_product_location_src_id, warehouse.rma_location_id)
        self.assertEqual(repair.default_location_dest_id, self.company.rma_parts_location_id)

    def test_operation_types_are_named_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        second = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC", "company_id": self.company.id}
        )

        names = [
            second.with_context(lang=lang).rma_receipt_type_id.name for lang in ("en_US", "zh_CN")
        ]
        self.assertEqual(names[0], "RMA Receipts")
        self.assertNotIn(names[1], (False, names[0]))

    def test_setting_up_again_changes_nothing(self):
        names = ["rma_location_id", "rma_stock_location_id", "rma_receipt_type_id"]
        before = self.warehouse.read(names), self.company.read(COST_LOCATIONS)
        locations = self.env["stock.location"].search_count([])

        self.warehouse._create_missing_rma_records()

        self.assertEqual(self.env["stock.location"].search_count([]), locations)
        self.assertEqual((self.warehouse.read(names), self.company.read(COST_LOCATIONS)), before)

    def test_purchases_still_arrive_by_core_s_receipts(self):
        first = self._first("stock.picking.type", [("code", "=", "incoming")])
        self.assertEqual(first, self.warehouse.in_type_id)

    def test_chart_of_accounts_fills_only_empty_accounts(self):
        other = self.env["res.company"].create({"name": "Two Ltd"})
        for company in self.company | other:
            self.env["account.chart.template"].try_loading("generic_coa", company)
        locations = self.company._get_rma_cost_locations()
        self.assertEqual(locations.valuation_account_id, self.company.expense_account_id)
        chosen = self.company.income_account_id.with_company(self.company)
        self.company.rma_loss_location_id.valuation_account_id = chosen

        self.company._set_missing_rma_accounts()

        self.assertEqual(self.company.rma_loss_location_id.valuation_account_id, chosen)

    def test_codes_follow_the_warehouse(self):
        self.warehouse.code = "NEW"

        self.assertEqual(self.warehouse.rma_location_id.complete_name, "Returns/NEW")
        self.assertEqual(self.warehouse.rma_receipt_type_id.barcode, "NEWRMAIN")
        self.assertEqual(self.warehouse.rma_receipt_type_id.sequence_id.prefix, "NEW/RMAIN/")

    def test_archiving_a_warehouse_archives_its_returns(self):
        self.warehouse.active = False

        self.assertFalse(self.warehouse.rma_location_id.active)
        self.assertFalse(self.warehouse.rma_receipt_type_id.active)
