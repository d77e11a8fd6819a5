"""What else is about the same as a thread: the solved first, nothing one may not see, never the thread itself."""

import pytest

from forum.discussions import services
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread

BODY = "De zelfuitleenbalie herkent de nieuwe identiteitskaart niet, terwijl oude lidkaarten wel werken."


@pytest.fixture
def around(app, db_session, drain):
    """A thread, an open and a solved one like it, one like it in a private space, and one about something else."""
    library = make_library()
    insider, asker = make_member(library_id=library.id), make_member()
    threads = {
        "this": make_thread(asker, title="Zelfuitleenbalie herkent identiteitskaart niet", body=BODY),
        "open": make_thread(asker, title="Identiteitskaart en zelfuitleenbalie: wie heeft dit ook?", body=BODY),
        "solved": make_thread(asker, title="Kaart niet herkend door de zelfuitleenbalie", body=BODY),
        "private": make_thread(
            insider,
            make_space(audience=f"library:{library.id}"),
            title="Onze zelfuitleenbalie en de identiteitskaart",
            body=BODY,
        ),
        "other": make_thread(asker, title="Voorleesuurtje op woensdag", body="Wanneer komen de peuters liefst langs?"),
    }
    for number in range(12):
        make_thread(asker, title=f"Boekenkoffer {number} zoekt een nieuwe plek", body="Wie haalt de koffer op?")
    services.accept_answer(actor(asker), make_post(threads["solved"]))
    db_session.commit()
    drain()
    return {**threads, "insider": insider}


def test_the_solved_come_first_and_nothing_private(around, as_member):
    page = as_member(make_member()).get(f"/threads/{around['this'].id}/related")
    titles = [link.find(string=True) for link in page.all(".related li a")]
    assert titles == [around["solved"].title, around["open"].title]
    seen = as_member(around["insider"]).get(f"/threads/{around['this'].id}/related")
    assert around["private"].title in seen.main


def test_a_thread_without_relatives_says_so(around, as_member):
    page = as_member(make_member()).get(f"/threads/{around['other'].id}/related")
    assert page.all(".related li") == []
    assert "Nothing else is about the same." in page.main


def test_the_thread_page_leads_there_without_asking_the_index(around, as_member):
    thread = around["this"]
    page = as_member(make_member()).get(f"/threads/{thread.id}-{thread.slug}")
    assert page.link("Show related discussions") == f"/threads/{thread.id}/related"
