"""What is granted is paid once, also by two accountants at once; part of `TestConcurrency`."""


class MoneyAtOnce:
    """Tests of `TestConcurrency`: its scene, its verbs."""

    def _compensated(self, amount=35):
        """A compensation in force for goods that wait to be sent back, so that no line closes."""
        scene = self.scene
        line = scene._inspected_case(self._cables(1, scene._sell(scene.cable, 1))).line_ids
        return scene._decide(line, "as_is", "compensate", compensation_amount=amount).sudo()

    def _charged(self):
        """An exchange in force, not shipped yet, that charges freight on an invoice."""
        scene = self.scene
        line = scene._inspected_case(self._cables(1, scene._sell(scene.cable, 1))).line_ids
        decision = scene._propose(line, "scrap", "replace")
        scene.env["rma.decision.charge"].with_user(scene.user_service).create(
            {"decision_id": decision.id, "kind": "freight", "price_unit": 12}
        )
        return scene._put_into_force(decision).sudo()

    def _as(self, entries):
        """Those entries, one as seen by each of two accountants."""
        users = (self.scene.user_finance, self.scene.user_manager)
        return [entry.with_user(user) for entry, user in zip(entries, users, strict=True)]

    def test_of_two_notes_of_one_compensation_one_is_posted(self):
        """Both are drafts, as an import or an older version could leave them."""
        decision = self._compensated()
        first = decision.credit_note_ids
        first.button_cancel()
        second = decision.create_compensation()
        first.state = "draft"
        one, other = self._as((first, second))

        refused = self._race((one, "action_post"), (other, "action_post"))

        self._assert_one_wins(refused, "UserError", "was replaced by")
        self.assertEqual((first.state, second.state), ("posted", "draft"))

    def test_of_two_invoices_of_one_charge_one_is_posted(self):
        decision = self._charged()
        first = decision.charge_ids.invoice_line_ids.move_id
        first.button_cancel()
        second = decision.create_charge()
        first.state = "draft"
        one, other = self._as((first, second))

        refused = self._race((one, "action_post"), (other, "action_post"))

        self._assert_one_wins(refused, "UserError", "was replaced by")
        self.assertEqual((first.state, second.state), ("posted", "draft"))

    def test_of_two_cancelled_notes_of_one_compensation_one_is_taken_up_again(self):
        decision = self._compensated()
        first = decision.credit_note_ids
        first.button_cancel()
        second = decision.create_compensation()
        second.button_cancel()
        one, other = self._as((first, second))

        refused = self._race((one, "button_draft"), (other, "button_draft"))

        self._assert_one_wins(refused, "UserError", "was replaced by")
        self.assertEqual((first.state, second.state), ("draft", "cancel"))

    def test_of_two_cancelled_invoices_of_one_charge_one_is_taken_up_again(self):
        decision = self._charged()
        first = decision.charge_ids.invoice_line_ids.move_id
        first.button_cancel()
        second = decision.create_charge()
        second.button_cancel()
        one, other = self._as((first, second))

        refused = self._race((one, "button_draft"), (other, "button_draft"))

        self._assert_one_wins(refused, "UserError", "was replaced by")
        self.assertEqual((first.state, second.state), ("draft", "cancel"))

    def test_what_is_being_replaced_is_not_taken_up_again(self):
        """One makes the successor of a cancelled note, another sets that note back to draft."""
        decision = self._compensated()
        note = decision.credit_note_ids
        note.button_cancel()

        refused = self._race(
            (decision.with_user(self.scene.user_finance), "create_compensation"),
            (note.with_user(self.scene.user_manager), "button_draft"),
        )

        self._assert_one_wins(refused, "UserError", "was replaced by")
        successor = decision.credit_note_ids - note
        self.assertEqual((successor.state, note.state), ("draft", "cancel"))

    def test_what_is_taken_up_again_is_not_replaced(self):
        decision = self._compensated()
        note = decision.credit_note_ids
        note.button_cancel()

        refused = self._race(
            (note.with_user(self.scene.user_manager), "button_draft"),
            (decision.with_user(self.scene.user_finance), "create_compensation"),
        )

        self.assertFalse(refused)
        self.assertEqual((decision.credit_note_ids, note.state), (note, "draft"))

    def test_a_cancelled_invoice_of_a_charge_being_replaced_is_not_taken_up_again(self):
        decision = self._charged()
        invoice = decision.charge_ids.invoice_line_ids.move_id
        invoice.button_cancel()

        refused = self._race(
            (decision.with_user(self.scene.user_finance), "create_charge"),
            (invoice.with_user(self.scene.user_manager), "button_draft"),
        )

        self._assert_one_wins(refused, "UserError", "was replaced by")
        self.assertEqual(invoice.state, "cancel")

    def test_a_note_is_not_taken_up_again_while_its_decision_is_cancelled(self):
        decision = self._compensated()
        note = decision.credit_note_ids
        note.button_cancel()

        refused = self._race(
            (decision.with_user(self.scene.user_service), "action_cancel"),
            (note.with_user(self.scene.user_finance), "button_draft"),
        )

        self._assert_one_wins(refused, "UserError", "is not in force any more")
        self.assertEqual((decision.state, note.state), ("cancelled", "cancel"))

    def test_what_is_posted_meanwhile_is_not_cancelled_with_its_decision(self):
        decision = self._compensated()
        note = decision.credit_note_ids

        refused = self._race(
            (note.with_user(self.scene.user_finance), "action_post"),
            (decision.with_user(self.scene.user_service), "action_cancel"),
        )

        self._assert_one_wins(refused, "UserError", "was carried out already")
        self.assertEqual((decision.state, note.state), ("authorized", "posted"))

    def test_a_posted_note_set_to_draft_and_its_successor_posted(self):
        """One posts a note; another takes back to draft and reposts the one before it."""
        decision = self._compensated()
        first = decision.credit_note_ids
        first.button_cancel()
        second = decision.create_compensation()
        first.state = "draft"
        first.action_post()
        one, other = self._as((first, second))

        refused = self._race((one, "button_draft"), (other, "action_post"))

        posted = (first | second).filtered(lambda note: note.state == "posted")
        self.assertLessEqual(len(posted), 1)
        self.assertFalse(posted - second)
        self.assertLessEqual(len(refused), 1)
