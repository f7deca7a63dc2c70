"""Contact sheets: every design in three sizes on three bodies, from the front, the side and the back, to look at.

python scripts/bench/drape_sheets.py FOLDER [--garments NAME ...] [--sizes SIZE ...] [--bodies NAME ...] [--pose NAME]
                                     [--jobs N] [--limit-s SECONDS] [--mesh-step-mm MM]

Writes FOLDER/<design>.png: a row a body, a column a size. Without --sizes they are the size that goes round the
person's chest, waist and hip, the one below it and the one above. A garment that is refused, or could not be draped,
has its words in its cell. What is draped already is kept in FOLDER/cells, and not draped again; remove that to begin
anew. Skin that comes through is red.
"""

from __future__ import annotations

import argparse
import math
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]
from drape_cases import GARMENTS, LIMIT_S, PEOPLE, Case, body_of, garment
from drape_outcome import OURS, Outcome, kept, read_lines
from drape_table import line
from drape_workers import Task, run_all, serve
from PIL import Image, ImageDraw, ImageFont
from toile.addon.core.body.poses import POSES
from toile.addon.core.pattern.grading import CHOICES, chart_for
from toile.addon.core.pattern.sizes import SIZES

BODIES = ("woman_18", "woman_25", "man_28")
ROUNDED_DOWN = 0.25  # of a step by which a person may be beyond their size
VIEWS, VIEW_PX, HIGH_PX = 3, 250, 512  # in a cell: side by side, each cut to this width
CAPTION_PX, HEADING_PX, LETTER_PX = 58, 44, 15
PAPER, INK, REFUSED = (242, 242, 240), (40, 40, 40), (150, 30, 20)
LETTERS = 88  # on a line of a cell


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=Path)
    p.add_argument("--garments", nargs="+", type=garment, default=GARMENTS, metavar="NAME")
    p.add_argument("--sizes", nargs="+", choices=CHOICES)
    p.add_argument("--bodies", nargs="+", choices=tuple(PEOPLE), default=BODIES)
    p.add_argument("--pose", choices=tuple(POSES), default="relaxed")
    p.add_argument("--jobs", type=int, default=2, help="processes")
    p.add_argument("--limit-s", type=float, default=LIMIT_S, help="seconds after which a case counts as hung")
    p.add_argument("--mesh-step-mm", type=float, help="coarser or finer than the draper's default")
    return p.parse_args()


def sizes_of(body: str, pose: str) -> tuple[str, ...]:
    """The person's own size with its neighbours; at an end of the chart, the last three."""
    person = body_of(body, pose)
    chart = chart_for(person)
    place = max(chart.place_of(name, 1000 * person.measures[name]) for name in ("chest", "waist", "hip"))
    own = min(max(math.ceil(place - ROUNDED_DOWN), 1), len(SIZES) - 2)
    return SIZES[own - 1 : own + 2]


def sheet(name: str, rows: Sequence[Sequence[Case]], ends: dict[Case, Outcome], cells: Path) -> Image.Image:
    """The contact sheet of one design: a row of cases a body."""
    wide, high = VIEWS * VIEW_PX, HIGH_PX + CAPTION_PX
    image = Image.new("RGB", (wide * len(rows[0]), HEADING_PX + high * len(rows)), PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((12, 10), f"{name}, {rows[0][0].pose}", INK, letters(24))
    for row, cases in enumerate(rows):
        for column, case in enumerate(cases):
            at = column * wide, HEADING_PX + row * high
            draw_cell(image, at, ends.get(case), cells / case.file_name, f"{case.size} on {case.body}")
            pen.rectangle((*at, at[0] + wide - 1, at[1] + high - 1), outline=(205, 205, 200))
    return image


def draw_cell(image: Image.Image, at: tuple[int, int], one: Outcome | None, picture: Path, title: str) -> None:
    """The three views, or words in their place, and the caption below."""
    pen, said = ImageDraw.Draw(image), f"{title}: "
    if one is None:
        said += "not draped yet"
    elif one.garments:
        with Image.open(picture) as strip:
            each = strip.width // VIEWS
            for view in range(VIEWS):
                left = view * each + (each - VIEW_PX) // 2
                image.paste(strip.crop((left, 0, left + VIEW_PX, HIGH_PX)), (at[0] + view * VIEW_PX, at[1]))
        ease = {name: mm for made in one.garments for name, mm in made["ease_mm"].items()}
        said += f"{one.verdict}, {one.show_through_px} px of skin; ease "
        said += ", ".join(f"{name.replace('_', ' ')} {mm / 10:+.1f}" for name, mm in ease.items())
    else:
        said += one.verdict
        words = "\n".join(textwrap.wrap(one.words, LETTERS - 18))
        pen.text((at[0] + 30, at[1] + HIGH_PX // 3), words, REFUSED, letters(LETTER_PX + 3))
    pen.text((at[0] + 8, at[1] + HIGH_PX + 6), "\n".join(textwrap.wrap(said, LETTERS)), INK, letters(LETTER_PX))


def letters(px: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(px)


def main() -> None:
    a = arguments()
    cells = a.folder / "cells"
    cells.mkdir(parents=True, exist_ok=True)
    settings = {"mesh_step_mm": a.mesh_step_mm} if a.mesh_step_mm else {}
    sizes = {body: a.sizes or sizes_of(body, a.pose) for body in a.bodies}
    rows = {
        name: [[Case(name, body, a.pose, size) for size in sizes[body]] for body in a.bodies] for name in a.garments
    }
    cases = [case for name in a.garments for row in rows[name] for case in row]
    ends = {one.case: one for one in read_lines(cells / "cases.jsonl", cases, settings)}
    tasks = [Task(case, (OURS,), settings, cells) for case in cases if case not in ends]
    for one in kept(run_all(tasks, a.jobs, a.limit_s, serve), cells / "cases.jsonl"):
        ends[one.case] = one
        print(line(one), file=sys.stderr, flush=True)
    for name in a.garments:
        path = a.folder / f"{name.replace(':', '-')}.png"
        sheet(name, rows[name], ends, cells).save(path)
        print(path)


if __name__ == "__main__":
    main()
