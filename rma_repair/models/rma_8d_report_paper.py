from odoo import fields, models

from ..tools import svg

# Light enough to read through, one tile a third of a page high, so that every page shows it.
TILE = (700, 360)
PATHS = ("occurrence", "escape", "systemic")


class Rma8dReportPaper(models.Model):
    """What the printed editions show beside the fields."""

    _inherit = "rma.8d.report"

    build_dates = fields.Char(
        compute="_compute_build_dates",
        compute_sudo=True,
        help="First and last day the suspect lots or serials were made, as stock knows.",
    )

    def _compute_build_dates(self):
        for report in self:
            lots = (report.lot_ids | report.lot_id | report.line_ids.lot_id).sudo()
            built = report._get_built(lots)
            dates = sorted(built[lot][0] or lot.create_date for lot in lots)
            days = [report._format_day(date) for date in (*dates[:1], *dates[-1:])]
            report.build_dates = " – ".join(dict.fromkeys(days)) or False

    def _get_report_base_filename(self):
        return f"{self.name} {self.title}".replace("/", "-")

    def _get_paper(self, edition):
        """Values of one paper: what it contains, its number, status and totals."""
        self.ensure_one()
        content = self._get_content()
        context = self.env.context
        status = context.get("rma_8d_status") or self.paper_status
        labels = dict(self._fields["paper_status"]._description_selection(self.env))
        up_to = context.get("rma_8d_up_to") or "d8"
        return {
            "content": content,
            "rows": lambda name, **condition: content._get_rows(name, edition, condition),
            "shows": lambda code: code <= up_to and code in content._get_asked(),
            "revision": context.get("rma_8d_revision") or self.revision,
            "status": labels[status],
            "watermark": svg.data_uri(self._draw_watermark(labels[status].upper())),
            "totals": content._get_containment_totals(edition),
            "markings": ", ".join(content._get_markings(edition)),
            "costs": self._get_paper_costs(edition),
            "team": content._get_team(edition),
            "causes": content._get_printed_roots(edition),
            "roots": content._get_root_sentences(edition),
            "fingerprint": content._get_fingerprint(),
            "photo": content._get_photo(),
        }

    def _get_photo(self):
        """The picture of the first page."""
        return self.photo_nok_ids.filtered(lambda a: (a.mimetype or "").startswith("image/"))[:1]

    def _get_printed_roots(self, edition):
        """The confirmed root causes an edition shows, in the order of the paths."""
        roots = self._root_causes() & self._get_rows("cause_ids", edition)
        return roots.sorted(lambda c: PATHS.index(c.path) if c.path else len(PATHS))

    def _get_markings(self, edition):
        """How clean parts are marked, as an edition says it."""
        return sorted(set(self._get_rows("containment_ids", edition).mapped("marking")) - {False})

    def _get_paper_costs(self, edition):
        """Costs are for the internal edition, printed by who may see them."""
        return self._get_cost_rows() if edition == "internal" else []

    def _describe_lots(self):
        """The suspect lots or serials, shortened to first, last and number where they are many."""
        report = self.sudo()
        names = sorted((report.lot_ids | report.lot_id).mapped("name"))
        if len(names) <= 5:
            return ", ".join(names)
        return f"{names[0]} … {names[-1]} ({len(names)})"

    def _get_team(self, edition):
        """(name, role, function, department, contact) of leader, sponsor and members."""
        members = self._get_rows("member_ids", edition)
        labels = dict(members._fields["role"]._description_selection(self.env))
        people = {self.leader_id: self.env._("Leader"), self.sponsor_id: self.env._("Sponsor")}
        for user, role in people.items():
            member = members.filtered(lambda m, user=user: user and m.user_id == user)[:1]
            if user:
                contact = " ".join(filter(None, (user.phone, user.email)))
                yield user.name, role, member.function or user.function, member.department, contact
        for member in members.filtered(lambda m: not m.user_id or m.user_id not in people):
            contact = " ".join(filter(None, (member.phone, member.email)))
            yield member.name, labels[member.role], member.function, member.department, contact

    def _get_asked(self):
        """Codes of the disciplines this kind of report asks for."""
        return set(self.discipline_ids.filtered(lambda part: part.state != "na").mapped("code"))

    def _get_containment_totals(self, edition):
        """Sums over the places an edition shows: {field: quantity}."""
        rows = self._get_rows("containment_ids", edition)
        names = ("qty_suspect", "qty_ok", "qty_nok", "qty_open", "qty_reworked", "qty_scrapped")
        return {name: sum(rows.mapped(name)) for name in names}

    def _get_root_sentences(self, edition):
        """(label of the path, its root causes in one sentence) per path."""
        rows = self._get_rows("cause_ids", edition)
        labels = dict(rows._fields["path"]._description_selection(self.env))
        for path in PATHS:
            roots = self._root_causes(path) & rows
            yield labels[path], "; ".join(roots.mapped("name")) or self[f"no_{path}_reason"] or ""

    @staticmethod
    def _draw_watermark(text):
        """A tile with the status across it."""
        width, height = TILE
        words = (
            f'<text x="{width / 2}" y="{height / 2}" font-size="84" text-anchor="middle"'
            f' fill="#f1f1f1" font-weight="bold" transform="rotate(-20 {width / 2} {height / 2})">'
            f"{text}</text>"
        )
        return svg.document(width, height, [words], text)
