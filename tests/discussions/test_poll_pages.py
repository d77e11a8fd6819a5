"""The pages of polls: asking, voting, changing, closing, and what a spreadsheet gets."""

import pytest
from sqlalchemy import select

from forum.discussions import queries, services
from forum.discussions.models import Poll, PollKind, PollResults, PollVoice
from forum.discussions.services import PollPlan
from forum.extensions import db
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


def make_poll(author, **plan):
    plan = {"question": "Welke dag past?", "labels": ("Maandag", "Dinsdag"), **plan}
    return services.create_poll(actor(author), make_thread(author), PollPlan(**plan))


def first_option(poll):
    return queries.get_poll_view(actor(make_member()), poll.id).options[0].id


def ask(client, space, **fields):
    form = client.get(f"/threads/new?space={space.slug}").form(field="title")
    return form, {"title": "Welke dag kiezen we?", "body": "Voor de stafdag.", "space": space.slug, **fields}


def test_a_question_can_come_with_a_poll(app, as_member):
    form, values = ask(as_member(make_member()), make_space(), poll_question="Welke dag?", poll_option=["Ma", "Di", ""])
    page = form.submit("Post the question", **values)
    assert page.texts(".poll h2") == ["Welke dag?"]
    assert page.texts(".poll label") == ["Ma", "Di"]


def test_a_question_without_a_poll_has_none(app, as_member):
    form, values = ask(as_member(make_member()), make_space())
    assert form.submit("Post the question", **values).all(".poll") == []


def test_a_poll_that_cannot_work_brings_everything_back(app, as_member):
    form, values = ask(as_member(make_member()), make_space(), poll_question="Welke dag?", poll_option=["Ma", "", ""])
    page = form.submit("Post the question", 422, **values)
    assert "at least two options" in page.one("[role=alert]").text
    assert page.one(".poll-start").has_attr("open")
    again = page.form(field="title").values
    assert (again["title"], again["poll_question"], again["poll_option"][0]) == (
        ["Welke dag kiezen we?"],
        ["Welke dag?"],
        "Ma",
    )
    assert db.session.scalar(select(Poll.id)) is None


def test_more_options_come_without_losing_anything(app, as_member):
    form, values = ask(as_member(make_member()), make_space(), poll_option=["Ma", "Di", "Wo", "Do"])
    page = form.submit("More options", **values)
    rows = page.form(field="title").values["poll_option"]
    assert rows == ["Ma", "Di", "Wo", "Do", "", "", "", ""]
    assert page.all("[role=alert]") == []


def test_dates_are_proposed_and_answered(app, as_member):
    client = as_member(make_member())
    fields = {
        "poll_question": "Wanneer vergaderen we?",
        "poll_kind": "dates",
        "poll_day": ["2027-03-01", "2027-03-02", "", ""],
        "poll_begins": ["10:00", "", "", ""],
        "poll_ends": ["12:00", "", "", ""],
        "poll_results": "always",
    }
    form, values = ask(client, make_space(), **fields)
    page = form.submit("Post the question", **values)
    assert page.texts(".poll-day legend") == ["Mon 1 Mar 2027, 10:00–12:00", "Tue 2 Mar 2027"]
    poll = db.session.scalars(select(Poll)).one()
    one, two = [option.id for option in queries.get_poll_view(actor(make_member()), poll.id).options]
    page = page.form("form[action^='/polls/']").submit("Vote", **{f"answer-{one}": "maybe", f"answer-{two}": "yes"})
    cells = [[cell.text for cell in row.select("td")] for row in page.all(".poll-table tbody tr")]
    assert cells == [["0", "1", "0"], ["1", "0", "0"]]


@pytest.mark.parametrize("wrong", [{"poll_day": ["morgen", "2027-03-02"]}, {"poll_closes": "straks"}])
def test_a_date_that_cannot_be_read_comes_back(app, as_member, wrong):
    fields = {"poll_question": "Wanneer?", "poll_kind": "dates", "poll_day": ["2027-03-01", "2027-03-02"], **wrong}
    form, values = ask(as_member(make_member()), make_space(), **fields)
    page = form.submit("Post the question", 422, **values)
    assert "date or time we understand" in page.main
    assert page.form(field="title").values["poll_question"] == ["Wanneer?"]


def test_voting_shows_the_results_and_changing_keeps_one_vote(app, as_member):
    author, voter = make_member(), make_member()
    poll = make_poll(author)
    page = as_member(voter).get(url_of(poll.thread))
    assert "once you have voted" in page.one(".poll").text
    assert page.all(".poll-bars") == []
    page = page.form("form[action^='/polls/']").submit("Vote", vote=first_option(poll))
    assert page.texts(".poll-bars li p") == ["Maandag your vote 1 vote, (100 %)", "Dinsdag 0 votes, (0 %)"]
    page = page.submit("Withdraw my vote")
    assert "once you have voted" in page.one(".poll").text


def test_an_empty_vote_comes_back_with_a_sentence(app, as_member):
    poll = make_poll(make_member())
    page = as_member(make_member()).get(url_of(poll.thread)).form("form[action^='/polls/']").submit("Vote", 422)
    assert "Choose something first." in page.one("[role=alert]").text
    assert page.h1.startswith("Poll in")


def test_too_many_choices_come_back_as_they_were_chosen(app, as_member):
    poll = make_poll(make_member(), kind=PollKind.MULTIPLE, labels=("A", "B", "C"), max_choices=2)
    options = queries.get_poll_view(actor(make_member()), poll.id).options
    page = as_member(make_member()).post(f"/polls/{poll.id}", {"vote": [str(o.id) for o in options]}, status=422)
    assert "at most 2" in page.one("[role=alert]").text
    assert len(page.all("input[name=vote][checked]")) == 3


def test_the_page_says_in_words_who_voted_for_the_library(app, as_member):
    library = make_library()
    one, two = make_member(library_id=library.id, display_name="An Peeters"), make_member(library_id=library.id)
    poll = make_poll(make_member(), voice=PollVoice.LIBRARY)
    services.vote(actor(one), poll, {first_option(poll): "yes"})
    text = as_member(two).get(url_of(poll.thread)).one(".poll").text
    assert "An Peeters voted for your library on" in text
    text = as_member(make_member()).get(url_of(poll.thread)).one(".poll").text
    assert "An Peeters" not in text and "Your library has not voted yet." in text


def test_a_secret_poll_names_nobody_anywhere(app, as_member):
    author, voters = make_member(), [make_member(display_name=f"Stemmer {n}") for n in range(3)]
    poll = make_poll(author, is_secret=True)
    for voter in voters:
        services.vote(actor(voter), poll, {first_option(poll): "yes"})
    client = as_member(author)
    assert client.get(f"/polls/{poll.id}/results.csv", status=403)
    services.close_poll(actor(author), poll)
    page = client.get(url_of(poll.thread))
    assert "3 votes, (100 %)" in " ".join(page.texts(".poll-bars li p"))
    table = client.get(f"/polls/{poll.id}/results.csv").response.get_data(as_text=True)
    assert table == "\ufeffOption;Votes\r\nMaandag;3\r\nDinsdag;0\r\n"
    assert "Stemmer" not in page.text + table


def test_the_file_of_results_names_voters_and_no_formula(app, as_member):
    author = make_member()
    poll = make_poll(author, labels=("=1+1", "Dinsdag"), results=PollResults.ALWAYS)
    library = make_library(short_name="Temse")
    services.vote(actor(make_member(display_name="Bo", library_id=library.id)), poll, {first_option(poll): "yes"})
    table = as_member(author).get(f"/polls/{poll.id}/results.csv").response.get_data(as_text=True)
    assert table.splitlines()[1:] == ["'=1+1;1;Bo (Temse)", "Dinsdag;0;"]


def test_the_author_adds_changes_closes_and_reopens(app, as_member):
    author = make_member()
    thread = make_thread(author)
    make_post(thread)
    page = as_member(author).get(f"/posts/{thread.opening_post_id}/actions").click("Add a poll")
    page = page.submit("Add the poll", poll_question="Welke dag?", poll_option=["Ma", "Di", "", ""])
    assert page.all(f"a[href='/threads/{thread.id}/poll']") == []
    page = page.click("Change the poll").submit("Save", poll_question="Welke avond?")
    assert page.texts(".poll h2") == ["Welke avond?"]
    page = page.submit("Close the poll")
    assert "Fewer" not in page.main and "closed on" in page.one(".poll").text
    page = page.submit("Open the poll again")
    page = page.submit("Take the poll away")
    assert page.all(".poll") == []


def test_after_a_vote_only_options_can_be_added(app, as_member):
    author = make_member()
    poll = make_poll(author, results=PollResults.ALWAYS)
    services.vote(actor(make_member()), poll, {first_option(poll): "yes"})
    page = as_member(author).get(f"/polls/{poll.id}/edit")
    assert "poll_question" not in page.form(field="poll_closes").names
    page = page.submit("Save", poll_option=["Woensdag", "", "", ""])
    assert page.texts(".poll label") == ["Maandag", "Dinsdag", "Woensdag"]


def test_others_are_not_offered_to_manage(app, as_member):
    poll = make_poll(make_member())
    page = as_member(make_member()).get(url_of(poll.thread))
    assert page.all(".poll-manage") == []
    assert page.all(f"a[href='/threads/{poll.thread.id}/poll']") == []


def test_a_locked_discussion_keeps_its_results_and_says_why_one_cannot_vote(app, as_member):
    moderator, author = make_member(), make_member()
    thread = make_thread(author, make_space(moderator))
    plan = PollPlan("Welke dag?", labels=("Ma", "Di"), results=PollResults.ALWAYS)
    poll = services.create_poll(actor(author), thread, plan)
    services.vote(actor(author), poll, {first_option(poll): "yes"})
    services.lock_thread(actor(moderator), thread, "Afgerond")
    page = as_member(make_member()).get(url_of(thread))
    assert page.texts(".poll-bars li p")[0] == "Ma 1 vote, (100 %)"
    assert "locked, so you can no longer vote" in page.one(".poll").text
    assert page.all(".poll form") == []


def test_a_vote_of_somebody_else_shows_at_once(app, as_member):
    author, reader = make_member(), make_member()
    poll = make_poll(author, results=PollResults.ALWAYS)
    client = as_member(reader)
    assert "0 votes" in client.get(url_of(poll.thread)).one(".poll").text
    services.vote(actor(author), poll, {first_option(poll): "yes"})
    assert "1 vote" in client.get(url_of(poll.thread)).one(".poll").text


def test_a_thread_without_a_poll_costs_no_statement_more(app, as_member, assert_queries):
    from forum.discussions.panels import render_panels

    reader = actor(make_member())
    head = queries.get_thread_head(reader, make_thread().id)
    db.session.commit()
    with assert_queries(0):
        assert render_panels(reader, head) == ""


def test_the_draft_of_a_question_keeps_its_poll(app, as_member):
    client = as_member(make_member())
    poll = "poll_question=Welke+dag%3F&poll_kind=multiple&poll_option=Ma&poll_option=&poll_option=Di&poll_secret=y"
    client.post("/drafts", {"key": "thread:new", "title": "Stafdag", "body": "", "poll": poll})
    page = client.get("/threads/new?draft=")
    form = page.form(field="title")
    assert page.one(".poll-start").has_attr("open")
    assert form.values["poll_option"][:3] == ["Ma", "", "Di"]
    assert (form.values["poll_kind"], form.values["poll_question"]) == (["multiple"], ["Welke dag?"])
    form.submit("Post the question", title="Welke dag?", body="Voor de stafdag.", space=make_space().slug)
    assert client.get("/threads/new").form(field="title").values["poll_question"] == [""]


def test_a_secret_poll_whose_results_showed_offers_no_opening_again(app, as_member):
    author = make_member()
    poll = make_poll(author, is_secret=True)
    for _ in range(3):
        services.vote(actor(make_member()), poll, {first_option(poll): "yes"})
    services.close_poll(actor(author), poll)
    db.session.commit()
    page = as_member(author).get(url_of(poll.thread))
    assert "Open the poll again" not in page.main
    assert "A secret poll cannot be opened again" in page.main
    assert "A secret poll cannot be opened again" not in as_member(make_member()).get(url_of(poll.thread)).main


def test_what_the_head_voted_for_a_library_is_read_by_its_colleagues(app, as_member):
    library = make_library()
    head = make_member(library_id=library.id, roles=("library_head",))
    colleague = make_member(library_id=library.id)
    poll = make_poll(make_member(), voice=PollVoice.LIBRARY, results=PollResults.CLOSED)
    services.vote(actor(head), poll, {first_option(poll): "yes"})
    db.session.commit()
    assert as_member(colleague).get(url_of(poll.thread)).texts(".poll-mine li") == ["Maandag"]


class TestWhereLibrariesVote:
    """How many of those that could vote did, and which have not."""

    @pytest.fixture
    def libraries(self, app):
        """Three that can vote, by name; one without colleagues and one whose only colleague left cannot."""
        given = {name: make_library(short_name=name) for name in ("Temse", "Lokeren", "Beveren", "Leeg", "Weg")}
        for name in ("Temse", "Lokeren", "Beveren"):
            make_member(library_id=given[name].id)
        make_member(library_id=given["Weg"].id, is_active=False)
        return given

    def poll(self, author=None, **plan):
        return make_poll(author or make_member(library_id=None), voice=PollVoice.LIBRARY, **plan)

    def cast(self, poll, library):
        member = make_member(library_id=library.id)
        option = queries.get_poll_view(actor(member), poll.id).options[0]
        services.vote(actor(member), poll, {option.id: "yes"})
        return member

    def test_the_result_says_how_many_of_them_did(self, libraries, as_member):
        poll = self.poll()
        voter = self.cast(poll, libraries["Temse"])
        page = as_member(voter).get(url_of(poll.thread))
        assert "voted: 1 of 3 libraries" in page.one(".poll-kind").text
        assert page.texts(".poll-who > p") == ["Beveren, Lokeren"]

    def test_all_of_them(self, libraries, as_member):
        poll = self.poll()
        for name in ("Temse", "Lokeren", "Beveren"):
            voter = self.cast(poll, libraries[name])
        page = as_member(voter).get(url_of(poll.thread))
        assert "voted: 3 of 3 libraries" in page.one(".poll-kind").text
        assert page.all(".poll-who > p") == []

    def test_who_may_not_see_the_results_yet_reads_the_number_only(self, libraries, as_member):
        poll = self.poll(results=PollResults.CLOSED)
        voter = self.cast(poll, libraries["Temse"])
        page = as_member(voter).get(url_of(poll.thread))
        assert "voted: 1 of 3 libraries" in page.one(".poll-kind").text
        assert "Lokeren" not in page.one(".poll").text

    def test_who_manages_the_poll_reads_whom_to_call(self, libraries, as_member):
        author = make_member(library_id=None)
        poll = self.poll(author, results=PollResults.CLOSED)
        self.cast(poll, libraries["Temse"])
        page = as_member(author).get(url_of(poll.thread))
        assert page.texts(".poll-who > p") == ["Beveren, Lokeren"]
        assert page.all(".poll-bars") == []

    def test_in_a_space_of_one_library_only_that_one_can(self, libraries, as_member):
        temse = libraries["Temse"]
        author = make_member(library_id=temse.id)
        thread = make_thread(author, make_space(audience=f"library:{temse.id}"))
        services.create_poll(
            actor(author), thread, PollPlan("Welke dag?", labels=("Ma", "Di"), voice=PollVoice.LIBRARY)
        )
        assert "voted: 0 of 1 library" in as_member(author).get(url_of(thread)).one(".poll-kind").text

    def test_a_library_that_joins_counts_from_then_on_but_not_in_a_poll_that_is_over(self, libraries, as_member):
        author = make_member(library_id=None)
        open_poll, closed = self.poll(author), self.poll(author)
        services.close_poll(actor(author), closed)
        client = as_member(author)
        assert "0 of 3" in client.get(url_of(open_poll.thread)).one(".poll-kind").text
        make_member(library_id=libraries["Leeg"].id)
        assert "0 of 4" in client.get(url_of(open_poll.thread)).one(".poll-kind").text
        assert "0 of 3" in client.get(url_of(closed.thread)).one(".poll-kind").text

    @pytest.mark.parametrize("count", [1, 9])
    def test_they_are_read_in_one_statement(self, app, assert_queries, count):
        for _ in range(count):
            make_member(library_id=make_library().id)
        poll = self.poll()
        head = queries.get_thread_head(actor(make_member(library_id=None)), poll.thread_id)
        with assert_queries(1):
            assert len(queries.list_absent_libraries(head)[poll.id]) == count
