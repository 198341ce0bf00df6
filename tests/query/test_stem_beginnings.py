"""With what the forms of a key begin."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news_archive.article.words import folded, forms
from news_archive.query.morphology import stem_beginnings
from news_archive.query.morphology.stem_beginnings import RESPELLINGS, beginnings
from news_archive.query.morphology.stemming import stems

# Ordinary inflections, and of every respelling the words that make it necessary.
_WORDS = {
    "danish": """
        hus huse huset husene husets mand mænd manden mændene kvinde kvinder kvinderne barn børn
        børnene regering regeringen regeringer regeringens stor store større størst dansk danske
        spille spiller spillede spillet kirke kirken kirkerne løse løst frihed friheden friheder
        venlig venlige venligt kunst kunsten arbejdsløs arbejdsløshed lykke lykkelig penge
    """,
    "dutch": """
        huis huizen huisje brief brieven lopen loopt liep gelopen opgelopen lopende man mannen maan
        manen regering regeringen kind kinderen situatie situaties situeren informatie informatief
        consultant consultants consulteren heden verleden mogelijkheid mogelijkheden ring rinkje
        koning koninkje traditie traditioneel functie functioneel bodybuilder bodybuilding geïnd
        innen beweging bewegingen groot grote leven levens levend geleefd aangekomen ongeluk
        ongelukkig tafeltje schrijven geschreven werken gewerkt uitgewerkt prijs prijzen gegeven
    """,
    "english": """
        fly flies flying flew die dies died dying lie lies lying tie tying sky skies try tried
        trying city cities company companies happy happily happiness hope hoping hoped hop hopping
        make making probable probably probability possibilities ability abilities create creating
        nation national nationally relate relation relational use using used agree agreed news
        early only gently ugly general generously conditional electricity play played plays
    """,
    "finnish": """
        talo talon talossa talot taloissa kukka kukan kukat kukissa kukko kukon kukot pappi papin
        hattu hatun hatut hattuja katto katon aallokko aallokkoon tyttö tytön tyttöjä poika pojan
        pojat maa maan maat kuu suomi suomen suomessa hallitus hallituksen hallituksessa kallio
        kalliolla isännistö joukkue joukkueen lääkäri lääkärin lääkäreitä yö öitä ääni äänen
    """,
    "french": """
        cheval chevaux journal journaux national nationale nationaux heureux heureuse heureuses
        heureusement affreuse nerveuse fréquent fréquente fréquence fréquences présidence prudent
        prudemment constant constamment récemment appliquer application applications indication
        indiquer indicateur employer emploie employé payer paie payait voyage voyager jouer jouait
        nuit nuits chanter chantait chanté finir finissait finissons maison maisons liberté actif
    """,
    "greek": """
        πόλη πόλεις κυβέρνηση κυβερνήσεις κυβέρνησης λόγος λόγου λόγοι δρόμος δρόμοι δρόμων σπίτι
        σπίτια αλώθηκα αλώθηκαν ζωντανός αλώνω σκίτσα σκίτσων κοκοράκι κοκοράκια κοκορίτσι σουδάκι
        σουδάκια αρέστε ζέστε εκρέοντας ρηθούνε πιάνε πιάνω μιανε ανεύρετε ανεύρεση παγαίνετε
        γράφω γράφεις γράφει έγραψα γράψαμε πολιτικός πολιτική πολιτικών μεγάλος μεγάλη σεισμός
        σεισμούς σώμα σώματα σώματος κρέας κρέατος κοιτάζω κοίταξε μαθητής μαθητές καθεστώς
    """,
    "hungarian": """
        ház házak házban háznak könyv könyvek könyvet város városok városban kulcs kulcsok kulccsal
        hegy hegyek heggyel ággyal király királlyal hellyel asszony asszonnyal lánnyal ész ésszel
        szász szásszal rendőrség korty kortyok kortyal ponttyal garázs garázzsal rizs rizzsel kéz
        kézzel kocsi kocsival víz vizek alma almák almát ország országok nagy nagyobb
    """,
    "italian": """
        casa case città governo governi cantare canta cantano cantato nazione nazioni presenza
        presenze presente presenti differenza differente esistenza esistente rapido rapidamente
        libertà attività attivo attiva bello belli amico amici amiche parlando parlarne dirgli
        dandogli logia psicologia psicologie soluzione soluzioni violento violenza violenze
    """,
    "norwegian": """
        hus huset husene gutt gutter guttene regjering regjeringen regjeringens jente jenta jentene
        bok bøker bøkene stor store større arbeid arbeider arbeidet arbeidets kirke kirken kirker
        frihet friheten friheter spille spilte spiller klassifiserte klassifisert vanlig vanlige
        vanligvis løslatt løsning lov loven barn barna barnets øst østre
    """,
    "portuguese": """
        casa casas nação nações governo governos cantar canta cantam cantando cantou cantávamos
        presença presente presentes frequência frequente cidade cidades rápido rapidamente feliz
        felizes felicidade possível possíveis possibilidade lógica psicologia solução soluções
        trabalho trabalhador trabalhadores coração corações mão mãos faço fazemos pagar paguei
    """,
    "romanian": """
        casă casa case casei oraș orașe orașul orașului guvern guvernul guvernului comunist
        comunistă comuniști comunism comunismul turist turism realist realism socialism socialiști
        cânta cântă cântând cântat național naționale națiune națiuni activ activă activitate
        bun bună buni frumos frumoasă om oameni copil copii copilului țară țări
    """,
    "russian": """
        дом дома домов доме домами город города городов ёлка ёлки елка правительство правительства
        правительством новый новая новое новые новых читать читаю читает читал читала читали
        прочитав прочитавший учиться учится учился радость радости скорейший новейшие время
        времени человек люди день дни дней рука руки руками статья статей молодость длинный
    """,
    "spanish": """
        casa casas nación naciones gobierno gobiernos cantar canta cantan cantando cantó presencia
        presente presentes frecuencia frecuente diferencia diferencias diferente ciudad ciudades
        rápido rápidamente feliz felices felicidad dándole decirlo pagar pague paguemos construir
        construyó construyendo lógica psicología solución soluciones trabajador trabajadores
    """,
    "swedish": """
        hus huset husen husets flicka flickor flickorna regering regeringen regeringar pojke pojkar
        pojkarna år åren årets stor stora större störst arbete arbetet arbetare kyrka kyrkan kyrkor
        frihet friheten friheter rolig roliga roligt hopplös hopplöst fullt bygga bygger byggde
        byggt vän vänner vänlig möjlig möjligheter land länder landets
    """,
    "turkish": """
        ev evler evde evlerin evimizde kitap kitabı kitaplar kitabın dolap dolabı dört dörde ad adı
        kanat kanadı kedi kedim kediler kedisi adam adamlar azad davud doğa doğada boğa ağa ege dini
        dine ordu ordusu sevgi sevgiler duygu vergi şehir şehirler İstanbul ısı avrupadakine
        erkeğinkine erkeğinkinde çocuğunkine arkadaş arkadaşım çocuk çocuğu ağaç ağacı
    """,
}

# What no dictionary has but the stemmer knows, in misspelt and playful words.
_MADE_UP = {
    "greek": """
        κοραρακιαρακι αρχωντας ονιομαστε φησουμε τροντανε φυσιικα σκυλοςς λογοςτου
    """,
    "turkish": """
        odakına ondakinda olardakina odakinda
    """,
}

WORDS = {
    language: forms(f"{words} {_MADE_UP.get(language, '')}") for language, words in _WORDS.items()
}

_ENDINGS = {
    "danish": "e en er es et ens ets s hed heden erne ende ere ig lig elig els st løst gd dt kt",
    "dutch": """
        e en s es je tje de te ge d t end ing ingen inkje heid heden elijk lijke ig iger isch ische
        atie ties atief tant ioneel isme iteit erij arij ster sel baar laar achtig kt ft pt v z en
        ild ieve fie gie nd nde rnt mp ene le se ee ge gel geen
    """,
    "english": """
        s es ies ied ed ing ly y e ation ational tional enci abli bility biliti bling ate izer
        ousness iveness ful ness al ement ion ogi eed ingly yingly bb tt at iz l ll
    """,
    "finnish": """
        n a ä ssa sta lla lle t i j ja kin ko han pa nsa ni kseni mme en aan een oon siin tten den
        ksi ine mpi immat eja kk tt pp ll ss o u y io ua ue
    """,
    "french": """
        e s es er ez ait aient ée ance ence ences ment amment emment euse euses eux aux eaux ation
        ications ateur icatrice if ivement ité abilité ication issement ir issait ions oux logie
        usion yer aye oyer yait ien ière ll tt nn eill
    """,
    "greek": """
        ος ου ο οι ων ους α ες η ης ια ικα ικο ικων ωθηκα ωθηκε ισα ισω ιζω ιστος ισμος ακι ακια
        ιτσα αρακι ουδακι ιδια ισκος αδες εδων ουδες εως αμε ησαμε ηκαμε ανε οντανε ηκανε ετε ησετε
        οντας ωντας ομαστε εστε ιεστε ηκα ουσα αγα ησε ηστε ουνε ησουνε ηθουμε ουμε ματα εσταται
        οτερ υτατ σ ς
    """,
    "hungarian": """
        ban ben nak val vel al el ccsal ggyel nnyel sszal ttyal llyel zzsel bbel ok ek ak k em om
        am unk itok aink jai eim ja je é éi ért kor ul stul ként ig hoz á cs gy ny sz ty ly zs
    """,
    "italian": """
        o a i e are ere ire ando endo ato uto enza enze ente anza amente ico ichi icazione atore
        logia uzione ità abilità ivo ativa icativo mente oso gli glielo sene mela armi irti isco
    """,
    "norwegian": "e en er et ene ens ets s ers erte ert het heten hetens lig elig leg els lov dt",
    "portuguese": """
        o a os as ar er ir ou ei ava ando ado ção ções ência ências ente mente amente idade
        abilidade ivo ativa logia ução ismo ista oso ávelmente gue cia ci e é eira ico
    """,
    "romanian": """
        ul ului a ea ele elor ii iile ilor ile ație ism isme ist iste isti iști itate ivitate
        icitate ator atoare ativ ic ica abil ant iune țiune ez ează esc ește are ind ând u i ă e
    """,
    "russian": """
        а я о е и ы у ю ь ой ей ый ий ая яя ого ему ыми ами ях ов ев в вши вшись ся сь ть л ла ли
        ло ет ют ит нный нн щий ющ ость ости ейш ейше н нн ие ия ию иями
    """,
    "spanish": """
        o a os as ar er ir ando iendo yendo ado ido encia encias ente ancia mente amente idad
        abilidad ivo ativa logía ución ismo ista oso me selo las gue guen ió aron yó e en
    """,
    "swedish": "a ar er or en et erna arnas het heten heter s ens ade andes at ig lig els löst t",
    "turkish": """
        lar ler ları leri da de dan den ta ten ki na ne nda nde ndan ın in un ün nın ım im um imiz
        iniz ı i u sı si ya ye yla ca ce dır dir tur mış muş dı di dik sa sen ken casına b c d g ğ
    """,
}

_LETTERS = {
    "greek": "ααεεηιιοουωβγδζθκλμνξπρσςτφχψ",
    "hungarian": "aáeéiíoóöőuúüűbcdgkllmnnrssttyzz",
    "russian": "аеёиоуыэюябвгджзйклмнпрстфхцчшщьъ",
    "turkish": "aaeeıiioöuübcçdgğklmnprsştvyz",
}
_LATIN = "aaeeiioouyyåäöøæéèçñßbcdfghjklmnpqrstvwxz"

LANGUAGES = list(WORDS)


def _lost(language: str, words: list[str]) -> list[str]:
    """Return the words that begin with none of the beginnings of their keys."""
    spellings = [folded(word) for word in words]
    lost = []
    for spelling, stem in zip(spellings, stems(language, spellings), strict=True):
        expected = beginnings(language, folded(stem))
        if expected is not None and not spelling.startswith(tuple(expected)):
            lost.append(spelling)
    return lost


def test_the_table_has_the_languages_whose_words_are_tried_here() -> None:
    assert WORDS.keys() == RESPELLINGS.keys() == _ENDINGS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_begins_with_a_beginning_of_its_key(language: str) -> None:
    assert len(WORDS[language]) >= 30
    assert _lost(language, WORDS[language]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(max_examples=20)
def test_a_made_up_form_begins_with_a_beginning_of_its_key(
    language: str, data: st.DataObject
) -> None:
    letters = _LETTERS.get(language, _LATIN)
    begun = st.sampled_from(WORDS[language]) | st.text(letters, max_size=6)
    endings = st.lists(st.sampled_from(_ENDINGS[language].split()), max_size=3)
    made = st.lists(st.tuples(begun, endings), min_size=1, max_size=12)
    words = [word + "".join(chosen) for word, chosen in data.draw(made)]
    assert _lost(language, [word for word in words if word]) == []


@pytest.mark.parametrize(
    ("language", "pair"),
    [(language, pair) for language, pairs in RESPELLINGS.items() for pair in pairs],
)
def test_no_respelling_can_be_left_out(
    language: str, pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    others = tuple(other for other in RESPELLINGS[language] if other != pair)
    assert len(others) == len(RESPELLINGS[language]) - 1
    monkeypatch.setitem(stem_beginnings.RESPELLINGS, language, others)
    assert _lost(language, WORDS[language]) != []


@pytest.mark.parametrize("habit", ["ALIKE", "LENGTHENED", "TAKEN_OUT", "UNDOUBLED"])
def test_no_habit_of_a_stemmer_can_be_left_out(habit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for language in getattr(stem_beginnings, habit):
        monkeypatch.setattr(stem_beginnings, habit, {})
        assert _lost(language, WORDS[language]) != []


@pytest.mark.parametrize(
    ("language", "key", "expected"),
    [
        ("english", "fli", ["fli", "fly"]),
        ("english", "die", ["die", "dii", "dy"]),
        ("english", "sky", ["ski", "sky"]),
        ("english", "run", ["run"]),
        ("french", "cheval", ["cheval", "chevau"]),
        ("hungarian", "kulcs", ["kulccs", "kulcs"]),
        ("finnish", "kuko", ["kukko", "kuko"]),
        ("finnish", "yö", ["yö"]),
        ("greek", "σεισμ", ["ςειςμ", "ςεισμ", "σειςμ", "σεισμ"]),
        ("turkish", "kitap", ["kitab", "kitap"]),
        ("turkish", "sene", ["se"]),
        ("swedish", "flick", ["flick"]),
    ],
)
def test_beginnings_are_few_and_none_begins_with_another(
    language: str, key: str, expected: list[str]
) -> None:
    assert beginnings(language, key) == expected


def test_what_was_taken_out_is_put_back_wherever_it_can_have_been() -> None:
    found = beginnings("dutch", "oploop")
    assert found is not None
    assert {"oplop", "oploop", "opgelop", "opgeloop", "geoplop"} <= set(found)
    assert len(found) < 30


def test_a_letter_spelled_in_two_ways_does_not_multiply_without_end() -> None:
    found = beginnings("greek", "σας" * 20)
    assert found is not None
    assert len(found) <= 16
    assert _lost("greek", ["σασ" * 20, "σας" * 20, "ςας" * 20]) == []


@pytest.mark.parametrize(
    ("language", "key"),
    [("arabic", "كتاب"), ("german", "haus"), ("english", ""), ("turkish", "ne")],
)
def test_any_form_may_have_a_key_whose_beginning_is_not_known(language: str, key: str) -> None:
    assert beginnings(language, key) is None
