from . import rma_document_link_mixin, rma_linked_mixin, rma_state_mixin  # isort: skip
from . import (
    account_move,
    account_move_credit,
    account_move_line,
    product,
    repair_order,
    res_company,
    res_config_settings,
    res_partner,
    rma_case,
    rma_case_import,
    rma_case_line,
    rma_case_line_documents,
    rma_case_line_invoice,
    rma_case_line_ledger,
    rma_case_line_links,
    rma_case_line_origin,
    rma_case_line_quantities,
    rma_case_line_receipt,
    rma_case_line_steps,
    rma_case_links,
    rma_case_receipt,
    rma_decision,
    rma_decision_compensation,
    rma_decision_credit,
    rma_decision_documents,
    rma_decision_links,
    rma_decision_repair,
    rma_decision_replacement,
    rma_decision_scrap,
    rma_decision_steps,
    rma_decision_take_over,
    rma_decision_transfer,
    rma_disposition,
    rma_failure_code,
    rma_waiting,
    sale_order,
    stock_lot,
    stock_move,
    stock_move_line,
    stock_move_receipt,
    stock_picking,
    stock_rule,
    stock_scrap,
    stock_warehouse,
)

# 8D reports: the parts before the report, the report before what extends it.
from . import rma_8d_part  # isort: skip
from . import rma_8d_discipline  # isort: skip
from . import rma_8d_team_member  # isort: skip
from . import rma_8d_isnot  # isort: skip
from . import rma_8d_containment  # isort: skip
from . import rma_8d_cause_category  # isort: skip
from . import rma_8d_cause  # isort: skip
from . import rma_8d_action  # isort: skip
from . import rma_8d_prevention  # isort: skip
from . import rma_8d_profile  # isort: skip
from . import rma_8d_report  # isort: skip
from . import rma_8d_report_rows  # isort: skip
from . import rma_8d_report_problem  # isort: skip
from . import rma_8d_report_gates  # isort: skip
from . import rma_8d_report_gates_causes  # isort: skip
from . import rma_8d_report_due  # isort: skip
from . import rma_8d_revision  # isort: skip
from . import rma_8d_report_snapshot  # isort: skip
from . import rma_8d_report_export  # isort: skip
from . import rma_8d_report_revision  # isort: skip
from . import rma_8d_score  # isort: skip
from . import rma_8d_signature  # isort: skip
from . import rma_lesson  # isort: skip
from . import rma_8d_report_effectiveness  # isort: skip
from . import rma_8d_report_isnot  # isort: skip
from . import rma_8d_report_drawing  # isort: skip
from . import rma_8d_report_advice  # isort: skip
from . import rma_8d_report_supplier  # isort: skip
from . import rma_8d_case  # isort: skip
from . import rma_8d_report_trigger  # isort: skip
from . import rma_8d_radar  # isort: skip
from . import rma_8d_radar_scan  # isort: skip
from . import rma_8d_send  # isort: skip
