"""The conclusion of a thread: who writes it, that nobody overwrites anybody, and that nothing of it is lost."""

import pytest
from sqlalchemy import select

from forum.attachments.references import markdown_for
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.policy import can, library_token
from forum.discussions import queries, services
from forum.discussions.conclusions import OFFERED_FROM
from forum.discussions.models import ConclusionRevision, Draft
from forum.extensions import db
from forum.notifications.models import Notification
from forum.search.documents import read_documents
from tests.factories import actor, make_attachment, make_library, make_member, make_post, make_space, make_thread


@pytest.fixture
def cast(app):
    """A thread and everybody who might write its conclusion."""
    moderator, asker, replier = make_member(), make_member(), make_member()
    thread = make_thread(asker, make_space(moderator))
    make_post(thread, replier)
    people = {
        "asker": asker,
        "replier": replier,
        "reader": make_member(),
        "coordinator": make_member(roles=("coordinator",)),
        "moderator": moderator,
        "head": make_member(roles=("library_head",)),
    }
    return thread, {name: actor(member) for name, member in people.items()}


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


@pytest.mark.parametrize(
    ("who", "may", "may_when_locked"),
    [
        ("asker", True, False),
        ("coordinator", True, False),
        ("moderator", True, True),
        ("replier", False, False),
        ("reader", False, False),
        ("head", False, False),
    ],
)
def test_who_writes_a_conclusion(cast, who, may, may_when_locked):
    thread, people = cast

    def try_it(text):
        known = services.find_conclusion(thread)
        base = known.revision_count if known else 0
        services.write_conclusion(people[who], thread, text, base_revision=base)

    if may:
        try_it("Eerst dit.")
    else:
        with pytest.raises(Forbidden):
            try_it("Eerst dit.")
    services.lock_thread(people["moderator"], thread, "Klaar")
    if may_when_locked:
        try_it("Dan dat.")
    else:
        with pytest.raises(Forbidden):
            try_it("Dan dat.")


def test_an_outsider_finds_nothing(app):
    library = make_library()
    inside = make_member(library_id=library.id)
    thread = make_thread(inside, make_space(audience=library_token(library.id)))
    with pytest.raises(NotFound):
        services.write_conclusion(actor(make_member(roles=("administrator",))), thread, "Besloten.")


def test_every_version_is_kept_with_who_and_why(cast):
    thread, people = cast
    services.write_conclusion(people["asker"], thread, "Zeven dagen.")
    services.write_conclusion(people["coordinator"], thread, "Tien dagen.", base_revision=1, reason="Na de stemming")
    services.remove_conclusion(people["moderator"], thread, "Nog niet beslist")
    services.restore_conclusion(people["asker"], thread)
    changes = queries.list_conclusion_changes(services.find_conclusion(thread))
    assert [(c.number, c.change, c.reason) for c in changes] == [
        (4, "restored", ""),
        (3, "removed", "Nog niet beslist"),
        (2, "written", "Na de stemming"),
        (1, "written", ""),
    ]
    changed = {(sign, text.strip()) for sign, text in changes[2].pieces if sign in "+-"}
    assert changed == {("-", "Zeven"), ("+", "Tien")}
    assert services.find_conclusion(thread).body == "Tien dagen."


def test_nobody_overwrites_anybody(cast):
    thread, people = cast
    services.write_conclusion(people["asker"], thread, "De eerste.")
    for base in (0, 2):
        with pytest.raises(Conflict):
            services.write_conclusion(people["coordinator"], thread, "Een andere.", base_revision=base)
    assert services.find_conclusion(thread).body == "De eerste."
    assert len(db.session.scalars(select(ConclusionRevision)).all()) == 1


def test_saving_what_is_there_changes_nothing(cast):
    thread, people = cast
    services.write_conclusion(people["asker"], thread, "Zo is het.")
    services.write_conclusion(people["asker"], thread, "Zo is het.", base_revision=1)
    assert services.find_conclusion(thread).revision_count == 1


def test_taking_away_asks_for_a_reason_and_the_panel_goes(cast):
    thread, people = cast
    services.write_conclusion(people["asker"], thread, "Zo is het.")
    assert queries.get_thread_head(people["reader"], thread.id).panels == "conclusion"
    with pytest.raises(Invalid):
        services.remove_conclusion(people["asker"], thread, " ")
    services.remove_conclusion(people["asker"], thread, "Te vroeg")
    assert queries.get_thread_head(people["reader"], thread.id).panels == ""
    assert queries.find_conclusion_view(thread.id) is None
    services.write_conclusion(people["asker"], thread, "Zo is het.", base_revision=2)
    assert queries.get_thread_head(people["reader"], thread.id).panels == "conclusion"


def test_it_is_found_with_the_opening_post_until_it_is_taken_away(cast):
    thread, people = cast
    key = f"post:{thread.opening_post_id}"
    services.write_conclusion(people["asker"], thread, "We kiezen de **zeepkistenrace**.")
    assert "zeepkistenrace" in " ".join(read_documents([key])[key].labels)
    services.remove_conclusion(people["asker"], thread, "Te vroeg")
    assert "zeepkistenrace" not in " ".join(read_documents([key])[key].labels)


def test_followers_hear_of_the_first_and_the_mentioned_of_each_once(cast, drain):
    thread, people = cast
    named = make_member(handle="bo.maes")
    services.write_conclusion(people["coordinator"], thread, "Zie @bo.maes.")
    drain()
    services.write_conclusion(people["coordinator"], thread, "Vraag het @bo.maes.", base_revision=1)
    drain()
    told = db.session.execute(
        select(Notification.kind, Notification.member_id, Notification.event_count).where(
            Notification.kind.startswith("conclusion")
        )
    ).all()
    followers = {people["asker"].id, people["replier"].id}
    assert {row for row in told if row[0] == "conclusion.mentioned"} == {("conclusion.mentioned", named.id, 1)}
    assert {row[1] for row in told if row[0] == "conclusion.written"} == followers


def test_a_long_discussion_offers_to_write_its_conclusion(app, as_member):
    asker = make_member()
    thread = make_thread(asker)
    for _ in range(OFFERED_FROM - 1):
        make_post(thread)
    offer = f"a[href='/threads/{thread.id}/conclusion']"
    menu = f"/posts/{thread.opening_post_id}/actions"
    assert as_member(asker).get(menu).all(offer) == []
    make_post(thread)
    assert len(as_member(asker).get(menu).all(offer)) == 1
    assert as_member(make_member()).get(menu).all(offer) == []


def test_writing_changing_and_history_in_the_pages(app, as_member):
    asker = make_member(display_name="An Peeters")
    thread = make_thread(asker)
    client = as_member(asker)
    page = client.get(f"/threads/{thread.id}/conclusion").submit("Save", body="We kiezen **twee** weken.")
    assert page.texts(".conclusion h2") == ["Conclusion so far"]
    assert "We kiezen twee weken." in page.one(".conclusion").text
    page = page.click("Change the conclusion").submit("Save", body="We kiezen **drie** weken.", reason="Rekenfout")
    page = page.click("Earlier versions")
    assert "Rekenfout" in page.main
    page = client.get(f"/threads/{thread.id}/conclusion/remove").submit("Take the conclusion away", reason="Te vroeg")
    assert page.all(".conclusion") == []
    as_member(make_member()).get(f"/threads/{thread.id}/conclusion/history", status=403)
    page = client.get(f"/threads/{thread.id}/conclusion").click("See its history, or bring it back")
    page = page.submit("Bring the conclusion back")
    assert "drie weken" in page.one(".conclusion").text


def test_a_conflict_shows_both_texts(app, as_member):
    asker = make_member()
    thread = make_thread(asker)
    page = as_member(asker).get(f"/threads/{thread.id}/conclusion")
    services.write_conclusion(actor(make_member(roles=("coordinator",))), thread, "Van de coördinator.")
    page = page.form(field="base_revision").submit("Save", 409, body="Van mij.")
    assert "de coördinator" in page.one(".versions .diff").text
    assert page.form(field="base_revision").values["body"] == ["Van mij."]
    assert "Van mij." in page.form(field="base_revision").submit("Save").one(".conclusion").text


def test_an_empty_conclusion_comes_back(app, as_member):
    asker = make_member()
    thread = make_thread(asker)
    page = as_member(asker).get(f"/threads/{thread.id}/conclusion").form(field="base_revision").submit("Save", 422)
    assert "Write something first." in page.one("[role=alert]").text


def test_a_draft_of_it_is_kept_and_gone_once_saved(app, as_member):
    asker = make_member()
    thread = make_thread(asker)
    client = as_member(asker)
    client.post("/drafts", {"key": f"thread:{thread.id}:conclusion", "body": "Half af"})
    page = client.get(f"/threads/{thread.id}/conclusion")
    assert page.form(field="base_revision").values["body"] == ["Half af"]
    page.form(field="base_revision").submit("Save")
    assert db.session.scalar(select(Draft.key)) is None


def test_reading_takes_one_statement(cast, assert_queries):
    thread, people = cast
    services.write_conclusion(people["asker"], thread, "Zo is het.")
    db.session.commit()
    thread_id = thread.id
    with assert_queries(1):
        assert queries.find_conclusion_view(thread_id) is not None


def test_a_file_in_it_is_for_whoever_reads_the_conclusion(cast):
    thread, people = cast
    uploader = make_member(roles=("coordinator",))
    attachment = make_attachment(uploader)
    for reader in (people["reader"], people["asker"]):
        assert not can(reader, "attachment.see", attachment)
    services.write_conclusion(actor(uploader), thread, markdown_for(attachment))
    assert can(people["reader"], "attachment.see", attachment)
    services.remove_conclusion(people["asker"], thread, "Te vroeg")
    assert not can(people["reader"], "attachment.see", attachment)
    assert can(people["moderator"], "attachment.see", attachment)


def test_an_anonymous_asker_concludes_without_a_name(app, as_member):
    asker = make_member(display_name="Geheime Vrager", roles=("coordinator",))
    thread = make_thread(asker, anonymous=True)
    services.write_conclusion(actor(asker), thread, "We kiezen zeven dagen.")
    services.write_conclusion(actor(asker), thread, "We kiezen tien dagen.", base_revision=1)
    client = as_member(make_member())
    text = client.get(url_of(thread)).text + client.get(f"/threads/{thread.id}/conclusion/history").text
    assert "tien dagen" in text
    assert "Geheime Vrager" not in text
