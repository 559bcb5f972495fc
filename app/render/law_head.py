"""What stands above a document's page: its name, who issued it when, how far it was read, how to read on."""

from collections.abc import Iterator

from cocau.app.render.clauses import document
from cocau.app.render.law_entries import day
from cocau.app.render.leaf import Leaf
from cocau.constraints.sources import Source, SourceKind


def head(leaf: Leaf, key: str) -> Iterator[str]:
    """The title, links to the other pages, the facts, and what the three strengths mean."""
    say, lang, source = leaf.say, leaf.lang, leaf.book.sources[key]
    other = "[English]({}.en.md)" if lang == "vi" else "[Tiếng Việt]({}.vi.md)"
    yield f"# {document(source, lang)}\n"
    yield f"**{source.title.of(lang)}**\n"
    yield f"{other.format(key)} · [{say('Mọi văn bản', 'All documents')}](README.md)\n"
    if source.kind is SourceKind.HOUSE:
        yield say(
            "> **Đây không phải pháp luật.** Đây là mong muốn của những người làm chương trình, đổi hay "
            "bỏ qua đều được.\n",
            "> **This is not law.** These are wishes of the program's makers; they may be changed or "
            "passed over.\n",
        )
    else:
        yield from _facts(leaf, source)
    yield say(
        "Trang này do chương trình viết ra từ bộ quy định của nó, không thay cho văn bản. *Tiêu chuẩn*: "
        "ai được ứng cử, không vì cơ cấu mà thay đổi. *Bắt buộc*: mọi phương án phải giữ; không giữ được "
        "thì chương trình trả lời là không có phương án. *Phấn đấu*: giữ được đến đâu hay đến đó, chỗ "
        "không đạt được nói rõ.\n",
        "This page is written by the program from its rulebook and does not replace the text. "
        "*Standard*: who may stand; no structure changes it. *Must*: every plan keeps it; where none "
        "can, the program answers that there is no plan. *Aim*: kept as far as possible; where it is "
        "missed, that is said.\n",
    )


def _facts(leaf: Leaf, source: Source) -> Iterator[str]:
    say, lang = leaf.say, leaf.lang
    unknown = say("không rõ", "not known")
    rows = [
        (say("Số", "Number"), source.number or unknown),
        (say("Nơi ban hành", "Issued by"), source.issuer.of(lang)),
        (say("Ngày ký", "Signed"), day(source.dated, lang) if source.dated else unknown),
        (say("Có hiệu lực từ", "In force from"), day(source.in_force, lang)),
        (say("Được sửa đổi bởi", "Amended by"), ", ".join(source.amended_by)),
        (say("Đã đọc đến đâu", "How far read"), _compared(leaf, source)),
        (say("Điểm chưa chắc", "Doubt"), leaf.plain(source.doubt) if source.doubt else ""),
    ]
    yield "| | |\n|---|---|"
    yield from (f"| {name} | {value} |" for name, value in rows if value)
    yield ""


def _compared(leaf: Leaf, source: Source) -> str:
    if source.verified is None:
        return leaf.say(
            "chưa đọc được toàn văn; nội dung lấy từ nguồn khác",
            "the full text was not read; the content comes from other sources",
        )
    on = day(source.verified, leaf.lang)
    return leaf.say(f"trích dẫn được đối chiếu lần cuối ngày {on}", f"quotes last compared on {on}")
