from . import test_ledger, test_night_watch, test_reconciliation  # isort: skip
from . import test_reconciliation_signoff, test_returned_without_rma  # isort: skip
from . import (
    test_allowance,
    test_approval,
    test_automations,
    test_batch,
    test_books,
    test_credit_note,
    test_deadline_rule,
    test_deadline_watch,
    test_deadlines,
    test_decision,
    test_entitlement,
    test_import,
    test_line_states,
    test_line_stay,
    test_links,
    test_not_invoiced,
    test_origin,
    test_policy,
    test_posting_guard,
    test_quant_batch,
    test_recall,
    test_receipt,
    test_repair_and_return,
    test_replacement,
    test_restock,
    test_rma_return,
    test_road_tour,
    test_scrap,
    test_serial_scan,
    test_setup,
    test_speed,
    test_take_over,
    test_triage,
    test_views,
)

from . import test_authority  # isort: skip
from . import (  # isort: skip
    test_8d_closed,
    test_8d_due,
    test_8d_gates,
    test_8d_golden,
    test_8d_people,
    test_8d_radar,
    test_8d_revision,
    test_8d_statistics,
    test_8d_tools,
    test_8d_triggers,
)
from . import (  # isort: skip
    test_inspection,
    test_inspection_threshold,
    test_inspection_tour,
    test_papers,
    test_parked_goods,
    test_receipt_check,
    test_receipt_check_quantities,
    test_review_meeting,
)
from . import test_trail  # isort: skip
from . import (  # isort: skip
    test_repair_batch,
    test_repair_books,
    test_repair_control,
    test_repair_history,
    test_repair_plan,
    test_repair_quotation,
    test_repair_work,
    test_repair_worth,
)
from . import test_boards  # isort: skip
from . import test_rights  # isort: skip
from . import test_export, test_job, test_reconciliation_row  # isort: skip
