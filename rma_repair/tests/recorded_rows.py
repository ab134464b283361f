"""What the analyses say, read from the documents and as it was written down."""

from odoo.tools import SQL

# Analyses of recorded lines, and what leads from their rows to a line.
ANALYSES = {
    "rma.reconciliation": "id",
    "rma.cost": "line_id",
    "rma.quality.report": "line_id",
    "rma.return.rate": "line_id",
}


def read_analyses(lines):
    """Every row of these lines, by analysis, with its columns, amounts rounded."""
    env = lines.env(su=True)
    env.flush_all()
    return {name: _read(env[name], link, lines) for name, link in ANALYSES.items()}


def read_documents(lines):
    """What the analyses say when nothing of these lines is written down. Nothing stays of it."""
    env = lines.env
    env.flush_all()
    with env.cr.savepoint() as savepoint:
        lines.sudo().with_context(tracking_disable=True)._compute_is_recorded()
        said = read_analyses(lines)
        env.invalidate_all(flush=False)
        savepoint.rollback()
    env.invalidate_all(flush=False)
    return said


def _read(model, link, lines):
    columns = SQL(
        "SELECT * FROM (%s) said WHERE %s IN %s ORDER BY id",
        model._table_query,
        SQL.identifier(link),
        tuple(lines.ids) or (0,),
    )
    model.env.cr.execute(columns)
    return [
        {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
        for row in model.env.cr.dictfetchall()
    ]
