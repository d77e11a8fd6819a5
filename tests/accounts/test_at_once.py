"""Two people at the same moment: one link, one account."""

from threading import Barrier, Thread
from typing import Any

from sqlalchemy import func, select

from forum.accounts import services
from forum.accounts.models import Member
from forum.core.errors import DomainError
from forum.extensions import db


def test_an_invitation_used_twice_at_once_makes_one_account(app: Any) -> None:
    token = services.invite_member(None, email="nele@bib.example", library_id=None)
    db.session.commit()
    start, results = Barrier(4), []

    def accept() -> None:
        with app.app_context():
            start.wait()
            try:
                services.accept_invitation(
                    token, display_name="Nele", function_title="", password="drie rustige woorden"
                )
                db.session.commit()
                results.append("in")
            except DomainError:
                db.session.rollback()
                results.append("refused")

    threads = [Thread(target=accept) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["in", "refused", "refused", "refused"]
    assert db.session.scalar(select(func.count()).select_from(Member)) == 1
