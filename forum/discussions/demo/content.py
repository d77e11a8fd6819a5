"""The texts of the demo threads, in Dutch."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoReply:
    """A reply with its own replies."""

    author: str
    hours_ago: float
    body: str
    accepted: bool = False
    useful_to: tuple[str, ...] = ()
    replies: tuple["DemoReply", ...] = field(default=())


@dataclass(frozen=True)
class DemoThread:
    """A question, or a discussion when ``question`` is off, or an announcement."""

    space: str
    author: str
    hours_ago: float
    title: str
    body: str
    question: bool = True
    announcement: bool = False
    confirmed_by: tuple[str, ...] = ()
    replies: tuple[DemoReply, ...] = ()


THREADS = (
    DemoThread(
        "digitaal-en-systemen",
        "coordinator",
        52,
        "Catalogus en Mijn Bibliotheek onbereikbaar op zondag 6 december",
        "Op **zondag 6 december van 8 tot 14 uur** krijgt het bibliotheeksysteem een nieuwe versie. In die tijd werken de catalogus, "
        "*Mijn Bibliotheek* en de zelfuitleen niet.\n\n"
        "- Hang zaterdag het bericht aan de deur: het staat klaar bij je bibliotheekhoofd.\n"
        "- Boeken die zondag in de inleverbus komen, neem je maandag in met datum **5 december**. Niemand betaalt een boete.\n"
        "- Uitleenbalies start je maandag één keer opnieuw op vóór je opent.\n\n"
        "Loopt het maandag niet? Bel dan de helpdesk, de vraag hier stellen mag ook.",
        announcement=True,
        confirmed_by=("expert", "beheerder", "buiten", "collega1", "collega2", "collega4"),
        replies=(
            DemoReply(
                "buiten",
                47,
                "Wij zijn die zondag open voor een lezing. Kunnen we wel gewoon de wifi gebruiken?",
                replies=(
                    DemoReply(
                        "coordinator",
                        46,
                        "Ja, de wifi en de publiekscomputers staan hier los van.",
                        useful_to=("buiten",),
                    ),
                ),
            ),
        ),
    ),
    DemoThread(
        "digitaal-en-systemen",
        "bibliothecaris",
        76,
        "Zelfuitleenbalie geeft 'kaart niet herkend' bij nieuwe eID-kaarten",
        "Sinds vorige week weigert onze zelfuitleenbalie een deel van de **nieuwe identiteitskaarten**. Oude kaarten en lidkaarten werken wel.\n\n"
        "Wat we al probeerden:\n\n- de lezer herstart en gereinigd\n- een andere USB-poort\n- de kaart aan de balie inlezen: dat lukt wél\n\n"
        "Herkent iemand dit? Het gaat om ongeveer één kaart op vijf.",
        replies=(
            DemoReply(
                "expert",
                74,
                "Ja, wij hadden hetzelfde. De nieuwe kaarten hebben de chip op een andere plaats en een ander leesprofiel. "
                "Je moet in het beheer van de zelfuitleen het **profiel van de kaartlezer** bijwerken:\n\n"
                "1. Open *Beheer → Randapparatuur → Kaartlezers*.\n2. Kies bij profiel `eID 2.0 (gecombineerd)`.\n3. Herstart alleen de kaartdienst, niet het hele toestel.\n\n"
                "Daarna werkten bij ons beide soorten kaarten.",
                accepted=True,
                useful_to=("bibliothecaris", "coordinator", "buiten", "collega2"),
                replies=(
                    DemoReply(
                        "bibliothecaris",
                        73,
                        "Dat was het! Stap 3 stond nergens in de handleiding. Bedankt, @{expert}.",
                        useful_to=("expert",),
                        replies=(
                            DemoReply(
                                "collega3",
                                70,
                                "Bij ons stond het profiel al goed, maar de kaartdienst was nooit herstart. Nu ook opgelost.",
                            ),
                        ),
                    ),
                ),
            ),
            DemoReply(
                "buiten",
                71,
                "In Temse hebben we dit via de leverancier laten doen. Zij deden het op afstand in een kwartier, zonder kosten.",
            ),
        ),
    ),
    DemoThread(
        "balie-en-dienstverlening",
        "buiten",
        51,
        "Hoe lang houden jullie gereserveerde boeken klaar?",
        "Bij ons blijven gereserveerde boeken zeven dagen liggen, maar lezers klagen dat het te kort is. Wat doen jullie? En sturen jullie een herinnering voor het boek teruggaat?",
        replies=(
            DemoReply(
                "collega1",
                50,
                "Tien openingsdagen, dus niet gewoon tien dagen. Zo telt een sluitingsweek niet mee.",
                accepted=True,
                useful_to=("buiten", "bibliothecaris", "bibhoofd"),
            ),
            DemoReply(
                "bibliothecaris",
                49,
                "Zeven dagen, met een herinnering op dag vijf. Sinds die herinnering zijn de klachten gehalveerd.",
            ),
            DemoReply("collega5", 30, "Wij ook zeven, en wie belt krijgt er zonder vragen drie bij."),
        ),
    ),
    DemoThread(
        "balie-en-dienstverlening",
        "bibhoofd",
        14,
        "Zelfuitleenbalies dichter bij de inkom: goed idee of niet?",
        "Onze twee zelfuitleenbalies staan achteraan bij de jeugd, en wie alleen iets terugbrengt, loopt eerst naar de infobalie. "
        "We denken eraan ze naar het midden te verhuizen, zichtbaar vanaf de inkom:\n\n"
        "{Grondplan benedenverdieping.png}\n\n"
        "Heeft iemand dat al gedaan? Wordt het daar niet te druk op woensdagmiddag?",
        replies=(
            DemoReply(
                "collega3",
                9,
                "Wij deden het vorig jaar. De rij aan de infobalie is weg, maar reken op een dag zonder zelfuitleen: de antennes moeten opnieuw afgesteld worden. "
                "Onze checklist mag je overnemen:\n\n{Checklist verhuis zelfuitleenbalie.docx}",
                useful_to=("bibhoofd", "bibliothecaris"),
            ),
        ),
    ),
    DemoThread(
        "jeugd-en-leesbevordering",
        "collega2",
        28,
        "Ervaringen met voorleesuurtje op woensdag of zaterdag?",
        "We willen het voorleesuurtje nieuw leven inblazen. Nu is het op woensdagnamiddag en komen er vier of vijf kinderen. "
        "Werkt zaterdagochtend beter? En doen jullie dat met vrijwilligers?",
        replies=(
            DemoReply(
                "collega4",
                26,
                "Zaterdag om 10.30 uur: twintig kinderen, en de ouders lenen meteen boeken uit. Wel met vier vaste vrijwilligers die elkaar afwisselen.",
                useful_to=("collega2",),
            ),
            DemoReply(
                "bibliothecaris",
                25,
                "Bij ons werkt woensdag goed, maar alleen omdat de muziekacademie ernaast om 14 uur begint. Kijk dus wat er in de buurt gebeurt.",
                replies=(
                    DemoReply(
                        "collega2",
                        24,
                        "Goede tip. De academie is bij ons aan de andere kant van de stad, dus dat verklaart veel.",
                    ),
                ),
            ),
        ),
    ),
    DemoThread(
        "collectie",
        "collega6",
        20,
        "Wie bewaart de laatste exemplaren van de Wase dialectwoordenboeken?",
        "Bij het saneren kwamen we drie oude dialectwoordenboeken tegen. Voor we ze afvoeren: bewaart iemand van de tien bibliotheken deze als laatste exemplaar?",
    ),
    DemoThread(
        "digitaal-en-systemen",
        "collega1",
        9,
        "IBL-aanvraag blijft op 'verzonden' staan",
        "Een aanvraag voor interbibliothecair leenverkeer staat al twee weken op *verzonden*, terwijl het boek hier al is aangekomen en weer terug is. Kan ik die zelf afsluiten?",
    ),
    DemoThread(
        "activiteiten-en-communicatie",
        "coordinator",
        44,
        "Samen één affiche voor de Jeugdboekenmaand?",
        "Vorig jaar maakte elke bibliotheek een eigen affiche. Zullen we dit jaar **één ontwerp** nemen waar elke bibliotheek onderaan haar eigen activiteiten op zet?\n\n"
        "| Formaat | Aantal per bibliotheek |\n|---|--:|\n| A2 | 10 |\n| A3 | 25 |\n| Flyer A5 | 400 |\n\n"
        "Laat weten wat je ervan vindt en welke aantallen je nodig hebt.",
        question=False,
        replies=(
            DemoReply("bibhoofd", 43, "Graag, op voorwaarde dat ons eigen logo erop blijft. Voor ons 15 keer A2."),
            DemoReply(
                "buiten",
                40,
                "Temse doet mee. Kan er ook een versie zonder datum, voor de scholen?",
                useful_to=("coordinator", "collega4"),
            ),
            DemoReply("collega5", 22, "Goed idee. > 400 flyers is voor ons te veel: 150 volstaat."),
        ),
    ),
    DemoThread(
        "balie-en-dienstverlening",
        "collega4",
        6,
        "Lezer wil zijn uitleengeschiedenis laten wissen: hoe pak je dat aan?",
        "Een lezer vraagt om zijn hele uitleengeschiedenis te wissen en beroept zich op de privacywet. Hij wil wel lid blijven. Wat kan en mag ik hier doen?",
        replies=(
            DemoReply(
                "expert",
                4,
                "Dat mag hij vragen. In zijn dossier kun je onder *Privacy* het bewaren van de geschiedenis uitzetten; de oude gegevens zijn dan de volgende nacht weg. "
                "Openstaande boetes blijven wel staan, want die zijn nog nodig.\n\n> Noteer de vraag en de datum in het register van je gemeente.",
                useful_to=("collega4", "bibhoofd"),
            ),
        ),
    ),
    DemoThread(
        "personeel-en-vorming",
        "bibhoofd",
        100,
        "Inwerkplan voor nieuwe baliemedewerkers",
        "In januari start bij ons een nieuwe collega. Heeft iemand een inwerkplan voor de eerste maand dat we mogen overnemen? Vooral de volgorde interesseert me: eerst het systeem, of eerst meelopen aan de balie?",
        replies=(
            DemoReply(
                "coordinator",
                98,
                "Eerst meelopen, dan pas het systeem. Ons plan in het kort:\n\n- **week 1**: meelopen, rondleiding in alle vestigingen\n- **week 2**: innemen en terugzetten\n- **week 3**: uitlenen en inschrijven, met een vaste collega ernaast\n- **week 4**: zelfstandig, met elke dag een kwartier om vragen te stellen",
                accepted=True,
                useful_to=("bibhoofd", "bibliothecaris", "collega1", "collega3", "collega6"),
            ),
            DemoReply(
                "collega3",
                90,
                "Wij laten een nieuwe collega ook één dag meedraaien in een andere bibliotheek van het netwerk. Dat werkt verfrissend, voor beide kanten.",
                useful_to=("coordinator",),
            ),
        ),
    ),
    DemoThread(
        "collectie",
        "bibliothecaris",
        3,
        "Schenkingen: nemen jullie nog encyclopedieën aan?",
        "Deze week kreeg ik drie keer dezelfde vraag: een volledige encyclopedie, 'in perfecte staat'. Ik zeg nee, maar zoek een vriendelijke manier. Hoe verwoorden jullie dat?",
    ),
    DemoThread(
        "intern-sint-niklaas",
        "beheerder",
        30,
        "Verhuis van de leeszaal: wie helpt op maandag?",
        "Maandag is de bibliotheek gesloten en verhuizen we de leeszaal naar de eerste verdieping. Wie kan helpen tussen 9 en 12 uur? Er zijn koffiekoeken.",
        question=False,
        replies=(
            DemoReply("bibliothecaris", 29, "Ik ben er. Zal ik de karretjes van de jeugdafdeling meebrengen?"),
            DemoReply("bibhoofd", 27, "Graag! Ik zorg voor de koffiekoeken."),
        ),
    ),
)
