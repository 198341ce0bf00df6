"""An open vocabulary: names and compounds, each spelled from its rank alone.

A text of any length has new words, and most of them are names and compounds. Here such a word is a
rank, drawn from a Zipf-Mandelbrot distribution, p(r) ~ (r + q)^-s, and spelled by arithmetic. A
draw keeps no state, so memory does not grow and no article depends on another. The vocabulary of m
draws still grows by Heaps' law, as m^(1/s).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# The share of the articles that contain each name, for benchmarks that search for it. The names
# come from nowhere else: they are removed from real sentences, and cannot be spelled with the
# syllables and endings below.
FIXED_NAMES = {"Lecornu": 1 / 5_000, "Merkel": 1 / 50}

# s and q were fitted so that sentences and drawn words together follow Heaps' law with an exponent
# of 0.55 from ten thousand articles, 3 million words, to a million.
NAME_LAW = (1.8, 6_000.0)
COMPOUND_LAW = (1.8, 20_000.0)

_PRIME = 1_000_000_007

_ONSETS = (
    "b br bl d dr f fl fr g gl gr h j k kl kn kr l m n p pf pl pr r s sch schl schm schn schr schw"
    " sp st str t tr v w z zw"
)
_NUCLEI = "a e i o u ei au ie eu ä ö ü"
_CODAS = "l n r m s t ck ll nn rt ng nd ld lt rn rg lz tt ss bs ft ch"
_ENDINGS = (
    "er mann ow sen stein ić hofer ski enko mayer berg feld inger bach ke el au huber ler hardt"
    " son ova dis ez oğlu ard wald thal eck linger meister"
)


def name_speller() -> Callable[[int], str]:
    """Return a function from a rank to a name; the most frequent names are the shortest."""
    syllables = [
        onset + nucleus + coda
        for onset in _ONSETS.split()
        for nucleus in _NUCLEI.split()
        for coda in _CODAS.split()
    ]
    endings = _ENDINGS.split()
    short = len(syllables) * len(endings)

    def spell(rank: int) -> str:
        rest, place = divmod(rank, short)
        syllable, ending = divmod(_scattered(place, short), len(endings))
        word = syllables[syllable]
        while rest:
            rest, more = divmod(rest - 1, len(syllables))
            word = syllables[_scattered(more, len(syllables))] + word
        return (word + endings[ending]).capitalize()

    return spell


def compound_speller(nouns: Sequence[str]) -> Callable[[int], str]:
    """Return a function from a rank to a compound: of two nouns, for high ranks of more."""
    known = set(nouns)
    # `Länderchef` but not `Ländernchef`: an inflected noun cannot begin a compound.
    firsts = sorted({_joined(noun) for noun in nouns if not _is_inflected(noun, known)})
    lasts = [noun.lower() for noun in nouns]
    pairs = len(firsts) * len(lasts)

    def spell(rank: int) -> str:
        rest, place = divmod(rank, pairs)
        first, last = divmod(_scattered(place, pairs), len(lasts))
        word = firsts[first] + lasts[last]
        while rest:
            rest, more = divmod(rest - 1, len(firsts))
            word = firsts[_scattered(more, len(firsts))] + word.lower()
        return word

    return spell


def _is_inflected(noun: str, known: set[str]) -> bool:
    return noun.endswith(("n", "s")) and (noun[:-1] in known or noun[:-2] in known)


def _joined(noun: str) -> str:
    """Return the noun as the first part of a compound, with its linking letters."""
    if noun.endswith(("ung", "heit", "keit", "ion", "tät", "schaft", "ling", "tum")):
        return noun + "s"
    return noun + "n" if noun.endswith("e") else noun


def drawer(law: tuple[float, float], spell: Callable[[int], str]) -> Callable[[float], str]:
    """Return a function from a uniform number in [0, 1) to a word with the law's distribution."""
    s, q = law
    power = -1 / (s - 1)

    def draw(uniform: float) -> str:
        return spell(int(q * ((1 - uniform) ** power - 1)))

    return draw


def _scattered(place: int, size: int) -> int:
    """Permute the places, so that words of neighbouring ranks are not similar."""
    return place * _PRIME % size  # a permutation, since no size is a multiple of the prime
