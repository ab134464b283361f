"""The 8D report of the pallet, worked on by the people who would, discipline by discipline."""

import base64

from odoo import Command, fields
from odoo.tools import mute_logger

from . import clock, pictures
from . import eight_d_texts as texts

# The day of the story on which each discipline was completed.
DAYS = {"d0": 0, "d1": 0, "d2": 1, "d3": 1, "d4": 9, "d5": 12, "d6": 28, "d7": 35, "d8": 58}
# No web server serves the papers' style sheets while the company is built; they bring their own.
PAPERS_WITHOUT_SERVER = mute_logger("odoo.addons.base.models.ir_actions_report")


def play(users, report):
    """Walk the report of the pallet on the days it was worked on, sent and answered."""
    story = Story(report, users)
    for code, day in DAYS.items():
        with clock.days_ago(report.env, clock.RETURNED - day), PAPERS_WITHOUT_SERVER:
            story.complete(code)
            if code == "d3":
                story.send("d3", ["d1_3"])


class Story:
    """One report walked from D0 to D8; `users` names quality, engineering, manager, warehouse.

    Dates are counted from the report's start, so that the same story can be told in the past.
    """

    def __init__(self, report, users):
        self.users = users
        self.report = report.with_user(users["quality"])
        self.start = report.date_start.date()

    def tell(self, last="d8"):
        """Work on and complete every discipline up to `last`."""
        for code in self.report.discipline_ids.sorted("code").mapped("code"):
            if code <= last:
                self.complete(code)

    def complete(self, code):
        """Work on one discipline and complete it."""
        getattr(self, code)()
        self.report.discipline_ids.filtered(lambda part: part.code == code).action_complete()

    def send(self, up_to, blocks):
        """Send the customer's edition; the customer accepts these blocks."""
        report = self.report
        reason = "Containment withdrawn; causes and actions added" if report.revision_ids else False
        revision = report._freeze("customer", up_to, report.partner_id, reason)
        report.env["rma.8d.answer"].create(
            [
                {
                    "revision_id": revision.id,
                    "block": block,
                    "verdict": "accepted",
                    "answered_by": "J. Miller",
                }
                for block in blocks
            ]
        )

    def d0(self):
        self.report.write({**texts.HEADER, **texts.D0})
        self._add(
            "action_ids",
            name="Stop shipment of week 34",
            kind="emergency",
            owner_id=self._id("warehouse"),
        )
        self._add(
            "action_ids",
            name="Replacement for Northwind",
            kind="emergency",
            owner_id=self._id("quality"),
        )
        for action in self.report.action_ids:
            action.write({"proof": "Done the same day"})
            action.action_choose()
            action.action_done()

    def d1(self):
        report = self.report
        report.write({"leader_id": self._id("quality"), "sponsor_id": self._id("manager")})
        functions = {
            "quality": "Quality",
            "engineering": "Process engineering",
            "warehouse": "Logistics",
        }
        for key, function in functions.items():
            self._add("member_ids", user_id=self._id(key), function=function)

    def d2(self):
        self.report.write(
            {"customer_words": self.report.customer_words or "They stop when warm.", **texts.D2}
        )
        self.report.write({"date_detected": self._day(-2), "detected_where": "Northwind, line 3"})
        for dimension, is_text, is_not, difference, change in texts.ISNOT:
            self._add(
                "isnot_ids",
                dimension=dimension,
                is_text=is_text,
                is_not_text=is_not,
                difference=difference,
                change=change,
                date_change=self._day(-60) if change else False,
            )
        self.report.photo_nok_ids = [Command.link(self._picture("Ripple at 70 °C", 60).id)]
        self.report.photo_ok_ids = [Command.link(self._picture("Ripple, good drive", 14).id)]

    def d3(self):
        for row in self.report.containment_ids:
            if row.place in texts.PLACES:
                row.write(self._contain(*texts.PLACES[row.place]))
            else:
                row.write(
                    {"is_not_applicable": True, "not_applicable_reason": texts.NOT_APPLICABLE}
                )
        self.report.write(texts.D3)

    def _contain(self, *answer):
        lots, suspect, good, bad, method = answer
        return {
            "lot_range": lots,
            "qty_suspect": suspect,
            "qty_ok": good,
            "qty_nok": bad,
            "qty_scrapped": bad,
            "method": method,
            "responsible_id": self._id("warehouse"),
            "date_introduced": self._day(1),
            "date_effective": self._day(1),
            "effectiveness": 100,
            "proof": "45 known bad drives mixed in: all found",
            "marking": "Green dot beside the serial",
            "verification_result": "passed",
        }

    def d4(self):
        for bone, name, status in texts.BONES:
            cause = self._cause(name=name, bone=bone)
            self._confirm(cause, status, "Checked on the line and on 12 boards")
        for path, names in texts.WHYS.items():
            parent = self.report.cause_ids.browse()
            for name in names:
                parent = self._cause(name=name, path=path, parent_id=parent.id)
                self._confirm(parent, "confirmed", "Cross section, oven log, test record")
            self._make_root(parent)
        path, depth, name, evidence = texts.SIDE_BRANCH
        whys = self.report.cause_ids.filtered(lambda cause: cause.path == path).sorted("level")
        branch = self._cause(name=name, path=path, parent_id=whys[depth - 1].id)
        branch.write({"status": "ruled_out", "evidence_against": evidence})
        self.report.write(texts.ESCAPE)

    def d5(self):
        self.report.write({"decision_criteria": "Effect first, then time to roll out, then cost"})
        for cause in self.report._root_causes():
            name, trial, _proof = texts.ACTIONS[cause.path]
            action = self._add(
                "action_ids",
                name=name,
                cause_ids=[Command.link(cause.id)],
                owner_id=self._id("engineering"),
                approver_id=self._id("manager"),
                date_due=self._day(28),
                expected_effect=100,
                decision_reason="Removes the cause itself",
                verification_method=trial,
                verification_count=12,
            )
            action.write({"verification_result": "passed"})
            action.action_choose()
        name, reason = texts.REJECTED
        cause = self.report._root_causes("escape")
        other = self._add(
            "action_ids", name=name, decision_reason=reason, cause_ids=[Command.link(cause.id)]
        )
        other.action_reject()

    def d6(self):
        for action in self.report._live_actions("corrective"):
            action.with_user(self.users["engineering"]).write(
                {
                    "proof": texts.ACTIONS[action.cause_ids.path][2],
                    "state": "done",
                    "date_effective": self._day(20),
                    "effective_from": "SD200-0500",
                }
            )
            action.write(
                {
                    "metric": "E17 in hot test",
                    "baseline": "45 of 60",
                    "target": "0 of 300",
                    "validation_window": "9 days of production",
                    "validation_count": 312,
                    "result_text": "0 of 312",
                    "effectiveness": 100,
                    "validation_result": "passed",
                }
            )
        for row in self.report.containment_ids.filtered(lambda row: not row.is_not_applicable):
            row.date_withdrawn = self._day(28)

    def d7(self):
        for row in self.report.document_ids:
            if row.kind in texts.DOCUMENTS:
                name, before, after = texts.DOCUMENTS[row.kind]
                row.write({"name": name, "revision_before": before, "revision_after": after})
            else:
                row.write(
                    {"is_not_affected": True, "not_affected_reason": "Part and supplier unchanged"}
                )
        self._add(
            "deployment_ids",
            name="SMT line 1",
            finding="affected",
            finding_note="Same oven type",
            action="Sensors calibrated, plan MP-22 rev. 7",
            date_done=self._day(27),
        )
        self._add(
            "deployment_ids",
            name="Plant Suzhou",
            finding="not_affected",
            finding_note="No reflow oven",
        )
        self.report.action_create_lesson()
        self.report.lesson_ids.action_publish()

    def d8(self):
        self.report.write(texts.D8)
        self.report.with_user(self.users["manager"]).write(texts.COSTS)
        self.report.action_prepare_scores()
        self.report.score_ids.write({"self_rating": "fulfilled"})
        self.report.score_ids.filtered(lambda s: s.level == "excellence")[:3].write(
            {"self_rating": "partly"}
        )
        self.send("d7", ["d1_3", "d4", "d5_6", "d7"])
        self.report.action_sign()
        self.report.with_user(self.users["manager"]).action_sign()

    def _cause(self, **values):
        """A cause found by engineering."""
        model = self.report.env["rma.8d.cause"].with_user(self.users["engineering"])
        return model.create({"report_id": self.report.id, **values}).with_user(
            self.users["quality"]
        )

    def _confirm(self, cause, status, evidence):
        field = "evidence_for" if status == "confirmed" else "evidence_against"
        cause.write({"status": status, field: evidence})

    def _make_root(self, cause):
        cause.write(
            {
                "is_root": True,
                "contribution": 100,
                "attachment_ids": [Command.link(self._picture("Cross section C14", 40).id)],
                "is_explaining_is": True,
                "is_explaining_is_not": True,
                "switch": "yes",
                "switch_note": "12 boards with the oven 17 K colder fail, 12 boards calibrated "
                "do not",
                "category_id": self._category().id,
                "fmea": "no",
            }
        )

    def _category(self):
        return self.report.env.ref("rma_repair.rma_8d_cause_category_making_16")

    def _add(self, rows, /, **values):
        """A row of the report, written by its leader."""
        field = self.report._fields[rows]
        return self.report.env[field.comodel_name].create({"report_id": self.report.id, **values})

    def _id(self, department):
        return self.users[department].id

    def _day(self, days):
        return fields.Date.add(self.start, days=days)

    def _picture(self, title, swing):
        """An attachment of the report that stands for a photo."""
        return self.report.env["ir.attachment"].create(
            {
                "name": f"{title}.png",
                "datas": base64.b64encode(pictures.draw_screen(title, swing)),
                "res_model": "rma.8d.report",
                "res_id": self.report.id,
            }
        )
