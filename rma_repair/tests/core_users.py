"""People of a company without any role in after-sales."""

from odoo.exceptions import AccessError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import RmaCommon

ROLES = {
    "seller": "sales_team.group_sale_salesman",
    "shipper": "stock.group_stock_user,stock.group_production_lot",
    "biller": "account.group_account_invoice",
    "accountant": "account.group_account_user",
    "keeper": "base.group_partner_manager,product.group_product_manager,stock.group_stock_manager",
    "administrator": "base.group_system",
    "employee": "base.group_user",
}


class CoreUsersCommon(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role, groups in ROLES.items():
            setattr(cls, role, cls._create_user(f"core_{role}", groups))

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.env.invalidate_all()

    def _sold(self, product, quantity=1):
        """Sell and ship as the people who do that; returns the order."""
        order = Form(self.env["sale.order"].with_user(self.seller))
        order.partner_id = self.customer
        with order.order_line.new() as line:
            line.product_id = product
            line.product_uom_qty = quantity
        order = order.save()
        order.action_confirm()
        self._validate(order.sudo().picking_ids)
        return order

    def _validate(self, pickings):
        self.env.invalidate_all()
        pickings = pickings.with_user(self.shipper)
        pickings.action_assign()
        for picking in pickings:
            Form(picking).save()
        pickings.with_context(skip_sms=True).button_validate()
        self.assertEqual(set(pickings.mapped("state")), {"done"})

    def _invoiced(self, order):
        """Invoice and post; returns the invoice."""
        invoice = order.with_user(self.biller).sudo()._create_invoices().with_user(self.biller)
        Form(invoice).save()
        self.env.invalidate_all()
        invoice.action_post()
        return invoice

    def _credited(self, invoice):
        wizard = self.env["account.move.reversal"].with_user(self.biller)
        context = {"active_model": "account.move", "active_ids": invoice.ids}
        reversal = wizard.with_context(**context).create({"journal_id": invoice.journal_id.id})
        note = self.env["account.move"].browse(reversal.reverse_moves()["res_id"])
        note = note.with_user(self.biller)
        self.env.invalidate_all()
        note.action_post()
        return note

    def _get_refused(self, *users):
        """The fields of the addon that these users see on core's records and can not read.

        By RPC anybody may ask for all fields he sees of a record he may read.
        """
        refused = []
        for user in users:
            for name in self._get_extended_models():
                documents = self.env[name].with_user(user)
                if documents.has_access("read"):
                    refused += self._read_added(documents.search([], limit=5, order="id desc"))
        return refused

    def _get_extended_models(self):
        return [
            name
            for name, model in self.env.registry.items()
            if not (name.startswith("rma.") or model._abstract or model._transient)
            and any("rma_repair" in field._modules for field in model._fields.values())
        ]

    @mute_logger("odoo.addons.base.models.ir_rule")
    def _read_added(self, documents):
        """The fields of the addon that the user sees of these documents and can not read."""
        refused = []
        for name, field in documents._fields.items():
            if "rma_repair" in field._modules and documents._has_field_access(field, "read"):
                documents.env.invalidate_all()
                try:
                    documents.read([name])
                except AccessError:
                    refused.append(f"{documents.env.user.login}: {field}")
        return refused
