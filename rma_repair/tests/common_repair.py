from odoo import Command
from odoo.tests import new_test_user

from .common import RmaCommon


class RepairCommon(RmaCommon):
    """Units on the bench: a part in stock, services with prices, two technicians."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls._create_product("Board", list_price=80.0)
        cls._stock(cls.board, 10, cost=30.0)
        cls.labour = cls._create_service("Labor", 50.0)
        cls.freight = cls._create_service("Freight", 15.0)
        cls.diagnosis = cls._create_service("Diagnosis", 25.0)
        cls.company.write(
            {
                "rma_labour_product_id": cls.labour.id,
                "rma_freight_product_id": cls.freight.id,
                "rma_diagnosis_product_id": cls.diagnosis.id,
                "rma_labour_rate": 20.0,
            }
        )
        cls.user_workshop2 = new_test_user(
            cls.env,
            login="rma_workshop2",
            groups="stock.group_stock_user,rma_repair.group_workshop",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _create_service(cls, name, price):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": price,
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _sell_out_of_warranty(cls, count=1, prefix="OLD"):
        """Serials that were delivered longer ago than any warranty lasts."""
        lots = cls._sell_serials(count, prefix=prefix)
        shipped = cls.env["stock.move.line"].search(
            [("lot_id", "in", lots.ids), ("location_dest_id.usage", "=", "customer")]
        )
        shipped.move_id.date = "2019-05-01 10:00:00"
        return lots

    @classmethod
    def _open_repairs(cls, count=1, prefix="RP", decision=None, **values):
        """Repairs of `count` serials that came back, as the workshop sees them."""
        lots = cls._sell_serials(count, prefix=prefix)
        case = cls._inspected_case(*lots, **values)
        cls._decide(case.line_ids, "repair", "return", **(decision or {}))
        return case.line_ids.repair_ids.with_user(cls.user_workshop)

    @classmethod
    def _open_charged_repair(cls, prefix="PAID", **values):
        """A repair out of warranty, planned with one board and two hours, and approved."""
        repair = cls._open_repairs(prefix=prefix, decision={"repair_charge": "charged"}, **values)
        cls._add_part(repair, cls.board)
        return cls._plan(repair)

    @classmethod
    def _quote(cls, repairs):
        """The quotation of these repairs, made by the service desk."""
        repairs.with_user(cls.user_service).action_quote()
        return repairs.sudo().quotation_ids.sorted("rma_version")[-1:]

    @classmethod
    def _sign(cls, order):
        """The customer signs in the portal, as core's controller does."""
        order = order.sudo()
        order.write(
            {
                "signed_by": "Customer",
                "signature": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
                "DwADhgGAWjR9awAAAABJRU5ErkJggg==",
            }
        )
        order.action_confirm()
        return order

    @classmethod
    def _decline(cls, repairs, unit_outcome="as_is", settlement="return", **values):
        """Give the repairs up for another disposition, authorized; returns the diagnosis fee."""
        disposition = cls._disposition(unit_outcome, settlement)
        wizard = cls.env["rma.repair.redecide"].with_user(cls.user_service)
        wizard.create(
            {
                "repair_ids": [Command.set(repairs.ids)],
                "disposition_id": disposition.id,
                "reason": "The customer declined",
                **values,
            }
        ).action_redecide()
        pending = repairs.rma_line_id.decision_ids.filtered(lambda one: one.state == "to_approve")
        pending.with_user(cls.user_finance).action_authorize()
        return repairs.sudo().quotation_ids.filtered("rma_is_diagnosis_fee")

    def _get_books_gap(self, products):
        """Stock value minus the balance of the stock account: R10's equation keeps it constant."""
        self.env.flush_all()
        products = products.with_company(self.company)
        products.invalidate_recordset()
        account = products[0]._get_product_accounts()["stock_valuation"]
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
            ]
        )
        everything = (
            self.env["product.product"]
            .with_company(self.company)
            .search(
                [
                    ("is_storable", "=", True),
                    ("company_id", "in", (False, self.company.id)),
                ]
            )
        )
        return round(sum(everything.mapped("total_value")) - sum(lines.mapped("balance")), 2)
