"""Credits at the end of a text, and datelines at its beginning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news_archive.article.agencies import agencies
from news_archive.article.credit import (
    credit_sources,
    dateline_sources,
    join_credit,
    split_credit,
)
from news_archive.article.text import canonical
from news_archive.limits import MAX_CREDIT_CHARACTERS

BODY = "Der Minister schloss einen Rücktritt nicht aus."


@pytest.mark.parametrize(
    ("credit", "sources"),
    [
        ("dpa", ["dpa"]),
        ("afp", ["afp"]),
        ("AFP", ["afp"]),
        ("AFP, dpa", ["afp", "dpa"]),
        ("dpa, AFP", ["dpa", "afp"]),
        ("AFP, dpa, afp", ["afp", "dpa"]),
        ("APA/red, 24.6.2015", ["apa"]),
        ("red/APA, 24. 6. 2015", ["apa"]),
        ("APA, 24.6.", ["apa"]),
        ("APA/dpa/Reuters", ["apa", "dpa", "reuters"]),
        ("mit dpa", ["dpa"]),
        ("Mit Material von dts", ["dts"]),
        ("mit Material der dpa", ["dpa"]),
        ("mit Agenturmaterial von AFP", ["afp"]),
        ("Quelle: dts", ["dts"]),
        ("Quellen: dpa, AFP", ["dpa", "afp"]),
        ("rtr", ["reuters"]),
        ("dpa-AFX", ["dpa-afx"]),
        ("mau/dpa", ["dpa"]),
        ("kel, mau/dpa", ["dpa"]),
        ("dpa + AFP", ["dpa", "afp"]),
        ("dpa & AFP", ["dpa", "afp"]),
        ("dpa – AFP", ["dpa", "afp"]),
        ("dpa - AFP", ["dpa", "afp"]),
        ("dpa; AFP", ["dpa", "afp"]),
        ("dpa und AFP", ["dpa", "afp"]),
        ("dpa and AFP", ["dpa", "afp"]),
        ("dpa, AFP und Reuters", ["dpa", "afp", "reuters"]),
        ("DPA/Bild", ["dpa"]),
        ("Bild, dpa", ["dpa"]),
        ("Agence France-Presse", ["afp"]),
        ("Text: dpa, Foto: AFP", ["dpa"]),
        ("Foto: dpa; Text: AFP", ["afp"]),
        ("Text: dpa, Video: APA, Grafik: Reuters", ["dpa"]),
        ("dpa/Foto: AFP", ["dpa"]),
        ("dpa, 3. April 2024", ["dpa"]),
        ("dpa 3.4.2024", ["dpa"]),
        (" afp ", ["afp"]),
    ],
)
def test_a_trailing_parenthesis_that_names_an_agency_is_the_credit(
    credit: str, sources: list[str]
) -> None:
    assert split_credit(f"{BODY} ({credit})") == (BODY, credit, sources)
    assert split_credit(f"{BODY}\n\n({credit})") == (BODY, credit, sources)


@pytest.mark.parametrize(
    "ending",
    [
        "SPD", "48.", "red, 21.6.2015", "red, 16. 5. 2016", "Rückenbeschwerden", "Archiv",
        "Text: David Huber, Video: Maria Gruber", "red", "2015", "24.6.2015", "Bild", "Bild, red",
        "Bild/Welt", "Agenturen", "mit Agenturmaterial", "Quelle: SPD", "Foto: dpa", "Bild: AFP",
        "Video: Reuters", "Grafik: APA", "Fotos: dpa/AFP", "Archivbild: dpa", "Symbolfoto: AP",
        "FOTO: DPA", "Karte: APA", "1:0", "Stand: 3.4.2024", " ", "…", "apart", "Apache", "dpanik",
    ],
)  # fmt: skip
def test_anything_else_in_parentheses_is_body(ending: str) -> None:
    text = f"{BODY} ({ending})"
    assert split_credit(text) == (text, None, [])


@pytest.mark.parametrize(
    "ending",
    [
        "(afp).",
        "(afp) –",
        "afp",
        "(afp",
        "afp)",
        "[afp]",
        "()",
        "(af\np)",
        "(afp) Wien",
        "(afp)\u200b",
    ],
)
def test_a_credit_is_a_parenthesis_at_the_very_end(ending: str) -> None:
    text = f"{BODY} {ending}"
    assert split_credit(text) == (text, None, [])


@pytest.mark.parametrize("code", ["PA", "STA", "NA", "CP"])
def test_an_ambiguous_code_counts_only_beside_something_that_proves_it(code: str) -> None:
    for alone in (code, code.lower(), f"{code}/red", f"{code}, Wien", f"mit {code}"):
        assert credit_sources(alone) == [], alone
    (proven,) = credit_sources(f"Quelle: {code}")
    for beside in (
        f"{code}, 3.4.2024",
        f"{code}, 3. 4. 2024",
        f"{code}, 2024-04-03",
        f"Mit Material von {code}",
        f"Mit Material der {code}",
    ):
        assert credit_sources(beside) == [proven], beside
    assert credit_sources(f"{code}, dpa") == [proven, "dpa"]
    assert credit_sources(f"dpa/{code}") == ["dpa", proven]


def test_ambiguous_codes_do_not_prove_each_other() -> None:
    assert credit_sources("PA/STA") == []


@pytest.mark.parametrize("date", ["24. Juni 2015", "Juni 2015", "24 June 2015"])
def test_a_date_with_the_name_of_a_month_is_a_date_too(date: str) -> None:
    assert credit_sources(f"STA, {date}") == ["sta"]


@pytest.mark.parametrize(
    ("credit", "sources"),
    [
        ("Mit Material der Agenturen dpa und AFP", ["dpa", "afp"]),
        ("mit Material der Nachrichtenagentur AFP", ["afp"]),
    ],
)
def test_the_word_agency_before_a_name_does_not_hide_it(credit: str, sources: list[str]) -> None:
    assert credit_sources(credit) == sources


def test_a_picture_of_an_agency_proves_nothing() -> None:
    assert credit_sources("PA, Foto: dpa") == []
    assert credit_sources("Foto: PA, dpa") == ["dpa"]


@pytest.mark.parametrize(
    ("text", "body", "credit"),
    [
        ("Er ging (SPD) (afp)", "Er ging (SPD)", "afp"),
        ("Er ging (afp) (SPD)", "Er ging (afp) (SPD)", None),
        ("Er ging (dpa) (afp)", "Er ging (dpa)", "afp"),
        ("Er ging (dpa (Berlin))", "Er ging (dpa (Berlin))", None),
        ("Er ging (so (dpa))", "Er ging (so (dpa))", None),
        ("Er ging ((dpa)", "Er ging (", "dpa"),
        ("Er ging(dpa)", "Er ging", "dpa"),
        ("(dpa)", "", "dpa"),
        ("", "", None),
    ],
)
def test_only_the_last_parenthesis_is_looked_at(text: str, body: str, credit: str | None) -> None:
    assert split_credit(text)[:2] == (body, credit)


def test_a_parenthesis_longer_than_any_credit_is_body() -> None:
    longest = "dpa, " + "x" * (MAX_CREDIT_CHARACTERS - 5)
    assert split_credit(f"{BODY} ({longest})").credit == longest
    assert split_credit(f"{BODY} ({longest}x)").credit is None


@pytest.mark.parametrize(
    ("beginning", "sources"),
    [
        ("BERLIN (dpa) – ", ["dpa"]),
        ("BERLIN (dpa) - ", ["dpa"]),
        ("BERLIN (dpa) — ", ["dpa"]),
        ("Berlin/Paris (AFP) - ", ["afp"]),
        ("Frankfurt/Main (dpa/AFP) – ", ["dpa", "afp"]),
        ("St. Pölten (APA) – ", ["apa"]),
        ("New York, 3. April (Reuters) – ", ["reuters"]),
        ("BERLIN\u00a0(dpa)\u00a0– ", ["dpa"]),
        ("Wien (APA): ", ["apa"]),
        ("BERLIN (SPD) – ", []),
        ("LONDON (PA) – ", []),
        ("LONDON (PA/dpa) – ", ["pa-media", "dpa"]),
        ("BERLIN (Foto: dpa) – ", []),
        ("BERLIN (dpa) ", []),
        ("BERLIN (dpa). ", []),
        ("(dpa) – ", []),
        ("Berlin\n(dpa) – ", []),
        ("Berlin " + "x" * 90 + " (dpa) – ", []),
    ],
)
def test_a_dateline_gives_the_sources_and_stays_in_the_body(
    beginning: str, sources: list[str]
) -> None:
    text = beginning + BODY
    assert split_credit(text) == (text, None, sources)
    assert dateline_sources(text) == sources


def test_a_credit_at_the_end_outweighs_a_dateline() -> None:
    text = f"BERLIN (dpa) – {BODY}"
    assert split_credit(f"{text} (AFP)") == (text, "AFP", ["afp"])


CODES = [agency.code for agency in agencies()]
TEXTS = st.text(alphabet=st.one_of(st.sampled_from("()/,;:&+-– \nadfp.3"), st.characters()))
PARTS = st.sampled_from([*CODES, "red", "Bild", "Foto: dpa", "Quelle: ", "24.6.2015", "mit", "SPD"])
PARENTHESES = st.builds(
    lambda parts, between: f"({between.join(parts)})",
    st.lists(PARTS, max_size=5),
    st.sampled_from([", ", "/", " und ", " + "]),
)
ENDINGS = TEXTS | PARENTHESES


@given(TEXTS, st.sampled_from(["", " ", "\n\n"]), ENDINGS)
def test_nothing_is_lost_when_a_text_is_taken_apart(start: str, gap: str, ending: str) -> None:
    text = canonical(start + gap + ending)
    body, credit, sources = split_credit(text)
    if credit is None:
        assert body == text
    else:
        assert sources
        assert "".join(join_credit(body, credit).split()) == "".join(text.split())
        assert text.endswith(f"({credit})")
    assert canonical(body) == body
    assert set(sources) <= set(CODES)
    assert len(set(sources)) == len(sources)


@given(TEXTS, ENDINGS)
def test_taking_apart_and_joining_again_changes_nothing_any_more(start: str, ending: str) -> None:
    once = split_credit(canonical(f"{start} {ending}"))
    if once.body:
        assert split_credit(join_credit(once.body, once.credit)) == once


@pytest.mark.parametrize(
    ("opening", "sources"),
    [
        ("Den Haag (dpa) – Der Text.", ["dpa"]),
        ("The Hague (AP) – The text.", ["ap"]),
        ("WASHINGTON, April 3 (Reuters) - The text.", ["reuters"]),
        ("PARIS (AFP) -- The text.", ["afp"]),
        ("Berlin, 3.4.2024 (dpa) – Der Text.", ["dpa"]),
        ("Neustadt an der Weinstraße (dpa) - Der Text.", ["dpa"]),
        ("Aix-en-Provence (AFP) – Der Text.", ["afp"]),
        ("Frankfurt (Oder) (dpa) – Der Text.", ["dpa"]),
        ("Der Chef der Agentur (AFP) – ein Franzose – trat ab.", []),
        ("Die Deutsche Presse-Agentur (dpa) - gegründet 1949 - feiert.", []),
        ("Präsident Trump (AP) – hier im Bild – kam.", []),
        ("Fotos (dpa) – Der Text.", []),
    ],
)
def test_a_dateline_names_a_place(opening: str, sources: list[str]) -> None:
    assert split_credit(opening).sources == sources


@pytest.mark.parametrize(
    "credit", ["mit dpa-Material", "Material: dpa", "dpa.", "Mit Informationen von dpa"]
)
def test_material_of_an_agency_names_it(credit: str) -> None:
    assert credit_sources(credit) == ["dpa"]


@pytest.mark.parametrize("credit", ["PA.", "STA.", "Marburg 2015, STAX", "Maison 2015/PAX"])
def test_a_full_stop_or_a_year_behind_a_word_proves_nothing(credit: str) -> None:
    assert credit_sources(credit) == []


def test_every_list_of_sources_belongs_to_whoever_asked() -> None:
    split_credit(f"{BODY} (AFP, dpa)").sources.clear()
    credit_sources("AFP, dpa").append("reuters")
    assert credit_sources("AFP, dpa") == ["afp", "dpa"]
    assert split_credit(f"{BODY} (AFP, dpa)").sources == ["afp", "dpa"]


@pytest.mark.parametrize("place", ["A" * 58, "A" * 59, "A" * 60])
def test_a_dateline_is_found_however_long_its_place_is(place: str) -> None:
    assert dateline_sources(f"{place} (dpa) – {BODY}") == ["dpa"]
    assert dateline_sources(f"{place} (ots) (dpa) – {BODY}") == ["dpa"]
    assert dateline_sources(f"{place}AAA (dpa) – {BODY}") == []
