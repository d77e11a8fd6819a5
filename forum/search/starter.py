"""The synonyms a new network starts with: words of Flemish libraries. Coordinators change them in the browser."""

from sqlalchemy import select

from forum.accounts.identity import Identity
from forum.extensions import db
from forum.search.models import SynonymRow
from forum.search.services import add_synonyms

ROWS = (
    "bib, bibliotheek, boekerij",
    "IBL, interbibliothecair leenverkeer, interbibliothecaire uitlening",
    "RFID, radiofrequente identificatie, chiplabel",
    "zelfuitleen, zelfuitleenbalie, zelfscan, selfservice, self-check",
    "inleverautomaat, inleverbus, inleverschuif, boekenschuif",
    "jeugdcollectie, kindercollectie, jeugdafdeling",
    "leeskring, leesclub, leesgroep",
    "lenerspas, lidkaart, bibkaart, lenerskaart, bibliotheekkaart",
    "lener, gebruiker, bibliotheekgebruiker",
    "boete, telaatgeld, telaatkost",
    "maning, aanmaning, herinneringsbrief, rappel",
    "reservatie, reservering",
    "verlenging, termijnverlenging",
    "uitleentermijn, leentermijn, uitleenperiode",
    "wieden, saneren, afvoeren, ontzamelen",
    "afgeschreven, afgevoerd",
    "collectievorming, collectieontwikkeling, collectiebeleid",
    "catalogiseren, titelbeschrijving, ontsluiten",
    "SISO, plaatsingssysteem, rubrieksindeling",
    "kastsignatuur, etiket, rugetiket",
    "strip, stripverhaal, stripboek",
    "prentenboek, kleuterboek",
    "AVI, leesniveau, technisch lezen",
    "makkelijk lezen, makkelijk lezen plein, MLP, dyslexie",
    "grootletterboek, grote letter, groteletterboek",
    "daisy, luisterboek, audioboek, gesproken boek",
    "e-boek, e-book, digitaal boek",
    "e-reader, leestablet",
    "klasbezoek, klasuitstap, schoolbezoek, klasintroductie",
    "leesbevordering, leesplezier, leesmotivatie",
    "voorleesuur, voorlezen, verhalenuur",
    "Boekstart, boekbaby's, boekenpakket voor baby's",
    "Jeugdboekenmaand, jeugdboekenweek",
    "Bibliotheekweek, verwendag",
    "auteurslezing, schrijversbezoek, schrijversgesprek",
    "boekenverkoop, boekenmarkt, afgeschreven boeken verkopen",
    "leeszaal, tijdschriftenhoek, krantenhoek",
    "buurtbib, filiaal, uitleenpost, bibliotheekfiliaal",
    "boekenbus, bibbus, bibliobus",
    "bib aan huis, boekendienst aan huis, thuisbezorging",
    "boekenruilkast, boekenkastje, ruilbib",
    "open bib, onbemande bib, openbib, bib zonder personeel",
    "openingsuren, openingstijden",
    "digipunt, digibank, digitale hulp, computerhulp",
    "mediawijsheid, digitale geletterdheid, e-inclusie",
    "publiekscomputer, internetcomputer, publieks-pc",
    "printen, afdrukken, printer",
    "kopieertoestel, kopiemachine, copier",
    "wifi, draadloos internet, wi-fi",
    "wachtwoord, paswoord",
    "bibliotheeksysteem, EBS, Wise, bibliotheeksoftware",
    "UiTdatabank, UiTinVlaanderen, activiteitenkalender",
    "UiTPAS, kansentarief, vrijetijdspas",
    "schenking, gift, boekengift",
    "huisreglement, dienstreglement, reglement",
    "AVG, GDPR, privacy",
    "aankoop, acquisitie, bestelling",
    "standing order, doorlopende bestelling, automatische bestelling",
    "tijdschrift, magazine, periodiek",
    "speelotheek, spelotheek, spelletjes uitlenen",
    "erfgoed, heemkunde, lokale geschiedenis",
    "evenement, activiteit, publieksactiviteit",
)
# The first leads to the others, not the other way round.
ONE_WAY = ("NBD, NBD Biblion", "VVBAD, beroepsvereniging")


def load_synonyms(_administrator: Identity | None = None) -> None:
    """The starter rows, unless the table holds any."""
    if db.session.scalar(select(SynonymRow.id).limit(1)) is not None:
        return
    for labels in ROWS:
        add_synonyms(None, labels)
    for labels in ONE_WAY:
        add_synonyms(None, labels, one_way=True)
