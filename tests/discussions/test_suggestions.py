"""Suggested edits: who may not edit proposes, who may decides, and nobody overwrites anybody."""

import pytest
from sqlalchemy import select

from forum.accounts.anonymous import get_anonymous_colleague_id
from forum.attachments.models import AttachmentUse
from forum.attachments.references import markdown_for
from forum.core.activity import Activity
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.policy import can, library_token
from forum.discussions import queries, services
from forum.discussions.models import Post, PostRevision
from forum.extensions import db
from forum.notifications.models import Notification
from tests.factories import actor, make_attachment, make_library, make_member, make_post, make_space, make_thread


@pytest.fixture
def moderator(app):
    return make_member(display_name="Mo Derator")


@pytest.fixture
def author(app):
    return make_member(display_name="Ans Antwoord")


@pytest.fixture
def suggester(app):
    return make_member(display_name="Vic Verbeter")


@pytest.fixture
def post(moderator, author):
    return make_post(make_thread(space=make_space(moderator)), author, body="Herstart de dienst.")


def suggest(member, post, body="Herstart de kaartdienst.", **values):
    values = {"base_revision": post.revision_count, "reason": "duidelijker", **values}
    return services.suggest_edit(actor(member), post, body, **values)


def kinds_of(member):
    return list(db.session.scalars(select(Notification.kind).where(Notification.member_id == member.id)))


def test_accepted_it_is_a_version_that_credits_both(post, author, suggester, as_member):
    services.accept_suggestion(actor(author), suggest(suggester, post))
    assert post.body == "Herstart de kaartdienst."
    newest = db.session.scalars(select(PostRevision).order_by(PostRevision.id.desc())).first()
    assert (newest.author_id, newest.reason, newest.base_number) == (suggester.id, "duidelijker", 1)
    history = as_member(make_member()).get(f"/posts/{post.id}/history").main
    assert "Vic Verbeter" in history
    assert "suggestion accepted by Ans Antwoord" in history


def test_author_and_moderators_are_told_then_the_suggester(post, author, moderator, suggester, drain):
    suggestion = suggest(suggester, post)
    drain()
    assert kinds_of(author)[-1] == "suggestion.made"
    assert kinds_of(moderator)[-1] == "suggestion.to_moderate"
    assert "suggestion.made" not in kinds_of(suggester)
    services.decline_suggestion(actor(moderator), suggestion, "Klopt niet bij ons")
    drain()
    assert kinds_of(suggester) == ["suggestion.declined"]
    services.accept_suggestion(actor(author), suggest(suggester, post))
    drain()
    assert kinds_of(suggester) == ["suggestion.declined", "suggestion.accepted"]


def test_a_second_suggestion_changes_the_first(post, suggester):
    first = suggest(suggester, post)
    second = suggest(suggester, post, "Herstart alleen de kaartdienst.")
    assert (second.id, second.body) == (first.id, "Herstart alleen de kaartdienst.")
    assert suggest(make_member(), post).id != first.id


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_who_may_edit_edits(post, author, moderator, who):
    with pytest.raises(Forbidden):
        suggest({"author": author, "moderator": moderator}[who], post)


def test_deeper_replies_and_locked_discussions_refuse(post, moderator, suggester):
    with pytest.raises(Forbidden):
        suggest(suggester, make_post(parent=post))
    services.lock_thread(actor(moderator), post.thread, "Afgerond")
    assert can(actor(suggester), "post.suggest", post).reason
    with pytest.raises(Forbidden):
        suggest(suggester, post)


def test_what_is_hidden_or_closed_does_not_exist(post, moderator, suggester):
    services.hide_post(actor(moderator), post, "Reclame")
    with pytest.raises(NotFound):
        suggest(suggester, post)
    library = make_library()
    insider = make_member(library_id=library.id)
    closed = make_post(make_thread(insider, make_space(audience=library_token(library.id))), insider)
    with pytest.raises(NotFound):
        suggest(suggester, closed)


@pytest.mark.parametrize(
    ("body", "reason", "field"),
    [
        ("Herstart de dienst.", "zomaar", "body"),
        ("", "leeg", "body"),
        ("Beter", " ", "reason"),
        ("Beter", "x" * 201, "reason"),
    ],
)
def test_bad_input_names_its_field(post, suggester, body, reason, field):
    with pytest.raises(Invalid) as refused:
        suggest(suggester, post, body, reason=reason)
    assert refused.value.field == field


def test_a_later_edit_is_not_overwritten(post, author, suggester):
    suggestion = suggest(suggester, post)
    services.edit_post(actor(author), post, "Herstart de dienst, met de sleutel.", base_revision=1)
    db.session.commit()
    with pytest.raises(Conflict):
        services.accept_suggestion(actor(author), suggestion)
    db.session.rollback()
    assert post.body == "Herstart de dienst, met de sleutel."
    assert suggestion.is_open
    both = "Herstart de kaartdienst, met de sleutel."
    services.accept_suggestion(actor(author), suggestion, body=both, base_revision=2)
    assert (post.body, suggestion.state, suggestion.revision_number) == (both, "changed", 3)


def test_it_is_decided_once(post, author, suggester):
    suggestion = suggest(suggester, post)
    services.withdraw_suggestion(actor(suggester), suggestion)
    with pytest.raises(Conflict):
        services.accept_suggestion(actor(author), suggestion)
    assert post.body == "Herstart de dienst."


def test_only_who_may_edit_decides_and_only_who_made_it_withdraws(post, author, suggester):
    suggestion = suggest(suggester, post)
    for act in (services.accept_suggestion, lambda who, what: services.decline_suggestion(who, what, "Nee")):
        with pytest.raises(Forbidden):
            act(actor(suggester), suggestion)
    with pytest.raises(Forbidden):
        services.withdraw_suggestion(actor(author), suggestion)


def test_seeing_one(post, author, moderator, suggester):
    suggestion = suggest(suggester, post)
    for member in (author, moderator, suggester):
        assert queries.get_suggestion(actor(member), suggestion.id)
    for member in (make_member(), make_member(roles=("coordinator",))):
        with pytest.raises(NotFound):
            queries.get_suggestion(actor(member), suggestion.id)


def test_the_lists_hold_what_is_open(post, author, moderator, suggester):
    suggestion = suggest(suggester, post)
    for member, decides, own in ((author, 1, 0), (moderator, 1, 0), (suggester, 0, 1), (make_member(), 0, 0)):
        found = len(queries.list_suggestions_to_decide(actor(member))), len(queries.list_own_suggestions(actor(member)))
        assert found == (decides, own)
    services.withdraw_suggestion(actor(suggester), suggestion)
    assert not queries.list_suggestions_to_decide(actor(author))


def test_a_list_costs_the_same_with_many(post, author, assert_queries):
    deciding = actor(author)
    for _ in range(2):
        for _ in range(5):
            suggest(make_member(), post)
        db.session.flush()
        with assert_queries(1):
            queries.list_suggestions_to_decide(deciding)


def test_the_title_of_a_question_can_be_better_too(moderator, suggester):
    asker = make_member()
    thread = make_thread(asker, make_space(moderator), title="Kaart doet het niet", body="Zie titel.")
    opening = db.session.get_one(Post, thread.opening_post_id)
    suggestion = suggest(suggester, opening, "Zie titel.", title="Nieuwe eID-kaart wordt niet herkend")
    services.accept_suggestion(actor(asker), suggestion)
    assert thread.title == "Nieuwe eID-kaart wordt niet herkend"


def test_the_asker_of_an_anonymous_question_decides_under_the_mask(moderator, suggester, drain):
    asker = make_member(display_name="Vera Verborgen")
    thread = make_thread(asker, make_space(moderator), anonymous=True)
    opening = db.session.get_one(Post, thread.opening_post_id)
    suggestion = suggest(suggester, opening)
    drain()
    assert kinds_of(asker) == ["suggestion.made"]
    services.accept_suggestion(actor(asker), suggestion)
    colleague = get_anonymous_colleague_id()
    assert suggestion.decided_by_id == colleague
    acted = select(Activity.actor_id).where(Activity.verb == "suggestion.accepted")
    assert list(db.session.scalars(acted)) == [colleague]
    with pytest.raises(Forbidden):
        suggest(asker, make_post(thread))
    named = select(Activity.audience).where(Activity.verb == "suggestion.made")
    assert all(f"member:{asker.id}" not in audience.split() for audience in db.session.scalars(named))


def test_from_suggestion_to_version_in_the_browser(post, author, suggester, as_member):
    reader = as_member(suggester)
    page = reader.get(f"/posts/{post.id}/actions").click("Suggest a better text")
    refused = page.form(field="body").submit(None, 422, body="Herstart de kaartdienst.", reason="")
    assert "Say in a few words why this is better." in refused.main
    shown = refused.form(field="body").submit(reason="welke dienst")
    assert shown.texts("ins") == ["added: kaartdienst"]
    assert not shown.all("form[action$='/accept']")
    assert "Vic Verbeter" in as_member(author).get(f"/posts/{post.id}/edit").main
    deciding = as_member(author).get("/suggestions").click(post.thread.title)
    deciding.submit("Take it over")
    assert post.body == "Herstart de kaartdienst."
    assert "Taken over" in reader.get(shown.url).main


def test_taking_over_with_changes_after_a_conflict(post, author, suggester, as_member):
    suggestion = suggest(suggester, post)
    services.edit_post(actor(author), post, "Herstart de dienst, met de sleutel.", base_revision=1)
    page = as_member(author).get(f"/suggestions/{suggestion.id}")
    assert not page.all("form[action$='/accept']")
    form = page.click("Take it over with changes").form(field="body")
    services.edit_post(actor(author), post, "Herstart de dienst, met de rode sleutel.", base_revision=2)
    conflict = form.submit(None, 409, body="Herstart de kaartdienst, met de sleutel.")
    assert "Somebody else changed this post" in conflict.main
    assert "rode" in conflict.text
    conflict.form(field="body").submit(body="Herstart de kaartdienst, met de rode sleutel.")
    assert post.body == "Herstart de kaartdienst, met de rode sleutel."


def test_declining_gives_the_reason_to_the_suggester(post, author, suggester, as_member):
    suggestion = suggest(suggester, post)
    page = as_member(author).get(f"/suggestions/{suggestion.id}").click("Do not take it over")
    page.form(field="reason").submit(reason="De dienst heet hier anders")
    assert "De dienst heet hier anders" in as_member(suggester).get(f"/suggestions/{suggestion.id}").main


def test_a_draft_of_a_suggestion_comes_back(post, suggester, as_member):
    client = as_member(suggester)
    client.post("/drafts", {"key": f"post:{post.id}:suggest", "title": "", "body": "Half werk"})
    page = client.get(f"/posts/{post.id}/suggest")
    assert page.form(field="body").values["body"][0].strip() == "Half werk"
    emptied = page.form(field="body").submit("Throw the draft away")
    assert emptied.form(field="body").values["body"][0].strip() == "Herstart de dienst."


def test_any_two_versions_can_be_compared(post, author, as_member):
    for number, body in enumerate(("Herstart dienst.", "Herstart dienst 3."), 1):
        services.edit_post(actor(author), post, body, base_revision=number)
    client = as_member(make_member())
    page = client.get(f"/posts/{post.id}/history").submit("Compare", **{"from": "1", "to": "3"})
    assert page.texts("del") == ["removed: de"]
    assert page.texts("ins") == ["added: 3"]
    assert "These two are the same." in client.get(f"/posts/{post.id}/history?from=2&to=2").main
    client.get(f"/posts/{post.id}/history?from=1&to=9", status=404)


def test_a_long_history_comes_in_pages(post, author, as_member, assert_queries):
    for number in range(1, 26):
        services.edit_post(actor(author), post, f"Herstart dienst {number}.", base_revision=number)
    db.session.flush()
    with assert_queries(1):
        assert len(queries.get_history(post).revisions) == 20
    page = as_member(make_member()).get(f"/posts/{post.id}/history")
    assert page.texts("h2")[0] == "Version 26 current"
    assert page.click("Next page").texts("h2")[-1] == "Version 1"


def test_who_decides_sees_the_files_a_suggestion_brings_in(app, as_member, post, moderator, suggester, author):
    file = make_attachment(suggester, name="stappen.pdf")
    suggestion = suggest(suggester, post, f"Herstart de dienst.\n\n{markdown_for(file)}")
    assert db.session.scalars(select(AttachmentUse.attachment_id)).all() == [file.id]
    for reader in (moderator, author, suggester):
        page = as_member(reader).get(f"/suggestions/{suggestion.id}")
        assert page.texts(".files a") == ["stappen.pdf"]
        assert as_member(reader).get(page.one(".files a")["href"]).status == 200
    as_member(make_member()).get(f"/attachments/{file.id}", status=404)
    services.accept_suggestion(actor(moderator), suggestion)
    assert [kept["name"] for kept in post.files] == ["stappen.pdf"]


def test_a_suggestion_takes_files(app, as_member, post, suggester):
    page = as_member(suggester).get(f"/posts/{post.id}/suggest")
    form = page.one("main form")
    assert (form["enctype"], form.select_one("[type=file]")["name"]) == ("multipart/form-data", "files")
