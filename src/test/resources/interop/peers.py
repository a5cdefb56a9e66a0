"""Asks a server through pyvo and STILTS and writes down what they get, for others to compare with.

usage: peers.py FOLDER < REQUEST.json      (Debian's python3 with python3-pyvo, and stilts on the PATH)

The request is {"base": URL, "queries": [{"name", "pyvo", "stilts", ...}], "links": [pyvo ...]}. Written are
  NAME.pyvo, NAME.stilts   one line a row of a query, sorted; a row is its cells in the order of the names of the columns
  links                    one line a link of every dataset that is found: semantics, access_url, error_message,
                           content_type, ID
  summary.json             by file name: the number of rows, the names of the columns, the units of those that have one,
                           the error

A cell is written so that it depends on its value alone: integers in decimal, floating point numbers as the bits of a
double, texts without blanks around them, arrays as their elements with commas between, nothing for nulls, NaNs and empty
texts.
"""
import json
import os
import struct
import subprocess
import sys
import warnings

REQUEST = json.load(sys.stdin)
BASE, OUT = REQUEST["base"], sys.argv[1]
os.environ["IVOA_REGISTRY"] = BASE + "/tap"

import numpy
import pyvo
from astropy.table import Table, unique, vstack
from pyvo import registry
from pyvo.dal import sia2
from pyvo.dal.adhoc import DatalinkResults

tap = pyvo.dal.TAPService(BASE + "/tap")


def scs(path):
    return pyvo.dal.SCSService(BASE + path)


def sia(path):
    return pyvo.dal.SIAService(BASE + path)


def stars():
    """The table to upload."""
    return Table.read(os.path.join(OUT, "stars.csv"), format="ascii.csv")


def parquet(file):
    """A table read without pandas, which astropy wants for it."""
    from pyarrow.parquet import read_table
    return Table(read_table(file).to_pydict())


def where(result, condition):
    """Those rows for which the condition is true, which it is not for nulls."""
    table = result.to_table()
    return table[numpy.ma.filled(condition(table), False)]


def both(name, results):
    """The rows of several results with a first column that says from which."""
    tables = []
    for value, result in results.items():
        tables.append(result.to_table())
        tables[-1].add_column(value, name=name, index=0)
    return vstack(tables, metadata_conflicts="silent")


def resources(result):
    """One row a resource; pyvo has one an interface."""
    return unique(result.to_table(), keys="ivoid")


def cell(value):
    if hasattr(value, "tolist"):
        value = value.tolist()  # masked elements become None
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        cells = [cell(v) for v in value]
        return ",".join(cells) if any(cells) else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "" if value != value else struct.pack(">d", value).hex()
    if isinstance(value, bytes):
        value = value.decode("utf-8")
    return " ".join(str(value).split())


def lines(table):
    names = sorted(table.colnames, key=str.lower)
    columns = [[cell(value) for value in table[name].tolist()] for name in names]
    return names, sorted("|".join(cells) for cells in zip(*columns))


def write(name, content):
    with open(os.path.join(OUT, name), "w", encoding="utf-8") as f:
        f.writelines(line + "\n" for line in content)


def with_pyvo(expression):
    result = eval(expression.strip(), globals())
    return result if isinstance(result, Table) else result.to_table()


def with_stilts(command):
    file = os.path.join(OUT, "stilts.vot")
    words = [word.replace("{base}", BASE).replace("{folder}", OUT) for word in command]
    done = subprocess.run(["stilts", "-Djava.awt.headless=true", *words, "ofmt=votable", "out=" + file],
                          capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-1000:])
    return Table.read(file, format="votable", use_names_over_ids=True)


def asked(name, ask, question):
    """What one of the two got."""
    try:
        table = ask(question)
        columns, rows = lines(table)
        write(name, rows)
        units = {column: str(table[column].unit) for column in columns if table[column].unit}
        return {"rows": len(rows), "columns": columns, "units": units, "error": None}
    except Exception as ex:
        return {"rows": 0, "columns": [], "units": {}, "error": "%s: %s" % (type(ex).__name__, ex)}


def followed(result):
    """The documents that the access URLs of a result are."""
    return [DatalinkResults.from_result_url(record.getdataurl()) for record in result]


LINK = ("semantics", "access_url", "error_message", "content_type", "ID")


def links(expressions):
    """Every link of these DataLink documents, one line each."""
    found = []
    for expression in expressions:
        for document in eval(expression, globals()):
            found += ["\t".join(str(link.get(column) or "") for column in LINK) for link in document]
    return sorted(found)


def main():
    warnings.simplefilter("ignore")
    summary = {}
    for query in REQUEST["queries"]:
        for peer, ask in (("pyvo", with_pyvo), ("stilts", with_stilts)):
            if query.get(peer):
                name = query["name"] + "." + peer
                summary[name] = asked(name, ask, query[peer])
    if REQUEST["links"]:
        write("links", links(REQUEST["links"]))
    with open(os.path.join(OUT, "summary.json"), "w", encoding="utf-8") as f:
        json.dump(summary, f)


main()
