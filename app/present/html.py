"""Blocks as HTML that needs nothing else around it, for notebooks."""

from collections.abc import Iterable, Iterator
from html import escape

from cocau.app.i18n.languages import Lang, say
from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    ChartBlock,
    Heading,
    LineBlock,
    StyledText,
    TableBlock,
    Tone,
)
from cocau.app.present.names import Names
from cocau.app.present.proposal.chamber import WIDTH, ChamberFigure, ColourBy, SeatKind, draw_chamber
from cocau.app.present.proposal.compliance import render_compliance, render_compliance_summary
from cocau.app.present.proposal.conflict import render_conflict
from cocau.app.present.proposal.document import render_title
from cocau.app.present.proposal.outcome import render_departures, render_outcome
from cocau.solver.proposal import Proposal

# The colours of the desk: its static/desk.css and proposal.css.
SEAT_FILLS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#1d2127")
_RINGS = {8: "#009e73", 9: "#cc79a7", 10: "#0072b2", 11: "#1d2127"}
_LIGHT_ON = frozenset({4, 7})
_TONES = {
    Tone.PLAIN: "",
    Tone.STRONG: "font-weight:600",
    Tone.QUIET: "opacity:.75",
    Tone.GOOD: "color:#1b6638",
    Tone.BAD: "color:#9c1f1b;font-weight:600",
    Tone.CARE: "color:#7a4f00",
}


def render_html(blocks: Iterable[Block]) -> str:
    """Render blocks as HTML; what a chart draws is given as its table."""
    return f'<div class="cocau">{"".join(part for block in blocks for part in _render_block(block))}</div>'


def render_proposal_html(proposal: Proposal, lang: Lang) -> str:
    """Render a proposal for a notebook: outcome, hemicycle, verdicts folded away."""
    names = Names.of(proposal, lang)
    head: list[Block] = [*render_title(names), *render_departures(names, proposal.departures)]
    head += render_outcome(names, proposal)
    if proposal.findings:
        head.append(render_compliance_summary(names, proposal.findings))
    if proposal.conflict is not None:
        head += render_conflict(names, proposal.conflict, proposal.request.pins)
    parts = [render_html(head)]
    if proposal.slate is not None:
        request = proposal.request
        parts.append(
            draw_hemicycle(
                draw_chamber(request.council, request.pool, proposal.slate, ColourBy.BLOC, lang), lang
            )
        )
        verdicts = say(lang, "Kết quả theo từng quy định", "Verdicts, rule by rule")
        rules = render_html(render_compliance(names, proposal.findings))
        parts.append(f"<details><summary>{escape(verdicts)}</summary>{rules}</details>")
    return "".join(parts)


def _render_block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level + 2}>{escape(text)}</h{level + 2}>"
        case LineBlock(text, tone, mark, indent):
            if text:
                style = _style(f"margin:.2em 0 .2em {indent}em", _TONES[tone])
                yield f"<p{style}>{escape(f'{mark} {text}' if mark else text)}</p>"
        case TableBlock():
            yield from _render_table(block)
        case ChartBlock():
            yield from _render_table(block.table)
            for note in block.notes:
                yield from _render_block(note)


def _render_table(table: TableBlock) -> Iterator[str]:
    yield "<table>"
    if any(column.head for column in table.columns):
        heads = (f"<th{_align(column)}>{escape(column.head)}</th>" for column in table.columns)
        yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        yield f"<tr>{''.join(_render_cell(cell, column) for cell, column in cells)}</tr>"
    yield "</tbody></table>"


def _render_cell(cell: BlockCell, column: BlockColumn) -> str:
    words = StyledText(cell) if isinstance(cell, str) else cell
    return f"<td{_align(column, _TONES[words.tone])}>{escape(words.text)}</td>"


def _align(column: BlockColumn, *styles: str) -> str:
    return _style(f"text-align:{'right' if column.right else 'left'}", *styles)


def _style(*styles: str) -> str:
    return f' style="{";".join(filter(None, styles))}"'


def draw_hemicycle(figure: ChamberFigure, lang: Lang) -> str:
    """Draw a chamber with its legend as SVG in the colours of the desk, a mark on each seat."""
    radius, height = figure.plan.radius, figure.plan.height
    free = escape(say(lang, "Ghế trống", "Empty seat"))
    seats = (
        _draw_empty(seat.x, seat.y, radius, free)
        if seat.kind is None
        else _draw_seat(seat.kind, seat.x, seat.y, radius, f"{seat.name} · {seat.kind.words}")
        for seat in figure.seats
    )
    legend = "".join(
        f'<li><svg width="1.4em" height="1.4em" viewBox="0 0 28 28">{_draw_seat(one.kind, 14, 14, 12)}</svg> '
        f"{escape(one.kind.words)}: <b>{one.count}</b> {escape(one.percent)}</li>"
        for one in figure.legend
    )
    title = escape(f"{figure.title}: {figure.total}")
    return (
        f'<svg role="img" aria-label="{title}" viewBox="0 0 {WIDTH} {height}" '
        f'style="max-width:32em;font-family:sans-serif">{"".join(seats)}</svg>'
        f'<ul style="list-style:none;padding:0;columns:2;max-width:40em">{legend}</ul>'
    )


def get_seat_colours(kind: SeatKind) -> tuple[str, str, str]:
    """Return the colours of a seat: its fill, its edge ("" for none), the mark on it."""
    ring = _RINGS.get(kind.colour)
    grey = kind.colour >= len(SEAT_FILLS)
    fill = "#fff" if ring else "#dcd7cc" if grey else SEAT_FILLS[kind.colour]
    edge = ring or "#8b8577" if grey else ""
    return fill, edge, "#fff" if kind.colour in _LIGHT_ON else "#111"


def _draw_seat(kind: SeatKind, x: float, y: float, radius: float, title: str = "") -> str:
    fill, edge, ink = get_seat_colours(kind)
    stroke = f' stroke="{edge}" stroke-width="{3 if kind.colour in _RINGS else 1}"' if edge else ""
    said = f"<title>{escape(title)}</title>" if title else ""
    size = round(radius * (1.05 if len(kind.mark) < 2 else 0.8), 1)  # noqa: PLR2004  # two letters
    mark = (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{ink}" text-anchor="middle" '
        f'dominant-baseline="central" font-weight="600">{escape(kind.mark)}</text>'
        if kind.mark
        else ""
    )
    return f'<g>{said}<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"{stroke}/>{mark}</g>'


def _draw_empty(x: float, y: float, radius: float, title: str) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="#8b8577" stroke-dasharray="3 2">'
        f"<title>{title}</title></circle>"
    )
