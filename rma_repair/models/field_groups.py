"""Who sees what beyond the record itself: field groups by kind of knowledge."""


def _groups(*departments):
    return ",".join(f"rma_repair.group_{department}" for department in departments)


# What the customer paid, is owed or is given.
MONEY_READERS = _groups("service", "sales", "finance", "manager")
# How to reach the customer.
CONTACT_READERS = _groups("service", "sales", "finance", "manager")
# What a problem costs: its team works out, purchasing claims, finance books.
PROBLEM_COST_READERS = _groups("quality", "engineering", "purchasing", "finance", "manager")
# What the documents of a problem's returns cost.
DOCUMENT_COST_READERS = _groups("purchasing", "finance", "manager")
# What the parts and hours of a repair cost us.
REPAIR_COST_READERS = _groups("workshop_supervisor", "finance", "manager")
