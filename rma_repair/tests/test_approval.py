from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_batch import BatchCommon


@tagged("post_install", "-at_install")
class TestApproval(BatchCommon):
    def test_a_batch_waits_for_the_sales_director(self):
        case = self._ask(50)
        self.assertRecordValues(
            case.approval_ids,
            [
                {
                    "subject": "batch",
                    "authority": "sales_director",
                    "approver_id": self.director.id,
                    "state": "pending",
                    "reason": case.batch_reason,
                }
            ],
        )
        self.assertEqual(case.approval_ids.activity_user_id, self.director)

        with self.assertRaisesRegex(UserError, "approval of the Sales Director first: Batch"):
            self._authorize(case)

        self.assertEqual(case.line_ids.state, "requested")
        self.assertFalse(self._receipt(case))

    def test_the_approved_batch_can_be_authorized(self):
        case = self._ask(50)

        case.approval_ids.with_user(self.director).action_approve()

        self.assertRecordValues(
            case.approval_ids, [{"state": "approved", "answered_by_id": self.director.id}]
        )
        self.assertFalse(case.approval_ids.activity_ids)
        self._authorize(case)
        self.assertEqual(case.line_ids.state, "authorized")

    def test_nobody_answers_for_cases_that_ended(self):
        case = self._ask(50)
        case.with_user(self.user_service).action_refuse()

        self.env["rma.case"]._cron_watch_deadlines()

        self.assertEqual(case.approval_ids.state, "cancelled")
        self.assertFalse(case.approval_ids.activity_ids)

    def test_a_refused_batch_stays_requested(self):
        case = self._ask(50)

        case.approval_ids.with_user(self.director).action_refuse()

        with self.assertRaisesRegex(UserError, "Sales Director"):
            self._authorize(case)
        self.assertEqual(case.line_ids.state, "requested")

    def test_one_approval_serves_every_case_of_the_crossing(self):
        cases = self._ask(30) | self._ask(30)

        self.assertEqual(len(cases.approval_ids), 1)
        cases.approval_ids.with_user(self.director).action_approve()

        self.assertEqual(cases.mapped("missing_approvals"), ["", ""])

    def test_an_approval_covers_what_could_be_seen(self):
        case = self._ask(50)
        case.approval_ids.with_user(self.director).action_approve()
        late = self.env["rma.case.line"].create({"case_id": case.id, "product_id": self.cable.id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE rma_case_line SET create_date = create_date + interval '1 hour' WHERE id = %s",
            (late.id,),
        )
        late.invalidate_recordset()
        case.invalidate_recordset(["missing_approvals"])

        with self.assertRaisesRegex(UserError, "Sales Director"):
            self._authorize(case)

    def test_others_do_not_answer(self):
        approval = self._ask(50).approval_ids

        with self.assertRaisesRegex(AccessError, "for the Sales Director"):
            approval.with_user(self.user_warehouse).action_approve()
        with self.assertRaisesRegex(AccessError, "You opened or handle"):
            approval.with_user(self.user_service).action_approve()

        self.assertEqual(approval.state, "pending")

    def test_an_answer_is_offered_to_those_who_may_give_it(self):
        approval = self._ask(50).approval_ids
        offered = {
            user: approval.with_user(user).may_answer
            for user in (self.director, self.user_manager, self.user_warehouse, self.user_service)
        }

        self.assertEqual(list(offered.values()), [True, True, False, False])
        approval.case_ids.sudo().user_id = self.director
        self.assertFalse(approval.with_user(self.director).may_answer)

    def test_a_manager_answers_in_place_with_a_note(self):
        approval = self._ask(50).approval_ids.with_user(self.user_manager)

        with self.assertRaisesRegex(UserError, "write in the note why"):
            approval.action_approve()
        self.assertEqual(approval.state, "pending")
        approval.note = "The director is on leave"
        approval.action_approve()

        self.assertEqual(approval.answered_by_id, self.user_manager)

    def test_nobody_approves_his_own_case_not_even_the_director(self):
        case = self._ask(50)
        case.sudo().user_id = self.director

        with self.assertRaisesRegex(AccessError, "somebody else"):
            case.approval_ids.with_user(self.director).action_approve()

        self.assertEqual(case.approval_ids.state, "pending")

    def test_a_quality_incident_is_the_general_manager_s(self):
        case = self._ask(1, case_type="incident")

        self.assertEqual(case.approval_ids.approver_id, self.general_manager)
        with self.assertRaisesRegex(UserError, "General Manager first: Quality incident"):
            self._authorize(case)
        case.approval_ids.with_user(self.general_manager).action_approve()
        self._authorize(case)

        self.assertEqual(case.state, "authorized")

    def test_a_return_that_turns_into_an_incident_needs_him_too(self):
        case = self._ask(1)

        case.case_type = "incident"

        self.assertEqual(case.missing_approvals, "Quality incident")
        self.assertEqual(case.approval_ids.approver_id, self.general_manager)

    def test_an_answer_stands_on_the_trail_of_every_case(self):
        self._ask(30)
        cases = self._ask(30).approval_ids.case_ids
        self.assertEqual(len(cases), 2)
        approval = cases.approval_ids
        approval.with_user(self.director).note = "Agreed with the dealer"

        approval.with_user(self.director).action_approve()

        answers = self.env["rma.event"].search(
            [("res_model", "=", "rma.approval"), ("case_id", "in", cases.ids)]
        )
        told = {
            "kind": "state",
            "user_id": self.director.id,
            "state_from": "pending",
            "state_to": "approved",
            "reason": "Agreed with the dealer",
        }
        self.assertRecordValues(
            answers.sorted(lambda event: event.case_id.id),
            [{**told, "case_id": case.id} for case in cases.sorted("id")],
        )

    def test_outside_the_policies_needs_a_name(self):
        self.env["rma.policy"].search([]).action_archive()
        case = self._ask(1)
        case.line_ids.wish = "credit"
        self.assertTrue(case.line_ids.is_out_of_policy)
        with self.assertRaisesRegex(UserError, "Outside the policies"):
            self._authorize(case)
        self.assertFalse(case.approval_ids)

        case.with_user(self.user_service).action_ask_approvals()
        case.approval_ids.with_user(self.director).action_approve()

        self._authorize(case)
        self.assertEqual(case.state, "authorized")

    def test_each_policy_promises_what_it_names_and_no_more(self):
        line = self._ask(1, requested=fields.Datetime.now()).line_ids
        promised = {
            ("return", "credit"): False,
            ("return", "replace"): False,
            ("exchange", "replace"): False,
            ("exchange", "credit"): True,
            ("warranty", "replace"): True,
            ("warranty", "credit"): True,
            ("warranty", "repair"): False,
            ("expired", "repair"): False,
            ("expired", "replace"): True,
        }

        for (entitlement, wish), is_outside in promised.items():
            with self.subTest(entitlement=entitlement, wish=wish):
                line.sudo().write({"entitlement": entitlement, "wish": wish})
                self.assertEqual(line.is_out_of_policy, is_outside)

    def test_a_proposal_within_the_policies_needs_nobody(self):
        self.env["rma.policy"].search([]).action_archive()
        case = self._ask(1)
        case.line_ids.wish = "credit"

        case.line_ids.proposal = "repair"

        self.assertFalse(case.line_ids.is_out_of_policy)
        self._authorize(case)
        self.assertEqual(case.line_ids.wish, "credit")

    def test_nobody_writes_who_answered(self):
        approval = self._ask(50).approval_ids

        with self.assertRaises(AccessError):
            approval.with_user(self.user_manager).write({"answered_by_id": self.director.id})

        self.assertFalse(approval.answered_by_id)

    def test_an_approval_is_not_stretched_over_another_case(self):
        given = self._ask(50).approval_ids
        given.with_user(self.director).action_approve()
        case = self._ask(50, requested="2026-05-06 04:00:00")

        with self.assertRaisesRegex(AccessError, "notes that itself"):
            given.with_user(self.user_service).case_ids |= case
        with self.assertRaisesRegex(AccessError, "noted by the system"):
            case.with_user(self.user_service).approval_ids |= given

        self.assertEqual(case.missing_approvals, "Batch return")
