"""Numbers of people are found in a text; numbers of books, accounts and telephones are left alone."""

import pytest

from forum.core.text.patron_data import Finding, PatronNumber, find_patron_data, is_national_number

# Made up: the check digits are right, the people do not exist.
NATIONAL_1985 = "85073003328"
NATIONAL_2005 = "05012500154"


def national(digits: str, century: str = "") -> str:
    """A made-up number with the right check digits."""
    return digits + f"{97 - int(century + digits) % 97:02}"


@pytest.mark.parametrize(
    "digits",
    [
        NATIONAL_1985,
        national("850730033"),
        national("050125001", "2"),
        national("000000001", "2"),
        national("854730033"),  # a bis number: 40 is added to the month
        national("852730033"),
        national("400001001"),  # day and month of birth are not known
    ],
)
def test_national_numbers_of_both_centuries_are_known(digits):
    assert is_national_number(digits)


@pytest.mark.parametrize(
    "digits",
    [
        "85073003329",  # wrong check
        national("851330033"),  # month 13
        national("850231033"),  # 31 February
        national("850730000"),  # number 0
        national("850730999"),
        national("850730033", "2"),  # born in 2085
        "8507300332",
        "850730033280",
    ],
)
def test_other_digits_are_no_national_number(digits):
    assert not is_national_number(digits)


@pytest.mark.parametrize(
    "written",
    [
        "85073003328",
        "85.07.30-033.28",
        "85-07-30-033-28",
        "85 07 30 033 28",
        "850730 033 28",
        "850730-03328",
        "85.07.30 – 033.28",
    ],
)
def test_a_national_number_is_found_however_it_is_written(written):
    text = f"De lener met rijksregisternummer {written} raakt niet binnen."
    assert find_patron_data(text) == [Finding(PatronNumber.NATIONAL, written)]


def test_it_is_found_at_the_edges_and_in_every_text():
    assert find_patron_data("Vraag", f"{NATIONAL_1985}") == [Finding(PatronNumber.NATIONAL, NATIONAL_1985)]
    assert find_patron_data(f"({NATIONAL_1985})", NATIONAL_1985) == [Finding(PatronNumber.NATIONAL, NATIONAL_1985)]


def test_the_number_of_an_identity_card_is_found():
    check = int("5910012345") % 97
    number = f"591-0012345-{check:02}"
    assert find_patron_data(f"Kaart {number} wordt niet gelezen") == [Finding(PatronNumber.IDENTITY_CARD, number)]
    assert find_patron_data(f"Kaart 591-0012345-{(check + 1) % 97:02}") == []


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("Lenersnummer: 123456789", "123456789"),
        ("met lidkaartnummer 0930000125615 lukt het niet", "0930000125615"),
        ("Pasnummer 28 00 123 456", "28 00 123 456"),
        ("kaartnr. 4455667", "4455667"),
        ("UiTPAS-nummer 0930000125615", "0930000125615"),
        ("Her library card number is 20011223344", "20011223344"),
    ],
)
def test_a_number_that_is_called_a_card_number_is_found(text, stretch):
    assert find_patron_data(text) == [Finding(PatronNumber.LIBRARY_CARD, stretch)]


def test_thirteen_digits_with_a_check_digit_may_be_a_card():
    assert find_patron_data("Bij 0930000125615 gaat het mis") == [Finding(PatronNumber.PERHAPS_CARD, "0930000125615")]
    assert find_patron_data("Bij 0930000125616 gaat het mis") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vraagje over 3 boeken uit 2019",
        "ISBN 9789002268984",
        "ISBN 978-90-02-26898-4",
        "9789002268984",
        "ISSN 9771234567003",
        "EAN 5051889004578 van de dvd",
        "Exemplaar 3000012345676 is zoek",
        "Bel 0470 12 34 56 of +32 470 12 34 56",
        "Bel 0032470123456 of +32470123456",
        "03/780 52 40 en 03 780 52 40",
        "op 30.07.1985 om 10.30 uur",
        "van 24-11-2026 tot 25-11-2026",
        "2026-11-25T19:30:00.123456",
        "20261125193000123",
        "Rekening BE68 5390 0754 7034",
        "Rekening BE68539007547034",
        "Mededeling +++090/9337/55493+++",
        "https://waasland.bibliotheek.be/catalogus/85073003328",
        "Er zijn 12345678901234567890 redenen",
        "versie 1.2.3.4.5.6.7.8.9.10.11",
        "Ondernemingsnummer 0403.170.701",
        "IP 192.168.100.200 poort 8443",
    ],
)
def test_numbers_of_other_things_do_not_warn(text):
    assert find_patron_data(text) == []


def test_no_more_than_five_are_named():
    numbers = [national(f"8507{day:02}0{day:02}") for day in range(1, 20)]
    assert len(find_patron_data(" ".join(f"{number};" for number in numbers))) == 5


def test_a_long_text_of_digits_takes_no_time():
    import time

    began = time.process_time()
    find_patron_data("1 " * 15_000, "12.34.56-" * 3_000, "lenersnummer " * 2_000)
    assert time.process_time() - began < 0.5
