"""A discussion with one long conversation in it, as happens when everybody has an idea."""

from forum.discussions.demo.content import DemoReply, DemoThread

# Who says what, one after the other, under the first answer.
_TALK = (
    ("collega2", "‘Wase Lezers’? Kort, en het zegt waar we zijn."),
    ("collega5", "Klinkt als een club van vroeger. Liever iets wat een twintiger ook durft te zeggen."),
    ("bibliothecaris", "‘Bladwijzer’ dan? Dat woord kent iedereen."),
    ("collega3", "Zo heet de nieuwsbrief van Temse al, en die willen we houden."),
    ("expert", "‘Tussen de regels’. Al zijn er daar vast honderd van."),
    ("collega7", "Tweehonderd. Ik heb het opgezocht."),
    ("collega4", "Onze jongeren stemden vorig jaar voor ‘Boek op café’. Dat bleef hangen."),
    ("collega2", "Maar we zitten niet overal op café."),
    ("collega4", "Klopt. ‘Boek op bezoek’ kan wel: we gaan elke maand naar een andere bib."),
    ("collega5", "Die vind ik goed. Het zegt meteen wat we doen."),
    ("coordinator", "Ik ook. En het past op een bladwijzer van vijf centimeter."),
    ("collega3", "‘Boek op bezoek’ heeft mijn stem."),
    ("buiten", "De onze ook. Wie vraagt na of een andere bib het al gebruikt?"),
    ("expert", "Nagekeken: in de buurt niet. Alleen een school in Limburg, en dat bijt niet."),
    ("collega7", "Dan tekenen wij er een affiche bij. Tegen eind deze maand is er een ontwerp."),
    ("coordinator", "Top. Ik zet het op de agenda van het volgende overleg."),
)

LONG_TALK = DemoThread(
    "activiteiten-en-communicatie",
    "coordinator",
    190,
    "Hoe noemen we onze gezamenlijke leesclub?",
    "Vanaf het voorjaar houden we **elke maand in een andere bib** een leesclub, met hetzelfde boek voor iedereen.\n\n"
    "We zoeken een naam die op een affiche past en die ook in Moerbeke werkt. Wat stellen jullie voor?",
    question=False,
    replies=(
        DemoReply(
            "collega1",
            188,
            "Laten we hier gewoon namen roepen. Ik begin: ‘Leeskring Waasland’. Saai, ik weet het.",
            replies=tuple(DemoReply(who, 187 - number, text) for number, (who, text) in enumerate(_TALK)),
        ),
        DemoReply(
            "collega6",
            150,
            "Los van de naam: reken op **twaalf exemplaren per maand**. Wij kunnen de helft leveren als we het boek in "
            "januari al kennen.",
            useful_to=("coordinator", "expert"),
        ),
        DemoReply("bibhoofd", 149, "Bij ons mag het op dinsdagavond, dan is de leeszaal vrij."),
    ),
)
