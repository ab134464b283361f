"""Twenty people at work over HTTP (JSON-2) for some minutes, against a prefork server.

Everybody does the next thing that waits for his department, whoever else may be at it: two
storekeepers take the same receipt, two accountants post the same credit note, and one call in
ten is sent twice at once, as by a nervous double click. A refusal is an answer; what counts is
that afterwards no document is lost or doubled (`scale_load_check`).
"""

import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections import Counter

STAFF = {"service": 6, "warehouse": 5, "quality": 3, "finance": 4, "workshop": 1, "manager": 1}
BOOKS = {"books": 4}  # as many accountants who post credit notes that have no case
OUTCOMES = (
    "refund_restock", "exchange_scrap", "repair_return", "return_unrepaired", "refund_scrap",
)  # fmt: skip
PAUSE = (0.5, 2.0)  # seconds of thought between two clicks
TIMEOUT = 120
OPEN = ["state", "not in", ["done", "cancel"]]


class Ledger:
    """What the clients saw, told together: times by what was done, answers by kind."""

    def __init__(self):
        self.lock = threading.Lock()
        self.times, self.answers, self.created = [], Counter(), Counter()

    def note(self, what, seconds, answer):
        with self.lock:
            self.times.append((what, seconds))
            self.answers[answer] += 1

    def report(self):
        """Print p50, p95 and the worst of every step."""
        steps = sorted({what for what, _seconds in self.times})
        for what in [*steps, None]:
            times = sorted(sec for name, sec in self.times if what in (name, None))
            p50, p95 = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95))
            print(f"{what or 'all':<40} {len(times):5}  p50 {p50:6.0f}  p95 {p95:6.0f}  "
                  f"worst {times[-1] * 1000:6.0f} ms")  # fmt: skip
        print(*sorted(self.answers.items()), sep="\n")


class Person(threading.Thread):
    """One user: looks what waits for his department and does it, until the time is over."""

    def __init__(self, office, department, key):
        super().__init__(daemon=True)
        self.office, self.department, self.key = office, department, key
        self.random = random.Random(key)

    def run(self):
        tasks = [getattr(self, name) for name in TASKS[self.department]]
        while time.monotonic() < self.office.end:
            self.random.choice(tasks)()
            time.sleep(self.random.uniform(*PAUSE))

    def call(self, model, method, kind="", **body):
        """Call a public method; None where it was refused. One change in ten is sent twice."""
        is_change = method.startswith(("action_", "button_"))
        if is_change and self.random.random() < 0.1:
            twin = threading.Thread(target=self._send, args=(model, method, body, kind))
            twin.start()
            result = self._send(model, method, body, kind)
            twin.join()
            return result
        return self._send(model, method, body, kind)

    def find(self, model, domain, limit=10):
        """One of the records that wait; the newest are where everybody looks."""
        ids = self.call(model, "search", domain=domain, limit=limit)
        return self.random.choice(ids) if ids else None

    def _send(self, model, method, body, kind=""):
        request = urllib.request.Request(
            f"{self.office.url}/json/2/{model}/{method}",
            json.dumps({"context": {"skip_sms": True, "lang": "en_US"}, **body}).encode(),
            {"Authorization": f"bearer {self.key}", "Content-Type": "application/json",
             "X-Odoo-Database": self.office.database},
        )  # fmt: skip
        start = time.perf_counter()
        result, answer = None, "200"
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
                result = json.load(response)
        except urllib.error.HTTPError as error:
            answer = self._read_refusal(error)
        except OSError as error:
            answer = f"no answer: {type(error).__name__}"
        self.office.ledger.note(f"{model} {method}{kind}", time.perf_counter() - start, answer)
        return result

    def _read_refusal(self, error):
        text = error.read().decode(errors="replace")
        try:
            name = json.loads(text)["name"]
        except (ValueError, KeyError):
            name = text[:80]
        return f"{error.code} {name}"

    # Customer service

    def request(self):
        lots = self.office.take_serials(2)
        if not lots:
            return
        values = {
            "partner_id": self.office.customer,
            "line_ids": [[0, 0, {"lot_id": lot, "reason": "No output"}] for lot in lots],
        }
        if ids := self.call("rma.case", "create", vals_list=[values]):
            self.office.ledger.created["cases"] += len(ids)
            self.call("rma.case", "action_authorize", ids=ids)

    def propose(self):
        domain = [["state", "=", "inspected"], ["decision_ids", "=", False]]
        line = self.find("rma.case.line", domain)
        if not line:
            return
        [row] = self.call("rma.case.line", "read", ids=[line], fields=["case_id"]) or [None]
        if not row:
            return
        case = row["case_id"][0]
        lines = self.call("rma.case.line", "search", domain=[["case_id", "=", case], *domain])
        values = {
            "case_id": case,
            "line_ids": [[6, 0, lines or []]],
            "disposition_id": self.office.dispositions[self.random.choice(OUTCOMES)],
        }
        if ids := self.call("rma.decision", "create", vals_list=[values]):
            self.call("rma.decision", "action_submit", ids=ids)

    # Warehouse

    def receive(self):
        self._validate("incoming")

    def ship(self):
        self._validate("outgoing")

    def store(self):
        self._validate("internal")

    def _validate(self, code):
        domain = [["rma_case_id", "!=", False], ["picking_type_code", "=", code], OPEN]
        if picking := self.find("stock.picking", domain):
            if code != "incoming":
                self.call("stock.picking", "action_assign", ids=[picking])
            self.call("stock.picking", "button_validate", ids=[picking])

    # Quality, workshop, manager

    def inspect(self):
        if line := self.find("rma.case.line", [["state", "=", "received"]]):
            vals = {"finding": "confirmed", "failure_code_id": self.office.failure}
            self.call("rma.case.line", "write", ids=[line], vals=vals)
            self.call("rma.case.line", "action_inspected", ids=[line])

    def control(self):
        domain = [["rma_line_id", "!=", False], ["control_state", "=", "waiting"]]
        if repair := self.find("repair.order", domain):
            self.call("repair.order", "action_control_pass", ids=[repair])

    def plan(self):
        domain = [["rma_line_id", "!=", False], ["plan_state", "=", "draft"], OPEN]
        if repair := self.find("repair.order", domain):
            vals = {"plan_work": "Replace the capacitors", "plan_hours": 1}
            self.call("repair.order", "write", ids=[repair], vals=vals)
            self.call("repair.order", "action_plan_submit", ids=[repair])

    def repair(self):
        domain = [["plan_state", "=", "approved"], ["state", "=", "confirmed"]]
        if repair := self.find("repair.order", domain):
            self.call("repair.order", "action_repair_start", ids=[repair])
            self.call("repair.order", "action_control_request", ids=[repair])

    def approve_plan(self):
        if repair := self.find("repair.order", [["plan_state", "=", "submitted"]]):
            self.call("repair.order", "action_plan_approve", ids=[repair])

    # Finance

    def authorize(self):
        if decision := self.find("rma.decision", [["state", "=", "to_approve"]]):
            self.call("rma.decision", "action_authorize", ids=[decision])

    def post(self):
        domain = [["rma_decision_id", "!=", False], ["state", "=", "draft"]]
        if note := self.find("account.move", domain):
            self.call("account.move", "action_post", ids=[note])

    def post_plain(self):
        domain = [["id", "in", self.office.plain], ["state", "=", "draft"]]
        if note := self.find("account.move", domain):
            self.call("account.move", "action_post", " without a case", ids=[note])

    # Everybody

    def look(self):
        specification = {"name": {}, "state": {}, "product_summary": {}, "is_late": {}}
        self.call("rma.case", "web_search_read", domain=[], specification=specification, limit=40)


TASKS = {
    "service": ("request", "request", "propose", "propose", "look"),
    "warehouse": ("receive", "receive", "ship", "ship", "store", "look"),
    "quality": ("inspect", "inspect", "inspect", "control", "look"),
    "finance": ("authorize", "authorize", "post", "look"),
    "workshop": ("plan", "repair"),
    "manager": ("approve_plan",),
    "books": ("post_plain", "post_plain", "look"),
}


class Office:
    """What the people share: the server, the serials in the post, the clock."""

    def __init__(self, url, database, facts, minutes):
        self.url, self.database = url, database
        self.customer, self.failure = facts["customer"], facts["failure"]
        self.dispositions, self.serials = facts["dispositions"], list(facts["serials"])
        self.plain = facts["plain"]
        self.ledger, self.lock = Ledger(), threading.Lock()
        self.end = time.monotonic() + 60 * minutes
        self.people = [
            Person(self, department, key)
            for department, keys in facts["keys"].items()
            for key in keys
        ]

    def take_serials(self, count):
        with self.lock:
            taken, self.serials = self.serials[:count], self.serials[count:]
        return taken

    def work(self):
        for person in self.people:
            person.start()
        for person in self.people:
            person.join()
