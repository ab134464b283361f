"""Two users at one line: deciding anew, inspecting, pricing; part of `TestConcurrency`."""


class LinesAtOnce:
    """Tests of `TestConcurrency`: its scene, its verbs."""

    def _lines(self, *quantities):
        """Inspected lines of these quantities, in one case."""
        scene = self.scene
        sale_line = scene._sell(scene.cable, sum(quantities))
        return scene._inspected_case(*(self._cables(q, sale_line) for q in quantities)).line_ids

    def _assert_proven(self):
        self.assertEqual([f.message for f in self.scene.env["rma.check"]._prove()], [])

    # Deciding anew

    def test_the_same_line_is_decided_anew_once(self):
        scene = self.scene
        lines = self._lines(1, 1)
        decision = scene._decide(lines, "as_is", "return").sudo()
        line = decision.line_ids[0]

        refused = self._race(
            (line.with_user(scene.user_service), "action_decide_anew"),
            (line.with_user(scene.user_manager), "action_decide_anew"),
        )

        self._assert_one_wins(refused, "is not decided")
        self.assertEqual((line.state, decision.state), ("inspected", "authorized"))
        self.assertEqual(decision.line_ids, lines.sudo() - line)

    def test_two_lines_leaving_at_once_leave_an_empty_decision_cancelled(self):
        scene = self.scene
        decision = scene._decide(self._lines(1, 2), "as_is", "return").sudo()
        one, two = decision.line_ids.sorted("id")

        refused = self._race(
            (one.with_user(scene.user_service), "action_decide_anew"),
            (two.with_user(scene.user_manager), "action_decide_anew"),
        )

        self.assertFalse(refused)
        self.assertEqual(
            (decision.state, (one | two).mapped("state")), ("cancelled", ["inspected"] * 2)
        )
        self.assertEqual(set(decision.move_ids.mapped("state")), {"cancel"})

    def test_what_ships_meanwhile_is_not_decided_anew(self):
        scene = self.scene
        decision = scene._decide(self._lines(2, 1), "as_is", "return").sudo()
        line = decision.line_ids[0]
        picking = decision.move_ids.filtered(lambda m: m.state == "assigned").picking_id

        refused = self._race(
            (
                picking.with_user(scene.user_warehouse).with_context(skip_sms=True),
                "button_validate",
            ),
            (line.with_user(scene.user_service), "action_decide_anew"),
        )

        self._assert_one_wins(refused, "UserError")
        self.assertEqual(
            (picking.state, line.state, line.decision_id), ("done", "closed", decision)
        )
        self._assert_proven()

    def test_what_is_decided_anew_meanwhile_does_not_ship(self):
        scene = self.scene
        decision = scene._decide(self._lines(2, 1), "as_is", "return").sudo()
        line, other = decision.line_ids.sorted("id")
        picking = decision.move_ids.filtered(lambda m: m.state == "assigned").picking_id

        refused = self._race(
            (line.with_user(scene.user_service), "action_decide_anew"),
            (
                picking.with_user(scene.user_warehouse).with_context(skip_sms=True),
                "button_validate",
            ),
        )

        self.assertLessEqual(len(refused), 1)
        self.assertEqual((line.state, line.decision_id.id), ("inspected", False))
        shipped = line.move_line_ids.filtered(
            lambda ml: ml.state == "done" and ml.rma_operation == "return"
        )
        self.assertFalse(shipped)
        self._assert_proven()

    def test_what_is_credited_meanwhile_is_not_decided_anew(self):
        scene = self.scene
        decision = scene._decide(self._lines(1, 1), "as_is", "credit").sudo()
        note, line = decision.credit_note_ids, decision.line_ids[0]

        refused = self._race(
            (note.with_user(scene.user_finance), "action_post"),
            (line.with_user(scene.user_service), "action_decide_anew"),
        )

        self._assert_one_wins(refused, "UserError")
        self.assertEqual((note.state, line.credit_line_id.parent_state), ("posted", "posted"))
        self.assertEqual(line.decision_id, decision)

    def test_a_note_of_what_is_decided_anew_meanwhile_is_not_posted(self):
        scene = self.scene
        decision = scene._decide(self._lines(1, 1), "as_is", "credit").sudo()
        note, line = decision.credit_note_ids, decision.line_ids[0]

        refused = self._race(
            (line.with_user(scene.user_service), "action_decide_anew"),
            (note.with_user(scene.user_finance), "action_post"),
        )

        self.assertEqual(len(refused), 1, refused)
        self.assertEqual(line.state, "inspected")
        self.assertEqual(decision.credit_note_ids.mapped("state"), ["draft"])
        credited = decision.credit_note_ids.invoice_line_ids.rma_credited_line_ids
        self.assertEqual(credited, decision.line_ids)

    def test_a_charge_posted_meanwhile_keeps_its_line(self):
        scene = self.scene
        line = self._lines(1)
        decision = scene._propose(line, "scrap", "replace")
        scene.env["rma.decision.charge"].with_user(scene.user_service).create(
            {"decision_id": decision.id, "line_id": line.id, "kind": "freight", "price_unit": 12}
        )
        # Nothing is taken over yet: only the charge would be in the way.
        scene.env.ref("rma_repair.automation_create_take_over").active = False
        scene.env.ref("rma_repair.automation_create_scrap").active = False
        decision = scene._put_into_force(decision).sudo()
        scene.env.ref("rma_repair.automation_create_take_over").active = True
        scene.env.ref("rma_repair.automation_create_scrap").active = True
        invoice = decision.charge_ids.invoice_line_ids.move_id

        refused = self._race(
            (invoice.with_user(scene.user_finance), "action_post"),
            (line.with_user(scene.user_service), "action_decide_anew"),
        )

        self._assert_one_wins(refused, "something was done already")
        self.assertEqual((invoice.state, line.state), ("posted", "decided"))

    def test_an_inspection_withdrawn_while_its_decision_is_submitted(self):
        scene = self.scene
        line = self._lines(1)
        decision = scene._propose(line, "as_is", "return")

        refused = self._race(
            (decision, "action_submit"),
            (line.with_user(scene.user_quality), "action_withdraw_inspection"),
        )

        self._assert_one_wins(refused, "waits for a decision")
        self.assertEqual((line.state, decision.state), ("inspected", "to_approve"))

    def test_a_line_waits_for_one_of_two_decisions_submitted_at_once(self):
        scene = self.scene
        line = self._lines(1)
        one, two = (scene._propose(line, "as_is", outcome) for outcome in ("return", "credit"))

        refused = self._race(
            (one, "action_submit"), (two.with_user(scene.user_manager), "action_submit")
        )

        self._assert_one_wins(refused, "is in", one.name)
        self.assertEqual((one.state, two.state), ("to_approve", "draft"))

    # The state gate

    def test_what_is_authorized_meanwhile_is_not_refused(self):
        scene = self.scene
        case = scene._request(self._cables(1, scene._sell(scene.cable, 1)))
        line = case.line_ids

        refused = self._race(
            (line.with_user(scene.user_service), "action_authorize"),
            (line.with_user(scene.user_manager), "write", {"state": "refused"}),
        )

        self._assert_one_wins(refused, "can not become Refused")
        self.assertEqual((line.state, case.state), ("authorized", "authorized"))

    def test_two_lines_moved_at_once_move_their_case(self):
        scene = self.scene
        sale_line = scene._sell(scene.cable, 2)
        case = scene._request(self._cables(1, sale_line), self._cables(1, sale_line))
        one, two = case.line_ids

        refused = self._race(
            (one.with_user(scene.user_service), "action_refuse"),
            (two.with_user(scene.user_manager), "action_refuse"),
        )

        self.assertFalse(refused)
        self.assertEqual((case.line_ids.mapped("state"), case.state), (["refused"] * 2, "refused"))

    def test_a_charge_is_not_added_to_what_is_submitted_meanwhile(self):
        scene = self.scene
        decision = scene._propose(self._lines(1), "as_is", "credit")
        charges = scene.env["rma.decision.charge"].with_user(scene.user_manager)
        vals = {"decision_id": decision.id, "kind": "freight", "price_unit": 12}

        refused = self._race((decision, "action_submit"), (charges, "create", vals))

        self._assert_one_wins(refused, "was submitted")
        self.assertFalse(decision.sudo().charge_ids)

    def test_what_waits_for_approval_is_not_priced_anew_meanwhile(self):
        scene = self.scene
        line = self._lines(1)
        decision = scene._propose(line, "as_is", "credit")
        invoice_line = line.sale_line_id.invoice_lines

        refused = self._race(
            (decision, "action_submit"),
            (line.with_user(scene.user_manager), "write", {"invoice_line_id": invoice_line.id}),
        )

        self._assert_one_wins(refused, "price is part of", decision.name)
        self.assertFalse(line.sudo().invoice_line_id)
