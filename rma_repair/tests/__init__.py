from . import test_decision, test_line_states, test_origin, test_receipt, test_setup
