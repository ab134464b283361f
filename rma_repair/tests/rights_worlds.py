"""The situations of the rights table: their companies, warehouses, cases and records."""

from unittest.mock import patch

from odoo import Command
from odoo.tools import SQL

from .common import RmaCommon
from .rights_records import World
from .rights_table import RIGHTS

# Made by the system or seen as a whole: no single record to walk.
UNWALKED = {
    "rma.reconciliation", "rma.reconciliation.row", "rma.cost.row", "rma.quality.row",
    "rma.return.row", "rma.customer.goods", "rma.event", "rma.queue",
    "rma.job", "rma.cost", "rma.cost.comparison", "rma.return.rate", "rma.quality.report",
    "rma.pareto",
}  # fmt: skip

CLOSED_STATES = {
    "rma.case": "closed",
    "rma.case.line": "closed",
    "rma.inspection": "passed",
    "rma.receipt.check": "done",
    "repair.order": "done",
    "rma.8d.report": "closed",
}


class RightsWorlds(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.user_sales
        cls._sell_cables(5, spare=4)
        cls.lot = cls._sell_serials(1)
        cls.worlds = {
            "own": cls._build_own(),
            "other": cls._build_other(),
            "abroad": cls._build_abroad(),
        }
        # Made here, so that no test takes its records along when it is rolled back.
        for situation, world in cls.worlds.items():
            cls._make_records(world, situation)

    @classmethod
    def _make_records(cls, world, situation):
        """Have the records of `situation`; what is everybody's own is there already.

        Whether a check of a receipt suits its transfer is no matter for who may read it.
        """
        with patch.object(cls.registry["rma.receipt.check"], "_load_lines", lambda check: None):
            for model in RIGHTS:
                if cls._is_made(model, situation):
                    world.get(model)
        return world

    @classmethod
    def _is_made(cls, model, situation):
        if model in UNWALKED or cls.env[model]._transient:
            return False
        rights = RIGHTS[model]
        return situation == "own" or rights[situation] != rights["own"]

    @classmethod
    def _build_own(cls, **values):
        """A case every department has its part in."""
        case = cls._inspected_case({"product_id": cls.cable.id, "quantity": 1}, **values)
        decision = cls._decide(case.line_ids, "repair", "return")
        line = case.line_ids.sudo()
        report = cls._create_report(line, supplier_id=cls.other_customer.id)
        line.write({"liability": "material", "eight_d_id": report.id})
        picking = line.move_line_ids.picking_id[:1]
        return cls._world(
            case=case, line=line, decision=decision, repair=decision.sudo().repair_ids,
            report=report, picking=picking,
        )  # fmt: skip

    @classmethod
    def _build_elsewhere(cls):
        """The same in another warehouse of the company."""
        vals = {"name": "Elsewhere", "code": "ELSE", "company_id": cls.company.id}
        return cls._build_own(warehouse_id=cls.env["stock.warehouse"].create(vals).id)

    @classmethod
    def _close(cls, world):
        """The world's papers are finished, its case and its 8D report closed.

        However they came there: what may be written afterwards does not depend on it.
        """
        cls.env.flush_all()
        for model, state in CLOSED_STATES.items():
            table = SQL.identifier(cls.env[model]._table)
            record = world.get(model)
            query = SQL("UPDATE %s SET state = %s WHERE id = %s", table, state, record.id)
            cls.env.cr.execute(query)
        cls.env.invalidate_all()
        return world

    @classmethod
    def _build_other(cls):
        """A request that waits for the service desk, of a customer nobody in sales looks after."""
        line_vals = {"product_id": cls.cable.id, "quantity": 1}
        case = cls._request(line_vals, customer=cls.other_customer)
        decision = cls._propose(case.line_ids, "repair", "return")
        return cls._world(
            case=case, line=case.line_ids, decision=decision, repair=cls._create_repair(),
            report=cls._create_report(case.line_ids.browse()), picking=cls._create_receipt(case),
        )  # fmt: skip

    @classmethod
    def _build_abroad(cls):
        """The same in a company nobody of these users belongs to."""
        company = cls.env["res.company"].create({"name": "Abroad"})
        env = cls.env["res.company"].with_company(company).sudo().env
        warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)])
        case = env["rma.case"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": company.id,
                "warehouse_id": warehouse.id,
                "line_ids": [Command.create({"product_id": cls.cable.id})],
            }
        )
        repair = env["repair.order"].create(
            {"product_id": cls.cable.id, "company_id": company.id, "partner_id": cls.customer.id}
        )
        lot_vals = {"name": "ABROAD", "product_id": cls.drive.id, "company_id": company.id}
        return World(
            env, company=company, partner=cls.customer, product=cls.cable,
            uom=cls.cable.uom_id, failure=cls.failure, case=case,
            line=case.line_ids, repair=repair, lot=env["stock.lot"].create(lot_vals),
            disposition=cls._disposition("repair", "return"),
            report=cls._create_report(case.line_ids.browse(), company_id=company.id),
            picking=cls._create_receipt(case), user=cls.env.user,
        )  # fmt: skip

    @classmethod
    def _world(cls, **records):
        return World(
            cls.env(su=True), company=cls.company, partner=cls.other_customer, product=cls.cable,
            uom=cls.cable.uom_id, failure=cls.failure,
            lot=cls.lot, user=cls.env.user,
            disposition=cls._disposition("repair", "return"), **records,
        )  # fmt: skip

    @classmethod
    def _create_report(cls, lines, **values):
        report = cls.env["rma.8d.report"].sudo()
        return report.create(
            {"title": "8D", "product_id": cls.cable.id, "company_id": cls.company.id, **values}
        )

    @classmethod
    def _create_repair(cls):
        return cls.env["repair.order"].create(
            {"product_id": cls.cable.id, "partner_id": cls.other_customer.id}
        )

    @classmethod
    def _create_receipt(cls, case):
        case = case.sudo()
        return (
            cls.env["stock.picking"]
            .sudo()
            .create(
                {
                    "picking_type_id": case.warehouse_id.in_type_id.id,
                    "company_id": case.company_id.id,
                    "rma_case_id": case.id,
                }
            )
        )
