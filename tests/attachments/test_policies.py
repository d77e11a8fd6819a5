"""Who may open a file: its uploader while nothing refers to it, then whoever sees something that does."""

import pytest

from forum.attachments import queries
from forum.attachments.models import AttachmentUse
from forum.attachments.references import markdown_for
from forum.core.errors import NotFound
from forum.core.policy import can, library_token
from forum.discussions import services
from forum.extensions import db
from tests.factories import (
    actor,
    make_attachment,
    make_library,
    make_member,
    make_post,
    make_space,
    make_thread,
)


def seen_by(attachment, *members) -> list[bool]:
    return [bool(can(actor(member), "attachment.see", attachment)) for member in members]


@pytest.fixture
def world(app, db_session):
    """A library with an author, a colleague and a moderator, an outsider, and a closed and an open space."""
    library = make_library()
    people = {name: make_member(library_id=library.id) for name in ("author", "colleague", "moderator")}
    people["outsider"] = make_member()
    people["closed"] = make_space(people["moderator"], audience=library_token(library.id))
    people["open"] = make_space(people["moderator"])
    return people


def test_only_its_uploader_sees_a_file_that_is_not_used(world):
    attachment = make_attachment(world["author"])
    assert seen_by(attachment, world["author"], world["colleague"], world["moderator"]) == [True, False, False]
    with pytest.raises(NotFound):
        queries.get_attachment(actor(world["colleague"]), attachment.id)
    with pytest.raises(NotFound):
        queries.get_attachment(actor(world["colleague"]), attachment.id + 1)


def test_whoever_sees_a_post_sees_its_files(world):
    attachment = make_attachment(world["author"])
    make_thread(world["author"], world["closed"], body=markdown_for(attachment))
    assert seen_by(attachment, world["author"], world["colleague"], world["outsider"]) == [True, True, False]


def test_a_hidden_post_takes_its_files_along_and_brings_them_back(world):
    attachment = make_attachment(world["author"])
    thread = make_thread(space=world["open"])
    post = make_post(thread, world["author"], body=markdown_for(attachment))
    readers = world["author"], world["outsider"], world["moderator"]
    services.hide_post(actor(world["moderator"]), post, "Persoonsgegevens")
    assert seen_by(attachment, *readers) == [False, False, True]
    services.restore_post(actor(world["moderator"]), post)
    services.hide_thread(actor(world["moderator"]), thread, "Dubbel")
    assert seen_by(attachment, *readers) == [False, False, True]
    services.restore_thread(actor(world["moderator"]), thread)
    assert seen_by(attachment, *readers) == [True, True, True]


def test_one_visible_use_among_many_is_enough(world):
    attachment = make_attachment(world["author"])
    visible = make_thread(world["author"], world["open"], body=markdown_for(attachment))
    for _ in range(3):
        make_thread(world["author"], world["closed"], body=markdown_for(attachment))
    # Older than a hundred others that the outsider cannot see.
    ids = [make_thread(world["author"], world["closed"]).opening_post_id for _ in range(2)]
    closed = make_thread(world["author"], world["closed"])
    ids += [make_post(closed, world["author"]).id for _ in range(100)]
    db.session.execute(
        db.insert(AttachmentUse),
        [{"attachment_id": attachment.id, "kind": "post", "object_id": number} for number in ids],
    )
    assert seen_by(attachment, world["outsider"]) == [True]
    services.hide_thread(actor(world["moderator"]), visible, "Dubbel")
    assert seen_by(attachment, world["outsider"]) == [False]


def test_a_file_that_was_taken_out_of_its_text_is_its_uploaders_again(world):
    attachment = make_attachment(world["author"])
    thread = make_thread(space=world["open"])
    post = make_post(thread, world["author"], body=f"Zie {markdown_for(attachment)}")
    services.edit_post(actor(world["author"]), post, "Toch niet.", base_revision=1)
    assert seen_by(attachment, world["author"], world["outsider"]) == [True, False]


def test_nobody_makes_a_file_visible_by_naming_its_address(world):
    unused = make_attachment(world["author"])
    closed = make_attachment(world["author"], "plan.pdf")
    make_thread(world["author"], world["closed"], body=markdown_for(closed))
    body = f"{markdown_for(unused)} {markdown_for(closed)}"
    post = make_post(make_thread(space=world["open"]), world["outsider"], body=body)
    assert seen_by(unused, world["author"], world["outsider"]) == [True, False]
    assert seen_by(closed, world["colleague"], world["outsider"]) == [True, False]
    assert "/attachments/" not in post.body_html
    assert post.files is None


def test_who_sees_a_file_may_bring_it_into_another_text(world):
    attachment = make_attachment(world["author"], "plan.pdf")
    make_thread(world["author"], world["closed"], body=markdown_for(attachment))
    make_post(make_thread(space=world["open"]), world["colleague"], body=f"> {markdown_for(attachment)}")
    assert seen_by(attachment, world["outsider"]) == [True]


def test_a_moderator_who_edits_a_post_leaves_its_files_in_place(world):
    attachment = make_attachment(world["author"], "plan.pdf")
    thread = make_thread(space=world["open"])
    post = make_post(thread, world["author"], body=f"Zie {markdown_for(attachment)}")
    services.edit_post(actor(world["moderator"]), post, f"{post.body} (aangevuld)", base_revision=1)
    assert seen_by(attachment, world["outsider"]) == [True]
    assert [file["name"] for file in post.files] == ["plan.pdf"]


def test_a_use_by_something_that_is_no_longer_known_shows_nothing(world):
    attachment = make_attachment(world["author"])
    db.session.execute(db.insert(AttachmentUse), [{"attachment_id": attachment.id, "kind": "vanished", "object_id": 1}])
    assert seen_by(attachment, world["author"], world["outsider"]) == [False, False]


def test_many_files_are_asked_about_together(world, assert_queries):
    reader = actor(world["outsider"])
    files = [make_attachment(world["author"]) for _ in range(12)]
    ids = [file.id for file in files]
    for count in (1, 12):
        make_thread(world["author"], world["open"], body=" ".join(markdown_for(file) for file in files[:count]))
        db.session.flush()
        db.session.expire_all()
        with assert_queries(3):
            assert len(queries.list_visible(reader, ids[:count])) == count
