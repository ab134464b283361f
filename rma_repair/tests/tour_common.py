from odoo.tests import HttpCase


class TourCase(HttpCase):
    """Tours in a real browser, each as one user."""

    def _tour(self, user, name, path):
        """Walk the tour `name` as `user` (a department), from the page `path` on."""
        self.start_tour(path, name, login=f"rma_{user}", timeout=180)
