"""Where files lie: in a folder, or in an S3-compatible store; and what is removed from there."""

from datetime import timedelta

import pytest
import time_machine

from forum.attachments import storage as storing
from forum.attachments.models import Attachment
from forum.attachments.references import address_of, markdown_for
from forum.attachments.services import tidying
from forum.attachments.storage import get_storage
from forum.core import outbox
from forum.core.clock import now
from forum.discussions import services
from forum.discussions.models import ScheduledThread
from forum.extensions import db
from tests.factories import actor, make_attachment, make_image, make_member, make_post, make_space, make_thread


@pytest.fixture(params=["folder", "s3"])
def store(request, app):
    """The application with its files in each sort of store."""
    if request.param == "s3":
        make_bucket = request.getfixturevalue("make_bucket")
        app.config.update({name.removeprefix("FORUM_"): value for name, value in make_bucket().items()})
        storing._remote.cache_clear()
    return get_storage()


def names(store) -> list[str]:
    return sorted(stored.name for stored in store.list())


def test_a_file_is_written_read_and_removed(store):
    assert names(store) == []
    store.write("abcd", b"inhoud")
    assert store.read("abcd") == b"inhoud"
    with store.open("abcd") as content:
        content.seek(2)
        assert content.read(2) == b"ho"
    (stored,) = store.list()
    assert (stored.name, stored.size) == ("abcd", 6)
    assert abs(stored.written_at - now()) < timedelta(minutes=5)
    assert store.has("abcd")
    store.remove("abcd")
    store.remove("abcd")
    assert not store.has("abcd")
    with pytest.raises(FileNotFoundError):
        store.read("abcd")
    with pytest.raises(FileNotFoundError), store.open("abcd") as content:
        content.read()
    store.check()
    assert names(store) == []


def test_files_are_uploaded_and_opened_wherever_they_lie(store, as_member):
    member = make_member()
    attachment = make_attachment(member, data=make_image(2000, 1000))
    client = as_member(member)
    assert len(client.get(address_of(attachment)).response.data) == attachment.size
    assert client.get(f"/attachments/{attachment.id}/thumbnail").response.data[8:12] == b"WEBP"
    part = client.get(address_of(attachment), status=206, headers={"Range": "bytes=1-3"})
    assert part.response.data == b"PNG"
    store.remove(attachment.storage_key)
    client.get(address_of(attachment), status=404)


def test_what_no_text_refers_to_is_forgotten_and_then_removed(store, app):
    member = make_member()
    used, unused, dropped = (make_attachment(member, data=make_image(1500, 20)) for _ in range(3))
    post = make_post(make_thread(), member, body=f"{markdown_for(used)} {markdown_for(dropped)}")
    keys = used.storage_key, unused.storage_key, dropped.storage_key
    later = timedelta(days=app.config["ATTACHMENT_UNUSED_DAYS"], hours=1)
    with time_machine.travel(now() + later, tick=False):
        services.edit_post(actor(member), post, markdown_for(used), base_revision=1)
        assert tidying.remove_unused() == 1
        assert tidying.remove_orphans() == 2
    assert {one.id for one in db.session.query(Attachment)} == {used.id, dropped.id}
    assert unused.storage_key in keys
    assert store.has(used.storage_key)
    assert not store.has(keys[1])
    with time_machine.travel(now() + 2 * later, tick=False):
        assert tidying.remove_unused() == 1
        assert tidying.remove_orphans() == 2
    assert [stored.removesuffix(".thumb") for stored in names(store)] == [keys[0], keys[0]]


def test_a_file_that_is_used_again_in_time_stays(app, db_session):
    member = make_member()
    attachment = make_attachment(member)
    post = make_post(make_thread(), member, body=markdown_for(attachment))
    services.edit_post(actor(member), post, "Weg", base_revision=1)
    db_session.refresh(attachment)
    assert attachment.unused_since is not None
    services.edit_post(actor(member), post, markdown_for(attachment), base_revision=2)
    db_session.refresh(attachment)
    assert attachment.unused_since is None
    with time_machine.travel(now() + timedelta(days=99), tick=False):
        assert tidying.remove_unused() == 0


def test_a_file_in_a_draft_or_a_thread_to_come_stays(app, db_session):
    member = make_member()
    drafted, planned, _loose = (make_attachment(member) for _ in range(3))
    services.save_draft(actor(member), "thread:new", "Titel", markdown_for(drafted))
    waiting = ScheduledThread(
        member_id=member.id, space_id=make_space().id, kind="question", title="Titel", body=markdown_for(planned)
    )
    db_session.add(waiting)
    db_session.flush()
    with time_machine.travel(now() + timedelta(days=99), tick=False):
        assert tidying.remove_unused() == 1
    assert {one.id for one in db_session.query(Attachment)} == {drafted.id, planned.id}


def test_a_young_file_without_a_row_may_still_get_one(app):
    get_storage().write("eenzaam", b"x")
    assert tidying.remove_orphans() == 0
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        assert tidying.remove_orphans() == 1


def test_the_worker_tidies_every_night_as_long_as_there_are_files(app, drain):
    make_attachment()
    make_attachment()
    planned = db.session.query(outbox.Outbox).filter_by(channel=tidying.CHANNEL)
    first = planned.one().not_before
    assert (first.hour, first > now()) == (tidying.HOUR, True)
    db.session.commit()
    with time_machine.travel(first + timedelta(minutes=1), tick=False):
        drain()
    assert planned.one().not_before == first + timedelta(days=1)
    with time_machine.travel(first + timedelta(days=app.config["ATTACHMENT_UNUSED_DAYS"] + 1), tick=False):
        drain()
    assert db.session.query(Attachment).count() == 0
    assert planned.count() == 0


@pytest.mark.sqlite
def test_a_half_written_file_is_never_seen(app, monkeypatch):
    def fail(*_args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(storing.os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        get_storage().write("abcd", b"inhoud")
    assert not get_storage().has("abcd")


@pytest.mark.sqlite
def test_the_folder_of_files_is_closed_to_other_users(app):
    get_storage().write("abcd", b"inhoud")
    assert (app.config["DATA_DIR"] / "files" / "ab").stat().st_mode & 0o077 == 0
