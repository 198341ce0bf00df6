"""Credits: the sources that a text names at its end or in its dateline.

``… nicht aus. (afp)`` ends in a credit; ``(SPD)``, ``(48.)`` and ``(red, 21.6.2015)`` belong to the
body. A trailing parenthesis is a credit if at least one of its parts is a news agency, alone or
with initials, newspapers and dates around it. If a text has no credit, a dateline such as
``BERLIN (dpa) – …`` names the sources and stays in the body. The rule is based on how texts in real
newspapers end.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from news_archive.article import agencies
from news_archive.limits import MAX_CREDIT_CHARACTERS

_MOST_PLACE_CHARACTERS = 60
_DATELINE = re.compile(
    rf"([^\n()]{{2,{_MOST_PLACE_CHARACTERS}}}?)"
    r"(?:[ \u00a0]\([^()\n]{1,20}\))?"
    r"[ \u00a0]\(([^()\n]{1,60})\)[ \u00a0]?(?:--?|[–—:])\s"
)

# A place has up to five words. Each is capitalised or joins names, and the first is not a word that
# typically begins a sentence. `Der Chef der Agentur (AFP) – ein Franzose –` is not a dateline.
_PLACE_PARTS = re.compile(r"[\s/,\u00a0-]+")
_JOINING = frozenset("am an auf bei bad de del der do en im in la of ob".split())  # noqa: SIM905
_BEGINNING_A_SENTENCE = frozenset(
    "der die das dem den des ein eine einer eines the a an im in am laut nach wie".split()  # noqa: SIM905
)
_CITIES_WITH_AN_ARTICLE = ("den haag", "the hague")
_NO_PLACE = frozenset(
    """
    foto fotos bild bilder archiv archivbild grafik video videos
    präsident präsidentin minister ministerin kanzler kanzlerin
    """.split()  # noqa: SIM905
)
_MOST_PLACE_WORDS = 5

# A comma or a semicolon ends what a label such as `Foto:` covers; the other separators do not.
_SEGMENTS = re.compile(r"[,;]")
_PARTS = re.compile(
    r"[/+&–—|]|(?<!\S)-(?!\S)|(?<!\w)(?:und|and|mit|with|sowie)(?!\w)", re.IGNORECASE
)
_LABEL = re.compile(
    r"\s*\w*?(?:fotos?|photos?|bild(?:er)?|videos?|grafik(?:en)?|graphics?|audio|karten?)"
    r"\s*:",
    re.IGNORECASE,
)
_PLAIN_LABEL = re.compile(r"\s*(?:text|bericht|agentur(?:en)?)\s*:", re.IGNORECASE)
_PROOF = re.compile(
    r"\s*(?:(?:quellen?|source|sources|material)\s*:|"
    r"(?:agentur)?(?:material(?:ien)?|informationen)\s+(?:von|der|des|from)\s+(?:den\s+|der\s+)?)",
    re.IGNORECASE,
)
_MATERIAL = re.compile(r"-(?:agentur)?material(?:ien)?\s*\Z", re.IGNORECASE)
_AGENCY = re.compile(r"\s*(?:nachrichten|presse)?agentur(?:en)?\s+", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uar|uary)?|jän(?:ner)?|feb(?:ruar|ruary|er)?|märz?|maerz|mrz|mar(?:ch)?|apr(?:il)?"
    r"|ma[iy]|jun[ie]?|jul[iy]?|aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?"
    r"|de[zc](?:ember)?)\.?(?!\w)"
)
_DAY = re.compile(
    rf"(?<!\w)(?:[0-9]{{1,2}}\.\s?(?:{_MONTH}|[0-9]{{1,2}}\.)?|{_MONTH}\s[0-9]{{1,2}}(?!\w))"
    r"(?:,?\s?[0-9]{4})?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<!\S)(?:[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?(?:[0-9]{2,4})?"
    rf"|(?:[0-9]{{1,2}}\.?\s?)?{_MONTH}\s[0-9]{{4}}|[0-9]{{4}}-[0-9]{{2}}(?:-[0-9]{{2}})?)(?!\S)",
    re.IGNORECASE,
)


class Credited(NamedTuple):
    """A text split into its body, its credit if it ends in one, and the agencies named."""

    body: str
    credit: str | None
    sources: list[str]


def split_credit(text: str) -> Credited:
    """Split a canonical text into body, credit and sources.

    Nothing is lost: ``join_credit(body, credit)`` differs from ``text`` at most in the white space
    before the parenthesis. A credit with nothing before it leaves an empty body.
    """
    if text.endswith(")"):
        begin = text.rfind("(", -MAX_CREDIT_CHARACTERS - 2)
        credit = text[begin + 1 : -1]
        if begin >= 0 and ")" not in credit and "\n" not in credit:
            sources = credit_sources(credit)
            if sources:
                return Credited(text[:begin].rstrip(), credit, sources)
    return Credited(text, None, dateline_sources(text))


def join_credit(body: str, credit: str | None) -> str:
    """Join body and credit into one text again."""
    return body if credit is None else f"{body} ({credit})"


def dateline_sources(body: str) -> list[str]:
    """Return the agencies named by an opening dateline such as ``Berlin/Paris (AFP) -``.

    A dateline opens the first paragraph, or the second if the first is a headline.
    """
    sources = _dateline_of(body)
    if not sources:
        headline, gap, text = body.partition("\n\n")
        if gap and headline[-1] not in '.!?…“”"':
            sources = _dateline_of(text)
    return sources


def _dateline_of(paragraph: str) -> list[str]:
    # Most paragraphs have no parenthesis this early, and testing that is much faster than a match.
    if "(" not in paragraph[: _MOST_PLACE_CHARACTERS + 2]:
        return []
    match = _DATELINE.match(paragraph)
    if match is None or not _is_place(match.group(1)):
        return []
    return credit_sources(match.group(2))


def _is_place(text: str) -> bool:
    words = [word for word in _PLACE_PARTS.split(_DAY.sub(" ", text).strip()) if word]
    return (
        0 < len(words) <= _MOST_PLACE_WORDS
        and (
            words[0].lower() not in _BEGINNING_A_SENTENCE
            or " ".join(words).lower().startswith(_CITIES_WITH_AN_ARTICLE)
        )
        and _NO_PLACE.isdisjoint(word.lower() for word in words)
        and all(word[0].isupper() or word.lower() in _JOINING for word in words)
        and words[0][0].isupper()
        and _agency(text) is None
        and "agentur" not in text.lower()
    )


def credit_sources(credit: str) -> list[str]:
    """Return the codes of the agencies that a credit names, in order of appearance.

    The result is empty if no agency is certain: a spelling that can also mean something else
    (``PA``, ``STA``) counts only beside another agency, a date, or a word such as ``Quelle`` or
    ``Material``.
    """
    return list(_credit_sources(credit))


# Most articles end in one of a few hundred credits.
@lru_cache(maxsize=4096)
def _credit_sources(credit: str) -> tuple[str, ...]:
    found: list[agencies.Named] = []
    proof = False
    for segment in _SEGMENTS.split(credit):
        if _LABEL.match(segment):
            continue
        for part in _PARTS.split(segment):
            undated = _DATE.sub(" ", part)
            name = _PROOF.sub("", undated, count=1)
            proof = proof or name != part
            name = _PLAIN_LABEL.sub("", name, count=1)
            bare = _MATERIAL.sub("", name)
            proof = proof or bare != name
            agency = _agency(name) or _agency(_AGENCY.sub("", bare.rstrip(" ."), count=1))
            if agency is not None:
                found.append(agency)
    if not proof and all(agency.ambiguous for agency in found):
        return ()
    return tuple(dict.fromkeys(agency.code for agency in found))


def _agency(name: str) -> agencies.Named | None:
    return agencies.named(" ".join(name.split()))
