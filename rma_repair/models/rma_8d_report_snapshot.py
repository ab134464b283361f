from odoo import models

from .rma_8d_discipline import DISCIPLINES

HEADER = (
    "name", "title", "report_type", "partner_id", "contact_id", "customer_reference",
    "customer_part_number", "product_id", "product_revision", "drawing", "lot_id",
    "build_dates", "failure_code_id",
    "severity", "is_safety", "claim_decision", "repeat_of_id", "date_start",
    "date_interim", "date_final", "sponsor_id", "leader_id",
    "qty_complained", "qty_delivered", "qty_returned", "qty_analysed", "qty_confirmed", "qty_ntf",
)  # fmt: skip
FIELDS = {
    "d0": ("trigger", "is_8d_right", "d0_reason", "risk_note", "shipped_risk", "is_regulatory"),
    "d1": (),
    "d2": (
        "customer_words", "problem", "what", "where", "when", "who", "why", "how_detected",
        "extent",
        "standard_text", "measured_text", "measured_value", "measured_unit", "is_reproduced",
        "reproduced_note", "recurrence_history", "effect", "other_affected",
    ),
    "d3": ("is_customer_protected", "customer_protected_note", "serial_from", "serial_to"),
    "d4": (
        "no_occurrence_reason", "no_escape_reason", "no_systemic_reason", "escape_control",
        "escape_reason",
    ),
    "d5": ("decision_criteria",),
    "d6": ("effectiveness_text",),
    "d7": ("lesson_waived_reason",),
    "d8": ("effectiveness_note", "recognition"),
}  # fmt: skip
ACTION_COLUMNS = ("name", "owner_id", "date_due", "date_done", "state")
# discipline -> tables of it: (One2many, condition, columns)
TABLES = {
    "d0": [("action_ids", {"kind": "emergency"}, ACTION_COLUMNS)],
    "d1": [
        (
            "member_ids",
            {},
            ("name", "role", "function", "department", "phone", "email", "skills"),
        )
    ],
    "d2": [
        (
            "isnot_ids",
            {},
            ("dimension", "is_text", "is_not_text", "difference", "change", "date_change"),
        )
    ],
    "d3": [
        (
            "containment_ids",
            {},
            (
                "display_name", "is_not_applicable", "not_applicable_reason", "lot_range",
                "qty_suspect",
                "qty_ok", "qty_nok", "qty_open", "qty_reworked", "qty_scrapped", "method",
                "responsible_id", "date_effective", "effectiveness", "proof", "marking",
                "first_clean",
                "date_withdrawn",
            ),
        )
    ],
    "d4": [
        (
            "cause_ids",
            {},
            (
                "name", "path", "bone", "parent_id", "status", "is_root", "contribution",
                "evidence_for",
                "evidence_against", "switch", "switch_note", "category_id", "fmea", "fmea_rating",
            ),
        )
    ],
    "d5": [
        (
            "action_ids",
            {"kind": "corrective"},
            (
                "name", "cause_ids", "state", "expected_effect", "risk", "side_effects",
                "decision_reason", "change_request", "verification_method", "verification_count",
                "verification_result",
            ),
        )
    ],
    "d6": [
        (
            "action_ids",
            {"kind": "corrective", "state": "done"},
            (
                "name", "owner_id", "date_due", "date_done", "effective_from", "proof", "metric",
                "baseline", "target", "validation_window", "result_text", "effectiveness",
                "validation_result",
            ),
        )
    ],
    "d7": [
        (
            "document_ids",
            {},
            ("kind", "name", "revision_before", "revision_after", "not_affected_reason"),
        ),
        ("deployment_ids", {}, ("display_name", "finding", "finding_note", "action", "date_done")),
        ("action_ids", {"kind": "preventive"}, ACTION_COLUMNS),
    ],
    "d8": [],
}  # fmt: skip
# Counted anew at every reading: shown and frozen, but no change of what somebody signed or sent.
LIVE = {"effectiveness_text"} | {name for name in HEADER if name.startswith("qty_")}


class Rma8dReportSnapshot(models.Model):
    """The content of an edition as plain data: for freezing, comparing and exporting."""

    _inherit = "rma.8d.report"

    def _get_snapshot(self, edition, up_to="d8"):
        """The content of this edition as {section: [[key, label, text], ...]}.

        Keys survive a change of language or order; what does not leave (`_is_leaving`) is not in
        the customer's edition. A report that refers to another shows that one's disciplines.
        """
        self.ensure_one()
        content = self._get_content()
        snapshot = {"header": self._snapshot_fields(HEADER)}
        for code, _label in DISCIPLINES:
            if code <= up_to:
                snapshot[code] = content._snapshot_fields(FIELDS[code])
                for name, condition, columns in TABLES[code]:
                    for row in content._get_rows(name, edition, condition):
                        snapshot[code] += row._snapshot_row(name, columns, edition)
        return snapshot

    def _get_content(self):
        """The report whose disciplines this one shows: the one it refers to, else itself."""
        return self.reference_id or self

    def _get_rows(self, name, edition, condition=None):
        """The rows of a table an edition shows."""
        rows = self[name]
        if edition == "customer":
            rows = rows.filtered(lambda row: row._is_leaving())
        for field, value in (condition or {}).items():
            rows = rows.filtered(lambda row, field=field, value=value: row[field] == value)
        return rows.sorted()

    def _snapshot_fields(self, names):
        """[key, label, text] of each field."""
        return [
            [name, self._fields[name]._description_string(self.env), self._as_text(name)]
            for name in names
        ]

    def _as_text(self, name):
        """The value of a field as it is printed."""
        return self.env["rma.8d.part"]._text_of(self, name)


class Rma8dPartSnapshot(models.AbstractModel):
    """Texts of the rows of a report."""

    _inherit = "rma.8d.part"

    def _is_leaving(self):
        """Whether the customer may see this row: neither internal nor cancelled."""
        self.ensure_one()
        return not self.is_internal and ("state" not in self or self.state != "cancelled")

    def _snapshot_row(self, table, columns, edition):
        """[key, label, text] of each column of this row in an edition."""
        label = self.display_name
        return [
            [
                f"{table}.{self.id}.{name}",
                f"{label} / {self._fields[name]._description_string(self.env)}",
                self._text_of(self, name, edition),
            ]
            for name in columns
        ]

    def _text_of(self, record, name, edition="internal"):
        """The value of `name` of `record` as an edition prints it: labels, names, dates, plain
        numbers. Other rows of the report are named where the edition shows them."""
        field, value = record._fields[name], record[name]
        if edition == "customer" and field.relational and "is_internal" in value:
            value = value.filtered(lambda row: row._is_leaving())
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.relational:
            return ", ".join(value.sudo().mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type in ("float", "integer", "monetary"):
            return f"{value:g}"
        return str(value) if value else ""
