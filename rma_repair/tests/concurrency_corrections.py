"""Corrections, and what closes a line, while others do the opposite; part of `TestConcurrency`."""


class CorrectionsAtOnce:
    """Tests of `TestConcurrency`: its scene, its verbs."""

    def _received(self, *quantities):
        scene = self.scene
        sale_line = scene._sell(scene.cable, sum(quantities))
        case = scene._request(*(self._cables(q, sale_line) for q in quantities))
        return scene._receive(scene._authorize(case)).line_ids

    def _receipts(self, lines):
        """The done receipts of these lines, unlocked, as a warehouse manager sees them."""
        moved = self._moved(lines, "receipt")
        moved.picking_id.is_locked = False
        return moved.with_user(self.scene.user_manager)

    def _moved(self, lines, operation):
        move_lines = self.scene.env["stock.move.line"]
        return move_lines.search(
            [("rma_line_id", "in", lines.ids), ("move_id.rma_operation", "=", operation)],
            order="id",
        )

    def test_two_lower_the_same_receipt(self):
        line = self._received(5)
        receipt = self._receipts(line)

        refused = self._race(
            (receipt, "write", {"quantity": 4}),
            (receipt.with_user(self.scene.user_manager), "write", {"quantity": 3}),
        )

        self.assertFalse(refused)
        lines = line.case_id.line_ids
        self.assertEqual(sum(lines.mapped("quantity")), 5)
        self.assertEqual(sum(lines.mapped("quantity_received")), 3)
        self.assertEqual(receipt.quantity, 3)
        self._assert_proven()

    def test_two_receipts_of_one_line_are_lowered_at_once(self):
        scene = self.scene
        sale_line = scene._sell(scene.cable, 5)
        case = scene._authorize(scene._request(self._cables(5, sale_line)))
        for quantity in (3, 2):
            picking = scene._receipt(case)
            picking.move_ids.quantity = quantity
            picking.move_ids.picked = True
            picking.with_context(skip_backorder=True).button_validate()
        first, second = self._receipts(case.line_ids)

        refused = self._race((first, "write", {"quantity": 2}), (second, "write", {"quantity": 1}))

        self.assertFalse(refused)
        self.assertEqual(sum(case.line_ids.mapped("quantity")), 5)
        self.assertEqual(sum(case.line_ids.mapped("quantity_received")), 3)
        self._assert_proven()

    def test_what_is_inspected_meanwhile_is_not_uncounted(self):
        scene = self.scene
        line = self._received(5)
        line.with_user(scene.user_quality).write({"finding": "ntf"})
        receipt = self._receipts(line)

        refused = self._race(
            (line.with_user(scene.user_quality), "action_inspected"),
            (receipt, "write", {"quantity": 4}),
        )

        self._assert_one_wins(refused, "Withdraw its inspection")
        self.assertEqual((line.state, line.quantity, receipt.quantity), ("inspected", 5, 5))
        self._assert_proven()

    def test_what_is_uncounted_meanwhile_is_not_inspected(self):
        scene = self.scene
        line = self._received(5)
        line.with_user(scene.user_quality).write({"finding": "ntf"})

        refused = self._race(
            (self._receipts(line), "write", {"quantity": 0}),
            (line.with_user(scene.user_quality), "action_inspected"),
        )

        self._assert_one_wins(refused, "can not become Inspected")
        self.assertEqual((line.state, line.quantity_received), ("authorized", 0))
        self._assert_proven()

    def _sent_back(self):
        """A compensation in force, its unit about to be sent back: (line, delivery, note)."""
        scene = self.scene
        line = self._lines(5)
        decision = scene._decide(line, "as_is", "compensate", compensation_amount=35).sudo()
        return line.sudo(), decision.move_ids.picking_id, decision.credit_note_ids

    def _shipping(self, picking):
        user = self.scene.user_warehouse
        return picking.with_user(user).with_context(skip_sms=True), "button_validate"

    def test_a_line_is_open_while_its_note_is_taken_back_and_its_unit_ships(self):
        line, picking, note = self._sent_back()
        note.action_post()

        refused = self._race(
            (note.with_user(self.scene.user_finance), "button_draft"), self._shipping(picking)
        )

        self.assertFalse(refused)
        self.assertEqual((picking.state, note.state, line.state), ("done", "draft", "decided"))

    def test_a_line_is_open_while_its_unit_ships_and_its_note_is_taken_back(self):
        line, picking, note = self._sent_back()
        note.action_post()

        refused = self._race(
            self._shipping(picking), (note.with_user(self.scene.user_finance), "button_draft")
        )

        self.assertFalse(refused)
        self.assertEqual((picking.state, note.state, line.state), ("done", "draft", "decided"))

    def test_a_line_is_open_while_less_was_sent_back_and_its_note_is_posted(self):
        line, picking, note = self._sent_back()
        picking.button_validate()
        sent = self._moved(line, "return")
        picking.is_locked = False

        refused = self._race(
            (sent.with_user(self.scene.user_manager), "write", {"quantity": 4}),
            (note.with_user(self.scene.user_finance), "action_post"),
        )

        self.assertFalse(refused)
        self.assertEqual((sent.quantity, note.state, line.state), (4, "posted", "decided"))

    def test_a_line_closes_when_its_invoice_is_posted_while_its_replacement_ships(self):
        decision = self._charged()
        invoice = decision.charge_ids.invoice_line_ids.move_id
        picking = decision.move_ids.filtered(lambda m: m.rma_operation == "replacement").picking_id
        picking.action_assign()

        refused = self._race(
            (invoice.with_user(self.scene.user_finance), "action_post"), self._shipping(picking)
        )

        self.assertFalse(refused)
        self.assertEqual((invoice.state, picking.state), ("posted", "done"))
        self.assertEqual(decision.line_ids.state, "closed")
