"""What the team of the demo company wrote into the 8D report of the 60-drive pallet."""

HEADER = {
    "title": "Drives stop with E17 after warm-up",
    "customer_part_number": "NW-778-200",
    "product_revision": "C",
    "drawing": "SD-200-04 rev. C",
    "claim_decision": "accepted",
}
D0 = {
    "is_8d_right": "yes",
    "is_symptom_measured": True,
    "is_cause_unknown": True,
    "is_team_needed": True,
    "d0_reason": "45 of 60 drives fail the same way, the cause is unknown and lies across "
    "production "
    "and testing: an 8D is right.",
    "risk_note": "A stopped axis is held by its brake. No injury, no fire; line stop at the "
    "customer.",
    "shipped_risk": "No recall: failing units stop safely and are replaced.",
}
D2 = {
    "problem": "45 of 60 drives SD-200 stop with error E17 within 20 minutes of warm-up",
    "what": "Servo drive SD-200 rev. C, DC link capacitor C14: ripple too high, the drive stops "
    "with E17",
    "where": "At Northwind's packaging lines, at the output stage near the heat sink",
    "when": "First on the third day after installation, always after 12 to 20 minutes of operation",
    "who": "Northwind's commissioning team",
    "why": "Every stop halts a packaging line for about 15 minutes",
    "how_detected": "Drive's own monitoring (E17) and oscilloscope on the DC link",
    "extent": "45 of 60 drives of one delivery; none of 420 drives delivered to others",
    "standard_text": "DC link ripple at rated load and 70 °C: 2.0 V or less",
    "measured_text": "Ripple rises from 1.4 V cold to 6.8 V at 70 °C",
    "measured_value": 6.8,
    "measured_unit": "V",
    "is_reproduced": "yes",
    "reproduced_note": "Climatic chamber, 70 °C, rated load: 45 of 45 within 20 minutes",
    "recurrence_history": "No earlier report on C14.",
    "effect": "Customer: line stop. User: late deliveries. Us: 60 drives back.",
    "other_affected": "CX-10 uses the same capacitor from another maker: not affected.",
}
ISNOT = [
    (
        "what",
        "Capacitor C14, warm",
        "C12, C13; cold start",
        "C14 is soldered on station 4",
        "Nozzle exchanged",
    ),
    ("where", "Output stage at the heat sink", "Control board", "Largest heat capacity", ""),
    ("when", "Built in week 34", "Built before week 34", "Oven zone 5", "Thermocouple exchanged"),
    (
        "extent",
        "45 of 60, one joint each",
        "More joints per board",
        "One joint is at the limit",
        "",
    ),
]
# place -> containment; what is not listed is not applicable
PLACES = {
    "wip": ("12 boards of week 34", 12, 8, 4, "X-ray of joint C14, instruction QI-118"),
    "finished": ("SD200-0061 to 0090", 21, 21, 0, "Hot test 70 °C, 30 min, instruction QI-119"),
    "warehouse": ("SD200-0061 to 0090", 0, 0, 0, "Hot test before every shipment, QI-119"),
    "customer": ("SD200-0001 to 0060", 60, 15, 45, "All 60 called back, hot test QI-119"),
}
NOT_APPLICABLE = "Nothing of the suspect build weeks is or was there (radar of the day)."
D3 = {
    "is_customer_protected": True,
    "customer_protected_note": "Only hot-tested drives ship",
}
BONES = [
    ("man", "New operator on station 4", "ruled_out"),
    ("machine", "Oven zone 5 runs 17 K too cold", "confirmed"),
    ("material", "Capacitor terminals oxidised", "ruled_out"),
    ("method", "No profile check after maintenance", "confirmed"),
    ("measurement", "Optical inspection can not see joint C14", "confirmed"),
    ("environment", "Humidity in the hall", "ruled_out"),
]
# path -> whys, the last one being the root cause
WHYS = {
    "occurrence": [
        "Joint of C14 opens when warm",
        "Cold joint: peak at C14 218 °C instead of 235 °C",
        "Thermocouple of oven zone 5 reads 17 K too high",
        "Thermocouple exchanged without calibration",
        "Maintenance plan has no calibration step for oven sensors",
    ],
    "escape": [
        "Cold joint passes the end test",
        "End test runs cold, the joint opens at 60 °C",
        "Hot test was dropped in 2024 without risk analysis",
    ],
    "systemic": [
        "A sensor could be exchanged without release",
        "Maintenance of process-relevant sensors is not in change control",
    ],
}
SIDE_BRANCH = ("occurrence", 2, "Conveyor too fast", "Speed log of week 34 shows 0.9 m/min as set.")
ESCAPE = {
    "escape_control": "End test, station 9",
    "escape_reason": "Runs at 25 °C; the defect shows above 60 °C only",
}
# root cause path -> action, trial, proof, effective lot
ACTIONS = {
    "occurrence": (
        "Calibration step with two-point check in the maintenance plan of all oven sensors",
        "Profile run with reference logger, 12 boards",
        "Maintenance plan MP-22 rev. 7 released, log of first calibration",
    ),
    "escape": (
        "Hot test 70 °C, 30 min for every drive at station 9",
        "45 known bad and 60 good drives: 45 of 45 found, none wrongly",
        "Test program TP-9 rev. 12 released, station log",
    ),
    "systemic": (
        "Exchange of process-relevant sensors goes through change control",
        "Two exchanges walked through the new form",
        "Procedure CC-03 rev. 4 released, 31 sensors listed",
    ),
}
REJECTED = ("Second optical inspection of C14", "Can not see the joint below the part")
DOCUMENTS = {
    "fmea": ("PFMEA SMT line 2", "F", "G"),
    "control_plan": ("CP-SD200", "11", "12"),
    "instruction": ("MP-22 Oven maintenance", "6", "7"),
    "test_plan": ("TP-9 End test", "11", "12"),
    "training": ("Maintenance team, 9 people", "-", "done"),
}
D8 = {
    "effectiveness_note": "No E17 on drives built after the actions; the fall is shown by the "
    "returns.",
    "recognition": "Thanks to station 9 for the hot test built within two days.",
}
COSTS = {
    "cost_containment": 3200.0,
    "cost_repair": 4100.0,
    "cost_freight": 950.0,
    "is_cost_complete": True,
}
