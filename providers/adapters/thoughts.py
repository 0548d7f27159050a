"""Parts a model's thoughts from its answer where both come in one text, as `<think>…</think>`."""

from __future__ import annotations

OPENING = "<think>"
CLOSING = "</think>"

# Their templates open the thought in the prompt, so that only its end is seen.
THINKING_FROM_THE_START = ("deepseek-r1", "qwq", "-thinking")


class ThoughtParter:
    """Takes pieces of a text as they come; gives back pieces of text and of thought.

    An opening tag counts only where the answer begins: further on it is what the model writes
    about. Where the opening is missing, the thought can be told only by the model's name, or
    if its end comes in the first piece.
    """

    def __init__(self, model: str = "") -> None:
        self._is_thought = False
        self._has_begun = False
        self._held = ""
        self._unmarked: list[str] | None = None
        self._expects_thought = any(name in model.lower() for name in THINKING_FROM_THE_START)
        self._trims = False

    def expect_no_thought(self) -> None:
        """The provider parts them itself."""
        self._expects_thought = False

    def believe_thought(self) -> None:
        """What looked like a thought was one: it only ran out of length."""
        self._unmarked = None

    def part(self, piece: str) -> tuple[str, str]:
        """Text and thought in this piece."""
        if not piece:
            return "", ""
        if not self._has_begun:
            return self._begin(piece)
        if self._is_thought:
            return self._think(piece)
        return (self._trim(piece) if self._trims else piece), ""

    def rest(self) -> tuple[str, str]:
        """What was held back; a thought whose end never came and that may have been none."""
        held, self._held = self._held, ""
        if self._unmarked is not None:
            return "".join([*self._unmarked, held]), ""
        return ("", held) if self._is_thought else (held, "")

    def _begin(self, piece: str) -> tuple[str, str]:
        start = self._held + piece
        bare = start.lstrip()
        if len(bare) < len(OPENING) and OPENING.startswith(bare):
            self._held = start
            return "", ""
        self._held, self._has_begun = "", True
        if bare.startswith(OPENING):
            self._is_thought = True
            return self._think(bare[len(OPENING) :])
        if self._expects_thought or CLOSING in start:
            self._is_thought = True
            self._unmarked = []
            return self._think(start)
        return start, ""

    def _think(self, piece: str) -> tuple[str, str]:
        thought, closing, text = (self._held + piece).partition(CLOSING)
        if closing:
            self._held, self._is_thought, self._unmarked = "", False, None
            self._trims = True
            return self._trim(text), thought
        kept = _length_of_begun_tag(thought)
        self._held = thought[len(thought) - kept :]
        thought = thought[: len(thought) - kept]
        if self._unmarked is not None:
            self._unmarked.append(thought)
        return "", thought

    def _trim(self, piece: str) -> str:
        text = piece.lstrip()
        self._trims = not text
        return text


def _length_of_begun_tag(text: str) -> int:
    """How much of a closing tag stands at the end of the text."""
    longest = min(len(CLOSING) - 1, len(text))
    return next((n for n in range(longest, 0, -1) if CLOSING.startswith(text[-n:])), 0)
