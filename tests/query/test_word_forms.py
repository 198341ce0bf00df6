"""Two hundred words with forms that belong to them and forms that do not, by lexicon and by stems.

A line is a word, the forms that it must find, and behind a bar those that it must not.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from news_archive.query.morphology.inflection import is_inflection, key_of_form, keys

GERMAN = """
Firma: Firmen | Firmament firmieren
Thema: Themen Themas | Thematik thematisch
Kita: Kitas |
Risiko: Risiken Risikos | riskant
Auto: Autos | Autor Autoren automatisch
Virus: Viren | viral virtuell
Museum: Museen Museums | museal
App: Apps | Appell
Politiker: Politikern Politikers | Politik politisch Politikerin
Politik: Politiken | Politiker politisch
Land: Länder Ländern Landes | landen gelandet
landen: gelandet landete landet | Land Länder
Betrug: Betrugs | betragen beträgt
sich: | sicher sicherlich
starb: sterben stirbt gestorben | Sterblichkeit
stirbt: starb gestorben sterben |
gestorben: starb sterben stirbt |
Minister: Ministern Ministers | Ministerin Ministerium ministerial
Ministerin: Ministerinnen | Minister Ministerium
Ministerium: Ministerien Ministeriums | Minister Ministerin
fordern: fordert forderte gefordert | fördern fördert Ford
fördern: fördert förderte gefördert | fordern fordert
Problem: Probleme Problemen Problems | problematisch
Krise: Krisen | kriseln
Haus: Häuser Häusern Hauses | hausen
Stadt: Städte Städten | städtisch statt
Kind: Kinder Kindern Kindes | kindisch kindlich
Frau: Frauen | frei
Mann: Männer Männern Mannes | manchmal
Wort: Wörter Worte Worten | wörtlich
Zahl: Zahlen | zahlreich
Ware: Waren | warten wahr
Konto: Konten Kontos | kontern
Kurs: Kurse Kursen | Kur Kuren
Europa: Europas | Europäer europäisch
Bayern: Bayerns | bayerisch
NGO: NGOs |
LKW: LKWs |
Trump: Trumps |
Merkel: Merkels | merken
Putin: Putins |
Müller: Müllers | Mühle
Deutschland: Deutschlands | deutsch
Frankreich: Frankreichs | französisch
deutsch: deutsche deutschen deutscher deutsches | Deutschland
groß: große großen größer größte | Größe
neu: neue neuen neuer neues neuesten | neun
alt: alte alten älter älteste | Alter
gut: gute guten besser beste | Güte
hoch: hohe hohen höher höchste | Hochschule
aktuell: aktuelle aktuellen aktueller | Aktualität
krank: kranke kranken | Krankheit
rot: rote roten | rotieren
gehen: geht ging gegangen gingen | Gehalt
kommen: kommt kam gekommen kamen | Kommentar
sagen: sagt sagte gesagt sagten | Sage
geben: gibt gab gegeben gaben | Gebiet
nehmen: nimmt nahm genommen | Benehmen
finden: findet fand gefunden | Fund
sprechen: spricht sprach gesprochen | Sprecher
helfen: hilft half geholfen | Helfer
schreiben: schreibt schrieb geschrieben | Schreiber
treffen: trifft traf getroffen | Treffer
fahren: fährt fuhr gefahren | Fahrer Fahrt
verlieren: verliert verlor verloren | Verlierer
gewinnen: gewinnt gewann gewonnen | Gewinner
beginnen: beginnt begann begonnen |
steigen: steigt stieg gestiegen | Steigung
fallen: fällt fiel gefallen | Falle
schließen: schließt schloss geschlossen | Schließung
ziehen: zieht zog gezogen | Ziel
brechen: bricht brach gebrochen | Brecher
bitten: bittet bat gebeten | bitter
essen: isst aß gegessen | Essig
lesen: liest las gelesen | Leser
tragen: trägt trug getragen | Träger
wachsen: wächst wuchs gewachsen | Wachs
denken: denkt dachte gedacht | Denkmal
bringen: bringt brachte gebracht |
wissen: weiß wusste gewusst | Wissenschaft
können: kann konnte gekonnt | König
Fluss: Flüsse Flüssen Flusses | flüssig
Baum: Bäume Bäumen Baumes | bauen
Buch: Bücher Büchern Buches | buchen
Arzt: Ärzte Ärzten Arztes | Ärztin
Gast: Gäste Gästen | Gasthaus
Vertrag: Verträge Verträgen Vertrages | vertragen
Gesetz: Gesetze Gesetzen Gesetzes | setzen
Wahl: Wahlen | wählen wahllos
Regierung: Regierungen | regieren
Partei: Parteien | Partie
Sprache: Sprachen | Sprecher
Straße: Straßen | Strass
Schule: Schulen | Schuld schulden
Waffe: Waffen | Waffel
Grenze: Grenzen | begrenzt
Frage: Fragen | fraglich
Folge: Folgen | folgsam
Universität: Universitäten | universal
Nation: Nationen | national
Bank: Banken Bänke | Banker
Bus: Busse Bussen Busses | Busch
Zug: Züge Zügen Zuges | zügig
Park: Parks | parken
Team: Teams | Teamgeist
Job: Jobs |
Hotel: Hotels | Hotelier
Baby: Babys |
Zentrum: Zentren Zentrums | zentral
Datum: Daten Datums |
Studium: Studien Studiums | Studio
Gremium: Gremien Gremiums |
Rhythmus: Rhythmen |
Kaktus: Kakteen |
Atlas: Atlanten |
Lexikon: Lexika |
Praktikum: Praktika |
Euro: Euros |
Chef: Chefs | Chefin
Millionär: Millionäre |
Ingenieur: Ingenieure Ingenieuren |
Polizist: Polizisten | Polizei
Präsident: Präsidenten | Präsidentin präsidieren
Soldat: Soldaten | Sold
Student: Studenten | Studentin
Journalist: Journalisten | Journal
Kunde: Kunden | Kundgebung
Name: Namen Namens | nämlich
Herz: Herzen Herzens | herzlich
Auge: Augen | Augenblick
Ende: Enden Endes | endlich
Hand: Hände Händen | handeln
Nacht: Nächte Nächten | nachts
Woche: Wochen | wöchentlich
Monat: Monate Monaten Monats | monatlich
Jahr: Jahre Jahren Jahres | jährlich
Tag: Tage Tagen Tages | täglich
Stunde: Stunden | stündlich
Brand: Brände Bränden Brandes | brennen
Kampf: Kämpfe Kämpfen | kämpfen
Krieg: Kriege Kriegen Krieges | Krieger
Feind: Feinde Feinden | feindlich
Opfer: Opfern Opfers | opfern
Täter: Tätern Täters | tätig
Verdacht: Verdachts | verdächtig
Anklage: Anklagen | Ankläger
Urteil: Urteile Urteilen Urteils | urteilend
"""

ENGLISH = """
company: companies | companion
city: cities | citizen
child: children | childish
man: men | many
woman: women |
foot: feet | footer
mouse: mice |
news: | new newer
bank: banks | banker
market: markets | marketing
go: went gone goes going | gone
be: was were is been | bee
buy: bought buys buying | buyer
sell: sold sells selling | seller
rise: rose risen rises |
fall: fell fallen falls |
say: said says saying |
run: ran runs running | runner
good: better best | goods
university: universities | universe universal
organization: organizations | organ organic
policy: policies | police politics
general: generals | generation generate
crisis: crises |
analysis: analyses | analyst
wolf: wolves |
leader: leaders | lead
minister: ministers | ministry
election: elections | elect
import: imports imported | important
bomb: bombs bombed bombing |
attack: attacks attacked attacking |
tax: taxes taxed | taxi
share: shares shared sharing | sharp
price: prices priced | precious
thief: thieves |
knife: knives |
party: parties | partial
write: wrote written writes writing | writer
speak: spoke spoken speaks | speaker
"""

FRENCH = """
cheval: chevaux | chevalier
travail: travaux |
œil: yeux |
élève: élèves | élever
ministre: ministres | ministère
école: écoles |
être: est était sont |
avoir: a avait ont eu |
aller: va allait vont | allemand
journal: journaux | journaliste
nouveau: nouvelle nouveaux nouvelles |
beau: belle beaux |
président: présidents | présidence
élection: élections | électeur
loi: lois | loin
prix: prix |
pays: pays | payer
guerre: guerres | guerrier
faire: fait faisait font |
pouvoir: peut pouvait peuvent |
dire: dit disait disent | direct
"""


class Case(NamedTuple):
    language: str
    word: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def cases() -> list[Case]:
    found = []
    for language, table in (("german", GERMAN), ("english", ENGLISH), ("french", FRENCH)):
        for line in table.strip().split("\n"):
            word, _, forms = line.partition(":")
            right, _, wrong = forms.lower().partition("|")
            found.append(Case(language, word.lower(), tuple(right.split()), tuple(wrong.split())))
    return found


CASES = cases()


class Figures(NamedTuple):
    """How many of the right forms are found, and how many of the found ones are right [0 to 1]."""

    recall: float
    precision: float


def figures(language: str, *, by_stems: bool) -> Figures:
    found = right = wrong = 0
    for case in CASES:
        if case.language == language:
            finds = _by_stems if by_stems else is_inflection
            right += len(case.right)
            found += sum(finds(case.word, form, language) for form in case.right)
            wrong += sum(finds(case.word, form, language) for form in case.wrong)
    return Figures(found / right, found / (found + wrong))


def _by_stems(typed: str, form: str, language: str) -> bool:
    return key_of_form(language, form) in keys(language, typed)


# What the table came to, rounded down: by stems alone, and with the lexicon.
STEMS = {
    "german": Figures(0.52, 0.76),
    "english": Figures(0.48, 0.85),
    "french": Figures(0.32, 0.75),
}
LEXICON = {
    "german": Figures(0.94, 0.96),
    "english": Figures(0.91, 0.97),
    "french": Figures(0.95, 0.99),
}


def test_there_are_two_hundred_words() -> None:
    assert len(CASES) == len({(case.language, case.word) for case in CASES}) >= 200


@pytest.mark.parametrize("language", LEXICON)
def test_the_lexicon_finds_more_of_the_right_forms_and_fewer_wrong_ones(language: str) -> None:
    stems, found = figures(language, by_stems=True), figures(language, by_stems=False)
    assert found.recall >= LEXICON[language].recall > STEMS[language].recall
    assert found.precision >= LEXICON[language].precision > STEMS[language].precision
    # What it is compared with is what it was.
    assert stems.recall >= STEMS[language].recall
    assert stems.precision >= STEMS[language].precision


@pytest.mark.parametrize(
    ("typed", "right", "wrong"),
    [
        ("firma", "firmen", "firmament"),
        ("thema", "themen", "thematik"),
        ("kita", "kitas", "kit"),
        ("risiko", "risiken", "riskant"),
        ("auto", "autos", "autor"),
        ("virus", "viren", "viral"),
        ("museum", "museen", "museal"),
        ("app", "apps", "appell"),
        ("politiker", "politikern", "politik"),
        ("land", "länder", "landen"),
        ("betrug", "betrugs", "beträgt"),
        ("sich", "sich", "sicher"),
        ("starb", "gestorben", "sterblich"),
        ("querdenkerdemos", "querdenkerdemo", "querdenker"),
        ("betragen", "betrug", "vertragen"),
        ("strasse", "straßen", "stress"),
        ("trump", "trumps", "trumpf"),
        ("trumps", "trump", "trumpf"),
    ],
)
def test_the_words_that_news_is_full_of(typed: str, right: str, wrong: str) -> None:
    assert is_inflection(typed, right, "german")
    assert not is_inflection(typed, wrong, "german")
