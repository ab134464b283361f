"""The kinds of activities the addon asks for by itself (data/mail_activity_type_data.xml)."""

INSPECT = "rma_repair.mail_activity_inspect"
TRAIL = "rma_repair.mail_activity_trail"
COMPLAINT = "rma_repair.mail_activity_complaint"
TELL = "rma_repair.mail_activity_tell"
PARTS = "rma_repair.mail_activity_parts"
OPENED = "rma_repair.mail_activity_8d_opened"
DUE = "rma_repair.mail_activity_8d_due"
CUSTOMER = "rma_repair.mail_activity_8d_customer"
REVIEW = "rma_repair.mail_activity_8d_review"
WARN = "rma_repair.mail_activity_8d_warn"
CLAIM = "rma_repair.mail_activity_8d_claim"
# The end of a report ends all of these. A claim from the supplier outlives a closed report.
OF_OPEN_REPORTS = [OPENED, DUE, CUSTOMER, REVIEW, WARN]
