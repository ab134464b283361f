from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestSerialScan(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(3)
        cls.foreign = cls._sell_serials(1, prefix="XX", customer=cls.other_customer)
        cls.case = cls._request()

    def _scan(self, serials, case=None, **values):
        return (
            self.env["rma.serial.scan"]
            .with_user(self.user_service)
            .create({"case_id": (case or self.case).id, "serials": serials, **values})
        )

    def _verdicts(self, scan):
        return {(line.name, line.verdict) for line in scan.line_ids}

    def test_any_separators_split_the_serials(self):
        scan = self._scan(" SN0001,SN0002;\t\nSN0003\n\n")

        self.assertEqual(
            self._verdicts(scan), {("SN0001", "ok"), ("SN0002", "ok"), ("SN0003", "ok")}
        )
        self.assertRecordValues(scan, [{"ok_count": 3, "problem_count": 0}])

    def test_full_width_and_lower_case_typing_is_understood(self):
        scan = self._scan("ＳＮ０００１，sn0002、SN0003")

        self.assertEqual(set(scan.line_ids.mapped("verdict")), {"ok"})
        self.assertEqual(scan.line_ids.lot_id, self.lots)

    def test_every_problem_has_its_verdict(self):
        other = self._create_product("Drive B", tracking="serial")
        self._stock(other, 1, lots=["SN0002"])
        open_case = self._request(self.lots[2])

        scan = self._scan("SN0001 SN0001 SN0002 SN0003 XX0001 NOPE")

        self.assertEqual(
            self._verdicts(scan),
            {
                ("SN0001", "ok"),
                ("SN0001", "duplicate"),
                ("SN0002", "ambiguous"),
                ("SN0003", "open"),
                ("XX0001", "foreign"),
                ("NOPE", "unknown"),
            },
        )
        notes = {line.verdict: line.note for line in scan.line_ids}
        self.assertEqual(notes["open"], open_case.name)
        self.assertIn("Stranger", notes["foreign"])
        self.assertEqual(scan.line_ids[-1].verdict, "ok", "problems stand first")

    def test_settled_serial_names_its_case(self):
        settled = self._inspected_case(self.lots[0])
        self._decide(settled.line_ids, "scrap", "none")

        scan = self._scan("SN0001 SN0002")

        self.assertEqual(self._verdicts(scan), {("SN0001", "settled"), ("SN0002", "ok")})
        self.assertEqual(scan.line_ids[0].note, settled.name)

    def test_serial_in_stock_was_never_delivered(self):
        self._stock(self.drive, 1, lots=["SN0099"])

        scan = self._scan("SN0099")

        self.assertEqual(scan.line_ids.verdict, "unknown")

    def test_choosing_the_product_decides_between_equal_numbers(self):
        other = self._create_product("Drive B", tracking="serial")
        self._stock(other, 1, lots=["SN0001"])

        scan = self._scan("SN0001", product_id=self.drive.id)

        self.assertRecordValues(scan.line_ids, [{"verdict": "ok", "lot_id": self.lots[0].id}])

    def test_scanning_a_lot_again_counts_units(self):
        self._stock(self.oil, 10, lots=["L1"])
        self._sell(self.oil, 10, lots=["L1"])

        scan = self._scan("L1\nL1\nL1")

        self.assertRecordValues(scan.line_ids, [{"verdict": "ok", "quantity": 3}])

    def test_good_serials_become_lines_and_the_others_stay(self):
        scan = self._scan("SN0001 SN0002 NOPE", wish="repair", reason="No power")

        action = scan.action_add()

        self.assertRecordValues(
            self.case.line_ids,
            [
                {
                    "lot_id": lot.id,
                    "wish": "repair",
                    "reason": "No power",
                    "origin_verdict": "found",
                }
                for lot in self.lots[:2]
            ],
        )
        self.assertEqual(action["res_id"], scan.id)
        self.assertEqual(self._verdicts(scan), {("NOPE", "unknown")})

    def test_the_dialog_closes_when_all_became_lines(self):
        action = self._scan("SN0001").action_add()

        self.assertEqual(action["type"], "ir.actions.act_window_close")

    def test_nothing_good_adds_nothing(self):
        scan = self._scan("NOPE")

        with self.assertRaisesRegex(UserError, "None of these serials"):
            scan.action_add()
        self.assertFalse(self.case.line_ids)

    def test_verdicts_are_taken_anew_when_adding(self):
        scan = self._scan("SN0001")
        self._request(self.lots[0])

        with self.assertRaisesRegex(UserError, "None of these serials"):
            scan.action_add()
        self.assertFalse(self.case.line_ids)

    def test_a_client_can_not_smuggle_a_verdict(self):
        scan = self._scan("XX0001")
        scan.line_ids.write({"verdict": "ok"})

        with self.assertRaisesRegex(UserError, "None of these serials"):
            scan.action_add()
        self.assertFalse(self.case.line_ids)

    def test_the_dialog_answers_while_scanning(self):
        context = {"active_model": "rma.case", "active_id": self.case.id}
        scan = Form(
            self.env["rma.serial.scan"].with_user(self.user_service).with_context(**context)
        )

        scan.serials = "SN0001\nNOPE\n"

        self.assertEqual((scan.ok_count, scan.problem_count), (1, 1))

    def test_queries_do_not_grow_with_the_serials(self):
        lots = self._sell_serials(60, prefix="Q")
        few, many = lots[:2], lots[2:]

        counts = []
        for batch in (few, few, many):
            scan = self.env["rma.serial.scan"].new(
                {"case_id": self.case.id, "serials": "\n".join(batch.mapped("name"))}
            )
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            scan._get_rows()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[1], counts[2])
