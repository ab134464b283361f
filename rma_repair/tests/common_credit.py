from odoo.exceptions import UserError

from .common import RmaCommon


class CreditCommon(RmaCommon):
    @classmethod
    def _cables(cls, quantity, **values):
        """A received and inspected line of `quantity` cables."""
        case = cls._inspected_case({"product_id": cls.cable.id, "quantity": quantity, **values})
        return case.line_ids

    def _credit(self, lines, outcome="restock"):
        return self._decide(lines, outcome, "credit").sudo()

    def _assert_refused(self, message, function, *args):
        with self.assertRaises(UserError) as refusal:
            function(*args)
        self.assertIn(message, str(refusal.exception))
