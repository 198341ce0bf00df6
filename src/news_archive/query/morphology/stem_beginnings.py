"""Where in a sorted vocabulary the forms of a key can stand: with what each of them begins.

The key of a form is the stem of its plain spelling, in plain letters. Most stemmers only cut
endings off, so that a form begins with its key: *walk*, *walked*. Some also respell what then
stands at the end: *fly* and *flies* have the key *fli*. The law of this table:

    Every form with a key begins with the key, or with the key after one of the respellings of
    its language has been undone: after the ending of the key, the left side of a pair, has been
    replaced by what a form can have there, the right side.

An empty right side says that too much can stand there to be listed, so that the key is only
shortened. Four habits that no list of endings describes come on top:

* Finnish makes a double consonant single, the last one of the stem: *kukko*, key *kuko*.
* Dutch doubles the vowel before a last consonant: *lopen*, key *loop*.
* Dutch takes *ge* out, before a word and once within it: *opgelopen*, key *oploop*.
* Greek spells every ς as σ.

The table was found by stemming the forms of inflected word lists and the endings that each
stemmer knows, one, two and more of them behind real and random beginnings, and by noting what
differed from the form. Law and table hold for all of these [thousands of forms]:

                real  made                real  made                real  made
    danish       956  1096    greek        819  2905    romanian     585  1412
    dutch        488  1229    hungarian   1389  1260    russian      790  1246
    english      533  1243    italian      158  1469    spanish      173  1393
    finnish      129  1110    norwegian   1343  1124    swedish      830  1161
    french       442  1324    portuguese   732  1355    turkish      432  1157

A language that is missing has no such table: Arabic and Tamil cut all sorts of beginnings off,
and German has a law of its own.
"""

from __future__ import annotations

_NEVER: tuple[tuple[str, str], ...] = ()

# By language: the ending of a key, and what a form has in its place.
RESPELLINGS = {
    "danish": _NEVER,
    "dutch": (
        ("f", "v"),  # brief: brieven
        ("s", "z"),  # huis: huizen
        ("eer", "at"),  # situeer: situatie
        ("eer", "ant"),  # consulteer: consultant
        ("ing", "ink"),  # ring: rinkje
        ("ie", "io"),  # additie: additioneel
        ("lder", "ld"),  # bodybuilder: bodybuilding
        ("nn", "n"),  # inn: geind
    ),
    "english": (
        ("i", "y"),  # fli: fly
        ("e", "i"),  # hope: hoping
        ("bl", "bil"),  # probabl: probability
        ("ie", "y"),  # die: dying
        ("sky", "ski"),  # sky: skies
    ),
    "finnish": _NEVER,
    "french": (
        ("i", "y"),  # emploi: employer
        ("x", "s"),  # heureux: heureuse
        ("al", "au"),  # cheval: chevaux
        ("ent", "enc"),  # intelligent: intelligence
        ("ent", "emm"),  # prudent: prudemment
        ("qu", "c"),  # appliqu: application
    ),
    "greek": (
        ("ων", "ωθ"),  # αλων: αλωθηκαν
        ("ακ", "ιτσ"),  # σκακ: σκιτσα
        ("ακ", "αρακ"),
        ("ιτσ", "α"),  # κοκοριτσ: κοκορακι
        ("αρακ", "ουδακ"),  # σαρακ: σουδακι
        ("ιεστ", "εστ"),  # αριεστ: αρεστε
        ("ωντ", "οντ"),  # εκρεωντ: εκρεοντας
        ("οντ", "ωντ"),
        ("ονομαστ", "ονιομαστ"),
        ("ουμ", "η"),
        ("ουν", "η"),  # ρουν: ρηθουνε
        ("αγαν", ""),
        ("αν", ""),  # παν: πιανε
        ("ετ", ""),  # ανετ: ανευρετε
        ("ικ", ""),
    ),
    "hungarian": (
        ("cs", "ccs"),  # kulcs: kulccsal
        ("gy", "ggy"),
        ("ly", "lly"),
        ("ny", "nny"),
        ("sz", "ssz"),
        ("ty", "tty"),
        ("zs", "zzs"),
    ),
    "italian": (("ent", "enz"),),  # different: differenza
    "norwegian": _NEVER,
    "portuguese": _NEVER,
    "romanian": (("ist", "ism"),),  # comunist: comunism
    "russian": _NEVER,
    "spanish": (("ent", "enc"),),  # diferent: diferencia
    "swedish": _NEVER,
    "turkish": (
        ("p", "b"),  # kitap: kitabi
        ("t", "d"),  # t: dini
        ("di", "d"),  # azadi: azad
        ("du", "d"),  # davudu: davud
        ("gi", "g"),  # agi: aga
        ("gu", "g"),  # dogu: doga
        ("na", ""),  # avrupane: avrupadakine
        ("ne", ""),
        ("nda", ""),
        ("nde", ""),
    ),
}

# Languages whose stemmer makes a double consonant single, and what else is a vowel there.
UNDOUBLED = {"finnish": "aeiouy"}

# Languages whose stemmer doubles the vowel before a last consonant, and the vowels.
LENGTHENED = {"dutch": "aeou"}

# What a stemmer takes out before a word and within it.
TAKEN_OUT = {"dutch": "ge"}

# Letters that a stemmer spells as another one wherever they stand.
ALIKE = {"greek": ("σ", "ς")}

# How often a beginning is spelled both ways; it ends before the letter's next place.
_MOST_PLACES = 4


def beginnings(language: str, key: str) -> list[str] | None:
    """Return beginnings one of which every form with a key has; ``None``: any form may have it."""
    if language not in RESPELLINGS:
        return None
    found = [key]
    for ending, instead in RESPELLINGS[language]:
        if key.endswith(ending):
            found.append(key[: len(key) - len(ending)] + instead)
    if language in UNDOUBLED:
        to_last_consonant = key.rstrip(UNDOUBLED[language])
        found.append(to_last_consonant + key[max(len(to_last_consonant) - 1, 0) :])
    if language in LENGTHENED:
        found += [
            f"{one[:-3]}{one[-2:]}"
            for one in found
            if len(one) > 2 and one[-3] == one[-2] and one[-2] in LENGTHENED[language]
        ]
    if language in TAKEN_OUT:
        found = [whole for one in found for whole in _put_back(one, TAKEN_OUT[language])]
    if language in ALIKE:
        found = [spelling for one in found for spelling in _spelled(one, *ALIKE[language])]
    shortest: list[str] = []
    for beginning in sorted(found):
        if not shortest or not beginning.startswith(shortest[-1]):
            shortest.append(beginning)
    return None if shortest == [""] else shortest


def _put_back(beginning: str, taken: str) -> list[str]:
    wholes = [beginning, taken + beginning]
    for one in (beginning, taken + beginning):
        wholes += [one[:place] + taken + one[place:] for place in range(1, len(one))]
    return wholes


def _spelled(beginning: str, one: str, other: str) -> list[str]:
    first, *parts = beginning.split(one, _MOST_PLACES + 1)
    spellings = [first]
    for part in parts[:_MOST_PLACES]:
        spellings = [spelling + letter + part for spelling in spellings for letter in (one, other)]
    return spellings
