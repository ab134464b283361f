"""The indexes of the big database: built after the rows, and asked what they were used for."""


def drop_indexes(cr, marks):
    """Drop the indexes of the tables that grow; returns the statements that build them again."""
    grown = [table for table, high in marks[-1].items() if high > marks[0].get(table, 0)]
    cr.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indrelid WHERE c.relname = ANY(%s) AND NOT EXISTS "
        "(SELECT FROM pg_constraint WHERE conindid = i.indexrelid)",
        [grown],
    )
    rows = cr.fetchall()
    for name, _definition in rows:
        cr.execute(f"DROP INDEX {name}")
    cr.execute("SET LOCAL maintenance_work_mem = '1GB'")
    return [definition for _name, definition in rows]


def analyze(cr):
    """Statistics and visibility map, as autovacuum would have left them."""
    cr._cnx.autocommit = True
    cr.execute("VACUUM (ANALYZE)")
    cr.execute("SELECT pg_stat_reset()")
    cr._cnx.autocommit = False


def run(env, options):
    """Print each index of the addon's tables and columns: size, scans, definition."""
    env.cr.execute(
        "SELECT s.relname, s.indexrelname, pg_size_pretty(pg_relation_size(s.indexrelid)), "
        "s.idx_scan, pg_get_indexdef(s.indexrelid) FROM pg_stat_user_indexes s "
        "WHERE s.relname LIKE 'rma\\_%' OR s.indexrelname LIKE '%\\_rma\\_%' "
        "ORDER BY s.idx_scan = 0 DESC, pg_relation_size(s.indexrelid) DESC"
    )
    for table, name, size, scans, definition in env.cr.fetchall():
        columns = definition.split(" USING ")[1]
        print(f"{scans:>9} {size:>9}  {table:<28} {name}  {columns}")
