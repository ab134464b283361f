from odoo.tests import tagged

from .common import RmaCommon
from .tour_common import TourCase


@tagged("post_install", "-at_install")
class TestBoardsTour(RmaCommon, TourCase):
    """A member of a department opens the overview and what waits for him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lots = cls._sell_serials(4)
        cls._request(lots[0])
        cls._authorize(cls._request(lots[1]))
        cls._receive(cls._authorize(cls._request(lots[2])))
        case = cls._inspected_case(lots[3])
        cls._propose(case.line_ids, "restock", "credit").action_submit()

    def _open(self, department):
        self._tour(department, f"rma_board_{department}", "/odoo/rma-overview")

    def test_service_opens_its_new_requests(self):
        self._open("service")

    def test_the_warehouse_opens_what_it_is_to_receive(self):
        self._open("warehouse")

    def test_quality_opens_what_it_is_to_inspect(self):
        self._open("quality")

    def test_finance_opens_what_it_is_to_approve(self):
        self._open("finance")
