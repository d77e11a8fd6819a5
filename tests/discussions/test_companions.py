"""The registry of what goes along with a thread."""

from forum.discussions.services import companions
from forum.discussions.services.companions import Change, Companion


def test_a_companion_is_known_once_by_its_key(monkeypatch):
    class Poll(Companion):
        key = "poll"

    monkeypatch.setattr(companions, "_companions", {})
    first, second = Poll(), Poll()
    companions.register([first, second])
    assert companions.registered() == [second]


def test_by_itself_a_companion_does_nothing():
    plain, change = Companion(), Change(1, 2, 3)
    for act in (plain.merged, plain.unmerged, plain.split, plain.unsplit):
        act(change)
    plain.moved(2)
    plain.withdrawn(4)
