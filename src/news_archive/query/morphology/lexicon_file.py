"""Making the lexicon of a language, once on a machine, and finding it again.

The words come from ``simplemma``, whose tables take a second to load. So they are written once in
the layout that ``lexicon`` maps into memory, to the user's folder for caches: ``$XDG_CACHE_HOME``
or ``~/.cache``, on macOS ``~/Library/Caches``. If it cannot be written, each process makes its own.
"""

from __future__ import annotations

import os
import re
import sys
from array import array
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from zlib import crc32

from news_archive.query.morphology.lexicon import MARK, OTHER, Lexicon, plain_spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# The languages whose lexicon was tried on words with their right and wrong forms
# (tests/query/test_word_forms.py); all others inflect by stems alone.
_CODES = {"english": "en", "french": "fr", "german": "de"}

# Languages that write their nouns with a capital: there the noun counts, `Waren` and not `waren`.
_NOUNS_FIRST = frozenset(("german",))

_ONE_WORD = re.compile(r"[^\W_]+")


@cache
def lexicon_of(language: str) -> Lexicon | None:
    """Return the lexicon of a language, made if need be; ``None`` if there is none."""
    code = _CODES.get(language)
    if code is None:
        return None
    path = _path(language)
    with suppress(OSError, ValueError):
        return Lexicon(path)
    data = written(_lemmas(code), nouns_first=language in _NOUNS_FIRST)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_bytes(data)
        temporary.replace(path)
        return Lexicon(path)
    except OSError:
        # Imported here: it is slow to load, and a home that cannot be written to is rare.
        import tempfile

        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return Lexicon(Path(file.name))


def prepare(languages: Iterable[str], notice: Callable[[str], None]) -> None:
    """Make the lexicons that are missing; ``notice`` is told, because it takes some seconds."""
    for language in languages:
        if language in _CODES and not _path(language).exists():
            notice(f"preparing the lexicon for {language.capitalize()}, once on this machine")
            lexicon_of(language)


def _path(language: str) -> Path:
    return _cache_folder() / f"{language}-{_source_size(_CODES[language])}-{MARK.decode()}"


def _source_size(code: str) -> int:
    """Return the size of the table that a lexicon is made of; another release has another one.

    To ask for the number of the release would load half of the standard library.
    """
    spec = find_spec("simplemma")
    if spec is None or spec.origin is None:
        return 0
    data = Path(spec.origin).parent / "strategies" / "dictionaries" / "data"
    with suppress(OSError):
        return (data / f"{code}.plzma").stat().st_size
    return 0


def _cache_folder() -> Path:
    if named := os.environ.get("XDG_CACHE_HOME"):
        return Path(named) / "news-archive"
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - it raises nothing without a home
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "news-archive"


def _lemmas(code: str) -> Mapping[str, str]:
    # Imported here: once the lexicon is made nobody needs it.
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    return dict(DefaultDictionaryFactory().get_dictionary(code).items())


def written(lemmas: Mapping[str, str], *, nouns_first: bool) -> bytes:
    """Return a lexicon as bytes; ``lemmas``: the lemma of each form, both as people write them."""
    spellings: dict[str, dict[str, str]] = {}
    for form, lemma in lemmas.items():
        lowered, lemma = form.lower(), lemma.lower()
        if _ONE_WORD.fullmatch(lowered) and _ONE_WORD.fullmatch(lemma):
            spellings.setdefault(lowered, {})[form] = lemma
    lemmas_of = _Nouns(spellings).lemmas_of if nouns_first else _lower_case_first
    families: dict[str, dict[str, bool]] = {}  # by lemma: its forms, and whether they count first
    for form, spelled in spellings.items():
        for place, lemmas_ in enumerate(lemmas_of(form, spelled)):
            for lemma in lemmas_:
                families.setdefault(lemma, {})[form] = place == 0
    for lemma, forms in families.items():
        if lemma not in forms:
            forms[lemma] = lemma not in spellings
    return _packed(families)


_Lemmas: TypeAlias = tuple[list[str], list[str]]
"""The lemmas that are meant by a form, and further ones that it is a form of."""


def _lower_case_first(form: str, spelled: Mapping[str, str]) -> _Lemmas:
    return [spelled[form] if form in spelled else next(iter(spelled.values()))], []


class _Nouns:
    """Chooses the lemmas of a form where nouns have a capital, which an index does not keep.

    The noun is meant (``Betrug``), and a verb finds the form as well (``betragen``: ``betrug``),
    with these exceptions. A plural that is an infinitive as well belongs to both (``Fragen``,
    ``fragen``), but to the verb alone if the noun has a plural in -er: its form in -en is out of
    use (``Land``, ``landen``). A noun made of an adjective is the adjective (``Deutsche``,
    ``deutsch``). A noun without any other form does not count beside a verb; if it is a name in -s,
    it is the genitive of the name without (``Müllers``).
    """

    def __init__(self, spellings: Mapping[str, Mapping[str, str]]) -> None:
        self._spellings = spellings
        self._inflected = set()
        self._with_er = set()
        for form, spelled in spellings.items():
            for lemma in spelled.values():
                if lemma != form:
                    self._inflected.add(lemma)
                    if form.endswith("er"):
                        self._with_er.add(lemma)

    def lemmas_of(self, form: str, spelled: Mapping[str, str]) -> _Lemmas:
        """Return the lemmas of a form; ``spelled`` has one for each of its spellings by case."""
        noun, other = spelled.get(form.capitalize()), spelled.get(form)
        if noun is None:
            return [next(iter(spelled.values())) if other is None else other], []
        is_alone = noun == form and form not in self._inflected
        if is_alone and form.endswith("s"):
            name = form[:-1]
            if self._spellings.get(name, {}).get(name.capitalize()) == name:
                return [name], []
        if other is None or other == noun:
            return [noun], []
        is_adjective = not other.endswith("n") and (
            noun in (f"{other}e", f"{other}er") or self._spellings.get(noun, {}).get(noun) == other
        )
        if is_adjective or is_alone:
            return [other], []
        if noun != form and other == form:
            return ([other], []) if noun in self._with_er else ([noun, other], [])
        return [noun], [other]


def _packed(families: Mapping[str, Mapping[str, bool]]) -> bytes:
    lines = bytearray()
    entries = array("Q")
    for lemma, forms in families.items():
        entries.extend(
            crc32(spelling.encode()) << 32 | len(lines)
            for spelling in set(map(plain_spelling, forms))
        )
        listed = sorted(forms, key=lambda form: form != lemma)
        lines += " ".join([form if forms[form] else OTHER + form for form in listed]).encode()
        lines += b"\n"
    ordered = array("Q", sorted(entries))
    if sys.byteorder == "big":
        ordered.byteswap()
    return MARK + len(ordered).to_bytes(8, "little") + ordered.tobytes() + bytes(lines)
