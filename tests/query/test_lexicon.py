"""The lexicon as a file: what is written is found again, and nothing else is taken for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.query.morphology import lexicon_file
from news_archive.query.morphology.lexicon import Lexicon
from news_archive.query.morphology.lexicon_file import lexicon_of, prepare, written

TABLE = {
    "Firma": "Firma", "Firmen": "Firma",
    "Betrug": "Betrug", "Betrugs": "Betrug", "betrug": "betragen", "beträgt": "betragen",
    "Frage": "Frage", "Fragen": "Frage", "fragen": "fragen", "fragte": "fragen",
    "Land": "Land", "Länder": "Land", "Landen": "Land", "landen": "landen", "landet": "landen",
    "Deutsche": "Deutscher", "Deutscher": "Deutscher", "deutsch": "deutsch", "deutsche": "deutsch",
    "Müller": "Müller", "Müllers": "Müllers", "Straße": "Straße", "Straßen": "Straße",
    "Sprach": "Sprach", "sprach": "sprechen", "spricht": "sprechen",
}  # fmt: skip


def lexicon(folder: Path, table: dict[str, str], *, nouns_first: bool = True) -> Lexicon:
    path = folder / "lexicon"
    path.write_bytes(written(table, nouns_first=nouns_first))
    return Lexicon(path)


@pytest.mark.parametrize(
    ("form", "meant", "lemmas"),
    [
        ("firmen", {"firma"}, {"firma"}),
        ("betrug", {"betrug"}, {"betrug", "betragen"}),
        ("beträgt", {"betragen"}, {"betragen"}),
        ("fragen", {"frage", "fragen"}, {"frage", "fragen"}),
        ("landen", {"landen"}, {"landen"}),
        ("länder", {"land"}, {"land"}),
        ("laender", {"land"}, {"land"}),
        ("deutsche", {"deutsch"}, {"deutsch"}),
        ("müllers", {"mueller"}, {"mueller"}),
        ("strasse", {"strasse"}, {"strasse"}),
        ("sprach", {"sprechen"}, {"sprechen"}),
        ("unbekannt", set(), set()),
        ("", set(), set()),
    ],
)
def test_a_form_has_its_lemmas(
    tmp_path: Path, form: str, meant: set[str], lemmas: set[str]
) -> None:
    found = lexicon(tmp_path, TABLE)
    assert found.meant(form) == meant
    assert found.lemmas(form) == lemmas


def test_a_word_finds_the_forms_that_count_for_another_word_first(tmp_path: Path) -> None:
    found = lexicon(tmp_path, TABLE)
    assert found.inflections("beträgt") == {"betragen", "betrug", "beträgt"}
    assert found.inflections("betrug") == {"betrug", "betrugs"}


def test_where_nouns_have_no_capital_the_lower_case_counts(tmp_path: Path) -> None:
    table = {"Reading": "Reading", "reading": "read", "reads": "read", "Mice": "mouse"}
    found = lexicon(tmp_path, table, nouns_first=False)
    assert found.meant("reading") == {"read"}
    assert found.meant("mice") == {"mouse"}


def test_an_unknown_compound_is_parted_before_its_longest_known_end(tmp_path: Path) -> None:
    found = lexicon(tmp_path, TABLE)
    compound = found.compound("querfirmen")
    assert compound is not None
    assert (compound.beginning, compound.family.lemma) == ("quer", "firma")
    assert found.compound("firmen") is None
    assert found.compound("xfirmen") is None


forms = st.text("aäbcdßéE", min_size=1, max_size=6)


@given(st.dictionaries(forms, forms, max_size=30), st.booleans())
def test_whatever_is_written_is_found(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, str], nouns_first: bool
) -> None:
    found = lexicon(tmp_path_factory.mktemp("made"), table, nouns_first=nouns_first)
    for form, lemma in table.items():
        assert found.meant(form.lower()), form
        assert found.lemmas(lemma.lower()), lemma
        for other in found.inflections(form.lower()):
            assert found.meant(form.lower()) & found.lemmas(other)


@pytest.mark.parametrize("cut", [0, 5, 12, 20])
def test_a_file_that_is_no_lexicon_or_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "lexicon"
    path.write_bytes(written(TABLE, nouns_first=True)[:cut])
    with pytest.raises(ValueError):
        Lexicon(path)
    path.write_bytes(b"something else, long enough to be one")
    with pytest.raises(ValueError):
        Lexicon(path)


class TestOnDisk:
    @pytest.fixture(autouse=True)
    def own_cache(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        """A cache folder of its own, and a small table in place of the real one."""
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.setattr(lexicon_file, "_lemmas", lambda _code: TABLE)
        lexicon_of.cache_clear()
        yield tmp_path / "cache" / "news-archive"
        lexicon_of.cache_clear()

    def test_it_is_made_once_and_said(self, own_cache: Path) -> None:
        said: list[str] = []
        prepare(["german"], said.append)
        assert said == ["preparing the lexicon for German, once on this machine"]
        (path,) = own_cache.iterdir()
        before = path.stat()
        lexicon_of.cache_clear()
        prepare(["german"], said.append)
        assert len(said) == 1
        assert path.stat() == before

    def test_one_that_is_damaged_is_made_again(self, own_cache: Path) -> None:
        prepare(["german"], lambda _sentence: None)
        (path,) = own_cache.iterdir()
        path.write_bytes(b"damaged")
        lexicon_of.cache_clear()
        found = lexicon_of("german")
        assert found is not None
        assert found.meant("firmen") == {"firma"}

    def test_where_nothing_can_be_written_each_process_has_its_own(self, own_cache: Path) -> None:
        own_cache.parent.mkdir()
        own_cache.write_text("a file in the place of the folder")
        found = lexicon_of("german")
        assert found is not None
        assert found.meant("firmen") == {"firma"}
        assert own_cache.is_file()

    def test_a_language_without_a_lexicon_has_none(self, own_cache: Path) -> None:
        prepare(["norwegian", "klingon"], lambda sentence: pytest.fail(sentence))
        assert lexicon_of("norwegian") is None
        assert not own_cache.exists()

    def test_two_processes_may_make_it_at_once(self, own_cache: Path) -> None:
        children = []
        for _ in range(3):
            child = os.fork()
            if child == 0:
                lexicon_of.cache_clear()
                found = lexicon_of("german")
                os._exit(0 if found is not None and found.meant("firmen") == {"firma"} else 1)
            children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
        assert len(list(own_cache.iterdir())) == 1
