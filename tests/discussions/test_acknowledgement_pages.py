"""The pages of acknowledgements, as colleagues meet them."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from forum.core.local_time import add_months, today
from forum.core.policy import library_token
from forum.discussions import services
from forum.discussions.models import Acknowledgement
from forum.discussions.queries.acknowledgements import find_asked
from forum.discussions.services.acknowledgements import Wish
from tests.discussions.test_acknowledgements import announce
from tests.factories import actor, make_library, make_member, make_space, make_thread


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


def test_a_colleague_confirms_and_the_author_sees_it(app, as_member):
    author, reader = make_member(roles=("coordinator",)), make_member(display_name="Zoë Lezer")
    thread = announce(Wish(), author=author)
    client = as_member(reader)
    home = client.get("/")
    page = home.click("1 announcement to confirm")
    page = page.click("De server gaat uit")
    page = page.submit("I have read this")
    assert "You confirmed this" in page.main
    assert "I have read this" not in page.main
    assert "to confirm" not in client.get("/").main
    assert "Nothing to confirm" in client.get("/acknowledgements").main
    lead = as_member(author).get(url_of(thread))
    assert "1 of 1 colleagues confirmed" in lead.main
    listing = lead.click("1 of 1 colleagues confirmed")
    assert "Zoë Lezer" in listing.main


def test_readers_of_one_kept_page_each_get_their_own_panel(app, as_member):
    thread = announce(Wish())
    first, second = make_member(), make_member()
    services.acknowledge(actor(first), thread, 1)
    assert "You confirmed this" in as_member(first).get(url_of(thread)).main
    assert "I have read this" in as_member(second).get(url_of(thread)).main
    assert "You confirmed this" in as_member(first).get(url_of(thread)).main


def test_the_answer_304_ends_when_somebody_else_confirms_for_those_who_see_the_count(app, as_member):
    author, reader = make_member(roles=("coordinator",)), make_member()
    thread = announce(Wish(), author=author)
    client = as_member(author)
    etag = client.get(url_of(thread)).response.headers["ETag"]
    services.acknowledge(actor(reader), thread, 1)
    again = client.get(url_of(thread), headers={"If-None-Match": etag})
    assert "1 of 1" in again.main


def test_announcing_and_asking_in_one_go(app, as_member):
    library = make_library(short_name="Temse")
    author, reader = make_member(roles=("coordinator",)), make_member(library_id=library.id)
    space = make_space()
    page = as_member(author).get(f"/threads/new?kind=announcement&space={space.slug}")
    due = (today() + timedelta(days=9)).isoformat()
    answer = page.form(field="title").submit(
        title="Nieuwe openingsuren",
        body="Vanaf maandag",
        ack_who="chosen",
        ack_audience=library_token(library.id),
        ack_due=due,
        ack_remind="3",
    )
    assert "0 of 1 colleagues confirmed" in answer.main
    from forum.discussions.models import Thread
    from forum.extensions import db

    thread = db.session.scalars(db.select(Thread)).one()
    asked = find_asked(actor(reader), thread)
    assert (asked.due_on.isoformat(), asked.remind_every, asked.tokens) == (due, 3, {library_token(library.id)})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ack_who": "chosen"}, "Choose which colleagues have to confirm."),
        ({"ack_who": "network", "ack_due": "2020-01-01"}, "This day has passed."),
        ({"ack_who": "network", "ack_due": "morgen"}, "Fill in a date"),
        ({"ack_who": "network", "ack_remind": "3"}, "Fill in until when"),
    ],
)
def test_bad_input_comes_back_filled_with_a_sentence_and_nothing_is_made(app, as_member, values, sentence):
    space = make_space()
    page = as_member(make_member(roles=("coordinator",))).get(f"/threads/new?kind=announcement&space={space.slug}")
    answer = page.form(field="title").submit(None, 422, title="Een goede titel", body="De tekst", **values)
    assert sentence in answer.main
    assert answer.form(field="title").values["body"][0].strip() == "De tekst"
    assert space.thread_count == 0


def test_a_reader_with_the_old_page_is_told_to_read_the_new_text(app, as_member):
    author, reader = make_member(roles=("coordinator",)), make_member()
    thread = announce(Wish(), author=author)
    page = as_member(reader).get(url_of(thread))
    edit = as_member(author).get(f"/posts/{thread.opening_post_id}/edit")
    edit.form(field="body").submit(body="Toch op dinsdag", ack_again="y")
    answer = page.submit("I have read this")
    assert "changed meanwhile" in answer.text
    assert answer.submit("I have read this")
    assert find_asked(actor(reader), thread).own_revision == 2


def test_the_edit_page_offers_to_ask_again_only_where_something_is_asked(app, as_member):
    author = make_member(roles=("coordinator",))
    client = as_member(author)
    for thread, offered in ((announce(Wish(), author=author), True), (announce(author=author), False)):
        page = client.get(f"/posts/{thread.opening_post_id}/edit")
        assert bool(page.all("input[name=ack_again]")) is offered
    question = make_thread(author)
    assert not client.get(f"/posts/{question.opening_post_id}/edit").all("input[name=ack_again]")


def test_changing_and_stopping(app, as_member):
    author, reader = make_member(roles=("coordinator",)), make_member()
    thread = announce(author=author)
    client = as_member(author)
    page = client.get(url_of(thread)).click("Ask to confirm it")
    page = page.form(field="ack_due").submit(ack_who="network", ack_renew="12")
    assert "0 of 1" in page.main
    form = page.click("Change what is asked").form(field="ack_due")
    assert (form.values["ack_who"], form.values["ack_renew"]) == (["network"], ["12"])
    page = form.submit(ack_who="")
    assert "Nobody has to confirm" in page.main
    assert "I have read this" not in as_member(reader).get(url_of(thread)).main


def test_a_head_sees_the_people_of_the_own_library_only(app, as_member):
    library = make_library(short_name="Temse")
    head = make_member(library_id=library.id, roles=("library_head",))
    make_member(library_id=library.id, display_name="Van ons")
    make_member(display_name="Van elders")
    thread = announce(Wish())
    client = as_member(head)
    page = client.get(f"/threads/{thread.id}/acknowledgements")
    assert "Van ons" in page.main
    assert "Van elders" not in page.main
    text = client.get(f"/threads/{thread.id}/acknowledgements.csv").response.get_data(as_text=True)
    assert "Van ons" in text
    assert "Van elders" not in text


def test_the_csv_is_proof_and_no_formula(app, as_member):
    author = make_member(roles=("coordinator",))
    library = make_library(short_name="Temse")
    reader = make_member(library_id=library.id, display_name="=HYPERLINK(1)")
    late = make_member(display_name="Nog Niet")
    thread = announce(Wish(), author=author)
    services.acknowledge(actor(reader), thread, 1)
    response = as_member(author).get(f"/threads/{thread.id}/acknowledgements.csv").response
    rows = [line.split(";") for line in response.get_data(as_text=True).lstrip("\ufeff").splitlines()]
    assert response.headers["Content-Disposition"] == 'attachment; filename="de-server-gaat-uit.csv"'
    assert rows[0] == ["Name", "Library", "State", "Version", "Date", "Time of day"]
    assert rows[1][:4] == ["Nog Niet", rows[1][1], "Not yet", ""]
    assert rows[2][:4] == ["'=HYPERLINK(1)", "Temse", "Confirmed", "1"]
    assert len(rows) == 3
    assert late.id


def test_who_made_it_reminds_now_and_reads_when_the_next_can_go(app, as_member):
    author, _reader = make_member(roles=("coordinator",)), make_member()
    thread = announce(Wish(), author=author)
    page = as_member(author).get(f"/threads/{thread.id}/acknowledgements")
    assert [button.text for button in page.all(".head-acts button")] == ["Remind now"]
    page = page.client.post(f"/threads/{thread.id}/acknowledgements/remind")
    assert "on its way to everybody who has not confirmed" in page.text
    assert page.all(".head-acts button") == []
    assert (
        page.one(".why").text
        == "Today a reminder went to everybody who has not confirmed. The next one can go tomorrow."
    )
    again = page.client.post(f"/threads/{thread.id}/acknowledgements/remind")
    assert again.text.count("The next one can go tomorrow.") == 2


def test_a_head_follows_their_library_but_does_not_remind(app, as_member):
    library = make_library()
    head, _reader = make_member(library_id=library.id, roles=("library_head",)), make_member(library_id=library.id)
    thread = announce(Wish())
    page = as_member(head).get(f"/threads/{thread.id}/acknowledgements")
    assert "Remind now" not in page.main
    assert page.all(".why") == []


class TestInAList:
    """An announcement one still has to confirm is marked in every list, for whom it is."""

    BADGE = "main .row a.badge-open"

    def test_it_is_marked_until_it_is_confirmed_and_leads_to_where_that_is_done(self, app, as_member):
        author, reader, colleague = make_member(roles=("coordinator",)), make_member(), make_member()
        thread = announce(Wish(), author=author)
        client = as_member(reader)
        for url in ("/", "/threads/", "/threads/?show=announcements", f"/spaces/{thread.space.slug}"):
            badge = client.get(url).one(self.BADGE)
            assert (badge.text, badge["href"]) == ("To confirm", f"{url_of(thread)}#bevestigen")
            assert as_member(author).get(url).all(self.BADGE) == []
        assert client.get(url_of(thread)).one("#bevestigen").find("button").text == "I have read this"
        services.acknowledge(actor(reader), thread, 1)
        assert client.get("/threads/").all(self.BADGE) == []
        assert as_member(colleague).get("/threads/").all(self.BADGE) != []

    def test_only_for_those_who_are_asked_and_while_it_is_asked(self, app, as_member):
        library, author = make_library(), make_member(roles=("coordinator",))
        asked, other = make_member(library_id=library.id), make_member()
        thread = announce(Wish((library_token(library.id),)), author=author)
        assert as_member(other).get("/threads/").all(self.BADGE) == []
        assert len(as_member(asked).get("/threads/").all(self.BADGE)) == 1
        services.stop_acknowledgement(actor(author), thread)
        assert as_member(asked).get("/threads/").all(self.BADGE) == []

    def test_a_confirmation_that_ended_is_asked_again(self, app, as_member, db_session):
        reader, thread = make_member(), announce(Wish(renew_months=6))
        services.acknowledge(actor(reader), thread, 1)
        assert as_member(reader).get("/threads/").all(self.BADGE) == []
        db_session.execute(update(Acknowledgement).values(acknowledged_on=add_months(today(), -7)))
        assert len(as_member(reader).get("/threads/").all(self.BADGE)) == 1
