from odoo import api, fields, models

from ..tools import fishbone, why_tree
from .rma_8d_cause import BONES


class Rma8dReportDrawing(models.Model):
    """Fishbone and 5-Why trees, drawn by the server for the form and for every edition."""

    _inherit = "rma.8d.report"

    fishbone = fields.Html(compute="_compute_drawings", sanitize=False)
    why_occurrence = fields.Html("5-Why: Occurrence", compute="_compute_drawings", sanitize=False)
    why_escape = fields.Html("5-Why: Escape", compute="_compute_drawings", sanitize=False)
    why_systemic = fields.Html("5-Why: Systemic", compute="_compute_drawings", sanitize=False)

    @api.depends(
        "problem", "title", "cause_ids.name", "cause_ids.path", "cause_ids.bone",
        "cause_ids.parent_id", "cause_ids.status", "cause_ids.is_root", "cause_ids.contribution",
    )  # fmt: skip
    def _compute_drawings(self):
        for report in self:
            report.fishbone = report._draw_fishbone("internal")
            for path in ("occurrence", "escape", "systemic"):
                report[f"why_{path}"] = report._draw_why(path, "internal")

    def _draw_fishbone(self, edition):
        """The fishbone an edition shows; False without potential causes."""
        self.ensure_one()
        causes = self._get_rows("cause_ids", edition).filtered(lambda c: c.bone and not c.parent_id)
        if not causes:
            return False
        labels = dict(causes._fields["bone"]._description_selection(self.env))
        bones = [
            (labels[bone], [(c.name or "", c.status) for c in causes if c.bone == bone])
            for bone, _ in BONES
        ]
        picture = fishbone.draw_fishbone(self.problem or self.title or "", bones)
        return self._as_image(picture, self.env._("Fishbone"))

    def _draw_why(self, path, edition):
        """The 5-Why of a path an edition shows; False without whys."""
        self.ensure_one()
        causes = self._get_rows("cause_ids", edition).filtered(lambda c: c.path == path)
        if not causes:
            return False
        children = causes.grouped("parent_id")

        def node(cause):
            return {
                "text": cause.name or "",
                "status": cause.status,
                "is_root": cause.is_root and cause.status == "confirmed",
                "contribution": cause.contribution if cause.is_root else 0,
                "children": [node(child) for child in children.get(cause, [])],
            }

        top = causes.filtered(lambda cause: cause.parent_id not in causes)
        title = self.problem or self.title or ""
        picture = why_tree.draw_why_tree(title, [node(c) for c in top], self.env._("Why %s"))
        return self._as_image(picture, self.env._("5-Why"))
