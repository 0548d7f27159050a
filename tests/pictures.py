"""Makes the pictures of the screens that were just drawn small, and hands the README its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "frontend/e2e/pictures"
COLOURS = 256
EXACT = 64  # of these, the most used ones: what is flat keeps its colour
SEEN = np.array([3, 6, 1])  # red, green, blue: how well a difference is seen
IN_README = {
    "live": "live-synthesis-1440-light",
    "live-dark": "live-opinions-1440-dark",
    "providers": "providers-1440-light",
    "phone": "live-synthesis-390-light",
}


def shrink(path: Path) -> None:
    """To a palette; what has one is left as it is."""
    with Image.open(path) as image:
        if image.mode == "P":
            return
        pixels = np.asarray(image.convert("RGB"))
    used, places, counts = np.unique(
        pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    palette = _palette(used[np.argsort(-counts, kind="stable")])
    distances = ((used[:, None].astype(int) - palette) ** 2 * SEEN).sum(axis=2)
    nearest = distances.argmin(axis=1).astype(np.uint8)
    small = Image.fromarray(nearest[places.reshape(pixels.shape[:2])], "P")
    small.putpalette(palette.tobytes())
    small.save(path, optimize=True)


def _palette(by_use: np.ndarray) -> np.ndarray:
    """Colours (N, 3), the most used first -> at most COLOURS of them."""
    if len(by_use) <= COLOURS:
        return by_use
    rest = Image.fromarray(by_use[None, EXACT:]).quantize(
        COLOURS - EXACT, Image.Quantize.MAXCOVERAGE
    )
    others = np.array(rest.getpalette(), dtype=np.uint8).reshape(-1, 3)
    return np.concatenate([by_use[:EXACT], others])


def main() -> None:
    for picture in PICTURES.glob("*.png"):
        shrink(picture)
    for name, drawn in IN_README.items():
        shutil.copyfile(PICTURES / f"{drawn}.png", ROOT / f"docs/images/{name}.png")


if __name__ == "__main__":
    main()
