"""What work costs, part by part: medians of alternating runs, each beside its reference.

Usage: ``./run bench [PART ...] [--write] [--repeat N] [--instances FOLDER]``; without parts all, which takes
hours, most of them in the part ``hard`` (``--count N``: so many of its councils; ``--beside N``: its engines
run on so many of them). ``--write`` replaces the tables of these parts in docs/benchmarks.md, and no others.
Seconds belong to one machine and are judged there as they were measured; ratios may be compared between
machines. ``--against REV`` runs commands and requests of another revision and of this one in turns instead,
with ``--short`` only those that people ask for most: CI shows what became slower by more than a tenth.
FOLDER holds panel instances (panels.py); without it those of ../shared/peers/instances, if they are there.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from against import add_to_summary, against
from annexes import written_annexes
from depth import depth
from desk import desk
from engines import engines
from even import evened
from growth import growth
from hard import COUNT, hard
from memory import memory
from milliseconds import milliseconds
from panels import beside_peer
from plans import plans
from pools import pools
from proofs import councils, proofs
from questions import asked
from served import served
from table import machine
from together import together

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
INSTANCES = ROOT.parent / "shared" / "peers" / "instances"

INTRO = """# Benchmarks

Printed by `./run bench --write`, part by part: each says on what it was taken. Compare ratios, not seconds.
"""

PARTS: dict[str, tuple[str, Callable[[int], Iterator[str]]]] = {
    "plans": ("What a user waits for", plans),
    "engines": ("The whole plan beside bare engines", engines),
    "hard": ("Harder than the shipped ones", hard),
    "milliseconds": ("Where the milliseconds go", milliseconds),
    "pools": ("Large pools", pools),
    "growth": ("How cost grows", growth),
    "proofs": ("Proofs beside their plans", proofs),
    "councils": ("What proofs of random councils rest on", councils),
    "even": ("Even averages", evened),
    "together": ("Many councils together", together),
    "questions": ("Questions asked of a plan", asked),
    "panels": ("Panels beside sortition-algorithms", beside_peer),
    "annexes": ("Annexes", written_annexes),
    "served": ("The service", served),
    "memory": ("The memory of the service", memory),
    "depth": ("A job before many that wait", depth),
    "desk": ("The desk", desk),
}
"""The name of each part, its heading, and what measures it."""


def main() -> None:
    """Print the tables, and write them down if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--against", metavar="REV")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--instances", type=Path, default=INSTANCES if INSTANCES.is_dir() else None)
    parser.add_argument("--count", type=int, default=COUNT, help="councils of the part hard")
    parser.add_argument("--beside", type=int, default=COUNT, help="councils of it for the engines")
    options = parser.parse_args()
    if unknown := sorted(set(options.parts) - set(PARTS)):
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if options.against:
        _print_comparison(options.repeat, options.against, short=options.short)
        return
    for part in options.parts or PARTS:
        heading, measure = PARTS[part]
        lines = [f"## {heading}", "", f"`./run bench {part}`: {machine(options.repeat)}", ""]
        sys.stdout.write("\n".join(lines) + "\n")
        given = {
            "panels": {"folder": options.instances},
            "hard": {"count": options.count, "beside": min(options.beside, options.count)},
        }.get(part, {})
        for line in measure(options.repeat, **given):
            lines.append(line)
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        sys.stdout.write("\n")
        if options.write:
            PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), part, lines), encoding="utf-8")


def _print_comparison(repeat: int, revision: str, *, short: bool) -> None:
    lines = [machine(repeat), ""]
    sys.stdout.write(f"{lines[0]}\n\n")
    for line in against(repeat, revision, short=short):
        lines.append(line)
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    add_to_summary([f"## Beside {revision}", "", *lines])


def replaced(page: str, part: str, lines: list[str]) -> str:
    """The page with the section of one part anew; all stand in the order of the parts."""
    sections = dict(zip(PARTS, [""] * len(PARTS), strict=True))
    for section in re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]:
        name = next(
            (name for name, (heading, _) in PARTS.items() if section.startswith(f"## {heading}\n")), None
        )
        if name is not None:
            sections[name] = section.strip()
    sections[part] = "\n".join(lines).strip()
    return "\n\n".join([INTRO.strip(), *filter(None, sections.values())]) + "\n"


if __name__ == "__main__":
    main()
