"""Invariants of states: what a line or a decision says is true."""

from odoo import models
from odoo.tools import SQL

UNTRUE_STATES = """
    SELECT line.id, line.company_id, line.state
    FROM rma_case_line line
    LEFT JOIN rma_decision decision ON decision.id = line.decision_id
    LEFT JOIN rma_decision_line_rel rel
        ON rel.line_id = line.id AND rel.decision_id = line.decision_id
    WHERE line.id IN %(ids)s AND (
        line.state IN ('received', 'inspected')
            AND COALESCE(line.quantity_received, 0) < line.quantity - %(tolerance)s
        OR line.state IN ('requested', 'authorized', 'refused', 'cancelled')
            AND line.quantity_received <> 0
        OR line.state IN ('decided', 'closed') AND (
            rel.line_id IS NULL OR decision.state <> 'authorized'
        )
        OR line.state NOT IN ('decided', 'closed') AND line.decision_id IS NOT NULL
    )
"""


class RmaCheck(models.AbstractModel):
    _inherit = "rma.check"

    def _subjects_states_tell_the_truth(self):
        return SQL("SELECT id FROM rma_case_line")

    def _find_states_tell_the_truth(self, ids):
        """Received lines came back, decided ones have their decision, others have none."""
        rows = self.env.execute_query(
            SQL(
                UNTRUE_STATES,
                ids=tuple(ids),
                tolerance=self._get_quantity_tolerance(),
            )
        )
        labels = self.env["rma.case.line"]._get_state_labels()
        return self._get_findings(
            "rma.case.line",
            rows,
            lambda state: self.env._(
                "The line is %(state)s, but receipt or decision say otherwise.",
                state=labels[state],
            ),
        )

    def _subjects_closed_complete(self):
        return SQL("SELECT id FROM rma_case_line WHERE state IN ('decided', 'closed')")

    def _find_closed_complete(self, ids):
        """What is closed misses nothing, what is decided misses something (R4)."""
        lines = self.env["rma.case.line"].browse(ids)
        documents = lines._get_document_states()
        complete = lines.filtered(
            lambda line: all(doc.state == "done" for doc in documents[line.id].values())
        )
        closed = lines.filtered(lambda line: line.state == "closed")
        return self._get_findings(
            "rma.case.line",
            [(line.id, line.company_id.id, line) for line in closed - complete],
            lambda line: self.env._("%(line)s is closed too early.", line=line.display_name),
        ) + self._get_findings(
            "rma.case.line",
            [(line.id, line.company_id.id, line) for line in complete - closed],
            lambda line: self.env._(
                "%(line)s misses nothing and is not closed.", line=line.display_name
            ),
        )
