"""The people of a panel as CSV: ids and the values that quotas count, nothing else of them."""

import csv
import io

from cocau.app.imports.formulas import guarded
from cocau.solver.panel.answer import Panel
from cocau.solver.panel.task import Task


def listed(task: Task, panel: Panel) -> str:
    """A row for each person, in the order of ids."""
    by_id = {person.id: person for person in task.people}
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\n")
    writer.writerow(map(guarded, ("id", *task.features)))
    for one in panel.ids:
        writer.writerow(map(guarded, (one, *by_id[one].values)))
    return paper.getvalue()
