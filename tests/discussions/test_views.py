"""The pages of the discussions, as a colleague meets them."""

import pytest
from sqlalchemy import select

from forum.core.policy import library_token
from forum.discussions import services
from forum.discussions.models import Post
from forum.discussions.services.reading import get_watermark
from forum.extensions import db
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


def test_asking_a_question(app, as_member):
    space = make_space(title="Balie")
    page = as_member(make_member()).get(f"/threads/new?space={space.slug}")
    form = page.form(field="title")
    answer = form.submit(title="Hoe lang klaar?", body="Zeven **dagen**?", space=space.slug)
    assert answer.h1 == "Hoe lang klaar?"
    assert "Zeven dagen" in answer.main


@pytest.mark.parametrize("missing", ["title", "body"])
def test_an_incomplete_question_comes_back_filled(app, as_member, missing):
    space = make_space()
    values = {"title": "Een goede vraag", "body": "Met veel tekst", "space": space.slug, missing: ""}
    page = as_member(make_member()).get("/threads/new").form(field="title").submit(None, 422, **values)
    assert page.title.startswith("Error:")
    kept = "body" if missing == "title" else "title"
    assert page.form(field="title").values[kept] == [values[kept]]


def test_a_text_that_is_too_long_comes_back_whole_with_a_sentence(app, as_member):
    thread = make_thread()
    long_text = "woord " * 6_000
    page = as_member(make_member()).get(url_of(thread)).form(field="body").submit(None, 422, body=long_text)
    assert page.form(field="body").values["body"][0].strip() == long_text.strip()
    assert "30" in page.main


def test_replying_to_a_post_puts_the_answer_under_it(app, as_member):
    post = make_post()
    client = as_member(make_member())
    page = client.get(f"{url_of(post.thread)}?reply={post.id}")
    answer = page.form(field="body").submit(body="Dat klopt")
    assert "Dat klopt" in answer.main
    child = app_posts(post.thread_id)[-1]
    assert (child.parent_id, child.body) == (post.id, "Dat klopt")


def app_posts(thread_id):
    return db.session.scalars(select(Post).where(Post.thread_id == thread_id).order_by(Post.id)).all()


def test_a_thread_locked_meanwhile_keeps_what_was_typed(app, as_member):
    moderator = make_member()
    thread = make_thread(space=make_space(moderator))
    client = as_member(make_member())
    page = client.get(url_of(thread))
    services.lock_thread(actor(moderator), thread, "Opgelost bij de leverancier")
    answer = page.form(field="body").submit(None, 422, body="Mijn lange antwoord")
    assert "Opgelost bij de leverancier" in answer.main
    assert "Mijn lange antwoord" in str(answer.soup)


def test_accepting_shows_the_answer_under_the_question(app, as_member):
    asker = make_member()
    thread = make_thread(asker)
    make_post(thread, body="Eerste poging")
    make_post(thread, body="Het goede antwoord")
    client = as_member(asker)
    page = client.get(url_of(thread))
    buttons = [b for b in page.all("button[formaction]") if b["formaction"].endswith("/accept")]
    answer = client.post(buttons[-1]["formaction"])
    assert answer.texts(".answer .prose, .accepted .prose, [class*=answer] .prose")[0] == "Het goede antwoord"
    assert "Solved" in answer.main


def test_useful_is_pressed_and_released(app, as_member):
    post = make_post()
    client = as_member(make_member())
    page = client.post(f"/posts/{post.id}/useful")
    assert page.all(f'button[formaction="/posts/{post.id}/not-useful"]')
    page = client.post(f"/posts/{post.id}/not-useful")
    assert page.all(f'button[formaction="/posts/{post.id}/useful"]')


def test_editing_keeps_history_and_a_stale_edit_shows_both_texts(app, as_member):
    author = make_member()
    post = make_post(author=author, body="Eerste tekst")
    client = as_member(author)
    page = client.get(f"/posts/{post.id}/edit")
    services.edit_post(actor(author), post, "Tekst van elders", base_revision=1)
    conflict = page.form(field="body").submit(None, 409, body="Mijn tekst")
    assert "Tekst van elders" in str(conflict.soup)
    assert conflict.form(field="body").values["body"] == ["Mijn tekst"]
    saved = conflict.form(field="body").submit(body="Mijn tekst, bijgewerkt")
    assert "Mijn tekst, bijgewerkt" in saved.main
    history = client.get(f"/posts/{post.id}/history")
    assert "Eerste tekst" in history.main
    assert "Tekst van elders" in history.main


def test_marking_read_happens_by_the_form_and_not_by_looking(app, as_member):
    reader, thread = make_member(), make_thread()
    post = make_post(thread)
    client = as_member(reader)
    page = client.get(url_of(thread))
    assert get_watermark(reader.id, thread.id) == 0
    page.submit("Mark as read up to here")
    assert get_watermark(reader.id, thread.id) == post.id


def test_resuming_at_the_first_unread(app, as_member):
    reader, thread = make_member(), make_thread()
    services.mark_page_read(actor(reader), thread, [thread.opening_post_id])
    post = make_post(thread)
    page = as_member(reader).request("GET", f"{url_of(thread)}?unread", 303, follow=False)
    assert page.headers["Location"].endswith(f"/posts/{post.id}")


def test_choosing_how_much_to_hear_of_a_thread(app, as_member):
    thread = make_thread()
    client = as_member(make_member())
    assert client.get(url_of(thread)).texts(".watch > summary") == ["Notifications: Only what is for you"]
    for level, words in (("following", "Following"), ("muted", "Muted"), ("mentions", "Only what is for you")):
        page = client.post(f"/threads/{thread.id}/watch", {"level": level})
        assert page.texts(".watch > summary") == [f"Notifications: {words}"]
    page = client.post(f"/threads/{thread.id}/watch", {"level": "everything"})
    assert "Choose what you want to hear of." in page.text
    assert page.texts(".watch > summary") == ["Notifications: Only what is for you"]


def test_following_and_muting_a_space(app, as_member):
    space = make_space()
    client = as_member(make_member())
    page = client.get(f"/spaces/{space.slug}")
    assert page.texts(".watch > summary") == ["Notifications: Not following"]
    page = page.submit("Following You hear of every new discussion here.")
    assert page.texts(".watch > summary") == ["Notifications: Following"]
    page = client.post(f"/spaces/{space.slug}/watch", {"level": ""})
    assert page.texts(".watch > summary") == ["Notifications: Not following"]


def test_an_invisible_thread_answers_like_one_that_does_not_exist(app, as_member):
    library = make_library()
    space = make_space(audience=library_token(library.id))
    thread = make_thread(make_member(library_id=library.id), space, title="Geheim")
    client = as_member(make_member())
    post_id = thread.opening_post_id
    hidden = [url_of(thread), f"/threads/{thread.id}", f"/posts/{post_id}", f"/posts/{post_id}/history"]
    missing = ["/threads/99999-x", "/threads/99999", "/posts/99999", "/posts/99999/history"]
    for path, other in zip(hidden, missing, strict=True):
        one, two = client.get(path, status=404), client.get(other, status=404)
        assert (one.h1, one.title) == (two.h1, two.title)
        assert "Geheim" not in one.text


def test_a_hidden_post_leaves_a_placeholder_with_the_reason(app, as_member):
    moderator = make_member()
    thread = make_thread(space=make_space(moderator))
    post = make_post(thread, body="Koop nu goedkope dvd's")
    services.hide_post(actor(moderator), post, "Reclame")
    page = as_member(make_member()).get(url_of(thread))
    assert "Reclame" in page.main
    assert "Koop nu" not in page.text


def test_a_page_that_did_not_change_is_not_sent_again(app, as_member):
    thread = make_thread()
    client = as_member(make_member())
    etag = client.get(url_of(thread)).headers["ETag"]
    again = client.request("GET", url_of(thread), 304, headers={"If-None-Match": etag})
    assert "Content-Security-Policy" not in again.headers
    make_post(thread)
    client.request("GET", url_of(thread), 200, headers={"If-None-Match": etag})


@pytest.mark.parametrize("count", [1, 30])
def test_pages_take_a_fixed_number_of_statements(app, as_member, assert_queries, count):
    asker, author, space = make_member(), make_member(), make_space()
    thread = make_thread(asker, space)
    for _ in range(count):
        make_thread(author, space)
        make_post(thread, author)
    services.accept_answer(actor(asker), app_posts(thread.id)[1])
    services.mark_useful(actor(asker), app_posts(thread.id)[1])
    client = as_member(make_member())
    client.get("/spaces/")
    thread_url = url_of(thread)
    for path, cold in ((thread_url, 4), (f"/spaces/{space.slug}", 3), ("/spaces/", 2), ("/", 8)):
        with assert_queries(cold):
            client.get(path)
    with assert_queries(3):
        client.get(thread_url)


def test_a_draft_is_kept_and_comes_back(app, as_member):
    thread = make_thread()
    client = as_member(make_member())
    answer = client.post("/drafts", {"key": f"thread:{thread.id}:reply", "title": "", "body": "Half ant"})
    assert answer.response.json["saved_at"]
    assert client.get(url_of(thread)).form(field="body").values["body"][0].strip() == "Half ant"


def test_the_preview_is_what_will_be_stored(app, as_member):
    answer = as_member(make_member()).post("/preview", {"body": "Een *woord* <script>x</script>"})
    assert "<em>woord</em>" in answer.response.json["html"]
    assert "<script" not in answer.response.json["html"]


def test_making_and_changing_a_space(app, as_member):
    client = as_member(make_member(roles=("coordinator",)))
    page = client.get("/spaces/new").form(field="title").submit(title="Nieuwe ruimte", audience="network")
    assert page.h1 == "Nieuwe ruimte"
    page = client.get("/spaces/nieuwe-ruimte/edit").form(field="title").submit(title="Andere naam")
    assert "Andere naam" in page.main
    as_member(make_member()).get("/spaces/new", status=403)


def test_empty_pages_say_what_belongs_there(app, as_member):
    client = as_member(make_member())
    for path in ("/", "/spaces/", "/notifications"):
        assert client.get(path).main
    space = make_space()
    assert client.get(f"/spaces/{space.slug}").all("a[href*='/threads/new']")


def test_a_draft_comes_back_where_it_was_meant_to_go(app, as_member):
    first, second = make_space(title="Eerste"), make_space(title="Tweede")
    client = as_member(make_member())
    fields = {"key": "thread:new", "title": "Iets intern", "body": "Alleen voor ons", "space": second.slug}
    client.post("/drafts", fields)
    values = client.get("/threads/new?draft=").form(field="title").values
    assert (values["space"], values["title"]) == ([second.slug], ["Iets intern"])
    assert first.slug != second.slug


def test_no_space_is_chosen_for_the_writer(app, as_member):
    make_space()
    page = as_member(make_member()).get("/threads/new")
    assert page.form(field="title").values["space"] == [""]
    refused = page.form(field="title").submit(None, 422, title="Een goede vraag", body="Tekst")
    assert "Choose a space." in refused.main


def test_the_space_of_the_address_counts_where_the_form_names_none(app, as_member):
    space = make_space()
    answer = as_member(make_member()).post(f"/threads/new?space={space.slug}", {"title": "Een vraag", "body": "Tekst"})
    assert answer.h1 == "Een vraag"


def test_a_kept_reply_still_answers_the_post_it_was_meant_for(app, as_member):
    post = make_post()
    client = as_member(make_member())
    key = f"thread:{post.thread_id}:reply"
    client.post("/drafts", {"key": key, "title": "", "body": "Half", "parent": str(post.id)})
    form = client.get(url_of(post.thread)).form(field="body")
    assert form.values["parent"] == [str(post.id)]


def test_an_overlong_title_comes_back_whole(app, as_member):
    space, title = make_space(), "woord " * 60
    page = as_member(make_member()).get(f"/threads/new?space={space.slug}").form(field="title")
    refused = page.submit(None, 422, title=title, body="Tekst")
    assert refused.form(field="title").values["title"][0].strip() == title.strip()


def test_an_english_text_says_so_for_screen_readers(app, as_member):
    english = "This is how we have been doing it for years, and it works well for all of our readers."
    post = make_post(body=english)
    page = as_member(make_member(locale="nl")).get(url_of(post.thread))
    assert page.all('.prose[lang="en"]')


def test_a_draft_can_be_thrown_away_without_javascript(app, as_member):
    thread = make_thread()
    client = as_member(make_member())
    client.post("/drafts", {"key": f"thread:{thread.id}:reply", "title": "", "body": "Toch maar niet"})
    emptied = client.get(url_of(thread)).form(field="body").submit("Throw the draft away")
    assert emptied.form(field="body").values["body"][0].strip() == ""


def test_the_words_of_a_search_leave_a_draft_alone(app, as_member):
    make_space()
    client = as_member(make_member())
    client.post("/drafts", {"key": "thread:new", "title": "Mijn concept", "body": "Veel werk"})
    page = client.get("/threads/new?title=zoekwoorden")
    assert page.form(field="title").values["title"] == ["zoekwoorden"]
    assert page.click("Go on with: Mijn concept").form(field="title").values["title"] == ["Mijn concept"]


def test_a_thread_hidden_while_somebody_types_hands_the_text_back(app, as_member):
    moderator = make_member()
    thread = make_thread(space=make_space(moderator))
    client = as_member(make_member())
    form = client.get(url_of(thread)).form(field="body")
    services.hide_thread(actor(moderator), thread, "Dubbel")
    refused = form.submit(None, 404, body="Een uur werk aan dit antwoord")
    assert refused.one("textarea[readonly]").text.strip() == "Een uur werk aan dit antwoord"
    assert thread.title not in refused.text


def test_a_short_address_keeps_its_query(app, as_member):
    thread = make_thread()
    answer = as_member(make_member()).request("GET", f"/threads/{thread.id}?unread", 301, follow=False)
    assert answer.headers["Location"] == f"{url_of(thread)}?unread"


def test_moderators_are_appointed_and_removed_in_the_browser(app, as_member):
    space, colleague = make_space(), make_member(handle="griet")
    client = as_member(make_member(roles=("coordinator",)))
    page = client.get(f"/spaces/{space.slug}/moderators")
    refused = page.form(field="handle").submit("Appoint", 422, handle="niemand")
    assert "No colleague has this handle." in refused.main
    page = page.form(field="handle").submit("Appoint", handle="@Griet")
    assert f"moderates:space:{space.id}" in actor(colleague).tokens
    page.form(field="member").submit()
    assert f"moderates:space:{space.id}" not in actor(colleague).tokens


def test_a_long_branch_is_read_in_parts_without_script(app, as_member):
    asker = make_member()
    thread = make_thread(asker)
    answer, other = make_post(thread, asker), make_post(thread, asker, body="Een ander antwoord")
    replies = [make_post(parent=answer, author=asker, body=f"Reactie {number}") for number in range(30)]
    client = as_member(make_member())
    page = client.get(url_of(thread))
    assert page.texts("details.branch > summary") == ["30 replies"]
    assert "Een ander antwoord" in page.main and "Reactie 7" in page.main and "Reactie 8" not in page.main
    page = page.click("Show 22 more replies")
    assert page.texts(".post .prose") == [f"Reactie {number}" for number in range(8, 28)]
    assert page.texts(".above b") == [asker.display_name]
    page = page.click("Show 2 more replies")
    assert page.texts(".post .prose") == ["Reactie 28", "Reactie 29"]
    assert f"bericht-{other.id}" in str(page.click("Back to the whole discussion").soup)
    page = client.get(f"/posts/{replies[20].id}")
    assert f"bericht-{replies[20].id}" in str(page.soup)


def test_the_line_stands_above_the_first_post_since_the_last_visit(app, as_member):
    reader, thread = make_member(), make_thread()
    make_post(thread)
    services.mark_page_read(actor(reader), thread, [thread.opening_post_id, thread.opening_post_id + 1])
    client = as_member(reader)
    assert not client.get(url_of(thread)).all(".new-line")
    first, _ = make_post(thread), make_post(thread)
    line = client.get(url_of(thread)).one(".new-line")
    assert line.find_next("article")["id"] == f"bericht-{first.id}"
    assert not as_member(make_member()).get(url_of(thread)).all(".new-line")


def test_unread_from_a_post_on(app, as_member):
    reader, thread = make_member(), make_thread(title="Hoe doen jullie dat?")
    posts = [make_post(thread) for _ in range(3)]
    services.mark_thread_read(actor(reader), thread)
    client = as_member(reader)
    button = client.get(f"/posts/{posts[1].id}/actions").one("button[formaction$='/unread']")
    page = client.post(button["formaction"])
    assert page.h1 == thread.space.title and page.texts(".unread .row-title") == [thread.title]
    assert get_watermark(reader.id, thread.id) == posts[1].id - 1


def test_the_most_useful_answers_first(app, as_member):
    thread = make_thread()
    posts = [make_post(thread, body=f"Antwoord {number}") for number in range(3)]
    services.mark_useful(actor(make_member()), posts[2])
    page = as_member(make_member()).get(url_of(thread)).click("Most useful first")
    assert page.texts(".post.d1 .prose")[0] == "Antwoord 2"
    assert as_member(make_member()).get(f"{url_of(make_thread(kind='discussion'))}?sort=useful").status == 200


@pytest.mark.parametrize(
    "query", ["from=zzzzzz", "branch=zzzzzz", "after=000", "branch=x", "last", "before=000001", "sort=useful&after=q"]
)
def test_a_place_that_is_nowhere_opens_a_page_all_the_same(app, as_member, query):
    assert as_member(make_member()).get(f"{url_of(make_thread())}?{query}").status == 200
