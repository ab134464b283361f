"""Parcels that are not as announced, a recall, a review meeting, and waiting on others."""

from odoo import Command


def play(road, customers, sold):
    """Each by the department that would; after the single cases and the pallet."""
    _play_mixed_parcel(road, customers["factory"], sold["controllers"][2:4])
    _play_recall(road, sold["german"][2] | sold["trader"][1])
    _play_review_meeting(road)
    _wait_for_parts(road)


def _play_mixed_parcel(road, customer, lots):
    """One unit with a broken seal and a plug too few, one not in the parcel, one stranger."""
    reason = "上电后无显示"
    case = road.request(
        customer, [{"lot_id": lot.id, "reason": reason, "wish": "repair"} for lot in lots]
    )
    road.authorize(case)
    receipts = road._as("warehouse", "stock.picking").search([("rma_case_id", "=", case.id)])
    action = receipts.action_rma_receipt_check()
    check = road._as("warehouse", "rma.receipt.check").browse(action["res_id"])
    _look_at(check.line_ids[0])
    check.write(
        {
            "parcel_reference": "SF1388800012345",
            "parked_place": "C区隔离架 Cage C",
            "parked_ids": [Command.create({"lot_name": "CX10-9999", "reason": "unknown"})],
        }
    )
    check.action_confirm()


def _look_at(unit):
    unit.action_found()
    unit.accessory_ids.quantity_received = 1
    unit.write(
        {
            "packing_state": "damaged",
            "appearance_state": "good",
            "seal_state": "broken",
            "accessory_state": "incomplete",
            "note": "外箱进水",
        }
    )


def _play_recall(road, lots):
    """Quality names suspect serials, service opens the cases, the manager approves."""
    recall = road._as("quality", "rma.recall").create(
        {
            "title": "电容批次 C-2609 漏液 (leaking capacitors)",
            "reason": "Capacitors of lot C-2609 may leak.",
            "lot_ids": [Command.set(lots.ids)],
        }
    )
    recall.with_user(road.users["service"]).action_open_cases()
    road.approve(recall.case_ids)
    road.authorize(recall.case_ids[:1])


def _play_review_meeting(road):
    """The pallet is talked over; who does what is on the case."""
    users = road.users
    batch = road.env["rma.case"].search([("is_batch", "=", True)], limit=1)
    meeting = road._as("quality", "rma.review.meeting").create(
        {
            "name": "退货检讨会: capacitor failures of SD-200",
            "case_ids": [Command.set(batch.ids)],
            "participant_ids": [
                Command.set([users[key].partner_id.id for key in ("quality", "engineering")])
            ],
            "conclusion": "<p>电容供应商更换后耐温不足。Change the supplier, test all stock.</p>",
            "action_ids": [
                Command.create({"name": "库存全检 Test the stock", "user_id": users["quality"].id}),
                Command.create(
                    {"name": "更换电容 Change the capacitor", "user_id": users["engineering"].id}
                ),
            ],
        }
    )
    meeting.action_hold()


def _wait_for_parts(road):
    """A unit on the bench waits for a part: its clock stands still."""
    lines = road._as("quality", "rma.case.line").search([("state", "=", "decided")])
    lines.filtered(lambda line: line.unit_outcome == "repair")[:1].waiting_on = "parts"
