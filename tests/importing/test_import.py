"""A dump becomes discussions: complete, attributed, once, whatever interrupts it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Member
from forum.core.activity import Activity
from forum.core.outbox import Outbox
from forum.discussions import services
from forum.discussions.models import Post, PostRevision, Space, Thread
from forum.extensions import db
from forum.importing import runner
from forum.importing.cli import import_cli
from tests.factories import actor, make_member, make_space
from tests.importing.dump import POSTS, write_dump

SITE = "cycling.example.com"


@pytest.fixture
def space(app: Flask) -> Space:
    made = make_space(slug="cycling")
    db.session.commit()
    return made


@pytest.fixture
def run(app: Flask, tmp_path: Path, space: Space):
    write_dump(tmp_path / "dump")

    def invoke(*options: str, folder: Path = tmp_path / "dump", slug: str = "cycling") -> Result:
        db.session.commit()
        result = app.test_cli_runner().invoke(
            import_cli, ["stack-exchange", str(folder), "--space", slug, *options], catch_exceptions=False
        )
        db.session.expire_all()
        return result

    return invoke


def thread(number: int) -> Thread:
    return db.session.scalars(select(Thread).where(Thread.external_id == f"se:{SITE}:{number}")).one()


def post(key: str) -> Post:
    return db.session.scalars(select(Post).where(Post.external_id == f"se:{SITE}:{key}")).one()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def everything() -> list[tuple[Any, ...]]:
    """All that was imported, without ids."""
    rows = db.session.execute(
        select(
            Post.external_id,
            Post.body,
            Post.depth,
            Post.useful_count,
            Member.display_name,
            Thread.reply_count,
        )
        .join(Member, Member.id == Post.author_id)
        .join(Thread, Thread.id == Post.thread_id)
        .order_by(Post.external_id)
    )
    return [tuple(row) for row in rows]


def test_the_command_ends_well_and_reports(run, app: Flask) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert "3 questions" in result.output
    assert "2 tag descriptions: they belong to no discussion" in result.output
    assert "1 answers: their question is not in the dump" in result.output
    reports = list((app.config["DATA_DIR"] / "imports").iterdir())
    assert [path.suffix for path in reports] == [".json"]
    report = json.loads(reports[0].read_text(encoding="utf-8"))
    assert report["source"] == SITE
    assert report["imported"] == {
        "questions": 3, "answers": 2, "comments, as replies": 3, "accepted answers": 1, "votes, as useful": 9,
        "versions of texts": 9,
    }  # fmt: skip
    assert {"what": "questions", "why": "their own text is left out", "count": 1} in report["skipped"]


def test_a_question_comes_with_its_origin(run) -> None:
    run()
    question = thread(1)
    assert (question.title, question.kind, question.slug) == (
        "How to lend a bicycle?",
        "question",
        "how-to-lend-a-bicycle",
    )
    assert (question.source_name, question.licence) == (SITE, "CC BY-SA 2.5")
    assert question.source_url == f"https://{SITE}/questions/1"
    assert question.created_at.isoformat() == "2010-02-01T10:00:00.100000+00:00"
    assert (question.reply_count, question.answer_count, question.accepted_count) == (5, 4, 1)
    assert question.useful_count == 9
    opening = db.session.get_one(Post, question.opening_post_id)
    assert (opening.path, opening.depth, opening.reply_count) == ("", 0, 4)
    assert (opening.useful_count, opening.imported_useful_count) == (6, 6)
    assert opening.attribution_url == f"https://{SITE}/questions/1"
    assert opening.edited_at is not None


def test_the_text_is_ours(run) -> None:
    run()
    html = post("1").body_html
    assert "<strong>lend</strong>" in html
    assert '<code class="language-py">' in html
    assert '<a href="https://pictures.example/a.png" rel="nofollow noopener noreferrer ugc">A rack</a>' in html
    assert f'href="https://{SITE}/questions/3/x"' in html
    assert "script" not in html
    assert "Bob" not in html


def test_answers_and_comments_stand_where_they_belong(run) -> None:
    run()
    question, answer, comment, on_answer = post("1"), post("2"), post("c1"), post("c2")
    assert answer.parent_id == comment.parent_id == question.id
    assert (on_answer.parent_id, on_answer.depth, on_answer.root_id) == (answer.id, 2, answer.id)
    assert on_answer.path.startswith(answer.path)
    assert answer.accepted_at is not None
    assert answer.accepted_by_id == question.author_id
    assert (answer.useful_count, comment.useful_count) == (1, 2)
    assert answer.attribution_url == f"https://{SITE}/a/2"
    assert comment.attribution_url == f"https://{SITE}/questions/1/#comment1_1"
    newest = thread(1)
    assert newest.last_post_id == post("4").id
    assert newest.last_post_at == post("4").created_at


def test_comments_keep_their_marks_and_get_none(run) -> None:
    run()
    html = post("c1").body_html
    assert "<h" not in html
    assert '<a href="http://x.example"' in html
    assert "<code>@code</code>" in html
    assert "#12" in html
    assert "&lt;b&gt;a lot&lt;/b&gt;" in post("c2").body_html


def test_authors_are_inactive_and_under_pseudonyms(run) -> None:
    run()
    authors = db.session.scalars(select(Member).where(Member.source == f"stack-exchange:{SITE}")).all()
    names = {author.display_name for author in authors}
    assert not names & {"Ann Secretname", "Bob", "Gone Person", "Passing Guest"}
    assert {"Community", "Anoniem"} <= names
    assert not any(author.is_active or author.email for author in authors)
    assert "Never Wrote" not in {author.display_name for author in authors}
    assert db.session.get_one(Member, post("11").author_id).display_name == "Anoniem"
    assert len({author.handle for author in authors}) == len(authors)


def test_real_names_on_request(run) -> None:
    run("--real-names")
    assert db.session.get_one(Member, post("1").author_id).display_name == "Ann Secretname"
    assert db.session.get_one(Member, post("3").author_id).display_name == "Gone Person"


def test_versions_follow_the_history_and_end_with_the_text(run) -> None:
    run()
    opening = post("1")
    found = db.session.scalars(
        select(PostRevision).where(PostRevision.post_id == opening.id).order_by(PostRevision.number)
    ).all()
    assert [(r.number, r.title, r.reason) for r in found] == [
        (1, "Lending", ""),
        (2, "How to lend a bicycle?", "clearer"),
    ]
    assert found[0].body == "How do you lend?"
    assert found[1].body == opening.body
    assert found[1].author_id == post("2").author_id
    assert opening.revision_count == 2
    assert post("2").revision_count == 1


def test_without_history_there_is_one_version(run, tmp_path: Path) -> None:
    (tmp_path / "dump" / "PostHistory.xml").unlink()
    assert "there is no PostHistory.xml" in run().output
    assert count(PostRevision) == count(Post)


def test_the_space_counts_and_everything_waits_for_the_index_but_nobody_is_notified(run) -> None:
    run()
    space = db.session.scalars(select(Space)).one()
    assert space.thread_count == 3
    assert space.last_post_at == post("11").created_at
    assert space.last_post_id == db.session.scalar(select(func.max(Post.id)))
    keys = set(db.session.scalars(select(Outbox.key).where(Outbox.channel == "search")))
    assert {f"post:{post_id}" for post_id in db.session.scalars(select(Post.id))} <= keys
    assert not db.session.scalars(select(Outbox).where(Outbox.channel == "notify")).all()
    assert db.session.scalars(select(Activity.verb)).all() == ["import.finished"]


def test_a_second_run_changes_nothing(run) -> None:
    run()
    before, members = everything(), count(Member)
    result = run()
    assert result.exit_code == 0
    assert "3 questions: they were imported before" in result.output
    assert (everything(), count(Member)) == (before, members)
    assert db.session.scalars(select(Activity.verb)).all() == ["import.finished"]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_an_interrupted_import_goes_on_where_it_stopped(run, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    monkeypatch.setattr(runner, "THREADS", 1)
    written = []
    write = runner.imported.import_threads

    def interrupted(*arguments: Any) -> int:
        if len(written) == after:
            write(*arguments)
            raise RuntimeError("the power is gone")
        written.append(1)
        return write(*arguments)

    monkeypatch.setattr(runner.imported, "import_threads", interrupted)
    with pytest.raises(RuntimeError):
        run()
    db.session.rollback()
    assert count(Thread) == after
    monkeypatch.setattr(runner.imported, "import_threads", write)
    assert run().exit_code == 0
    assert [row[0] for row in everything()] == sorted(f"se:{SITE}:{key}" for key in (1, 2, 3, 4, 11, "c1", "c2", "c4"))
    assert db.session.scalar(select(Space.thread_count)) == 3


def nothing_written() -> bool:
    return not (count(Thread) or count(Post) or count(Member) or count(Activity) or count(Outbox))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Posts.xml", "<posts><row"),
        ("Comments.xml", "no xml"),
        ("PostHistory.xml", "<posthistory>\n<row Id='1'>"),
    ],
)
def test_broken_xml_leaves_nothing_half_written(run, tmp_path: Path, app: Flask, name: str, content: str) -> None:
    (tmp_path / "dump" / name).write_text(content, encoding="utf-8")
    result = run()
    assert result.exit_code == 2
    assert f"Error: {name} is not well-formed XML: line" in result.output
    assert nothing_written()
    assert not list((app.config["DATA_DIR"] / "imports").iterdir())


def test_a_missing_file_and_an_unknown_space_are_refused(run, tmp_path: Path) -> None:
    unknown = run(slug="nowhere")
    assert unknown.exit_code == 2
    assert "There is no space “nowhere”. The spaces are cycling." in unknown.output
    (tmp_path / "dump" / "Users.xml").unlink()
    missing = run()
    assert missing.exit_code == 2
    assert "Users.xml is missing" in missing.output
    assert nothing_written()


def test_a_dump_that_does_not_tell_its_site_needs_to_be_told(run, tmp_path: Path) -> None:
    plain = [{**row, "Body": "<p>No links here.</p>"} for row in POSTS if row["PostTypeId"] == 1]
    write_dump(tmp_path / "dump", Posts=plain)
    assert "say so with --site HOST" in run().output
    assert nothing_written()
    assert run("--site", SITE).exit_code == 0
    assert thread(1).source_name == SITE


def test_a_row_that_cannot_be_read_is_counted(run, tmp_path: Path) -> None:
    write_dump(tmp_path / "dump", Posts=[*POSTS, {"Id": "x", "PostTypeId": 1}])
    assert "1 rows of Posts.xml: what they must hold is missing or unreadable" in run().output


def test_an_imported_thread_is_read_found_and_answered(run, as_member, drain) -> None:
    run()
    drain()
    member = make_member()
    db.session.commit()
    client = as_member(member)
    question = thread(1)
    url = f"/threads/{question.id}-{question.slug}"
    page = client.get(url)
    assert page.status == 200
    assert SITE in page.text
    assert "CC BY-SA 2.5" in page.text
    assert page.soup.find("a", href=f"https://{SITE}/a/2")
    assert "How to lend a bicycle?" in client.get("/search?q=helmet").text
    services.reply(actor(member), thread(1), "Still true.")
    db.session.commit()
    assert thread(1).reply_count == 6
