"""What a new network and the demo start with."""

from sqlalchemy import func, select

from forum.accounts import demo as demo_members
from forum.accounts import setup
from forum.accounts.identity import get_identity
from forum.core.policy import NETWORK
from forum.discussions import queries
from forum.discussions.demo import load_demo
from forum.discussions.demo.content import THREADS
from forum.discussions.models import Post, Space, Thread
from forum.discussions.starter import SPACES
from forum.network import starter


def test_set_up_leaves_spaces_its_administrator_can_write_in(app, db_session):
    token = setup.make_token()
    member = setup.set_up(
        token,
        network_name="Ons netwerk",
        display_name="Ine",
        email="ine@bib.example",
        password="een lange zin als wachtwoord",
        starter=True,
    )
    slugs = [space.slug for space in queries.list_writable_spaces(get_identity(member.id))]
    assert slugs == [space.slug for space in SPACES]


def test_the_demo_loads_once_and_keeps_one_space_to_one_library(app, db_session):
    for _ in range(2):
        starter.load()
        demo_members.load()
        load_demo()
    spaces = dict(db_session.execute(select(Space.slug, Space.audience)).all())
    assert len(spaces) == len(SPACES) + 1
    assert [slug for slug, audience in spaces.items() if audience != NETWORK] == ["intern-sint-niklaas"]
    # Beside these: a long one, one asked anonymously, two with fields, three that moderators put in order.
    assert db_session.scalar(select(func.count()).select_from(Thread)) == len(THREADS) + 7
    solved = db_session.scalars(select(Post.id).where(Post.accepted_at.is_not(None))).all()
    assert len(solved) == 5
