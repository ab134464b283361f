"""Tests of the machinery itself; the addon's own are in rma_repair/tests."""
