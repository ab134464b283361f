from datetime import datetime, time

from odoo import Command, api, fields, models

from .activity_kinds import OPENED
from .rma_8d_discipline import CODES
from .rma_case import SEVERITIES


class ResCompany8d(models.Model):
    """When the same failure asks for an 8D report, and who gets it."""

    _inherit = "res.company"

    rma_8d_count = fields.Integer(
        "8D after Units", default=3, help="Same failure on so many units opens an 8D; 0: never."
    )
    rma_8d_days = fields.Integer("8D within Days", default=30)
    rma_8d_severity = fields.Selection(
        SEVERITIES,
        "8D from Severity",
        default="2",
        help="A case as severe as this, or more, opens an 8D; empty: none does.",
    )
    rma_8d_cost = fields.Monetary(
        "8D from Cost",
        help="An 8D opens when decisions on one problem of a case give away so much, before tax; "
        "0: never.",
    )
    rma_8d_leader_id = fields.Many2one("res.users", "8D Leader", domain="[('share', '=', False)]")
    rma_8d_sponsor_id = fields.Many2one("res.users", "8D Sponsor", domain="[('share', '=', False)]")
    rma_8d_manager_id = fields.Many2one("res.users", "8D Manager", domain="[('share', '=', False)]")
    rma_8d_purchaser_id = fields.Many2one(
        "res.users", "8D Purchaser", domain="[('share', '=', False)]"
    )


class ResConfigSettings8d(models.TransientModel):
    """The same, in the settings."""

    _inherit = "res.config.settings"

    rma_8d_count = fields.Integer(related="company_id.rma_8d_count", readonly=False)
    rma_8d_days = fields.Integer(related="company_id.rma_8d_days", readonly=False)
    rma_8d_severity = fields.Selection(related="company_id.rma_8d_severity", readonly=False)
    rma_8d_cost = fields.Monetary(related="company_id.rma_8d_cost", readonly=False)
    rma_8d_leader_id = fields.Many2one(related="company_id.rma_8d_leader_id", readonly=False)
    rma_8d_sponsor_id = fields.Many2one(related="company_id.rma_8d_sponsor_id", readonly=False)
    rma_8d_manager_id = fields.Many2one(related="company_id.rma_8d_manager_id", readonly=False)
    rma_8d_purchaser_id = fields.Many2one(related="company_id.rma_8d_purchaser_id", readonly=False)


class Rma8dReportTrigger(models.Model):
    """Opening by facts, and joining what is open already."""

    _inherit = "rma.8d.report"

    @api.model
    def _join_or_open(self, case, key, trigger, lines):
        """Put `lines` behind the report of `key`.

        The open one, a closed one that explains or covers them, else a new one.
        """
        placed = lines.filtered("eight_d_id")
        placed.eight_d_id._adopt_failure(key)
        lines -= placed
        if not lines:
            return
        reports = case._get_8d_reports(key) if key[1] else self._get_of_case(case, key)
        report = reports.filtered(lambda r: r.state == "open")[:1] or self._get_of_case(case, key)
        if not report and (closed := reports.filtered(lambda r: r.state == "closed")[:1]):
            lines = closed._cover(lines)
            report = closed if closed.state == "open" else report
            if not lines:
                return
        if report:
            report._join(lines)
            report._adopt_failure(key)
        else:
            self._open(case, key, trigger, lines)

    @api.model
    def _get_of_case(self, case, key):
        """The open report of this case and product whose failure is not known yet."""
        return case.line_ids.eight_d_id.filtered(
            lambda r: r.state == "open" and r.product_id.id == key[0] and not r.failure_code_id
        )[:1]

    def _join(self, lines):
        """Put lines behind this open report, and say so."""
        lines.write({"eight_d_id": self.id})
        self.message_post(
            body=self.env._(
                "RMA lines of %(cases)s joined: %(count)s.",
                count=len(lines),
                cases=", ".join(lines.case_id.mapped("name")),
            )
        )

    def _cover(self, lines):
        """What a closed report means for new lines of its failure; the lines it does not cover.

        Shipped before its actions: a known cause, the line is linked. Shipped after them and asked
        for within the window: the actions failed, the report opens again with these lines.
        """
        if not self.date_effective:
            return lines
        effective = datetime.combine(self.date_effective, time.min)
        end = datetime.combine(self._get_window_end(), time.max)
        known = lines.filtered(lambda line: line.date_shipped and line.date_shipped < effective)
        again = (lines - known).filtered(
            lambda line: line.date_shipped and line.case_id.date_request <= end
        )
        known.write({"eight_d_id": self.id})
        if again:
            reason = self.env._(
                "Units shipped after the actions that failed again: %(count)s (%(cases)s).",
                count=len(again),
                cases=", ".join(again.case_id.mapped("name")),
            )
            self.write({"state": "open", "reopen_reason": reason})
            again.write({"eight_d_id": self.id})
            self.message_post(body=reason)
        return lines - known - again

    def _adopt_failure(self, key):
        """Name the failure of open reports that had none; one that nobody touched merges into
        the open report of the same product and failure."""
        for report in self.filtered(
            lambda r: key[1] and r.state == "open" and not r.failure_code_id
        ):
            case = report.line_ids.case_id[:1]
            other = (case._get_8d_reports(key) - report).filtered(lambda r: r.state == "open")[:1]
            if other and report._is_untouched():
                other._join(report.line_ids)
                report.message_post(body=self.env._("Merged into %(other)s.", other=other.name))
                report.write({"state": "cancelled"})
            else:
                report.write({"failure_code_id": key[1], "lot_id": key[2]})

    def _is_untouched(self):
        return not self.revision_ids and all(part.state != "done" for part in self.discipline_ids)

    @api.model
    def _open(self, case, key, trigger, lines):
        """A new report on `lines`; a cluster takes the other lines of its window along."""
        if trigger == "cluster":
            others = self.env["rma.case.line"].search(case._cluster_domain(key))
            lines |= others.filtered(lambda line: not line.eight_d_id)
        report = self.create(self._prepare_open_vals(case, key, trigger, lines))
        lines.write({"eight_d_id": report.id})
        report._tell_leader()
        return report

    @api.model
    def _prepare_open_vals(self, case, key, trigger, lines):
        """The header of a report that opens by itself, with the customer's words as they came."""
        product_id, failure_id, lot_id = key
        customers = lines.case_id.commercial_partner_id
        failure = self.env["rma.failure.code"].browse(failure_id or [])
        known = case._get_8d_reports(key) if failure else self.browse()
        label = dict(self._fields["trigger"]._description_selection(self.env))[trigger]
        names = (failure.name, self.env["product.product"].browse(product_id).display_name)
        words = "\n".join(dict.fromkeys(filter(None, lines.mapped("reason"))))
        return {
            **self._prepare_people_vals(case.company_id),
            "title": " – ".join(name for name in names if name),
            "partner_id": customers.id if len(customers) == 1 else False,
            "customer_reference": case.customer_reference if len(lines.case_id) == 1 else False,
            "product_id": product_id,
            "failure_code_id": failure_id,
            "lot_id": lot_id,
            "lot_ids": [Command.set(lines.lot_id.ids)],
            "severity": case.severity,
            "trigger": trigger,
            "trigger_note": f"{label}: {case.name}",
            "repeat_of_id": known.filtered(lambda r: r.state == "closed")[:1].id,
            "customer_words": words or False,
        }

    @api.model
    def _prepare_people_vals(self, company):
        return {
            "company_id": company.id,
            "leader_id": company.rma_8d_leader_id.id,
            "sponsor_id": company.rma_8d_sponsor_id.id,
            "manager_id": company.rma_8d_manager_id.id,
        }

    def _tell_leader(self):
        """An activity for the leader: a report has opened and its clock runs."""
        for report in self.filtered("leader_id"):
            first = report.discipline_ids.filtered(lambda p: p.code == CODES[0])
            report._ask(
                OPENED,
                report.leader_id,
                date_deadline=fields.Date.to_date(first.date_due),
                summary=self.env._("8D report opened: %(note)s", note=report.trigger_note or ""),
            )
