"""Words that say nothing about a subject, in Dutch and English; question words are among them.

Leaving out question words ("hoe", "what") was measured: it helps long questions and costs short ones
next to nothing. Words that tell problems apart (niet, zonder, without) stay searchable.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DUTCH = _words(
    """
    aan aangaande af al aldus alle allen alles als alsof alsook altijd ander andere anderen anders
    behalve ben bent bij bijvoorbeeld binnen bv bijv boven buiten
    daar daarbij daardoor daarin daarmee daarna daarom daarop daarover daarvan daarvoor dan dat de der deze
    die dien dit doch doe doen doet doorheen door dus echter een eens eentje eerder eigen eigenlijk elk elke
    en enige enkel enkele er eraan erbij erdoor erg erin ermee ernaar erop ertoe eruit ervan ervoor etc even
    ga gaan gaat gauw geen gegaan geweest gewoon gij haar had hadden heb hebben hebt heeft heel hele hem hen
    het hier hierbij hierdoor hierin hiermee hierop hierover hiervan hiervoor hij hoe hoeveel hoewel hun
    iedere ieder iedereen iemand iets ik in indien ineens intussen is ja je jij jou jouw jullie kan kon
    konden kun kunnen kunt laat laten maar mag me mee meer meestal men met mezelf mij mijn misschien mocht
    mochten moest moesten moet moeten mogen na naar naartoe nadat namelijk nog nogal nou nu of ofwel om
    omdat omtrent onder ongeveer ons onze ook op over pas per reeds rond rondom samen sinds sommige soms
    steeds te tegen ten ter terwijl tijdens toch toe toen tot totdat tussen u uit uw uzelf vaak van vanaf
    vandaag vanuit vanwege veel via vol voor vooraf vooral voordat voorts vrij waar waaraan waarbij waardoor
    waarin waarmee waarnaar waarom waarop waarover waarvan waarvoor wanneer want waren was wat we weer wel
    welk welke werd werden wie wij wil willen wilt word worden wordt wou wouden zal ze zeer zelf zelfs zich
    zichzelf zij zijn zo zo'n zoal zoals zodat zou zouden zowel zulk zulke zullen zult 't 's 'n 'k 'm m'n
    z'n d'r ie hoor graag alvast bedankt groeten groetjes hallo dag
    """
)

ENGLISH = _words(
    """
    a about above after again against all also am among an and any anyone anything are aren't as at
    be because been before being below between both but by
    can can't cannot could couldn't
    did didn't do does doesn't doing don't down during
    each either else even ever every
    few for from further
    get gets getting got
    had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself hi hello him
    himself his how how's however i i'd i'll i'm i've if in into is isn't it it's its itself just let's like
    many may maybe me might more most much must my myself neither no nor now of off on once one only onto or
    other ought our ours ourselves out over own perhaps please quite rather really same shall she she'd
    she'll she's should shouldn't so some someone something such than thank thanks that that's the their
    theirs them themselves then there there's these they they'd they'll they're they've this those though
    through to too under until up upon us very was wasn't we we'd we'll we're we've were weren't what what's
    when when's where where's whether which while who who's whom whose why why's will with won't would
    wouldn't yet you you'd you'll you're you've your yours yourself yourselves ain't e.g i.e etc
    """
)

WEB = frozenset({"http", "https", "www"})
