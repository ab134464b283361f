import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestDowngrade(RmaCommon):
    """What was called an incident, a recall or a batch does not become less by the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell_cables(100)

    def _ask(self, quantity=1, **values):
        return self._request({"product_id": self.cable.id, "quantity": quantity}, **values)

    def _exceptions(self, case):
        return self.env["rma.event"].search([("case_id", "=", case.id), ("kind", "=", "exception")])

    def test_service_does_not_make_less_of_a_grave_case(self):
        for grave, less in (("incident", "return"), ("recall", "return"), ("recall", "incident")):
            case = self._ask(case_type=grave)
            with self.subTest(grave=grave, less=less):
                with self.assertRaisesRegex(AccessError, "only an after-sales manager"):
                    case.with_user(self.user_service).write(
                        {"case_type": less, "downgrade_reason": "It is not that bad."}
                    )

                self.assertEqual(case.case_type, grave)
                self.assertFalse(self._exceptions(case))

    def test_service_may_call_a_return_an_incident(self):
        case = self._ask()

        case.with_user(self.user_service).case_type = "incident"

        self.assertEqual(case.missing_approvals, "Quality incident")
        change = self.env["rma.event"].search(
            [("case_id", "=", case.id), ("kind", "=", "change")], limit=1
        )
        self.assertEqual(json.loads(change.changes), {"case_type": ["return", "incident"]})

    def test_a_manager_says_why(self):
        case = self._ask(case_type="incident")
        manager = case.with_user(self.user_manager)

        for reason in ({}, {"downgrade_reason": "  "}):
            with self.assertRaisesRegex(UserError, "write why"):
                manager.write({"case_type": "return", **reason})
        self.assertEqual(case.case_type, "incident")

        manager.write({"case_type": "return", "downgrade_reason": "The customer mixed up models."})

        self.assertEqual(case.case_type, "return")
        self.assertRecordValues(
            self._exceptions(case),
            [{"user_id": self.user_manager.id, "reason": "The customer mixed up models."}],
        )

    def test_only_a_manager_calls_a_counted_batch_sporadic_and_says_why(self):
        case = self._ask(50)
        self.assertTrue(case.is_batch)

        with self.assertRaisesRegex(AccessError, "50 Cable from Dealer"):
            case.with_user(self.user_service).is_batch = False
        with self.assertRaisesRegex(UserError, "write why"):
            case.with_user(self.user_manager).is_batch = False
        self.assertTrue(case.is_batch)
        case.with_user(self.user_manager).write(
            {"is_batch": False, "downgrade_reason": "Two orders, one truck."}
        )

        self.assertFalse(case.is_batch)
        self.assertEqual(self._exceptions(case).reason, "Two orders, one truck.")

    def test_the_watch_does_not_undo_the_manager(self):
        case = self._ask(50)
        case.with_user(self.user_manager).write(
            {"is_batch": False, "downgrade_reason": "Two orders, one truck."}
        )

        self.env["rma.case"]._cron_watch_deadlines()

        self.assertFalse(case.is_batch)

    def test_the_dialog_is_the_case_itself(self):
        case = self._ask(case_type="incident").with_user(self.user_manager)

        action = case.action_downgrade()

        self.assertEqual((action["res_model"], action["res_id"]), ("rma.case", case.id))
        self.assertEqual(action["target"], "new")

    def test_the_form_offers_no_lesser_type(self):
        for case_type, possible in (
            ("return", ["return", "incident", "recall"]),
            ("incident", ["incident", "recall"]),
            ("recall", ["recall"]),
        ):
            with self.subTest(case_type=case_type):
                case = self._ask(case_type=case_type)
                self.assertEqual(case.possible_types, possible)

        form = Form(self._ask(case_type="incident").with_user(self.user_service))
        form.case_type = "recall"
        self.assertEqual(form.possible_types, ["incident", "recall"])

    def test_the_form_does_not_offer_to_undo_a_counted_batch(self):
        chosen = Form(self._ask(is_batch=True).with_user(self.user_service))
        chosen.is_batch = False
        self.assertFalse(chosen.save().is_batch)

        counted = Form(self._ask(50).with_user(self.user_service))
        with self.assertRaisesRegex(AssertionError, "readonly"):
            counted.is_batch = False
