"""Every engine: what is found, in which order, and how it is counted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from forum.search.engine import Changes, Narrowing
from forum.search.query import parse
from tests.search.support import SOME_DAY, STAFF, document, keys

Make = Callable[..., Any]


def test_finds_other_forms_of_a_word(make: Make) -> None:
    engine = make([document(1, "Wie heeft de boekjes geleend?"), document(2, "Iets anders")])
    assert keys(engine.search(parse("boek lenen"), STAFF)) == ["post:1"]


def test_finds_english_and_dutch_with_one_query(make: Make) -> None:
    engine = make([document(1, "The scanners are broken"), document(2, "De scanners zijn stuk")])
    assert set(keys(engine.search(parse("scanner"), STAFF))) == {"post:1", "post:2"}


def test_more_of_the_words_come_first(make: Make) -> None:
    engine = make([document(1, "balie kapot"), document(2, "balie"), document(3, "kapot")])
    results = engine.search(parse("balie kapot"), STAFF)
    assert keys(results)[0] == "post:1"
    assert results.total == 3


def test_title_weighs_more_than_text(make: Make) -> None:
    engine = make([document(1, "inventaris " + "vulling " * 3), document(2, "vulling " * 3, title="inventaris")])
    assert keys(engine.search(parse("inventaris"), STAFF)) == ["post:2", "post:1"]


def test_quoted_words_must_follow_one_another(make: Make) -> None:
    engine = make([document(1, "een rode kaart"), document(2, "een kaart, rode"), document(3, "rode oude kaart")])
    assert keys(engine.search(parse('"rode kaart"'), STAFF)) == ["post:1"]


def test_all_quoted_words_must_be_there(make: Make) -> None:
    engine = make([document(1, "rode kaart, gele kaart"), document(2, "een gele kaart"), document(3, "een rode kaart")])
    assert keys(engine.search(parse('"rode kaart" "gele kaart"'), STAFF)) == ["post:1"]
    assert keys(engine.search(parse('"gele kaart" "rode"'), STAFF)) == ["post:1"]


def test_a_quoted_word_said_twice_must_be_there_twice(make: Make) -> None:
    engine = make([document(1, "dag dag collega"), document(2, "dag collega"), document(3, "dag, dag en dag dag")])
    assert set(keys(engine.search(parse('"dag dag"'), STAFF))) == {"post:1", "post:3"}


def test_a_quoted_word_is_not_reduced(make: Make) -> None:
    engine = make([document(1, "boeken"), document(2, "boek")])
    assert keys(engine.search(parse('"boek"'), STAFF)) == ["post:2"]


def test_excluded_words_and_phrases_are_out(make: Make) -> None:
    engine = make([document(1, "fiets elektrisch"), document(2, "fiets rode kaart"), document(3, "fiets")])
    assert keys(engine.search(parse('fiets -elektrische -"rode kaart"'), STAFF)) == ["post:3"]


def test_the_beginning_of_a_word_finds_it(make: Make) -> None:
    engine = make([document(1, "bibliotheekwerk"), document(2, "balie")])
    assert keys(engine.search(parse("bibli*"), STAFF)) == ["post:1"]


def test_stop_words_alone_are_looked_up_as_written(make: Make) -> None:
    engine = make([document(1, "hoe dan ook"), document(2, "niets")])
    assert keys(engine.search(parse("hoe dan"), STAFF)) == ["post:1"]


def test_hits_are_grouped_by_root_with_the_best_in_front(make: Make) -> None:
    engine = make(
        [
            document(1, "balie en nog veel andere woorden", root="thread:7"),
            document(2, "balie", root="thread:7"),
            document(3, "vertel eens over de balie van Lokeren", root="thread:8"),
        ]
    )
    results = engine.search(parse("balie"), STAFF)
    assert keys(results) == ["post:2", "post:3"]
    assert [hit.matches for hit in results.hits] == [2, 1]
    assert (results.total, dict(results.facets["kind"])) == (2, {"question": 2})


def test_newest_first_and_paging(make: Make) -> None:
    engine = make(document(n, "balie", created_at=SOME_DAY + timedelta(days=n)) for n in range(1, 8))
    pages = [
        engine.search(parse("balie"), STAFF, Narrowing(newest_first=True), offset=at, limit=3) for at in (0, 3, 6, 9)
    ]
    assert [keys(page) for page in pages] == [
        ["post:7", "post:6", "post:5"],
        ["post:4", "post:3", "post:2"],
        ["post:1"],
        [],
    ]
    assert {page.total for page in pages} == {7}


def test_a_thread_full_of_hits_leaves_room_for_others(make: Make) -> None:
    engine = make(
        [
            *(document(number, "balie balie balie", root="thread:1") for number in range(1, 40)),
            *(document(number, "balie en nog veel meer woorden", root=f"thread:{number}") for number in range(50, 54)),
        ]
    )
    found = engine.search(parse("balie"), STAFF, limit=5)
    assert found.hits[0].root == "thread:1"
    assert {hit.root for hit in found.hits} == {"thread:1", *(f"thread:{number}" for number in range(50, 54))}
    assert [hit.matches for hit in found.hits] == [39, 1, 1, 1, 1]


def test_of_equals_the_newest_comes_first(make: Make) -> None:
    engine = make([document(number, "balie") for number in (1, 2, 3, 300)])
    assert keys(engine.search(parse("balie"), STAFF)) == ["post:300", "post:3", "post:2", "post:1"]


def test_asking_for_no_hits_counts_them(make: Make) -> None:
    found = make([document(1, "balie"), document(2, "balie")]).search(parse("balie"), STAFF, limit=0)
    assert (found.hits, found.total) == ((), 2)


def test_weight_lifts_a_document(make: Make) -> None:
    engine = make([document(1, "balie"), document(2, "balie", weight=1.2)])
    assert keys(engine.search(parse("balie"), STAFF))[0] == "post:2"


def test_changes_replace_remove_and_keep_the_cursor(make: Make) -> None:
    engine = make([document(1, "oud"), document(2, "weg")])
    changes = Changes((document(1, "nieuw"), document(3, "erbij")), ("post:2",))
    for _ in range(2):  # twice the same changes nothing
        engine.apply(changes, 17)
        assert sorted(key for key, _ in engine.entries()) == ["post:1", "post:3"]
        assert engine.search(parse("oud weg"), STAFF).total == 0
        assert keys(engine.search(parse("nieuw"), STAFF)) == ["post:1"]
    assert (engine.cursor(), engine.health().cursor) == (17, 17)
    engine.apply(Changes(), 5)
    assert engine.cursor() == 17


def test_moved_to_another_audience_is_gone_at_once(make: Make) -> None:
    engine = make([document(1, "balie")])
    assert engine.search(parse("balie"), STAFF).total == 1
    engine.apply(Changes((document(1, "balie", audience=frozenset({"library:2"})),)), 1)
    results = engine.search(parse("balie"), STAFF)
    assert (results.total, {name: dict(counts) for name, counts in results.facets.items() if counts}) == (0, {})


ODD_QUERIES = [
    *(
        "",
        "((",
        "\0",
        "*",
        "**",
        "-",
        "--x",
        "-x",
        '"',
        '""',
        "in:",
        "AND OR NOT",
        "boek^3",
        "[a TO z]",
        "x~9",
        "??",
    ),
    *("key:x", "a*", "\ud83d\ude00", "a" * 10_000, "é" * 500, "x " * 5_000, "-" + "y" * 5_000),
    '"' + "z " * 3_000 + '"',
]


@pytest.mark.parametrize("text", ODD_QUERIES, ids=lambda text: text[:10])
def test_any_query_is_answered(make: Make, text: str) -> None:
    engine = make([document(1, "balie")])
    engine.search(parse(text), STAFF)
    engine.correct(parse(text), STAFF)
    engine.suggest(text, STAFF)
    engine.similar(text, STAFF)


def test_suggestions_and_corrections_come_from_what_all_may_read(make: Make) -> None:
    engine = make([document(1, "uitleenbalie"), document(2, "uitleengeheim", audience=frozenset({"library:1"}))])
    reader = STAFF | {"library:1"}
    assert engine.suggest("uitl", reader) == ["uitleenbalie"]
    assert engine.correct(parse("uitleenbalei uitleengeheum"), reader) == {"uitleenbalei": "uitleenbalie"}
    assert engine.suggest("uitl", {"library:1"}) == []
    assert engine.suggest("uitl", ()) == []
    assert engine.correct(parse("uitleenbalei"), ()) == {}


def test_words_of_what_was_hidden_are_suggested_no_more(make: Make) -> None:
    engine = make([document(1, "uitleenbalie"), document(2, "uitleenbalie uitleengeheim")])
    assert "uitleengeheim" in engine.suggest("uitl", STAFF)
    engine.apply(Changes((document(2, "uitleenbalie uitleengeheim", audience=frozenset({"library:1"})),)), 1)
    assert engine.suggest("uitl", STAFF) == ["uitleenbalie"]
    assert engine.correct(parse("uitleengeheum"), STAFF) == {}


def test_similar_texts_leave_out_the_root_itself(make: Make) -> None:
    engine = make([document(1, "zelfuitleenbalie stuk"), document(2, "stuk zelfuitleenbalie"), document(3, "kinderen")])
    found = {hit.root for hit in engine.similar("De zelfuitleenbalie is stuk", STAFF)}
    assert found == {"thread:1", "thread:2"}
    assert [hit.root for hit in engine.similar("zelfuitleenbalie", STAFF, exclude=["thread:1"])] == ["thread:2"]


def test_an_empty_index_answers(make: Make) -> None:
    engine = make([])
    assert engine.search(parse("balie"), STAFF).total == 0
    assert engine.suggest("bal", STAFF) == []
    assert engine.health().ok


def test_many_audiences_and_documents_over_several_commits(make: Make) -> None:
    engine = make(document(n, "balie", audience=frozenset({f"member:{n}"})) for n in range(400))
    engine.apply(Changes(tuple(document(n, "balie", audience=frozenset({"member:9"})) for n in range(400, 420))), 1)
    assert engine.search(parse("balie"), {"member:9"}).total == 21
    assert engine.search(parse("balie"), {"member:399"}).total == 1
    assert engine.search(parse("balie"), STAFF).total == 0


class TestSimilar:
    """What is about the same as a question that is being typed."""

    def test_a_natural_sentence_finds_it_in_other_forms_of_its_words(self, make: Make) -> None:
        engine = make(
            [
                document(1, "De lezers verliezen hun kaarten.", "Verloren lenerskaarten"),
                document(2, "Wanneer komt de boekenbus?", "Boekenbus in de zomer"),
            ]
        )
        found = engine.similar("Hoe kan ik een verloren lenerskaart het best vervangen?", STAFF)
        assert [hit.key for hit in found] == ["post:1"]

    def test_question_words_and_what_everybody_writes_count_for_nothing(self, make: Make) -> None:
        noise = [document(number, "Hoe kan ik dit doen, weet iemand dat?", "Vraagje") for number in range(10, 60)]
        engine = make([*noise, document(1, "Onze scanner leest de strepen niet.", "Scanner leest niet")])
        found = engine.similar("Weet iemand hoe kan ik een scanner laten lezen? Vraagje", STAFF)
        assert [hit.key for hit in found] == ["post:1"]

    def test_what_shares_one_word_of_many_is_left_out(self, make: Make) -> None:
        engine = make(
            [
                document(1, "De verwarming van de leeszaal is stuk en niemand komt.", "Verwarming"),
                document(2, "Wat kost een projector, een scherm en een leeszaal vol stoelen?", "Projector"),
            ]
        )
        found = engine.similar("Projector en scherm huren met stoelen voor lezing", STAFF)
        assert [hit.key for hit in found] == ["post:2"]

    def test_of_equals_the_solved_one_comes_first(self, make: Make) -> None:
        engine = make(
            [
                document(1, "Het plafond lekt.", "Lekkend plafond"),
                document(2, "Het plafond lekt.", "Lekkend plafond", states=frozenset({"solved"})),
                document(3, "Het plafond lekt.", "Lekkend plafond"),
            ]
        )
        found = engine.similar("Ons plafond lekt", STAFF)
        assert (found[0].key, found[0].is_solved) == ("post:2", True)
        assert len(found) == 3

    def test_a_thread_comes_once_with_its_best_post(self, make: Make) -> None:
        engine = make(
            [
                document(1, "Wij ook.", "Klemmende klapdeur", root="thread:9"),
                document(2, "De klapdeur klemt.", root="thread:9"),
            ]
        )
        assert [hit.root for hit in engine.similar("Klapdeur klemt", STAFF)] == ["thread:9"]

    def test_nobody_is_shown_what_is_closed_to_them(self, make: Make) -> None:
        engine = make([document(1, "Ontslag van een collega", "Ontslag", audience=frozenset({"library:1"}))])
        assert [hit.key for hit in engine.similar("Ontslag van een collega", {"library:1"})] == ["post:1"]
        assert engine.similar("Ontslag van een collega", STAFF) == ()
        assert engine.similar("Ontslag van een collega", ()) == ()

    def test_a_hit_says_where_it_stands(self, make: Make) -> None:
        engine = make([document(1, "De klapdeur klemt.", "Klapdeur", container="space:7")])
        assert [hit.container for hit in engine.similar("Klapdeur klemt", STAFF)] == ["space:7"]


class TestTime:
    """A query that takes too long is answered with what was looked up until then, and says so."""

    @pytest.fixture
    def hurried(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> Any:
        engine = make(
            [document(n, "balie kaart lezing") for n in range(20)]
            + [document(50, "scanner"), document(51, "scanner", audience=frozenset({"library:1"}))]
        )
        monkeypatch.setattr("forum.search.whoosh_engine.executor.LONGEST_TIME", -1.0)
        monkeypatch.setattr("forum.search.postgres_engine.searching.FIRST_CANDIDATES", 1)
        return engine

    def test_a_quick_query_is_whole(self, make: Make) -> None:
        assert not make([document(1, "balie kaart")]).search(parse("balie kaart"), STAFF).is_cut

    def test_the_most_telling_word_is_looked_up_in_any_case(self, hurried: Any) -> None:
        found = hurried.search(parse("balie kaart lezing scanner"), STAFF)
        assert keys(found)[0] == "post:50"
        assert "post:51" not in keys(found)

    def test_what_is_excluded_stays_out(self, hurried: Any) -> None:
        assert keys(hurried.search(parse("scanner balie -scanners"), STAFF)).count("post:50") == 0
