from odoo import Command
from odoo.tests import TransactionCase


class RmaRoad(TransactionCase):
    """The verbs of a return, each done by the user of the department that would do it."""

    @classmethod
    def _request(cls, *lines, customer=None, **values):
        """A case of the service desk: lots, or dicts of line values."""
        line_vals = [line if isinstance(line, dict) else {"lot_id": line.id} for line in lines]
        return (
            cls.env["rma.case"]
            .with_user(cls.user_service)
            .create(
                {
                    "partner_id": (customer or cls.customer).id,
                    "line_ids": [Command.create(vals) for vals in line_vals],
                    **values,
                }
            )
        )

    @classmethod
    def _authorize(cls, case):
        case.with_user(cls.user_service).action_authorize()
        return case

    @classmethod
    def _approve(cls, case):
        """A manager gives every approval the case waits for."""
        pending = case.approval_ids.filtered(lambda approval: approval.state == "pending")
        pending.with_user(cls.user_manager).action_approve()
        return case

    @classmethod
    def _receipt(cls, case):
        """The open receipt of the case, as the warehouse sees it."""
        return (
            cls.env["stock.picking"]
            .with_user(cls.user_warehouse)
            .search(
                [
                    ("rma_case_id", "=", case.id),
                    ("picking_type_code", "=", "incoming"),
                    ("state", "not in", ("done", "cancel")),
                ]
            )
        )

    @classmethod
    def _receive(cls, case):
        """Validate all that is announced."""
        cls._receipt(case).button_validate()
        return case

    @classmethod
    def _inspect(cls, lines, finding="confirmed"):
        lines = lines.with_user(cls.user_quality)
        lines.write(
            {
                "finding": finding,
                "failure_code_id": cls.failure.id if finding == "confirmed" else False,
            }
        )
        lines.action_inspected()
        return lines

    @classmethod
    def _disposition(cls, unit_outcome, settlement):
        return cls.env["rma.disposition"].search(
            [("unit_outcome", "=", unit_outcome), ("settlement", "=", settlement)], limit=1
        ) or cls.env["rma.disposition"].create(
            {
                "name": f"{unit_outcome} {settlement}",
                "code": f"T-{unit_outcome}-{settlement}",
                "unit_outcome": unit_outcome,
                "settlement": settlement,
            }
        )

    @classmethod
    def _propose(cls, lines, unit_outcome, settlement, **values):
        """A decision proposed by the service desk, not submitted yet."""
        return cls._propose_as(cls._disposition(unit_outcome, settlement), lines, **values)

    @classmethod
    def _propose_as(cls, disposition, lines, **values):
        return (
            cls.env["rma.decision"]
            .with_user(cls.user_service)
            .create(
                {
                    "case_id": lines.case_id.id,
                    "line_ids": [Command.set(lines.ids)],
                    "disposition_id": disposition.id,
                    **values,
                }
            )
        )

    @classmethod
    def _decide(cls, lines, unit_outcome, settlement, **values):
        """Propose, submit and authorize; automations make the documents."""
        return cls._put_into_force(cls._propose(lines, unit_outcome, settlement, **values))

    @classmethod
    def _put_into_force(cls, decision):
        decision.action_submit()
        decision.with_user(cls.user_finance).action_authorize()
        return decision

    @classmethod
    def _inspected_case(cls, *lines, **values):
        """A case whose lines were received and inspected."""
        case = cls._receive(cls._authorize(cls._request(*lines, **values)))
        cls._inspect(case.line_ids)
        return case

    # The bench

    @classmethod
    def _plan(cls, repairs, work="Replace the board", hours=2.0, **values):
        """The technician plans, the supervisor approves."""
        repairs = repairs.with_user(cls.user_workshop)
        repairs.write({"plan_work": work, "plan_hours": hours, **values})
        repairs.action_plan_submit()
        repairs.with_user(cls.user_supervisor).action_plan_approve()
        return repairs

    @classmethod
    def _start(cls, repairs, **values):
        """Plan and start these repairs."""
        repairs = cls._plan(repairs, **values)
        repairs.action_repair_start()
        return repairs

    @classmethod
    def _repair(cls, repairs, **values):
        """Plan, start and finish these repairs; quality passes them, which ends them."""
        repairs = cls._start(repairs, **values)
        repairs.action_control_request()
        repairs.with_user(cls.user_quality).action_control_pass()
        return repairs

    @classmethod
    def _add_part(cls, repair, product, quantity=1.0, line_type="add", **values):
        """Plan a part on the repair, as the technician does."""
        return (
            cls.env["stock.move"]
            .with_user(cls.user_workshop)
            .create(
                {
                    "repair_id": repair.id,
                    "repair_line_type": line_type,
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "company_id": cls.company.id,
                    **values,
                }
            )
        )
