from odoo.tools import SQL


def lock_rows(records):
    """Keep every other transaction that locks one of these rows out until this one ends.

    The rows are rewritten, not only locked: Odoo's transactions read a snapshot, and one that
    began before ours ended would get a plain FOR UPDATE lock and then count what it can not see.
    A rewritten row makes PostgreSQL refuse it, and Odoo runs it again on what is true by then.
    """
    if records:
        records.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id IN %s",
                SQL.identifier(records._table),
                tuple(sorted(records.ids)),
            ),
            log_exceptions=False,
        )
