"""Every shipped layer at once, with all dated versions: to be read and listed, not to plan with."""

from cocau.constraints.library import combinations, load
from cocau.constraints.record import Text
from cocau.constraints.rulebook import Rulebook


def layers() -> tuple[str, ...]:
    """The shipped layers, in the order in which the combinations read them."""
    return tuple(dict.fromkeys(name for known in combinations().values() for name in known.layers))


def shelf() -> Rulebook:
    """All of them as one book."""
    books = [load(name) for name in layers()]
    return Rulebook.model_construct(
        name="+".join(book.name for book in books),
        title=Text(vi="Mọi văn bản đã đưa vào chương trình", en="Every document the program holds"),
        rules=tuple(rule for book in books for rule in book.rules),
        steps=tuple(step for book in books for step in book.steps),
        not_modelled=tuple(left for book in books for left in book.not_modelled),
        sources={key: source for book in books for key, source in book.sources.items()},
    )
