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
