"""The first sentence of a text, which serves as the headline of texts that have none."""

from __future__ import annotations

import re

# A full stop ends a sentence unless it follows a number, a single letter or one of these.
_ABBREVIATIONS = frozenset(
    """
    bzw ca dr evtl ggf hl inkl jr mio mrd nr prof rd sog st str tel u usw vgl vs z zt
    jan feb mär apr jun jul aug sep sept okt nov dez
    mr mrs ms gen sen rep gov inc co corp
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_END = re.compile(r"[.!?…]+[“”\"»«’)]*(?=\s)|\n")
_LAST_WORD = re.compile(r"(\w+)\W*\Z")


def first_sentence(text: str) -> str:
    """Return the first sentence of a canonical text, or its first paragraph if that ends sooner."""
    for end in _END.finditer(text):
        if end.group() == "\n":
            return text[: end.start()].strip()
        if end.group() != "." or _ends_sentence(text, end.start()):
            return text[: end.end()].strip()
    return text


def _ends_sentence(text: str, stop: int) -> bool:
    word = _LAST_WORD.search(text, max(0, stop - 40), stop)
    if word is None:
        return True
    last = word.group(1)
    return not (last.isdigit() or len(last) == 1 or last.lower() in _ABBREVIATIONS)
