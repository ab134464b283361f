from odoo.tools import SQL


def lock_rows(records):
    """Keep every other transaction that locks one of these rows out until this one ends.

    The rows are rewritten, not only locked: Odoo's transactions read a snapshot, and one that
    began before ours ended would get a plain FOR UPDATE lock and then count what it can not see.
    A rewritten row makes PostgreSQL refuse it, and Odoo runs it again on what is true by then.

    Rows that this transaction holds already are not rewritten again. That is noted with what is
    due before the commit, which Odoo forgets where it rolls back to a savepoint, as the lock is.
    """
    held = _get_held_rows(records)
    if missing := {(records._table, record_id) for record_id in records.ids} - held:
        records.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id IN %s",
                SQL.identifier(records._table),
                tuple(sorted(record_id for _table, record_id in missing)),
            ),
            log_exceptions=False,
        )
        held |= missing


def hold_written(records, field_name):
    """Count `records`, whose `field_name` was just changed, among the rows locked.

    Sending the change to the database rewrites their rows as `lock_rows` would.
    """
    records.flush_recordset([field_name])
    _get_held_rows(records).update((records._table, record_id) for record_id in records.ids)


def _get_held_rows(records):
    return records.env.cr.precommit.data.setdefault("rma_repair.held_rows", set())
