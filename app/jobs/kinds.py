"""Every kind of computation by its name."""

from app.jobs.task import AnyKind, Task
from app.jobs.tasks.plan import PLAN

KINDS: dict[str, AnyKind] = {kind.name: kind for kind in (PLAN,)}


def kind_of(task: Task) -> AnyKind:
    """The kind of a task.

    Raises:
        LookupError: no such kind.
    """
    if task.kind not in KINDS:
        raise LookupError(f"there is no kind of computation called {task.kind!r}")
    return KINDS[task.kind]
