import re

from odoo import models

from .rma_8d_containment import PLACES


class Rma8dReportGates(models.Model):
    """The gates D0 to D3: what a discipline must show before it is complete.

    A gate returns what is missing in words, with the field to fill; empty means complete.
    """

    _inherit = "rma.8d.report"

    def _get_missing(self, code):
        """What discipline `code` of this report still lacks, as a list of sentences."""
        self.ensure_one()
        return getattr(self, f"_gate_{code}")()

    def _missing_fields(self, *names, record=None):
        """A sentence for each of these fields that is empty."""
        record = self if record is None else record
        prefix = "" if record == self else f"{record.display_name}: "
        return [
            prefix
            + self.env._(
                "fill in “%(field)s”.", field=record._fields[name]._description_string(self.env)
            )
            for name in names
            if not record[name]
        ]

    def _gate_d0(self):
        missing = self._missing_fields("is_8d_right", "d0_reason")
        if self.is_8d_right == "no" and self.report_type in ("8d", "8d_plus"):
            missing.append(
                self.env._(
                    "An 8D is not right here: choose a shorter answer (field “%(field)s”).",
                    field=self._fields["report_type"]._description_string(self.env),
                )
            )
        if self.is_safety:
            missing += self._missing_fields("risk_note", "safety_approver_id")
            approver = self.safety_approver_id
            if approver and not approver.has_group("rma_repair.group_manager"):
                missing.append(
                    self.env._(
                        "“%(field)s”: %(user)s is no manager; a safety risk needs one.",
                        field=self._fields["safety_approver_id"]._description_string(self.env),
                        user=approver.name,
                    )
                )
        return missing

    def _gate_d1(self):
        missing = self._missing_fields("sponsor_id", "leader_id")
        functions = {(member.function or "").strip().lower() for member in self.member_ids} - {""}
        if len(functions) < 2:
            missing.append(
                self.env._("“Team”: name members of at least two functions (field “Job Function”).")
            )
        return missing

    def _gate_d2(self):
        missing = self._missing_fields(
            "customer_words", "problem", "what", "where", "when", "extent",
            "standard_text", "measured_text", "measured_unit", "is_reproduced",
        )  # fmt: skip
        if not self.measured_value and not re.search(r"\d", self.measured_text or ""):
            missing += self._missing_fields("measured_value")
        if self.is_reproduced and self.is_reproduced != "yes":
            missing += self._missing_fields("reproduced_note")
        filled = {row.dimension for row in self.isnot_ids if row.is_text and row.is_not_text}
        for dimension, label in self.isnot_ids._fields["dimension"]._description_selection(
            self.env
        ):
            if dimension not in filled:
                missing.append(
                    self.env._("“Is/Is-Not”: fill in “Is” and “Is Not” for “%(row)s”.", row=label)
                )
        return missing

    def _gate_d3(self):
        missing = self._missing_places()
        for row in self.containment_ids:
            if lacking := row._get_missing():
                missing.append(
                    self.env._(
                        "Containment “%(row)s”: fill in %(fields)s.",
                        row=row.display_name,
                        fields=", ".join(f"“{label}”" for label in lacking),
                    )
                )
        return missing + self._missing_fields("is_customer_protected", "customer_protected_note")

    def _missing_places(self):
        """A sentence per place without any row; each warehouse of the company is a place."""
        answered = set(self.containment_ids.mapped("place"))
        labels = dict(self.containment_ids._fields["place"]._description_selection(self.env))
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)])
        lacking = [labels[place] for place, _label in PLACES if place not in answered]
        lacking += (warehouses - self.containment_ids.warehouse_id).mapped("name")
        return [
            self.env._(
                "“Containment”: add a row for “%(place)s”, if only as not applicable.", place=place
            )
            for place in lacking
        ]
