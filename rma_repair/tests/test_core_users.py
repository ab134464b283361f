"""People without any role in after-sales do core's daily work as before."""

from lxml import etree

from odoo import Command, fields
from odoo.tests import Form, tagged

from .core_users import CoreUsersCommon


@tagged("post_install", "-at_install")
class TestCoreUsers(CoreUsersCommon):
    def test_serials_are_sold_invoiced_and_credited(self):
        self._stock(self.drive, 2, lots=["C1", "C2"])

        note = self._credited(self._invoiced(self._sold(self.drive, 2)))

        self.assertEqual(note.state, "posted")
        cost = note.line_ids.filtered(lambda line: line.display_type == "cogs")
        self.assertEqual(sum(cost.mapped("debit")), 120)

    def test_an_invoice_is_reset_and_cancelled(self):
        self._stock(self.cable, 2)
        invoice = self._invoiced(self._sold(self.cable, 2))

        invoice.button_draft()
        invoice.button_cancel()

        self.assertEqual(invoice.state, "cancel")

    def test_an_invoice_is_paid(self):
        self._stock(self.cable, 2)
        invoice = self._invoiced(self._sold(self.cable, 2))
        context = {"active_model": "account.move", "active_ids": invoice.ids}

        wizard = self.env["account.payment.register"].with_user(self.biller)
        wizard.with_context(**context).create({})._create_payments()

        self.assertTrue(invoice.payment_state in ("in_payment", "paid"))

    def test_goods_are_returned_and_exchanged(self):
        self._stock(self.drive, 2, lots=["C1", "C2"])
        delivery = self._sold(self.drive).sudo().picking_ids
        wizard = self.env["stock.return.picking"].with_user(self.shipper)
        returned = wizard.create({"picking_id": delivery.id})
        returned.product_return_moves.quantity = 1

        action = returned.action_create_exchanges()

        self._validate(self.env["stock.picking"].browse(action["res_id"]))
        exchange = delivery.sale_id.picking_ids.filtered(lambda picking: picking.state != "done")
        self._validate(exchange)

    def test_stock_is_counted_moved_and_scrapped(self):
        self._stock(self.drive, 2, lots=["C1", "C2"])
        lot = self._lots(self.drive, ["C1"])
        quants = self.env["stock.quant"].with_user(self.shipper).with_context(inventory_mode=True)
        place = self.warehouse.lot_stock_id
        quants.create(
            {"product_id": self.cable.id, "location_id": place.id, "inventory_quantity": 5}
        ).action_apply_inventory()
        scrap = Form(self.env["stock.scrap"].with_user(self.shipper))
        scrap.product_id = self.drive
        scrap.lot_id = lot
        scrap = scrap.save()
        scrap.action_validate()

        self.assertEqual(scrap.state, "done")
        self.assertEqual(self.cable.with_company(self.company).qty_available, 5)

    def test_a_unit_is_repaired(self):
        self._stock(self.drive, 1, lots=["C1"])
        self._stock(self.cable, 3)
        repair = Form(self.env["repair.order"].with_user(self.shipper))
        repair.product_id = self.drive
        repair.lot_id = self._lots(self.drive, ["C1"])
        repair.partner_id = self.customer
        repair = repair.save()
        repair.move_ids = [
            Command.create(
                {"product_id": self.cable.id, "product_uom_qty": 1, "repair_line_type": "add"}
            )
        ]
        self.env.invalidate_all()
        repair.action_validate()
        repair.action_repair_start()
        repair.move_ids.quantity = 1
        repair.move_ids.picked = True
        repair.action_repair_end()

        self.assertEqual(repair.state, "done")
        Form(repair)

    def test_an_order_is_cancelled_and_sold_again(self):
        self._stock(self.cable, 2)
        order = Form(self.env["sale.order"].with_user(self.seller))
        order.partner_id = self.customer
        with order.order_line.new() as line:
            line.product_id = self.cable
        order = order.save()
        order.action_confirm()
        self.env.invalidate_all()

        order.sudo()._action_cancel()  # Purchase's, installed beside, asks for more rights.
        order.action_draft()
        order.action_confirm()
        copy = order.copy()

        self.assertEqual((order.state, copy.state), ("sale", "draft"))

    def test_an_entry_is_made_and_reversed(self):
        accounts = self.env["account.account"].search(
            [("company_ids", "in", self.company.ids), ("account_type", "=", "expense")], limit=2
        )
        lines = [
            Command.create({"account_id": account.id, "balance": balance, "name": "moved"})
            for account, balance in zip(accounts, (50, -50), strict=True)
        ]
        entry = self.env["account.move"].with_user(self.accountant).create({"line_ids": lines})
        entry.action_post()
        self.env.invalidate_all()

        reverse = entry._reverse_moves([{"date": fields.Date.today()}], cancel=True)

        self.assertEqual(reverse.state, "posted")
        self.assertTrue(entry.line_ids.read())

    def test_master_data_is_kept(self):
        partner = Form(self.env["res.partner"].with_user(self.keeper))
        partner.name = "New customer"
        partner = partner.save()
        product = Form(self.env["product.template"].with_user(self.keeper))
        product.name = "New product"
        product = product.save()
        place = Form(self.env["stock.location"].with_user(self.keeper))
        place.name = "Shelf"
        place = place.save()
        for record in (partner, product, place):
            self.env.invalidate_all()
            record.write({"name": "Renamed"})
            record.copy().action_archive()
            record.unlink()
            self.assertFalse(record.exists())

    def test_settings_are_saved(self):
        settings = Form(self.env["res.config.settings"].with_user(self.administrator))

        settings.save().execute()

        self.company.with_user(self.administrator).write({"name": "Renamed"})
        self.assertEqual(self.company.name, "Renamed")

    def test_companies_and_warehouses_are_made(self):
        company = self.env["res.company"].with_user(self.administrator).create({"name": "Third"})
        # With the second warehouse core changes a group, which only an administrator may.
        self.env["stock.warehouse"].create({"name": "Second", "code": "WH2"})
        warehouse = Form(self.env["stock.warehouse"].with_user(self.keeper))
        warehouse.name, warehouse.code = "Third", "WH3"
        warehouse = warehouse.save()
        self.env.invalidate_all()
        warehouse.write({"reception_steps": "two_steps", "delivery_steps": "pick_ship"})
        warehouse.write({"code": "WH4"})
        self.env.invalidate_all()

        self.assertTrue(company.sudo().rma_warranty_location_id)
        self.assertTrue(warehouse.sudo().rma_receipt_type_id)
        warehouse.action_archive()

    def test_forms_and_lists_of_core_open(self):
        for user, documents in self._get_documents().items():
            for document in documents:
                with self.subTest(user=user.login, model=document._name):
                    self.env.invalidate_all()
                    Form(document.with_user(user))
                    self._read_list(document.with_user(user))

    def _read_list(self, documents):
        arch = documents.get_views([(False, "list")])["views"]["list"]["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        documents.web_read({name: {} for name in names})

    def test_what_the_addon_adds_to_core_is_read(self):
        users = (*self._get_documents(), self.keeper, self.administrator, self.employee)

        self.assertFalse(self._get_refused(*users))

    def _get_documents(self):
        """What each of these people opens: {user: records}."""
        self._stock(self.drive, 1, lots=["C1"])
        order = self._sold(self.drive)
        invoice = self._invoiced(order)
        delivery = order.sudo().picking_ids
        repair = self.env["repair.order"].create({"product_id": self.cable.id})
        shipped = (delivery, delivery.move_line_ids.lot_id, repair, self.warehouse)
        return {
            self.seller: (order, self.customer, self.drive, self.drive.product_tmpl_id),
            self.shipper: (*shipped, self.warehouse.lot_stock_id, self.drive, self.customer),
            self.biller: (invoice, self.customer, self.drive),
            self.accountant: (invoice,),
        }
