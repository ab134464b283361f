import csv
import io

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.rma_repair.controllers.rma_export import disarm

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestExport(RmaCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(2)
        cls.case = cls._request(*cls.lots)
        cls.case.line_ids[0].reason = "=1+1"

    def _export(self, user, model="rma.case.line"):
        user.password = f"{user.login}-password"
        self.authenticate(user.login, user.password)
        return self.url_open(f"/rma_repair/export/{model}")

    def test_all_lines_come_as_one_file_with_names_and_labels(self):
        response = self._export(self.user_service)

        self.assertEqual(response.status_code, 200)
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        own = [row for row in rows if row[0] == self.case.name]
        self.assertEqual(len(own), 2)
        self.assertEqual([row[4] for row in own], ["SN0001", "SN0002"])
        self.assertEqual({row[7] for row in own}, {"Requested"})

    def test_a_text_does_not_become_a_formula(self):
        response = self._export(self.user_service)

        self.assertIn("'=1+1", response.text)
        self.assertEqual(disarm("-3"), "'-3")
        self.assertEqual(disarm(-3), -3)

    def test_other_models_are_not_exported(self):
        self.assertEqual(self._export(self.user_service, "res.users").status_code, 404)

    @mute_logger("odoo.http")
    def test_who_may_not_read_lines_gets_no_file(self):
        stranger = self.user_service.copy(
            {
                "login": "rma_stranger",
                "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
            }
        )

        response = self._export(stranger)

        self.assertNotIn(self.case.name, response.text)
        self.assertNotEqual(response.status_code, 200)
