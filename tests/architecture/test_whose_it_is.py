"""Whose a thread or post is, is asked of `forum.discussions.sealed`: by `author_id` an anonymous asker owns nothing."""

import re

from tests.support.source import modules

WHOSE = r"\b(?:thread|post|Thread|Post|head|p)\.author_id"
WHO = r"(?:actor|reader|READER|current_user)(?:\.id)?\b"
COMPARED = re.compile(rf"{WHOSE}\s*[!=]=\s*{WHO}|{WHO}\s*[!=]=\s*{WHOSE}")

# Where it is meant: there is no anonymity, or the name it stands under is what is asked for.
MEANT = {
    "forum/discussions/sealed.py": "is the one place",
    "forum/discussions/blocks.py": "knows the sealed ones beside it",
    "forum/discussions/post_slots.py": "knows the sealed ones beside it",
    "forum/discussions/acknowledgement_policies.py": "announcements are never anonymous",
    "forum/discussions/queries/acknowledgements.py": "announcements are never anonymous",
    "forum/discussions/queries/first_steps.py": "counts what a newcomer did under their name",
    "forum/discussions/services/editing.py": "in which role one speaks is told under one's name only",
    "forum/discussions/views/posts.py": "in which role one speaks is told under one's name only",
}


def test_whose_it_is_is_asked_in_one_place():
    wrong = [
        f"{module.where}:{number}: {line.strip()}"
        for module in modules("forum")
        if module.package == "discussions" and module.where not in MEANT
        for number, line in enumerate(module.text.splitlines(), 1)
        if COMPARED.search(line)
    ]
    assert not wrong, (
        "\n".join(wrong) + "\nAn anonymous asker has the rights of an asker too. Ask is_own_post(actor, post) or "
        "is_asker(actor, thread), in SQL own_posts(actor) or own_threads(actor), all of forum.discussions.sealed; "
        "whom to tell: list_reachable([post_id])."
    )


def test_the_search_finds_what_it_looks_for():
    for line in ("if post.author_id == actor.id:", "own = actor.id != thread.author_id", "Post.author_id == READER.id"):
        assert COMPARED.search(line), line
    assert not COMPARED.search("suggestion.author_id == actor.id")


def test_the_sealed_tables_are_read_in_one_module():
    readers = {
        module.where
        for module in modules("forum")
        if re.search(r"\bSealed(?:Author|Opening)\b|sealed_(?:author|opening)\b", module.text)
    }
    assert readers == {
        "forum/discussions/models/__init__.py",
        "forum/discussions/models/sealed.py",
        "forum/discussions/sealed.py",
    }
