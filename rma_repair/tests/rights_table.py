"""Who may create (c), read (r), write (w) and delete (d) which records, by department.

One row per model. `row` names the departments by what they may do with records that are theirs
(`own`); every other department may do `rest`. `other` names those that keep their rights on what
is another department's or another salesperson's work; the rest may do nothing there. A record of
another company nobody may touch, unless it has no company (`shared`). Of a closed case, or a closed
8D report, and of what is part of it (`closes`), everybody keeps what he may read, and no more. The
tests walk this table as real users; the documentation is rendered from it; a model without a row
fails.

What is whose: sales, the customers one is the salesperson of; warehouse, what was authorized;
workshop, what is or was on the bench; engineering, what stands behind an 8D report; purchasing,
what a supplier caused or waits for parts.
"""

DEPARTMENTS = (
    "service", "sales", "warehouse", "quality", "workshop", "engineering", "purchasing", "finance",
    "manager",
)  # fmt: skip
EVERYBODY = " ".join(DEPARTMENTS)
# They work on, or look into, every return of the company.
COMPANY_WIDE = "service quality finance manager"
QUALITY_TEAM = "service quality engineering finance manager"
SITUATIONS = ("own", "elsewhere", "closed", "other", "abroad")


def row(rest="", other=EVERYBODY, shared=False, closes=False, **grants):
    """{situation: {department: letters}} of one model."""
    own = {
        department: next((ops for ops, who in grants.items() if department in who.split()), rest)
        for department in DEPARTMENTS
    }
    nothing = dict.fromkeys(DEPARTMENTS, "")
    return {
        "own": own,
        # Core does not divide users by warehouse, and neither does the addon.
        "elsewhere": own,
        "closed": {name: ops and "r" for name, ops in own.items()} if closes else own,
        "other": {**nothing, **{name: own[name] for name in other.split()}},
        "abroad": own if shared else nothing,
    }


RIGHTS = {
    # Cases and what stands on them
    "rma.case": row(
        closes=True, crwd="service manager", crw="sales", rw="quality", rest="r", other=COMPANY_WIDE
    ),
    "rma.case.line": row(
        closes=True, crwd="service manager", crw="sales", rw="quality", rest="r", other=COMPANY_WIDE
    ),
    "rma.case.line.accessory": row(
        closes=True, crwd="service warehouse quality manager", rest="r", other=COMPANY_WIDE
    ),
    "rma.decision": row(
        closes=True,
        crwd="manager",
        crw="service quality workshop finance",
        rest="r",
        other=COMPANY_WIDE,
    ),
    "rma.decision.charge": row(
        closes=True, crwd="service finance manager", r="sales", other="service finance manager"
    ),
    "rma.approval": row(crw="manager", rw="service sales quality finance", other=COMPANY_WIDE),
    "rma.event": row(r="service quality finance manager"),
    "rma.line.stay": row(closes=True, rest="r", other=COMPANY_WIDE),
    "rma.segregation.override": row(closes=True, cr="finance manager"),
    "rma.recall": row(crw="service quality", crwd="manager", rest="r"),
    "rma.warranty.change": row(cr="service quality manager", rest="r"),
    # Receipt and inspection
    "rma.inspection": row(
        closes=True, crwd="quality manager", crw="workshop", rest="r", other=COMPANY_WIDE
    ),
    "rma.inspection.result": row(
        closes=True, crwd="quality workshop manager", rest="r", other=COMPANY_WIDE
    ),
    "rma.inspection.unit": row(
        closes=True, crwd="quality workshop manager", rest="r", other=COMPANY_WIDE
    ),
    "rma.receipt.check": row(
        closes=True, crwd="warehouse manager", rest="r", other=COMPANY_WIDE + " warehouse"
    ),
    "rma.receipt.check.line": row(
        closes=True, crwd="warehouse manager", rest="r", other=COMPANY_WIDE + " warehouse"
    ),
    "rma.parked.goods": row(
        crw="service warehouse manager", rest="r", other=COMPANY_WIDE + " warehouse"
    ),
    "rma.review.meeting": row(
        crw="service engineering", crwd="quality manager", r="sales finance", other=QUALITY_TEAM
    ),
    "rma.review.action": row(
        crwd="service quality engineering manager", r="sales finance", other=QUALITY_TEAM
    ),
    # The workshop
    "rma.repair.batch": row(
        crw="quality workshop", crwd="manager", rest="r", other=COMPANY_WIDE + " workshop"
    ),
    "rma.repair.control": row(rest="r", other=COMPANY_WIDE + " workshop"),
    "rma.repair.labour": row(
        closes=True, crwd="quality workshop manager", rest="r", other=COMPANY_WIDE + " workshop"
    ),
    "rma.repair.plan": row(rest="r", other=COMPANY_WIDE + " workshop"),
    "rma.repair.fix": row(crwd="manager", rest="r", shared=True),
    "rma.technician": row(crwd="manager", rest="r"),
    # 8D reports: besides these, whoever is on the team or has something to do in it reads it
    "rma.8d.action": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.answer": row(
        cr="service quality engineering manager", r="sales purchasing finance", other=QUALITY_TEAM
    ),
    "rma.8d.cause": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.containment": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.deployment": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.discipline": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.document": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.isnot": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.report": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.revision": row(
        r="service sales quality engineering purchasing finance manager", other=QUALITY_TEAM
    ),
    "rma.8d.score": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.signature": row(
        closes=True,
        cr="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    "rma.8d.team.member": row(
        closes=True,
        crwd="quality engineering manager",
        r="service sales purchasing finance",
        other=QUALITY_TEAM,
    ),
    # A job is its user's: `own` is one of everybody's own
    "rma.job": row(crw="service sales", crwd="manager", rest="r", other="manager"),
    "rma.lesson": row(crw="quality workshop engineering", crwd="manager", rest="r"),
    # Money
    "rma.check.finding": row(r="finance manager"),
    "rma.check.result": row(r="finance manager", shared=True),
    "rma.check.run": row(r="finance manager", shared=True),
    "rma.cost": row(r="purchasing finance manager"),
    "rma.cost.budget": row(crwd="finance manager"),
    "rma.cost.comparison": row(r="finance manager"),
    "rma.customer.goods": row(r="finance manager"),
    "rma.reconciliation": row(r="finance manager"),
    "rma.reconciliation.row": row(r="finance manager"),
    "rma.cost.row": row(r="manager"),
    "rma.quality.row": row(r="manager"),
    "rma.return.row": row(r="manager"),
    "rma.reconciliation.figure": row(r="finance manager"),
    "rma.reconciliation.signoff": row(crwd="finance manager"),
    # Key figures
    "rma.pareto": row(r="service quality engineering manager"),
    "rma.quality.report": row(r="service quality engineering manager"),
    "rma.return.rate": row(r="service quality engineering manager"),
    # Configuration
    "rma.8d.cause.category": row(crw="quality", crwd="manager", rest="r", shared=True),
    "rma.8d.criterion": row(crw="quality", crwd="manager", rest="r", shared=True),
    "rma.8d.profile": row(crw="quality", crwd="manager", rest="r"),
    "rma.8d.profile.line": row(crw="quality", crwd="manager", rest="r"),
    "rma.authority": row(crwd="manager", rest="r"),
    "rma.authority.deputy": row(crwd="manager", rest="r", shared=True),
    "rma.checklist": row(crwd="quality manager", rest="r"),
    "rma.checklist.item": row(crwd="quality manager", rest="r"),
    "rma.deadline.rule": row(crwd="manager", rest="r"),
    "rma.disposition": row(crwd="manager", rest="r", shared=True),
    "rma.failure.code": row(crw="quality", crwd="manager", rest="r", shared=True),
    "rma.policy": row(crwd="manager", rest="r"),
    "rma.product.accessory": row(crwd="service quality manager", rest="r", shared=True),
    # A queue is its department's: `own` is one of every department's own queues
    "rma.queue": row(crwd="manager", rest="r", other="manager", shared=True),
    # Wizards: everybody sees his own only, as core has it
    "rma.8d.radar": row(crwd="quality engineering manager"),
    "rma.8d.radar.line": row(crwd="quality engineering manager"),
    "rma.8d.send": row(crwd="quality engineering manager"),
    "rma.delay.notice": row(crwd="service workshop manager"),
    "rma.reopen": row(crwd="service manager"),
    "rma.line.split": row(crwd="service quality manager"),
    "rma.repair.redecide": row(crwd="service quality workshop manager"),
    "rma.return": row(crwd="service sales manager"),
    "rma.return.line": row(crwd="service sales manager"),
    "rma.serial.scan": row(crwd="service sales manager"),
    "rma.serial.scan.line": row(crwd="service sales manager"),
}


def get_rights(model, situation, department):
    """The letters of what `department` may do with a record of `model` in `situation`."""
    return RIGHTS[model][situation][department]


def render():
    """The table as Markdown: a line per model, and one more where others' work differs."""
    head = ["model", "whose", *DEPARTMENTS]
    intro = __doc__.split("\n\n")[2].replace("\n", " ").strip()
    lines = [
        "# Rights by department",
        "",
        "c create, r read, w write, d delete. Records of another company: nothing, unless the "
        "model has no company. Of a closed case: reading only. Another warehouse of the company: "
        "as one's own.",
        "",
        intro,
        "",
    ]
    lines += [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for model, rights in sorted(RIGHTS.items()):
        for whose in ("own", "other"):
            if whose == "own" or rights["other"] != rights["own"]:
                cells = [rights[whose][department] for department in DEPARTMENTS]
                lines.append(f"| `{model}` | {whose} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def is_closing(model):
    """Whether records of `model` become read-only with their case or their 8D report."""
    return RIGHTS[model]["closed"] is not RIGHTS[model]["own"]
