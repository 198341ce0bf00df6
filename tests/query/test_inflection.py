"""From a word as typed to the forms of an archive that it stands for."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_archives import reader_of

from news_archive.article.words import folded, forms, spelled_out
from news_archive.index.memory import MemoryReader
from news_archive.query.morphology.inflection import forms_of, is_inflection
from news_archive.query.tree import Exact, Word

# Real forms, chosen for how they inflect and how they nearly meet.
_FORMS = """
    abend abende abenden abends abgeordnete abgeordneten abgeordneter abkommen abkommens
    aktuell aktuelle aktuellem aktuellen aktueller aktuellere aktuelles aktuellste amt amtes
    ämter ämtern angriff angriffe angriffen angriffs arbeit arbeiten arbeiter arbeiterin
    arbeiterinnen arbeitern arbeitet arbeitete arbeitslosigkeit arzt arztes ärzte ärzten ärztin
    ärztinnen ausland auslands ausländer ausländerin ausländern ausländisch ausländische
    auslaendisch außen aussen bahn bahnen bahnhof bahnhofs bahnhöfe bahnhöfen bank bänke banken
    bauer bauern bäuerin bäuerinnen baum baums bäume bäumen berg berge bergen bergs berlin
    berlins berliner bericht berichte berichten berichtet berichtete beschluss beschluß
    beschlüsse beschlüssen brücke brücken bruecke buch buches bücher büchern bund bundes
    bundestag bundestags bürger bürgerin bürgerinnen bürgern buerger burg burgen café cafés
    cafe dorf dorfes dörfer dörfern einheit einheiten erdogan erdoğan erdogans erdoğans erfolg
    erfolge erfolgreich erfolgreiche ernst europa europas europäer europäisch europäische
    europäischen europaeisch fall falles fälle fällen fehler fluss fluß flusses flüsse flüssen
    flughafen flughafens flughäfen flughaefen fordern fordert forderte forderung forderungen
    fördern fördert förderte förderung foerdern frankreich frankreichs französisch französische
    frau frauen freiheit freiheiten freiheitlich freiheitliche frieden friedens führen führt
    führte führung führungen fuehrung fuß füße füßen fuss fusse gast gastes gäste gästen gefahr
    gefahren gefährlich gefährliche geld gelder geldern gemeinde gemeinden geschichte
    geschichten gesetz gesetze gesetzen gesetzes gesetzlich gespräch gespräche gesprächen groß
    große großen größe größen größer größere größte gross grosse groesse haus hause hauses
    häuser häusern haeuser hafen hafens häfen herr herren hochschule hoch höhe höher höchste
    israel israels israeli israelis israelisch israelische jahr jahre jahren jahres jährlich
    joel kampf kampfes kämpfe kämpfen kämpfer kampfer kind kinder kindern kindes könig königin
    könige koenig konig kraft kräfte kräften krieg kriege kriegen krieges land landes länder
    ländern lande landen lauf laufe läufe läuft laufen laufend laufenden lehrer lehrerin
    lehrerinnen lehrern leute leuten macht mächte mächtig mächtige machen machte mann mannes
    männer männern manner maß maße maßen masse massen maßnahme maßnahmen mensch menschen
    menschlich menschlichkeit miete mieten mieter minister ministerin ministerinnen ministern
    ministers ministerium ministerien möglichkeit möglichkeiten moeglichkeit müller müllers
    mueller muller nacht nächte nächten neu neue neuem neuen neuer neues neueste öffentlich
    öffentliche öffentlichkeit oeffentlich öl öle öls oel ordnung ordnungen partei parteien
    politik politiker politikerin politikern politisch politische präsident präsidenten
    präsidentin praesident quelle quellen qual quer que recht rechte rechten rechtlich
    regierung regierungen reise reisen sache sachen satz satzes sätze sätzen schloss schloß
    schlosses schlösser schluss schluß schlusses schuld schulden schule schulen schüler
    schülerin schülern schueler sébastien sebastien sohn sohnes söhne söhnen sonne stadt städte
    städten staedte straße straßen strasse strassen sturm stürme stürmen system systeme
    systemen systems tag tage tagen tages täglich tür türen türkei türkisch tuer turm türme
    turms übung übungen uebung ubung verhandlung verhandlungen verteidigen verteidiger
    verteidigt verteidigung vertrag vertrages verträge verträgen volk volkes völker völkern
    wahl wahlen wähler wählern wählt waehler wald wälder waldes wasser weise weiß weiss welt
    welten wirtschaft wirtschaftlich wort worte wörter wörtern zeit zeiten zeitung zeitungen
    zeugnis zeugnisse zug zuges züge zügen über ueber uber ärger aerger arger äußern äussern
    äußerung aeusserung
"""
FORMS = _FORMS.split()

REAL = reader_of(" ".join(FORMS))


def stands_for(word: str, *, reader: MemoryReader = REAL, exact: bool = False) -> set[str]:
    """Return those forms of an archive that a word finds, after a look at their counts."""
    found = forms_of(Exact(word) if exact else Word(word), reader.vocabulary)
    assert found == {form: reader.vocabulary.count(form) for form in found}
    assert all(found.values())
    return set(found)


@pytest.mark.parametrize(
    "alike",
    [
        "flughafen flughafens flughäfen",
        "haus hauses häuser häusern haeuser",
        "müller müllers mueller",
        "erdogan erdoğan erdogans erdoğans",
        "sebastien sébastien",
        "israel israels",
        "aktuell aktuelle aktuellem aktuellen aktueller aktuelles",
        "straße straßen strasse strassen",
        "fluss fluß flusses flüsse flüssen",
        "café cafés cafe",
        "minister ministern ministers",
        "öl oel",
        "groß große großen gross grosse",
        "über ueber",
    ],
)
def test_every_inflection_of_a_word_finds_every_other(alike: str) -> None:
    for word in alike.split():
        assert set(alike.split()) <= stands_for(word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("haus", "bahn"),
        ("minister", "ministerium"),
        ("israel", "israeli"),
        ("zug", "zeugnis"),
        ("bauer", "baum"),
        ("qual", "quelle"),
        ("frau", "frankreich"),
    ],
)
def test_another_word_is_not_an_inflection(word: str, other: str) -> None:
    assert other not in stands_for(word)
    assert word not in stands_for(other)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("fordern", {"fordern"}),
        ("fördern", {"fördern", "foerdern"}),
        ("foerdern", {"fördern", "foerdern"}),
        ("müller", {"müller", "mueller"}),
        ("mueller", {"müller", "mueller"}),
        ("muller", {"muller"}),
        ("straße", {"straße", "strasse"}),
        ("strasse", {"straße", "strasse"}),
        ("haus", {"haus"}),
        ("haeuser", {"häuser", "haeuser"}),
        ("erdogan", {"erdogan"}),
        ("erdoğan", {"erdoğan"}),
        ("äusserung", {"äußerung", "aeusserung"}),
        ("aeußerung", {"äußerung", "aeusserung"}),
        ("äussern", {"äußern", "äussern"}),
        ("joel", {"joel"}),
        ("que", {"que"}),
        ("flug", set()),
    ],
)
def test_an_exact_word_stands_for_its_form_in_every_spelling(word: str, wanted: set[str]) -> None:
    assert stands_for(word, exact=True) == wanted


@pytest.mark.parametrize("exact", [True, False])
def test_a_word_too_long_to_be_searched_for_stands_for_nothing(exact: bool) -> None:
    long = "a" * 201
    reader = reader_of(f"{long} {long[:200]} Haus")
    assert stands_for(long, reader=reader, exact=exact) == set()


def test_a_word_that_no_article_has_stands_for_nothing() -> None:
    assert forms_of(Word("xyzzy"), REAL.vocabulary) == {}
    assert forms_of(Exact("xyzzy"), REAL.vocabulary) == {}
    assert forms_of(Word("haus"), reader_of().vocabulary) == {}


def test_forms_are_counted_by_the_articles_that_have_them() -> None:
    reader = reader_of("Haus Haus Häuser", "Haus", "Hauses Häuser Häuser")
    for typed in ("haus", "häuser", "haeusern", "häusern"):
        found = forms_of(Word(typed), reader.vocabulary)
        assert found == {"haus": 2, "hauses": 1, "häuser": 2}
    assert forms_of(Exact("haeuser"), reader.vocabulary) == {"häuser": 2}


def test_a_form_is_listed_as_it_is_written_and_each_spelling_by_itself() -> None:
    reader = reader_of("Erdogan Erdoğan", "Érdogan Erdoğans", "Strasse Straße", "i\u0307stanbul")
    names = {"erdogan": 1, "erdoğan": 1, "érdogan": 1, "erdoğans": 1}
    assert forms_of(Word("erdogan"), reader.vocabulary) == names
    assert forms_of(Word("erdoğan"), reader.vocabulary) == names
    assert forms_of(Word("strassen"), reader.vocabulary) == {"straße": 1, "strasse": 1}
    assert forms_of(Word("istanbul"), reader.vocabulary) == {"i\u0307stanbul": 1}


def test_every_spelling_of_many_double_letters_is_found_quickly() -> None:
    word = "aeoeuess" * 6
    umlauts = "äöüß" * 6
    mixed = "aeöuess" * 6
    reader = reader_of(f"{word} {umlauts} {mixed}")
    assert stands_for(umlauts, reader=reader, exact=True) == {word, umlauts, mixed}


def test_a_mark_that_stands_alone_does_no_harm() -> None:
    reader = reader_of("Haus \u0301 \u0308\u0301 Hof", languages=("german", "english"))
    assert stands_for("haus", reader=reader) == {"haus"}
    assert "\u0301" in stands_for("\u0301", reader=reader)


made = st.text("aaeeouussthnrläöüßéğø", min_size=1, max_size=8).map(
    lambda letters: unicodedata.normalize("NFC", letters)
)
endings = st.sampled_from(["", "e", "en", "er", "ern", "es", "s", "st", "ung", "lich", "keit"])
inflected = st.builds(str.__add__, made | st.sampled_from(FORMS), endings)
respelled = st.builds(
    lambda word, how: how(word),
    st.sampled_from(FORMS) | inflected,
    st.sampled_from([spelled_out, folded]),
)
vocabularies = st.lists(inflected | respelled | st.sampled_from(FORMS), min_size=1, max_size=25)


def by_brute_force(word: str, reader: MemoryReader) -> set[str]:
    vocabulary = reader.vocabulary
    return {
        form
        for form, _ in vocabulary.beginning_with("")
        if form == word
        or any(is_inflection(word, form, language) for language in vocabulary.languages)
    }


@given(vocabularies, st.lists(inflected | respelled, min_size=1, max_size=5))
@settings(max_examples=100)
@example(["ǿst", "øst", "ost"], ["ost"])
@example(["sß", "ßs", "sss"], ["sss"])
@example(["haueser", "häüser", "hauser"], ["hauser"])
@pytest.mark.parametrize("language", ["german", "norwegian"])
def test_a_word_stands_for_all_its_inflections_and_no_other_form(
    language: str, vocabulary: list[str], typed: list[str]
) -> None:
    reader = reader_of(" ".join(vocabulary), languages=(language,))
    for word in {form for text in vocabulary + typed for form in forms(text)}:
        assert stands_for(word, reader=reader) == by_brute_force(word, reader), word


def test_every_real_form_stands_for_all_its_inflections() -> None:
    for form in FORMS[::5]:
        assert stands_for(form) == by_brute_force(form, REAL), form


_ENGLISH = """
    fly flies flying flew die dies died dying lie lying tie tying sky skies try tries tried
    trying dry drier city cities company companies happy happily happiness run running runs ran
    news skis early only generous general generate generation relate relational relation
    conditional hopping hoping hope hoped size sizing sized easy easily easiest university
    universe
"""
ENGLISH = _ENGLISH.split()


def test_an_english_word_stands_for_all_its_inflections() -> None:
    reader = reader_of(" ".join(ENGLISH), languages=("english",))
    for form in ENGLISH:
        assert stands_for(form, reader=reader) == by_brute_force(form, reader), form


def test_an_archive_of_two_languages_inflects_in_both() -> None:
    reader = reader_of("Häuser houses Haus house", languages=("german", "english"))
    assert stands_for("haus", reader=reader) == {"haus", "häuser"}
    assert {"house", "houses"} <= stands_for("house", reader=reader)


@given(vocabularies)
def test_an_exact_word_stands_for_all_forms_spelled_out_alike(vocabulary: list[str]) -> None:
    reader = reader_of(" ".join(vocabulary))
    written = [form for form, _ in reader.vocabulary.beginning_with("")]
    for word in written:
        alike = {form for form in written if spelled_out(form) == spelled_out(word)}
        assert stands_for(word, reader=reader, exact=True) == alike


def test_what_a_word_stands_for_is_looked_up_once() -> None:
    vocabulary = reader_of("Haus Häuser").vocabulary
    found = forms_of(Word("haus"), vocabulary)
    assert vocabulary.known_forms == {Word("haus"): found}
    assert forms_of(Word("haus"), vocabulary) is found
    assert forms_of(Exact("haus"), vocabulary) == {"haus": 1}
