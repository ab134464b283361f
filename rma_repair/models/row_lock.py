from odoo.tools import SQL


def lock_rows(records):
    """Keep every other transaction that locks one of these rows out until this one ends.

    The rows are rewritten, not only locked: Odoo's transactions read a snapshot, and one that
    began before ours ended would get a plain FOR UPDATE lock and then count what it can not see.
    A rewritten row makes PostgreSQL refuse it, and Odoo runs it again on what is true by then.

    Rows that this transaction holds already are not rewritten again. That is noted with what is
    due before the commit, which Odoo forgets where it rolls back to a savepoint, as the lock is.
    """
    held = records.env.cr.precommit.data.setdefault("rma_repair.held_rows", set())
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
