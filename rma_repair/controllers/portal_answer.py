"""What a customer says of a finished return: a rating, his acceptance, or that it is not solved."""

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.rating.models.rating_data import (
    RATING_HAPPY_VALUE,
    RATING_NEUTRAL_VALUE,
    RATING_UNHAPPY_VALUE,
)

from .portal import ReturnsPortal

RATES = {
    "happy": RATING_HAPPY_VALUE,
    "neutral": RATING_NEUTRAL_VALUE,
    "unhappy": RATING_UNHAPPY_VALUE,
}


class ReturnsAnswer(ReturnsPortal):
    def _prepare_return_values(self, case, page):
        values = super()._prepare_return_values(case, page)
        return {**values, "may_answer": self._may_answer(case)}

    def _may_answer(self, case):
        """Who came by the link, or the customer himself; neither we nor another customer."""
        is_own = case.filtered_domain(self._prepare_returns_domain())
        return case.state == "closed" and bool(request.env.user._is_public() or is_own)

    @http.route(
        "/my/returns/<int:case_id>/answer",
        type="http", auth="public", website=True, methods=["POST"],
    )  # fmt: skip
    def portal_answer_return(self, case_id, answer="", words="", access_token=None, **_options):
        """Note the answer, if it is his to give; else nothing is noted."""
        try:
            case = self._get_return(case_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if self._may_answer(case):
            self._note_answer(case, answer, words.replace("\0", "").strip())
        return request.redirect(case.get_portal_url(anchor="return_answer"))

    def _note_answer(self, case, answer, words):
        if answer in RATES:
            case._rate_by_customer(RATES[answer], words)
        elif answer == "accepted":
            case._accept_by_customer(words)
        elif answer == "rejected":
            case._reject_by_customer(words)
