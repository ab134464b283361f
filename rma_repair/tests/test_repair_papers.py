import base64
import io
import os
import pathlib
import struct
import zlib
from ast import literal_eval

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools.mail import html_to_inner_content
from odoo.tools.pdf import PdfFileReader

from .common_repair import RepairCommon


def picture(width=320, height=240):
    """A PNG of a plain colour."""
    row = b"\x00" + bytes((60, 120, 180)) * width

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(row * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@tagged("post_install", "-at_install")
class TestRepairPapers(RepairCommon, HttpCase):
    """The workshop's papers of an ordinary repair, in the reader's language.

    RMA_PAPERS=folder keeps the PDFs, to be looked at.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.external_report_layout_id = cls.env.ref("web.external_layout_standard")
        cls.customer.write({"street": "1 Harbour Road", "city": "Shenzhen"})
        cls.screws = cls._create_product("Set of screws M3 × 8, zinc plated")
        cls._stock(cls.screws, 20, cost=0.1)
        repair = cls._open_repairs()
        repair.rma_line_id.sudo().reason = "Does not start, red LED after warm-up"
        cls._add_part(repair, cls.board)
        cls._add_part(repair, cls.screws, 4)
        repair.user_id = cls.user_workshop
        cls.repair = cls._start(repair, plan_findings="Board burnt at the input filter", hours=1.5)
        cls._note_work(repair)

    @classmethod
    def _note_work(cls, repair):
        """What the technician writes down, with three photos."""
        repair.write(
            {
                "cause": "A capacitor of the input filter leaked",
                "work_done": "Board replaced, contacts cleaned, burn-in of one hour",
                "tests_done": "24 V at 5 A for an hour: 23.9 V\nInsulation 500 V: passed",
                "firmware_before": "1.0",
                "firmware_after": "2.3",
                "hardware_before": "A",
                "hardware_after": "C",
                "photo_ids": [
                    Command.create({"name": f"board-{number}.png", "raw": picture()})
                    for number in (1, 2, 3)
                ],
            }
        )

    def _end(self):
        self.repair.action_control_request()
        self.repair.with_user(self.user_quality).action_control_pass()

    def _print(self, report, records, name):
        """The pages of the PDF, and how many pictures are on them."""
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf(f"rma_repair.{report}", records.ids)
        self.assertEqual(kind, "pdf")
        if folder := os.environ.get("RMA_PAPERS"):
            pathlib.Path(folder, f"{name}.pdf").write_bytes(content)
        pages = PdfFileReader(io.BytesIO(content)).pages
        return len(pages), sum(self._count_pictures(page) for page in pages)

    def _count_pictures(self, page):
        pictures = page["/Resources"].get("/XObject", {})
        return sum(1 for key in pictures if pictures[key].get("/Subtype") == "/Image")

    def test_the_order_for_the_bench_fits_a_page_with_its_photos(self):
        for lang in ("en_US", "zh_CN"):
            self.repair.user_id.lang = lang
            with self.subTest(lang=lang):
                pages, pictures = self._print(
                    "action_report_repair_bench", self.repair, f"bench-{lang}"
                )

                self.assertEqual(pages, 1)
                self.assertGreaterEqual(pictures, 1)

    def test_the_order_for_the_bench_speaks_its_technicians_language(self):
        told = {}
        for lang in ("en_US", "zh_CN"):
            self.repair.user_id.lang = lang
            html, _type = self.env["ir.actions.report"]._render_qweb_html(
                "rma_repair.report_repair_bench", self.repair.ids
            )
            told[lang] = html.decode()

        self.assertIn("Control, date", told["en_US"])
        self.assertIn("检验、日期", told["zh_CN"])

    def test_the_report_for_the_customer_fits_a_page_with_its_photos(self):
        self._end()
        for lang in ("en_US", "zh_CN"):
            self.customer.lang = lang
            with self.subTest(lang=lang):
                pages, pictures = self._print(
                    "action_report_repair_customer", self.repair, f"customer-{lang}"
                )

                self.assertEqual(pages, 1)
                self.assertGreaterEqual(pictures, 1)

    def test_the_reports_are_printed_from_the_delivery(self):
        self._end()
        delivery = self.repair.rma_line_id.sudo().move_line_ids.filtered(
            lambda move_line: move_line.rma_operation == "return"
        )
        picking = delivery.picking_id.with_user(self.user_warehouse)
        report = self.env.ref("rma_repair.action_report_repair_customer_picking")

        html = self.env["ir.actions.report"]._render_qweb_html(report, picking.ids)[0].decode()

        self.assertIn(self.repair.name, html)
        self.assertIn("A capacitor of the input filter leaked", html)
        words = " ".join(html_to_inner_content(html).split())
        self.assertIn("Firmware: 1.0 → 2.3", words)
        self.assertIn("Hardware: A → C", words)
        self.assertTrue(picking.filtered_domain(literal_eval(report.domain)))

    def test_the_label_is_one_small_page(self):
        self.assertEqual(self._print("action_report_repair_label", self.repair, "label")[0], 1)

    def test_only_pictures_are_photos(self):
        note = {"name": "note.txt", "datas": base64.b64encode(b"no picture")}
        with self.assertRaisesRegex(ValidationError, "is no picture"), self.env.cr.savepoint():
            self.repair.photo_ids = [Command.create(note)]

        self.assertEqual(len(self.repair.photo_ids), 3)
