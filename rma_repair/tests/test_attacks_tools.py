"""The same over what is no document: queues, background work, dialogs, reports, the books."""

from datetime import datetime, timedelta

from odoo.tests import JsonRpcException, tagged

from .attack_common import FORGED, PRICELESS, AttackCommon
from .common import DEPARTMENTS


@tagged("post_install", "-at_install")
class TestAttacksTools(AttackCommon):
    def test_queues_of_another_department_are_neither_opened_nor_changed(self):
        for department in self._each(name for name in DEPARTMENTS if name != "manager"):
            other = "finance_approve" if department != "finance" else "service_new"
            queue = self.env.ref(f"rma_repair.queue_{other}")
            own = self.env["rma.queue"].search([("department", "=", department)], limit=1)
            self._refused("rma.queue", "read", queue.ids, ["count"])
            self._refused("rma.queue", "action_open", queue.ids)
            self._refused("rma.queue", "write", own.ids, {"domain": "[]"})
            found = self._call("rma.queue", "web_search_read", [], {"department": {}})
            seen = {row["department"] for row in found["records"]}
            self.assertEqual(seen, {department})

    def test_background_work_takes_nobody_elses_rights(self):
        job = self.env["rma.job"].sudo().create({"name": "Import"})
        job.write({"user_id": self.user_service.id, "company_id": self.company.id})
        for _department in self._each(DEPARTMENTS):
            mine = {"user_id": self.user_manager.id, "state": "waiting"}
            self._refused("rma.job", "create", [{"name": "x", **mine}])
            self._refused("rma.job", "write", job.ids, mine)
            self._refused("rma.job", "_run_batch", job.ids)
        self.assertEqual((job.user_id, job.state), (self.user_service, "draft"))

    def _get_questions(self, case):
        """Wizards about a case, with their values and the button: all ask for what is not one's."""
        company = self.abroad.company_id  # where engineering has no business either
        report = {"title": "x", "product_id": self.cable.id, "company_id": company.id}
        eight_d = self.env["rma.8d.report"].sudo().create(report).id
        tomorrow = (datetime.now() + timedelta(days=1)).date().isoformat()
        return [
            ("rma.line.split", {"line_id": case.line_ids.id}, "action_split"),
            ("rma.reopen", {"case_id": case.id, "reason": "x"}, "action_reopen"),
            ("rma.serial.scan", {"case_id": case.id, "serials": "S-1"}, "action_add"),
            ("rma.delay.notice", {"case_id": case.id, "reason": "x", "date_expected": tomorrow},
             "action_send"),
            ("rma.8d.send", {"report_id": eight_d}, "action_send"),
        ]  # fmt: skip

    def test_a_wizard_does_nothing_to_what_its_user_may_not_touch(self):
        questions = {case: self._get_questions(case) for case in (self.foreign, self.abroad)}
        for department in self._each(DEPARTMENTS):
            case = self._hidden(department)
            for model, vals, button in questions[case]:
                with self.subTest(department=department, model=model):
                    self._ask(model, vals, button)
            reports = [vals["report_id"] for _m, vals, _b in questions[case] if "report_id" in vals]
            self._refused("rma.8d.report", "action_radar", reports)
        for case in (self.foreign, self.abroad):
            self.assertEqual((len(case.line_ids), case.state), (1, "requested"))
            self.assertFalse(case.delay_reason)

    def _ask(self, model, vals, button):
        """Create the wizard and press its button: one of the two is refused, or it does nothing."""
        try:
            wizard = self._call(model, "create", [vals])
        except JsonRpcException:
            self.env.invalidate_all()
            return
        self._refused(model, button, wizard)
        if model == "rma.line.split":
            self._refused(model, "read", wizard, ["line_quantity"])

    def test_nobody_erases_what_was_sent_or_signed_of_a_report_by_a_key_of_the_context(self):
        report = (
            self.env["rma.8d.report"]
            .sudo()
            .create({"title": "x", "product_id": self.cable.id, "company_id": self.company.id})
        )
        parts = report.discipline_ids
        forged = {**FORGED, "rma_8d_deleting_report": True}
        for _department in self._each(DEPARTMENTS):
            self._refused("rma.8d.discipline", "unlink", parts.ids, context=forged)
            self._refused("rma.8d.revision", "create", [{"report_id": report.id, "number": 1}])
        self.assertEqual(len(parts.exists()), 9)

    def test_the_books_of_the_department_are_finances_alone(self):
        for _department in self._each(("service", "sales", *PRICELESS)):
            for model in ("rma.reconciliation", "rma.customer.goods", "rma.check.finding"):
                self._refused(model, "search_read", [], ["display_name"])
                self._refused(model, "formatted_read_group", [], [], ["__count"])
            self._refused("rma.check.run", "action_run")
