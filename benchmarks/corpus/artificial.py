"""Artificial sentences that look like German, for use without a corpus of real ones.

The function words and some others are real and about as frequent as in the news. Stems are
artificial and drawn from a Zipf-Mandelbrot distribution; their endings, umlauts and compounds are
German. Cases and genders do not agree, which makes no difference to a search.
"""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from sentences import Language, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _words(text: str) -> list[str]:
    return text.split()


def _weights(words: dict[float, str]) -> dict[str, float]:
    return {word: weight for weight, text in words.items() for word in text.split()}


_SENTENCES = 40_000
_STEMS = 6_000  # of each kind of word
_FIXED_SEED = 20_090_101  # the language is the same for all seeds

_DETERMINER_WEIGHTS = _weights(
    {
        34: "die",
        33: "der",
        13: "den",
        11: "das",
        9: "dem",
        8: "des",
        6: "ein eine",
        4: "einer",
        3: "einen einem",
        2: "eines seine ihre diese",
        1: "kein keine alle mehrere viele zwei drei",
    }
)
_PREPOSITION_WEIGHTS = _weights(
    {
        20: "in",
        12: "von",
        10: "mit",
        9: "für auf im",
        5: "an am nach aus",
        4: "bei über zu",
        3: "um zur zum vor gegen",
        2: "durch seit unter",
        1: "während zwischen wegen ohne",
    }
)
_ADVERB_WEIGHTS = _weights(
    {
        16: "nicht",
        14: "sich",
        12: "auch",
        7: "noch",
        5: "nur",
        4: "so",
        3: "bereits mehr wieder schon jedoch",
        2: "nun dort zunächst später heute zuletzt",
        1: "demnach künftig früher natürlich",
    }
)
_AUXILIARY_WEIGHTS = _weights(
    {
        14: "ist",
        11: "hat",
        9: "wurde werden",
        8: "wird",
        7: "sind",
        6: "sei haben war",
        5: "habe",
        4: "hatte soll können wurden kann",
        3: "sollen will",
        2: "müssen könnte",
        1: "würden müsse möchte",
    }
)
_CONJUNCTION_WEIGHTS = _weights(
    {
        10: "dass",
        9: "die",
        7: "der",
        5: "als sagte",
        4: "wie wenn aber",
        3: "weil um",
        2: "nachdem während",
        1: "obwohl ob wo",
    }
)
# Real words to search for, with their approximate frequency among 10,000 nouns of the news.
_KNOWN_NOUNS = _weights(
    {
        50: "Jahr",
        48: "Jahren Prozent",
        45: "Euro",
        40: "Regierung",
        38: "Polizei",
        36: "Präsident Land",
        32: "Berlin",
        16: "Wahl Haus",
        14: "Ministerpräsident Frankreich",
        12: "Minister Wahlen Länder",
        7: "Ländern",
        4: "Ministerin Ministerpräsidentin Häuser",
        3: "Ministers",
        2: "Ministern Häusern",
    }
)
_ONSETS = _words(
    "b br d f fl g gr h k kl kr l m n p r s sch schl st str t tr v w z zw pf bl dr fr gl kn schw"
)
_NUCLEI = _words(
    "a e i o u ei au ie a e i o u e a e i o u ei au ie a e i o u e a e i o u ei au ie a e ä ö ü"
)
_CODAS = _words("l n r m s t ck ll nn rt ng nd ld lt rn rg tz tt ss ß ft ch st cht")
_ROUNDED = str.maketrans("aou", "äöü")


def language() -> Language:
    """Return artificial sentences: words and endings look German, frequencies are German."""
    rng = Random(_FIXED_SEED)
    nouns = _noun_forms(rng)
    parts = _parts(nouns)
    draw_noun = _drawn_by_rank(rng, nouns, _KNOWN_NOUNS)
    draw_adjective = _drawn_by_rank(rng, _adjective_forms(rng), {})
    draw_verb = _drawn_by_rank(rng, _verb_forms(rng), {})
    determiner = _weighted(rng, _DETERMINER_WEIGHTS)
    preposition = _weighted(rng, _PREPOSITION_WEIGHTS)
    adverb = _weighted(rng, _ADVERB_WEIGHTS)
    auxiliary = _weighted(rng, _AUXILIARY_WEIGHTS)
    conjunction = _weighted(rng, _CONJUNCTION_WEIGHTS)
    chance = rng.random

    def noun() -> list[str]:
        kind = chance()
        if kind < 0.16:
            return ["%s:n"]
        words = [determiner()]
        if chance() < 0.35:
            words.append(draw_adjective())
        words.append("%s:c" if kind < 0.41 else draw_noun())
        if chance() < 0.12:
            words += ["und", draw_noun()]
        if chance() < 0.04:
            words += ["mit", "%s:" + str(1 + int(chance() * 5)), draw_noun()]
        return words

    def clause() -> list[str]:
        words = [*noun(), auxiliary() if chance() < 0.55 else draw_verb()]
        if chance() < 0.55:
            words.append(adverb())
        for _ in range(1 + int(chance() * 2.2)):
            words += [preposition(), *noun()] if chance() < 0.7 else noun()
        if chance() < 0.5:
            words.append(draw_verb())
        return words

    def sentence() -> Sentence:
        words = clause()
        while chance() < 0.4:
            words[-1] += ","
            words += [conjunction(), *clause()]
        return _finished(words)

    return Language([sentence() for _ in range(_SENTENCES)], parts)


def _finished(words: list[str]) -> Sentence:
    gaps = "".join(word[3] for word in words if word.startswith("%s:"))
    words = [word[:2] + word[4:] if word.startswith("%s:") else word for word in words]
    words[0] = words[0] if words[0].startswith("%s") else words[0][0].upper() + words[0][1:]
    return Sentence(" ".join(words) + ".", gaps)


def _stem(rng: Random, syllables: int) -> str:
    return "".join(
        rng.choice(_ONSETS) + rng.choice(_NUCLEI) + (rng.choice(_CODAS) if last else "")
        for last in [False] * (syllables - 1) + [True]
    )


def _stems(rng: Random) -> list[str]:
    # The most frequent words are the shortest, as in every language.
    return [_stem(rng, 1 + (rank > 250) + (rank > 3_000)) for rank in range(_STEMS)]


def _noun_forms(rng: Random) -> list[list[str]]:
    return [
        rng.choice(
            (
                [stem, stem + "es", stem.translate(_ROUNDED) + "er", stem + "ern"],
                [stem + "ung", stem + "ungen"],
                [stem + "er", stem + "ers", stem + "ern", stem + "erin", stem + "erinnen"],
                [stem + "e", stem + "en"],
                [stem + "heit", stem + "heiten"],
                [stem, stem + "s", stem.translate(_ROUNDED) + "e", stem + "en"],
            )
        )
        for stem in (stem.capitalize() for stem in _stems(rng))
    ]


def _adjective_forms(rng: Random) -> list[list[str]]:
    endings = ("en", "e", "er", "es", "em")
    return [
        [stem + suffix + ending for ending in endings]
        for stem in _stems(rng)
        for suffix in [rng.choice(("", "", "isch", "lich", "ig", "bar"))]
    ]


def _verb_forms(rng: Random) -> list[list[str]]:
    return [
        [stem + "te", stem + "t", stem + "en", stem + "ten", "ge" + stem + "t", "zu " + stem + "en"]
        for stem in _stems(rng)
    ]


def _parts(nouns: Sequence[Sequence[str]]) -> list[str]:
    """Return the parts of compounds: the more frequent nouns, in all their forms."""
    return sorted({form for forms in nouns[:800] for form in forms if 4 <= len(form) <= 11})


def _drawn_by_rank(
    rng: Random, stems: list[list[str]], known: dict[str, float]
) -> Callable[[], str]:
    """Return a function that draws a form of a stem.

    The stem is drawn from a Zipf-Mandelbrot distribution; its first form is the most frequent.
    """
    share = 1 - sum(known.values()) / 10_000
    laws = [1 / (rank + 2.7) ** 1.05 for rank in range(len(stems))]
    scale = share / sum(laws)
    weights: dict[str, float] = {}
    for law, forms in zip(laws, stems, strict=True):
        shares = [1 / (place + 1.5) for place in range(len(forms))]
        for form, part in zip(forms, shares, strict=True):
            weights[form] = weights.get(form, 0) + law * scale * part / sum(shares)
    return _weighted(rng, {**weights, **{word: n / 10_000 for word, n in known.items()}})


def _weighted(rng: Random, weights: dict[str, float]) -> Callable[[], str]:
    words = list(weights)
    sums = list(accumulate(weights.values()))
    return lambda: words[min(bisect(sums, rng.random() * sums[-1]), len(words) - 1)]
