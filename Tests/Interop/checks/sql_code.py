"""SQL in SQLite and DuckDB, in the whole form also in PostgreSQL: a table with missing and unseen cells, and vectors."""

import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile

import numpy

QUICK = True
REQUIREMENTS = ["duckdb==2.0.1"]
COMMANDS = []


def frames(context):
    """Models with the tables that they score: the types of the columns' cells, and the rows."""
    records = [
        [None if cell is None or cell != cell else cell for cell in row]
        for row in context.rows.itertuples(index=False)
    ]
    types = {name: "text" if name in ("city", "shop") else "boolean" if name == "member" else "number"
             for name in context.rows.columns}
    vectors = {f"x{place + 1}": "number" for place in range(context.vector_values.shape[1])}
    return [
        (context.table, types, records),
        (context.indicators, types, records),
        (context.vectors, vectors, context.vector_values.astype(float).tolist()),
    ]


def query(context, model):
    """The query as a view, which also has the number of each row."""
    text = pathlib.Path(context.export(model, name="model.sql")).read_text()
    count = len(set(re.findall(r"AS (softmax_probability_\d+)", text)))
    columns = ", ".join(f"softmax_probability_{place + 1}" for place in range(count))
    return f"CREATE VIEW scored AS {text}", f"SELECT {columns}, softmax_label FROM scored ORDER BY row_number"


def compare(context, what, model, found):
    context.compare(
        what, model, numpy.array([row[:-1] for row in found], dtype=float), [row[-1] for row in found])


def check_by(context, what, connect, names, mark, yes):
    for model, types, records in frames(context):
        connection = connect()
        columns = ", ".join(f'"{name}" {names[kind]}' for name, kind in types.items())
        connection.execute(f"CREATE TABLE samples (row_number INTEGER, {columns})")
        marks = ", ".join([mark] * (1 + len(types)))
        rows = [
            [place] + [yes(bool(cell)) if kind == "boolean" and cell is not None else cell
                       for kind, cell in zip(types.values(), row)]
            for place, row in enumerate(records)
        ]
        connection.executemany(f"INSERT INTO samples VALUES ({marks})", rows)
        view, selection = query(context, model)
        connection.execute(view)
        compare(context, what, model, connection.execute(selection).fetchall())
        connection.close()


def postgres_folder():
    """Where the server's programs are: not all of them are in PATH."""
    command = shutil.which("initdb")
    if command:
        return pathlib.Path(command).resolve().parent
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    assert found, "PostgreSQL is not installed"
    return found[-1]


def literal(cell, kind):
    if cell is None:
        return "NULL"
    if kind == "boolean":
        return "TRUE" if cell else "FALSE"
    return "'" + cell.replace("'", "''") + "'" if kind == "text" else repr(float(cell))


def check_by_postgres(context):
    """A server of its own on a socket in the check's folder. It refuses to run as root: then another user runs it."""
    binaries = postgres_folder()
    with tempfile.TemporaryDirectory(prefix="softmax-pg-") as name:
        folder = pathlib.Path(name)
        as_user = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            as_user = ["runuser", "-u", "postgres", "--"]

        def run(program, *arguments, given=None):
            return subprocess.run(
                [*as_user, str(binaries / program), *arguments], input=given, stdout=subprocess.PIPE, check=True,
                cwd=folder, text=True).stdout

        run("initdb", "-D", f"{folder}/data", "-A", "trust", "-E", "UTF8", "--locale=C")
        run("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", f"-k {folder} -h ''", "start")
        try:
            types_of = {"number": "DOUBLE PRECISION", "text": "TEXT", "boolean": "BOOLEAN"}
            for model, types, records in frames(context):
                columns = ", ".join(f'"{column}" {types_of[kind]}' for column, kind in types.items())
                script = ["DROP VIEW IF EXISTS scored; DROP TABLE IF EXISTS samples;",
                          f"CREATE TABLE samples (row_number INTEGER, {columns});"]
                for place, row in enumerate(records):
                    cells = ", ".join(literal(cell, kind) for cell, kind in zip(row, types.values()))
                    script.append(f"INSERT INTO samples VALUES ({place}, {cells});")
                view, selection = query(context, model)
                script += [view, f"{selection};"]
                output = run(
                    "psql", "-h", name, "-d", "postgres", "-q", "-A", "-t", "-F", "\t", "-X", "-v", "ON_ERROR_STOP=1",
                    given="\n".join(script))
                compare(context, "PostgreSQL", model, [line.split("\t") for line in output.splitlines() if line])
        finally:
            run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")


def check(context):
    import duckdb
    check_by(
        context, f"SQLite {sqlite3.sqlite_version}", lambda: sqlite3.connect(":memory:"),
        {"number": "REAL", "text": "TEXT", "boolean": "INTEGER"}, "?", int)
    check_by(
        context, f"DuckDB {duckdb.__version__}", lambda: duckdb.connect(":memory:"),
        {"number": "DOUBLE", "text": "VARCHAR", "boolean": "BOOLEAN"}, "?", bool)
    if not context.quick:
        check_by_postgres(context)
