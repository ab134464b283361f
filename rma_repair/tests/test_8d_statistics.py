from odoo.tests import BaseCase, tagged

from odoo.addons.rma_repair.tools import exact_tests


@tagged("post_install", "-at_install")
class TestEightDStatistics(BaseCase):
    """The exact tests against published numbers; each names its source."""

    def test_the_lady_tasting_tea(self):
        """Fisher 1935: 3 of 4 cups right, one-sided p = 17/70 = 0.2429."""
        self.assertAlmostEqual(exact_tests.contrast(3, 4, 1, 4).p_value, 17 / 70, places=10)

    def test_whales_of_two_oceans(self):
        """SciPy's documentation of fisher_exact, table [[6, 2], [1, 4]]: odds ratio 12."""
        self.assertAlmostEqual(exact_tests.contrast(6, 8, 1, 5).odds_ratio, 12.0)

    def test_dodder_seeds(self):
        """Przyborowski & Wilenski 1940: 0 and 3 seeds in equal samples; one-sided 1/8."""
        result = exact_tests.compare_rates(3, 100, 0, 100)

        self.assertAlmostEqual(result.p_value, 0.125, places=10)
        self.assertEqual((result.before, result.after), (0.03, 0.0))

    def test_garwood_interval_of_ten_events(self):
        """Garwood 1936, 95 %: 10 events lie between 4.795 and 18.390."""
        low, high = exact_tests.rate_interval(10, 1)

        self.assertAlmostEqual(low, 4.795, places=3)
        self.assertAlmostEqual(high, 18.390, places=3)

    def test_benjamini_and_hochberg_reject_four_of_fifteen(self):
        """Benjamini & Hochberg 1995, table of 15 p-values: 4 are significant at 5 %."""
        p_values = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
            0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
        ]  # fmt: skip

        adjusted = exact_tests.adjust(p_values)

        self.assertEqual(sum(value < 0.05 for value in adjusted), 4)

    def test_needed_exposure_is_the_first_that_proves_the_fall(self):
        """Three failures before, none after: (100 / (100 + E)) ** 3 < 0.05 from E = 171.4 on."""
        needed = exact_tests.exposure_needed(3, 100, 0, 10)

        self.assertAlmostEqual(needed, 171.4, delta=1.5)
        self.assertLess(exact_tests.compare_rates(3, 100, 0, needed).p_value, 0.05)

    def test_what_did_not_fall_can_not_be_proved(self):
        self.assertIsNone(exact_tests.exposure_needed(3, 100, 5, 100))
        self.assertIsNone(exact_tests.exposure_needed(0, 100, 0, 100))

    def test_without_exposure_nothing_is_significant(self):
        self.assertEqual(exact_tests.compare_rates(5, 0, 0, 100).p_value, 1.0)
