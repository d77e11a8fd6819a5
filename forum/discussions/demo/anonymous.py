"""A demo question that was asked without a name, in Dutch."""

from collections.abc import Callable, Mapping

from forum.accounts.identity import Identity
from forum.discussions import services
from forum.discussions.models import Space, Thread

Backdate = Callable[[Thread, int, float], None]

TITLE = "Alleen afsluiten om 20 uur: mag ik dat weigeren?"
BODY = (
    "Op donderdagavond sluit ik alleen af. Vorige maand bleef een bezoeker rondhangen en ik voelde me niet veilig. "
    "Ik durf er niet goed over beginnen.\n\n"
    "**Hoe is dat bij jullie geregeld?** Bestaan er afspraken over alleen werken?"
)
ANSWER = (
    "Goed dat je het vraagt. In de meeste bibliotheken van het netwerk geldt: **na 18 uur sluit niemand alleen af**. "
    "Wat je kunt doen:\n\n"
    "- Bel de preventieadviseur van je gemeente. Dat mag rechtstreeks en in vertrouwen.\n"
    "- Vraag om een vaste afspraak: een tweede collega, of een seintje aan de politiepost bij het sluiten.\n\n"
    "Weigeren mag als je een ernstig gevaar ziet. Noteer dan kort wat er gebeurde, en wanneer."
)
THANKS = "Dank je, dit helpt. Ik bel morgen de preventieadviseur."


def make_anonymous_question(spaces: Mapping[str, Space], people: Mapping[str, Identity], backdate: Backdate) -> None:
    """A colleague asks, the coordinator answers, and the colleague accepts: all without a name."""
    asker, space = people["collega3"], spaces["personeel-en-vorming"]
    thread = services.ask_question(asker, space, TITLE, BODY, anonymous=True)
    backdate(thread, thread.opening_post_id, 66)
    answer = services.reply(people["coordinator"], thread, ANSWER, capacity="coordinator")
    backdate(thread, answer.id, 63)
    for name in ("bibhoofd", "buiten", "collega1"):
        services.mark_useful(people[name], answer)
    services.accept_answer(asker, answer)
    backdate(thread, services.reply(asker, thread, THANKS, answer).id, 60)
