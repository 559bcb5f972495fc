"""The list of all documents, both languages side by side."""

from collections.abc import Iterator, Mapping

from cocau.app.render.law_entries import day
from cocau.constraints.sources import Source, SourceKind

COMMAND = "cocau rules --pages docs/law"

_COLUMNS = (
    "Văn bản · Document",
    "Số · Number",
    "Nơi ban hành · Issued by",
    "Ngày ký; hiệu lực · Signed; in force",
    "Đã đọc đến đâu · How far read",
    "Trang · Page",
)


def index(sources: Mapping[str, Source]) -> Iterator[str]:
    """A table: document, number, issuer, days, how far it was read, and its pages."""
    yield "# Văn bản và quy định · Documents and rules\n"
    yield (
        "Mỗi văn bản có một trang: từng điều khoản mà chương trình dùng, bên cạnh là quy định hoặc bước "
        "của quy trình, rồi đến những điều để con người quyết định. Các trang do chương trình viết ra "
        f"(`{COMMAND}`), không sửa bằng tay.\n"
    )
    yield (
        "Each document has a page: every clause that the program uses with the rule or the step beside "
        f"it, then what is left to people. The pages are written by the program (`{COMMAND}`) and not "
        "edited by hand.\n"
    )
    yield f"| {' | '.join(_COLUMNS)} |"
    yield f"|{'---|' * len(_COLUMNS)}"
    for key, source in sources.items():
        yield f"| {' | '.join(_row(key, source))} |"


def _row(key: str, source: Source) -> tuple[str, ...]:
    signed = day(source.dated, "vi") if source.dated else "?"
    ours = source.kind is SourceKind.HOUSE
    return (
        f"{source.title.vi} · *{source.title.en}*",
        source.number or "—",
        f"{source.issuer.vi} · *{source.issuer.en}*",
        "—" if ours else f"{signed}; {day(source.in_force, 'vi')}",
        "**không phải luật** · ***not law***" if ours else _read(source),
        f"[Tiếng Việt]({key}.vi.md) · [English]({key}.en.md)",
    )


def _read(source: Source) -> str:
    if source.verified is None:
        return "chưa đọc toàn văn · *full text not read*"
    vi, en = day(source.verified, "vi"), day(source.verified, "en")
    return f"đã đối chiếu trích dẫn ngày {vi} · *quotes compared on {en}*"
