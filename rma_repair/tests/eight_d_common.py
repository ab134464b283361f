from odoo import fields

from odoo.addons.rma_repair.demo.eight_d import Story

from .common import RmaCommon

USERS = ("quality", "engineering", "manager", "warehouse", "service")


class EightDCommon(RmaCommon):
    """A case of a few drives with one failure, its 8D report, and the people who work on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {name: getattr(cls, f"user_{name}") for name in USERS}

    @classmethod
    def _report(cls, **values):
        """An open report of the quality department, on the drive and the failure."""
        return (
            cls.env["rma.8d.report"]
            .with_user(cls.user_quality)
            .create(
                {
                    "title": "Drive stops",
                    "product_id": cls.drive.id,
                    "failure_code_id": cls.failure.id,
                    "partner_id": cls.customer.id,
                    **values,
                }
            )
        )

    @classmethod
    def _story(cls, report=None, until=None):
        """The golden report's story on `report`, told up to the discipline `until`."""
        report = report or cls._report(
            date_start=fields.Datetime.subtract(fields.Datetime.now(), days=150)
        )
        story = Story(report, cls.users)
        if until:
            story.tell(until)
        return story

    @classmethod
    def _move_lot(cls, lot, source, destination, quantity=1.0):
        """A done move of this lot; returns its move line."""
        move = cls.env["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "company_id": cls.company.id,
            }
        )
        move._action_confirm()
        move.move_line_ids.unlink()
        cls._fill(move, [{"lot_id": lot.id}])
        move.picked = True
        move._action_done()
        return move.move_line_ids

    @classmethod
    def _get_production(cls):
        """The location goods vanish into while they are built in."""
        return cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _build(cls, name, component, quantity=2.0):
        """A drive built from this component lot, linked as core links productions."""
        drive = cls.env["stock.lot"].create({"name": name, "product_id": cls.drive.id})
        stock, production = cls.warehouse.lot_stock_id, cls._get_production()
        used = cls._move_lot(component, stock, production, quantity)
        made = cls._move_lot(drive, production, stock)
        made.consume_line_ids = used
        return drive

    @classmethod
    def _date_moves(cls, move_lines, date):
        """As if these had been moved then."""
        move_lines.write({"date": date})
        move_lines.move_id.write({"date": date})

    @classmethod
    def _part(cls, report, code):
        """The discipline `code` of `report`, as quality sees it."""
        part = report.discipline_ids.filtered(lambda part: part.code == code)
        return part.with_user(cls.user_quality)

    @classmethod
    def _inspect(cls, lines, finding="confirmed"):
        """Inspect, and let the automations see the stored facts."""
        lines = super()._inspect(lines, finding)
        cls.env.flush_all()
        return lines
