"""Dutch and English words become the terms they are found by."""

import pickle

import pytest

from forum.search.analysis import analyse_document, analyse_word, detect_language, plain_words
from forum.search.analysis.chain import terms_of
from forum.search.analysis.tokens import normalise, parts_of, split_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("boek", "boeken"),
        ("boekje", "boekjes"),
        ("lenen", "geleend"),
        ("bibliotheek", "bibliotheken"),
        ("kind", "kinderen"),
        ("coördinator", "coördinatoren"),
        ("foto", "foto's"),
        ("uitleenbalie", "uitleenbalies"),
        ("gereserveerd", "reserveren"),
    ],
)
def test_dutch_forms_of_a_word_share_a_term(one: str, other: str) -> None:
    assert set(terms_of(one, "nl")) & set(terms_of(other, "nl"))


@pytest.mark.parametrize(("one", "other"), [("library", "libraries"), ("lent", "lending"), ("child", "children")])
def test_english_forms_of_a_word_share_a_term(one: str, other: str) -> None:
    assert set(terms_of(one, "en")) & set(terms_of(other, "en"))


@pytest.mark.parametrize(("one", "other"), [("bank", "bang"), ("boek", "bak"), ("kaart", "kaars")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert not set(terms_of(one, "nl")) & set(terms_of(other, "nl"))


def test_a_hyphen_after_a_short_beginning_may_be_left_out() -> None:
    assert set(terms_of("e-book", "nl")) & set(terms_of("ebook", "nl"))
    assert set(terms_of("qr", "nl")) | set(terms_of("code", "nl")) <= set(terms_of("qr-code", "nl"))


def test_stop_and_question_words_are_left_out() -> None:
    analysed = analyse_document("Hoe kan ik een boek lenen?", (), "En wat als het niet lukt?")
    assert set(analysed.terms) == {
        *terms_of("boek", "nl"),
        *terms_of("lenen", "nl"),
        "niet",
        *terms_of("lukt", "nl"),
    }


def test_title_counts_three_times_and_labels_twice() -> None:
    terms = analyse_document("poes", ("hond",), "vis").terms
    assert [terms["poes"], terms["hond"], terms["vis"]] == [3, 2, 1]


def test_phrases_do_not_run_from_title_into_text() -> None:
    places = analyse_document("rode", (), "kaart")
    assert places.places["kaart"][0] - places.places["rode"][0] > 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Waarom werkt de zelfuitleenbalie niet na de update?", "nl"),
        ("Why does the self-service desk fail after the update?", "en"),
        ("RFID Koha", "nl"),
        ("Boekenkast repareren", "nl"),
        ("Broken bookshelf repair", "en"),
        ("Uitleenbeleid: self-service, library cards en meer over de nieuwe afspraken", "nl"),
        ("", "nl"),
    ],
)
def test_language_is_told_by_its_words(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_word_is_analysed_with_all_chains_asked_for() -> None:
    assert set(analyse_word("libraries", ("nl", "en"))) == {
        *terms_of("libraries", "nl"),
        *terms_of("libraries", "en"),
    }


def test_plain_words_keep_everything_but_case_and_accents() -> None:
    assert plain_words("De Coördinator zei: ‘Nee!’") == ["de", "coordinator", "zei", "nee"]


@pytest.mark.parametrize("text", ["", "\0", "((", "'", "-", "’’’", "ﬁ", "a" * 10_000, "İ", "\ud83d\ude00 x"])
def test_any_text_can_be_analysed(text: str) -> None:
    for word in split_words(normalise(text)):
        assert all(parts_of(word))
    analyse_document(text, (text,), text)


def test_functions_of_the_chain_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(terms_of)) is terms_of
