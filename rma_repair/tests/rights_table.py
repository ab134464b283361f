"""Who may create (c), read (r), write (w) and delete (d) which model, by department.

What a department may do with the model at all; company rules narrow the records further. A new
model needs a row: a test fails without it.
"""

RIGHTS = {
    "rma.8d.action": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.answer": {
        "cr": "service quality engineering manager",
        "r": "sales warehouse workshop purchasing finance",
    },
    "rma.8d.cause": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.cause.category": {
        "crw": "quality",
        "crwd": "manager",
        "r": "service sales warehouse workshop engineering purchasing finance",
    },
    "rma.8d.containment": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.criterion": {
        "crw": "quality",
        "crwd": "manager",
        "r": "service sales warehouse workshop engineering purchasing finance",
    },
    "rma.8d.deployment": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.discipline": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.document": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.isnot": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.profile": {
        "crw": "quality",
        "crwd": "manager",
        "r": "service sales warehouse workshop engineering purchasing finance",
    },
    "rma.8d.profile.line": {
        "crw": "quality",
        "crwd": "manager",
        "r": "service sales warehouse workshop engineering purchasing finance",
    },
    "rma.8d.radar": {"crwd": "quality engineering manager"},
    "rma.8d.radar.line": {"crwd": "quality engineering manager"},
    "rma.8d.report": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.revision": {
        "cr": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.score": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.send": {"crwd": "quality engineering manager"},
    "rma.8d.signature": {
        "cr": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.8d.team.member": {
        "crwd": "quality engineering manager",
        "r": "service sales warehouse workshop purchasing finance",
    },
    "rma.approval": {
        "crw": "manager",
        "rw": "service sales warehouse quality workshop engineering purchasing finance",
    },
    "rma.authority": {
        "crwd": "manager",
        "r": "service sales warehouse quality workshop engineering purchasing finance",
    },
    "rma.authority.deputy": {
        "crwd": "manager",
        "r": "service sales warehouse quality workshop engineering purchasing finance",
    },
    "rma.case": {
        "crw": "sales",
        "crwd": "service manager",
        "r": "warehouse workshop engineering purchasing finance",
        "rw": "quality",
    },
    "rma.case.line": {
        "crw": "sales",
        "crwd": "service manager",
        "r": "warehouse workshop engineering purchasing finance",
        "rw": "quality",
    },
    "rma.case.line.accessory": {
        "crwd": "service warehouse quality manager",
        "r": "sales workshop engineering purchasing finance",
    },
    "rma.check.finding": {"r": "finance manager"},
    "rma.check.result": {"r": "finance manager"},
    "rma.check.run": {"r": "finance manager"},
    "rma.checklist": {
        "crwd": "quality manager",
        "r": "service sales warehouse workshop engineering purchasing finance",
    },
    "rma.checklist.item": {
        "crwd": "quality manager",
        "r": "service sales warehouse workshop engineering purchasing finance",
    },
    "rma.deadline.rule": {
        "crwd": "manager",
        "r": "service sales warehouse quality workshop engineering purchasing finance",
    },
    "rma.decision": {
        "crw": "service quality workshop finance",
        "crwd": "manager",
        "r": "sales warehouse engineering purchasing",
    },
    "rma.delay.notice": {"crwd": "service workshop manager"},
    "rma.disposition": {
        "crwd": "manager",
        "r": "service sales warehouse quality workshop engineering purchasing finance",
    },
    "rma.event": {"r": "service quality finance manager"},
    "rma.failure.code": {
        "crw": "quality",
        "crwd": "manager",
        "r": "service sales warehouse workshop engineering purchasing finance",
    },
    "rma.inspection": {
        "crw": "workshop",
        "crwd": "quality manager",
        "r": "service sales warehouse engineering purchasing finance",
    },
    "rma.inspection.result": {
        "crwd": "quality workshop manager",
        "r": "service sales warehouse engineering purchasing finance",
    },
    "rma.job": {
        "crw": "service sales",
        "crwd": "manager",
        "r": "warehouse quality workshop engineering purchasing finance",
    },
    "rma.lesson": {
        "crw": "quality workshop engineering",
        "crwd": "manager",
        "r": "service sales warehouse purchasing finance",
    },
    "rma.line.stay": {
        "r": "service sales warehouse quality workshop engineering purchasing finance manager"
    },
    "rma.parked.goods": {
        "crw": "service warehouse manager",
        "r": "sales quality workshop engineering purchasing finance",
    },
    "rma.policy": {
        "crwd": "manager",
        "r": "service sales warehouse quality workshop engineering purchasing finance",
    },
    "rma.product.accessory": {
        "crwd": "service quality manager",
        "r": "sales warehouse workshop engineering purchasing finance",
    },
    "rma.queue": {
        "crwd": "manager",
        "r": "service sales warehouse quality workshop engineering purchasing finance",
    },
    "rma.recall": {
        "crw": "service quality",
        "crwd": "manager",
        "r": "sales warehouse workshop engineering purchasing finance",
    },
    "rma.receipt.check": {
        "crwd": "warehouse manager",
        "r": "service sales quality workshop engineering purchasing finance",
    },
    "rma.receipt.check.line": {
        "crwd": "warehouse manager",
        "r": "service sales quality workshop engineering purchasing finance",
    },
    "rma.reconciliation": {"r": "finance manager"},
    "rma.reconciliation.figure": {"r": "finance manager"},
    "rma.reconciliation.row": {"r": "finance manager"},
    "rma.reconciliation.signoff": {"crwd": "finance manager"},
    "rma.reopen": {"crwd": "service manager"},
    "rma.repair.batch": {
        "crw": "quality workshop",
        "crwd": "manager",
        "r": "service sales warehouse engineering purchasing finance",
    },
    "rma.repair.control": {
        "r": "service sales warehouse quality workshop engineering purchasing finance manager"
    },
    "rma.repair.fix": {
        "crwd": "manager",
        "r": "service sales warehouse quality workshop engineering purchasing finance",
    },
    "rma.repair.labour": {
        "crwd": "quality workshop manager",
        "r": "service sales warehouse engineering purchasing finance",
    },
    "rma.repair.plan": {
        "r": "service sales warehouse quality workshop engineering purchasing finance manager"
    },
    "rma.repair.redecide": {"crwd": "service quality workshop manager"},
    "rma.return": {"crwd": "service sales manager"},
    "rma.return.line": {"crwd": "service sales manager"},
    "rma.review.action": {
        "crwd": "service quality engineering manager",
        "r": "sales warehouse workshop purchasing finance",
    },
    "rma.review.meeting": {
        "crw": "service engineering",
        "crwd": "quality manager",
        "r": "sales warehouse workshop purchasing finance",
    },
    "rma.segregation.override": {"cr": "finance manager"},
    "rma.serial.scan": {"crwd": "service sales manager"},
    "rma.serial.scan.line": {"crwd": "service sales manager"},
    "rma.technician": {
        "crwd": "manager",
        "r": "service sales warehouse quality workshop engineering purchasing finance",
    },
    "rma.warranty.change": {
        "cr": "service quality manager",
        "r": "sales warehouse workshop engineering purchasing finance",
    },
}


def render():
    """The table as Markdown."""
    departments = sorted(
        {name for row in RIGHTS.values() for names in row.values() for name in names.split()}
    )
    head = ["model", *departments]
    lines = ["# Rights by department", "", "c create, r read, w write, d delete.", ""]
    lines += [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for model in sorted(RIGHTS):
        cells = [get_rights(model, department) for department in departments]
        lines.append(f"| `{model}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def get_rights(model, department):
    """The letters of what `department` may do with `model`."""
    return "".join(ops for ops, names in RIGHTS[model].items() if department in names.split())
