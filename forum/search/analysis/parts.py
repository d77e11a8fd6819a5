"""What the compound splitter is told by hand: words of a few letters, and known errors. Edit freely, then raise
`ANALYSIS_VERSION` and look at what `tests/search/test_compounds.py` says.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALSO_KNOWN = _words("armoede duurzaamheid hardware kinder privacy software uitleen website")
"""Words and bound forms ("kinderboek") that the dictionary does not list."""

SHORT = _words(
    """
    app bad bib bus cel dag dvd hof jas job kas les lid pas pen rek rug spel uur vak web
    """
)
"""Words of three letters that can be a part; all others of three letters are more often chance."""

WHOLE = _words(
    """
    barcode barcodes bestuur bezoeker bezoekers buitenland diefstal doelgroep doelgroepen doelstelling
    doelstellingen erfgoed fotograaf fotografen fotografie gegeven gemeente gemeenten gemeentes getuigschrift
    getuigschriften gezelschap handleiding handleidingen huiswerk kilometer kilometers leerkracht leerkrachten
    lidmaatschap lidmaatschappen literatuur maatregel maatregelen noodzakelijk noodzakelijke onderwerp onderwerpen
    onderwijs personeel rusthuis tijdschrift tijdschriften vrijwilliger vrijwilligers website websites werkgever
    werkgevers werkgroep werkgroepen werknemer werknemers ziekenhuis ziekenhuizen
    """
)
"""Words that look like compounds and are looked for as one thing; they can be parts of longer ones."""

PARTICLES = _words(
    """
    aan achter af alle aller anti auto beneden bij binnen boven buiten co contra daar deel deze dicht dien dier dood
    door eens eigen elke ervan even extra fijn goed haar haren heeft heen her hier homo hoog hyper ieder iets in
    infra inter intra jouw klaar laag langs maar mede mee meer met micro mijn mogelijk mono multi na naar neer niet
    om onder ons ont onze op open over para poly post pre pro pseudo quasi re rond samen semi super tegen terug toe
    tot trans tussen uit ultra van vast ver vice vol voor voorbij voort waar want weder weer weg welk zelf zich zijn
    zonder
    """
)
"""Adverbs, prepositions and prefixes: they begin words of all kinds, and ask for nothing."""

MEANING_PARTICLES = _words("auto mede micro samen terug zelf")
"""Those that do ask for something at the beginning of a word no dictionary lists ("zelfuitleenbalie")."""

NOT_FIRST = _words(
    """
    aangesp afge afger alge ambi ander beve bijl bouws combi dender docu enge geme gemeen gene gesp gezel gronds
    hert hoofds inge kwar leid lende lite lost maats make meed meers mees mene neutra onge onter opera opge orde
    percent prak prakt produc rechtst signa spie stil toep uitge vere verge verk verl verre vers verst vert verv
    verw volt voorbe vrij wegge weggev wille zoge
    """
)
"""Words that the dictionary lists, but that begin other words by chance."""

NOT_LAST = _words(
    """
    aars abel ages ale alen assen baars enten erken essen graaf grafen grafie heten ieve ijken ijking isme ismen
    kende keurig keurige laar laren lende lere matig matige mende meters monde munster nale nalen natie naties netje
    netjes omen onen ooien oord pen pende pens pers ratie ratuur reeks rende roken schappelijk schappelijke schappen
    talig talige telijk tijk tukken turen vol volle waardig waardige werp werpen wijs wijze willig willige williger
    zins zwijgend
    """
)
"""Words that the dictionary lists, but that end other words by chance, or only derive one word from another."""

NO_PART = _words(
    """
    aard aardig achtig aders alen aren ateur atie aties ator atoren baar bare best beste chap chappen dere deren
    dering ders ding dom eel eerd eerde eert eigen eiten elaar elen ellen elling ende enden enen enis eren erend
    erij erijen ering ers gaat gers gersten goed heden heer heid ieel ies ig ige igen iger igers iging ijen ijn ing
    ingen ioneel isch ische iteit kering kers king kingen kunde lering lers lijk lijke lijks ling lingen lings loos
    loze ment mering mers nering ners ning ningen nis nissen oren over rijk rijke ring ringen schap schappen sche
    schen sing singen sten ster steren sters taat taten teit tel telijk teren tering ters teur tie tief ties tijds
    ting tingen tings tuur ueel vaak vast verg vormig waard waarts zaam zame zing zingen
    """
)
"""Endings that are words by chance, and words that are never what somebody looks for."""
