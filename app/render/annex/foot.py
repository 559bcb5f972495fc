"""What stands at the foot of every page: which council, and the word before the number of the page."""

from app.render.annex.form import Annex


def foot(annex: Annex) -> str:
    """The label and the council: a page that has come loose says where it belongs."""
    return f"{annex.head.label.capitalize()} · {annex.head.council}"


def page_word(annex: Annex) -> str:
    """``Trang`` before ``2/15``."""
    return "Page" if annex.lang == "en" else "Trang"
