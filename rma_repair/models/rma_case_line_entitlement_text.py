"""The sentence behind a verdict, told from its stored facts in the reader's language."""

from odoo import fields, models

from .rma_policy import KINDS


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_entitlement_facts(self, start, policies, changes):
        """What the verdict rests on, as plain values: kept with it whatever changes later."""
        self.ensure_one()
        move = self.origin_move_id.sudo()
        give_backs = changes.filtered(lambda change: change.kind == "give_back")
        extension = changes.filtered(lambda change: change.kind == "extend")[:1]
        return {
            "start": fields.Date.to_string(start) or False,
            "delivery": (move.picking_id.name or move.reference) if move else False,
            "terms": {kind: policies[kind]._get_term_facts() for kind in KINDS if policies[kind]},
            "void": self._get_void_facts(changes._get_voiding()),
            "given_back": sum(give_backs.mapped("days")),
            "extended": fields.Date.to_string(extension.date_until) or False,
            "extended_by": extension.user_id.name or False,
        }

    def _get_void_facts(self, voiding):
        """Why the warranty is void: a list of [what, who, when, reason]."""
        self.ensure_one()
        found = []
        if voiding:
            found.append(["serial", voiding.user_id.name, voiding.date, voiding.reason])
        if self.seal_state in ("broken", "missing"):
            found.append(["seal", self.seal_checked_by_id.name, self.date_seal_checked, ""])
        if self.is_customer_damage:
            found.append(["damage", self.damage_checked_by_id.name, self.date_damage_checked, ""])
        if self.finding == "misuse":
            found.append(["misuse", self.inspected_by_id.name, self.date_inspected, ""])
        company = self.company_id
        return [
            [what, who or "", fields.Date.to_string(company._rma_local_date(when)) or "", why]
            for what, who, when, why in found
        ]

    def _describe_entitlement(self):
        """The verdict and its reason, a sentence per line."""
        self.ensure_one()
        facts = self.entitlement_facts
        if not facts:
            return False
        if self.entitlement == "unknown":
            return self.env._(
                "Ship date unknown: no delivery to this customer is known. Choose the delivery, or "
                "enter the date on the proof of purchase."
            )
        sentences = [self._describe_void(*void) for void in facts["void"]]
        if facts["start"]:
            shown = {"return": KINDS, "exchange": KINDS[1:]}.get(self.entitlement, KINDS[2:])
            sentences += [self._describe_window(kind, facts) for kind in shown]
        return "\n".join(filter(None, sentences))

    def _describe_void(self, what, who, when, why):
        labels = {
            "serial": self.env._("it was voided for this serial: %(reason)s", reason=why),
            "seal": self.env._("the tamper seal is broken or missing"),
            "damage": self.env._("the customer damaged the unit"),
            "misuse": self.env._("the inspection found misuse"),
        }
        note = ", ".join(filter(None, (who, when)))
        sentence = self.env._("Warranty void: %(reason)s", reason=labels[what])
        return f"{sentence} ({note})." if note else f"{sentence}."

    def _describe_window(self, kind, facts):
        """One promise with its last day and where that comes from; empty where there is none."""
        until = self[f"date_{kind}_until"]
        term = facts["terms"].get(kind)
        if not until:
            return (
                self.env._("Out of warranty: no policy promises one.") if kind == "warranty" else ""
            )
        reasons = [self._describe_start(facts)]
        if term:
            reasons.append(self._describe_term(term))
        if kind == "warranty":
            reasons += self._describe_changes(facts)
        verdict = self._describe_until(kind, fields.Date.to_string(until))
        return self.env._("%(verdict)s: %(reasons)s.", verdict=verdict, reasons=", ".join(reasons))

    def _describe_until(self, kind, until):
        if kind == "return":
            return self.env._("No-reason return until %(date)s", date=until)
        if kind == "exchange":
            return self.env._("No-reason exchange until %(date)s", date=until)
        if self.entitlement == "expired":
            return self.env._("Out of warranty since %(date)s", date=until)
        if self.entitlement == "void":
            return self.env._("Without that it would have ended on %(date)s", date=until)
        return self.env._("In warranty until %(date)s", date=until)

    def _describe_start(self, facts):
        if facts["delivery"]:
            return self.env._(
                "shipped %(date)s with %(delivery)s",
                date=facts["start"],
                delivery=facts["delivery"],
            )
        return self.env._("bought %(date)s by the proof of purchase", date=facts["start"])

    def _describe_term(self, term):
        periods = {
            "day": self.env._("%(count)s days", count=term["duration"]),
            "working_day": self.env._("%(count)s working days", count=term["duration"]),
            "month": self.env._("%(count)s months", count=term["duration"]),
        }
        scopes = {
            "partner": self.env._("customer %(name)s", name=term["name"]),
            "product": self.env._("product %(name)s", name=term["name"]),
            "category": self.env._("category %(name)s", name=term["name"]),
            "general": self.env._("general policy"),
        }
        return self.env._(
            "%(period)s by %(scope)s", period=periods[term["unit"]], scope=scopes[term["scope"]]
        )

    def _describe_changes(self, facts):
        changes = []
        if facts["given_back"]:
            changes.append(self.env._("%(days)s days given back", days=facts["given_back"]))
        if facts["extended"]:
            changes.append(
                self.env._(
                    "extended to %(date)s by %(user)s",
                    date=facts["extended"],
                    user=facts["extended_by"],
                )
            )
        return changes


class RmaPolicy(models.Model):
    _inherit = "rma.policy"

    def _get_term_facts(self):
        """The period and scope of this policy, as plain values."""
        self.ensure_one()
        scope, record = next(
            (
                (scope, record)
                for scope, record in (
                    ("partner", self.partner_id),
                    ("product", self.product_tmpl_id),
                    ("category", self.categ_id),
                )
                if record
            ),
            ("general", self),
        )
        return {
            "duration": self.duration,
            "unit": self.unit,
            "scope": scope,
            "name": record.name,
        }
