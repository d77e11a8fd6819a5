"""Demo content of search: a search the librarian keeps, and what two colleagues searched for in vain."""

from sqlalchemy import select

from forum.accounts.identity import get_identity
from forum.accounts.models import Member
from forum.extensions import db
from forum.search.models import MissedSearch
from forum.search.services import count_missed, keep_search

KEEPERS = ("bibliothecaris@demo.example", "expert@demo.example")
IN_VAIN = ("makerspace inrichten", "levende bibliotheek")


def load_demo() -> None:
    """Load them, once."""
    if db.session.scalar(select(MissedSearch.id).limit(1)) is not None:
        return
    ids = db.session.scalars(select(Member.id).where(Member.email.in_(KEEPERS)).order_by(Member.id)).all()
    people = [get_identity(member_id) for member_id in ids]
    for text in IN_VAIN:
        for person in people:
            count_missed(person, text)
    if people:
        query = "q=zelfuitleen&kind=question"
        keep_search(people[0], name="Vragen over zelfuitleen", query=query, rhythm="weekly")
