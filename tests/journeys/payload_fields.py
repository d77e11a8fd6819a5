"""Puts strings into every field a member can fill, through the services, and prints where they are to be seen.

Run as a program beside a demo server: `python -m tests.journeys.payload_fields FILE`, FILE a JSON list of strings.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask_babel import force_locale
from sqlalchemy import select

from forum import create_app
from forum.accounts.identity import get_identity
from forum.accounts.models import Member
from forum.accounts.services import edit_profile
from forum.core.clock import now
from forum.core.errors import DomainError
from forum.discussions import services
from forum.discussions.models import PollResults, Space, ThreadKind
from forum.discussions.services.polls import PollPlan
from forum.extensions import db


class Fields:
    """Counts what was taken; a refusal with a sentence is as good an end as any."""

    def __init__(self) -> None:
        self.taken = 0

    def fill(self, verb: Callable[..., Any], *values: Any, **named: Any) -> Any:
        """What the verb made of the values, or None when it refused them."""
        try:
            with db.session.begin_nested():
                made = verb(*values, **named)
        except DomainError:
            return None
        self.taken += 1
        # At once: the worker and the server beside it wait for whoever writes.
        db.session.commit()
        return made


def _member(email: str) -> Any:
    found = db.session.scalar(select(Member.id).where(Member.email == f"{email}@demo.example"))
    return get_identity(found or 0)


def _edit_profile(actor: Any, text: str) -> None:
    member = db.session.get_one(Member, actor.id)
    edit_profile(actor, member, display_name=text, function_title=text, locale="nl", theme="auto")


def fill_fields(payloads: list[str]) -> dict[str, Any]:
    """Every string as title, text, reply, conclusion, edit, reason, suggestion, bookmark, profile and space."""
    asker, expert, boss = (_member(name) for name in ("bibliothecaris", "expert", "beheerder"))
    space = db.session.scalars(select(Space).where(Space.slug == "digitaal-en-systemen")).one()
    fields, addresses = Fields(), ["/", "/spaces/", "/threads/", "/members/", "/bookmarks", "/suggestions"]
    for number, payload in enumerate(payloads):
        title = payload if len(payload.strip()) >= 5 else f"Titel {number} {payload}"
        thread = fields.fill(services.start_thread, asker, space, ThreadKind.QUESTION, title[:200], payload)
        if thread is None:
            thread = fields.fill(services.start_thread, asker, space, ThreadKind.QUESTION, f"Vraag {number}", "Tekst")
        if thread is None:
            continue
        post = fields.fill(services.reply, expert, thread, payload) or services.reply(expert, thread, "Antwoord")
        fields.fill(services.edit_post, expert, post, f"{payload}\n\nBeter.", base_revision=1, reason=payload[:200])
        fields.fill(
            services.suggest_edit, asker, post, f"{payload} beter", base_revision=post.revision_count, reason=payload
        )
        fields.fill(services.write_conclusion, boss, thread, payload)
        poll = PollPlan(
            question=payload[:200], labels=(payload[:100], f"Anders {payload}"[:100]), results=PollResults.ALWAYS
        )
        fields.fill(services.create_poll, asker, thread, poll)
        fields.fill(services.keep_post, boss, post, note=payload[:200], remind_at=now() + timedelta(days=9))
        fields.fill(services.lock_thread, boss, thread, payload[:300])
        addresses += [f"/threads/{thread.id}", f"/posts/{post.id}/history", f"/threads/{thread.id}/related"]
        addresses.append(f"/search?q={quote(payload[:60])}")
        fields.fill(_edit_profile, expert, payload[:80])
        if number % 10 == 0:
            addresses.append(f"/members/{expert.id}")
            fields.fill(services.create_space, boss, f"Ruimte {number} {payload}"[:90], payload[:200], "network")
        db.session.commit()
    return {"fields": fields.taken, "addresses": addresses}


if __name__ == "__main__":
    app = create_app()
    with app.app_context(), force_locale("nl"):
        strings = json.loads(Path(sys.argv[1]).read_text())
        sys.stdout.write(f"\n{json.dumps(fill_fields(strings))}\n")
