"""A small set of recorded answers, written where a test wants it."""

from __future__ import annotations

import json
from pathlib import Path


def write_tiny_set(where: Path) -> Path:
    """Forty questions of history and four to be scored; bob knows every second, ann all."""
    folder = where / "tiny"
    folder.mkdir()
    about = {"name": "tiny", "kind": "number", "task": "sums", "members": ["ann", "bob"]}
    (folder / "dataset.json").write_text(json.dumps(about))
    ids = [f"t{i}" for i in range(40)] + [f"s{i}" for i in range(4)]
    questions = [
        {"id": id_, "prompt": f"{id_}?", "kind": "number", "gold": "7", "split": split}
        for id_ in ids
        for split in ["train" if id_.startswith("t") else "test"]
    ]
    answers = [
        {"q": id_, "m": member, "text": f"Answer: {7 if member == 'ann' or i % 2 else 8}"}
        for i, id_ in enumerate(ids)
        for member in ("ann", "bob")
    ]
    for name, lines in (("questions", questions), ("answers", answers)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder
