"""The command line of tryon.py. The package is loaded before this is imported."""

from __future__ import annotations

import argparse
from typing import Any

from toile.addon.core.body.tape_marks import MEASURES
from toile.addon.core.errors import JobError

TAPE_CM = {"height": "stature"} | {name.replace("_", "-"): name for name in MEASURES if name != "stature"}


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints are ours."""

    def error(self, message: str) -> Any:
        raise JobError(f"The command line is wrong: {message}.", "See --help.")


def parser() -> Parser:
    p = Parser(prog="tryon.py", description="Dress the person in a photo, or with given measures.")
    p.add_argument("job", nargs="?", help="a job file; flags change what it says")
    p.add_argument(
        "--photo", action="append", help="a photo of one person, standing, in close-fitting clothes; again for more"
    )
    p.add_argument("--photo-side", metavar="PHOTO", help="the same person from the side: girths become surer")
    p.add_argument("--segments", metavar="PNG", help="what in the photo is skin, hair, clothes, painted by hand")
    p.add_argument("--person", type=int, help="which person of several, from the left, from 1")
    p.add_argument("--point", help="a point on the person in px: x,y")
    p.add_argument("--box", help="the person's box in px: x0,y0,x1,y1")
    p.add_argument("--gender", help="female, male or neutral")
    p.add_argument("--mass-kg", type=float)
    for flag in TAPE_CM:
        p.add_argument(f"--{flag}-cm", type=float, help="typed measures outrank the picture")
    p.add_argument("--pose", help="photo, a_pose, relaxed, walking, hand_on_hip, hands_on_hips or seated")
    p.add_argument("--pose-file", help="a pose set by hand: JSON, as Save Pose in the panel writes it")
    p.add_argument("--garment", action="append", metavar="DESIGN[:SIZE[:KEY=VALUE...]]", help="inside to outside")
    p.add_argument(
        "--garment-photo",
        action="append",
        metavar="PHOTO",
        help="a garment lying flat or on a form: its design, colour and print are guessed; worn outside the others",
    )
    p.add_argument("--size-chart", metavar="CSV", help="sizes of your own, as addon/assets/sizes.csv has ours")
    p.add_argument("--view", action="append", help="photo, front, turntable, detail_cuff, ...; may be given again")
    p.add_argument(
        "--colourway", action="append", metavar="NAME:COLOUR,...", help="a colour a garment; may be repeated"
    )
    p.add_argument("--size-run", metavar="S,M,L", help="the outfit in these sizes, side by side")
    p.add_argument("--contact-sheet", action="store_true", help="also put all stills on one sheet, with captions")
    p.add_argument("--format", help="own, 4:5, 1:1, 9:16, 16:9 or print: the studio stills' shape")
    p.add_argument("--quality", choices=("draft", "final", "print"), help="of drape and stills; print drapes as final")
    p.add_argument("--old-clothes", help="fill or leave: what the new ones do not cover of them in the photo")
    p.add_argument("--allow-invented", action="store_true", help="fill in more than 15 %% of the old clothes")
    p.add_argument("--subject", help="mannequin, headless, ghost or avatar: what wears the garments")
    p.add_argument("--skin-tone", help="of the avatar: auto (the photo's), pale, light, medium, tan, brown or deep")
    p.add_argument("--hair", help="of the avatar: auto, buzz, crop, bob, straight, ... or bald")
    p.add_argument("--face", help="of the avatar: plain, or own: the photo's, near the photo's side")
    p.add_argument("--hair-colour", help="of the avatar: auto, black, dark_brown, brown, auburn, blond or grey")
    p.add_argument("--scene", help="studio, bedroom, office, restaurant, street or boutique")
    p.add_argument("--device", help="auto or cpu: what Cycles renders on")
    p.add_argument("--seed", type=int)
    p.add_argument("--save-blend", action="store_true", help="also write scene.blend")
    p.add_argument("--export", action="append", help="also write the body as glb, fbx or usdc; may be given again")
    p.add_argument("--out", help="the folder for the stills")
    p.add_argument("--cache", help="keep what was read from photos here, for later jobs of the same person")
    p.add_argument("--print-job", action="store_true", help="print the whole job, defaults included, and stop")
    p.add_argument("--openjd", action="store_true", help="print progress for OpenJD as well")
    return p
