"""The indexes of the big database: built after the rows, and what each of them is for.

The table of docs/indexes.md is printed by `python bench/scale.py ... indexes`, after the pages of
all departments were opened. An index nobody has scanned must save time in the statement it is for,
which is run with it and without it: the look whether a row of the linked table may be deleted, a
search by its text, the cron's question of a partial index, a search by its first column.
"""

import re

TIME = re.compile(r"Execution Time: ([\d.]+) ms")
SMALL = 10_000  # rows: a table that is read as fast without an index


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
    """Print a line for each index of the addon's tables and columns, in Markdown."""
    env.cr.execute("SET jit = off")
    print("| index | size | scans | kept for |\n| --- | --: | --: | --- |")
    table = None
    for index in read_indexes(env.cr, options.only):
        if index["table"] != table:
            table = index["table"]
            print(f"| **{table}** ({index['rows']:,} rows) | | | |")
        name = index["name"].removeprefix(table).strip("_")
        use = describe(env.cr, index)
        print(f"| `{name}` | {index['size']} | {index['scans']:,} | {use} |", flush=True)


def read_indexes(cr, only):
    """The addon's indexes but primary keys, by table: dicts."""
    cr.execute(
        """
        SELECT s.relname AS table, s.indexrelname AS name, s.idx_scan AS scans,
               pg_size_pretty(pg_relation_size(s.indexrelid)) AS size,
               greatest(c.reltuples, 0)::bigint AS rows, i.indisunique AS is_unique,
               pg_get_indexdef(s.indexrelid, 1, true) AS first, a.amname AS kind,
               pg_get_expr(i.indpred, i.indrelid) AS predicate, (
                   SELECT k.confrelid::regclass::text FROM pg_constraint k
                   WHERE k.contype = 'f' AND k.conrelid = i.indrelid AND k.conkey[1] = i.indkey[0]
                   LIMIT 1
               ) AS linked
        FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
        JOIN pg_class c ON c.oid = s.relid
        JOIN pg_class x ON x.oid = s.indexrelid JOIN pg_am a ON a.oid = x.relam
        WHERE (s.relname LIKE 'rma\\_%%' OR s.indexrelname LIKE '%%\\_rma\\_%%')
            AND NOT i.indisprimary AND s.indexrelname LIKE %s
        ORDER BY s.relname, s.indexrelname
        """,
        [f"%{only}%"],
    )
    names = [column.name for column in cr.description]
    return [dict(zip(names, row, strict=True)) for row in cr.fetchall()]


def describe(cr, index):
    """What the index is kept for, in words."""
    if index["is_unique"]:
        return "refuses doubles"
    if index["scans"]:
        return "pages"
    if index["rows"] < SMALL:
        return "few rows here"
    what, statement = get_statement(cr, index)
    with_it, without = time_both(cr, index["name"], statement)
    return f"{what}: {with_it:.1f} ms, {without:.1f} without"


def get_statement(cr, index):
    """What the index is for and the statement that asks for it."""
    table, column, predicate = index["table"], index["first"], index["predicate"] or "TRUE"
    if index["kind"] == "gin":
        return "search by text", f"SELECT id FROM {table} WHERE {column} ILIKE '%0702-31%'"
    if index["linked"]:
        look = f"SELECT 1 FROM ONLY {table} x WHERE {column} = 0 FOR KEY SHARE OF x"
        return f"deleting from {index['linked']}", look
    if index["predicate"]:
        return "asked by a cron or a rule", f"SELECT count(*) FROM {table} WHERE {predicate}"
    cr.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1 LIMIT 1")
    value = cr.mogrify("%s", [row[0] if (row := cr.fetchone()) else None]).decode()
    return f"search by {column}", f"SELECT id FROM {table} WHERE {column} = {value}"


def time_both(cr, name, statement):
    """Milliseconds of the statement with the index and without it; asks for a superuser."""
    with_it = time_statement(cr, statement)
    cr.execute("SAVEPOINT whole")
    hide = "UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = %s::regclass"
    cr.execute(hide, [name])
    without = time_statement(cr, statement)
    cr.execute("ROLLBACK TO SAVEPOINT whole")
    return with_it, without


def time_statement(cr, statement):
    """The better of two runs."""
    times = []
    for _run in range(2):
        cr.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}")
        times.append(float(TIME.search(cr.fetchall()[-1][0])[1]))
    return min(times)
