"""Where codes lead, as a table."""

import pytest

from qrcodes.verdicts import Kind, Owner, address_in, leads

THIS, OTHER, HIDDEN = 1, 2, 3
OWNERS = {
    101: Owner(THIS, "Школа № 2"),
    "school2": Owner(THIS, "Школа № 2"),
    "old_school": Owner(THIS, "Школа № 2", former=True),
    "gymn10": Owner(OTHER, "Гимназия № 10"),
    "gymn_old": Owner(OTHER, "Гимназия № 10", former=True),
    "far_school": Owner(HIDDEN),
    103: Owner(HIDDEN),
}
TABLE = {
    Kind.THIS: [
        "https://vk.com/school2",
        "HTTPS://VK.COM/SCHOOL2",
        "https://vk.com/School2?from=qr",
        "https://vk.com/school2/",
        "https://vk.com/school2#top",
        "http://m.vk.com/school2",
        "https://www.vk.com/school2",
        "https://new.vk.com/school2",
        "https://vk.ru/school2",
        "https://m.vk.ru/club101",
        "https://vkontakte.ru/school2",
        "https://vk.me/school2",
        "vk.com/school2",
        " https://vk.com/school2\n",
        "https://vk.com/club101",
        "https://vk.com/public101",
        "https://vk.com/event101",
        "https://vk.com/wall-101_5",
        "https://vk.com/feed?w=wall-101_5",
        "https://vk.com/away.php?to=https%3A%2F%2Fvk.com%2Fschool2",
    ],
    Kind.FORMER: ["https://vk.com/old_school", "https://vk.ru/Old_School"],
    Kind.OURS: ["https://vk.com/gymn10", "https://vk.com/gymn_old"],
    Kind.UNNAMED: ["https://vk.com/far_school", "https://vk.com/club103"],
    Kind.COMMUNITY: ["https://vk.com/nobody_here", "https://vk.com/club999", "https://vk.com/school2?w=wall-999_1"],
    Kind.PAGE: [
        "https://vk.com/",
        "https://vk.com",
        "vk.ru",
        "https://vk.com/id5",
        "https://vk.com/feed",
        "https://vk.com/app5",
        "https://vk.com/школа2",
        "https://vk.com/school2,https://evil.example",
        "https://vk.com/school2/../gymn10",
        "https://vk.com/school2/%2E%2e/gymn10",
        "https://vk.com/school2\u200b",
    ],
    Kind.SHORTENED: ["https://vk.cc/abc", "vk.cc/abc", "https://clck.ru/3x", "https://bit.ly/3x"],
    Kind.LOOKALIKE: [
        "https://vk.com.evil.example/school2",
        "https://vk-com.ru/school2",
        "https://vк.com/school2",
        "https://vk.com@evil.example/school2",
        "https://vk.com:8443/school2",
        "https://evil.example\\@vk.com/school2",
        "https://vk.com\\.evil.example/school2",
    ],
    Kind.SITE: [
        "https://edu.tatar.ru/school2",
        "https://t.me/school2",
        "https://evil.example/vk.com/school2",
        "http://evil.example/?https://vk.com/school2",
        "https://evil.example/#https://vk.com/school2",
        "https://vk.com/away.php?to=https%3A%2F%2Fevil.example",
        "https://127.0.0.1/school2",
        "https://школа.рф/",
    ],
    Kind.TEXT: [
        "",
        "Школа № 2",
        "school2",
        "@school2",
        "club101",
        "101",
        "-101",
        "/school2",
        "нет",
        "WIFI:S:school;T:WPA;P:secret;;",
        "tel:+78430000000",
        "mailto:school2@example.org",
        "javascript:alert(1)//vk.com/school2",
        "BEGIN:VCARD\nURL:https://vk.com/school2\nEND:VCARD",
        "https://vk.com/school2 https://vk.com/gymn10",
        "https://vk.com/sch\nool2",
        "ftp://vk.com/school2",
        "x" * 3_000,
        "https://vk.com/" + "a" * 3_000,
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TABLE.items() for text in texts])
def test_a_code_leads_where_a_browser_would_go(kind, text):
    assert [lead.kind for lead in leads([text], OWNERS, THIS)] == [kind]


def test_every_answer_stands_in_the_table():
    assert set(TABLE) == set(Kind)


def test_without_a_public_to_ask_about_its_own_code_is_one_of_ours():
    assert leads(["https://vk.com/school2"], OWNERS)[0].kind is Kind.OURS


def test_a_sheet_of_four_equal_codes_is_one_answer_and_another_code_beside_is_a_second():
    four = ["https://vk.com/school2"] * 4
    assert len(leads(four, OWNERS, THIS)) == 1
    assert [lead.kind for lead in leads([*four, "https://vk.cc/a"], OWNERS, THIS)] == [Kind.THIS, Kind.SHORTENED]


def test_two_spellings_of_one_public_are_one_place_and_two_strangers_are_two():
    assert len(leads(["https://vk.com/school2", "https://vk.ru/club101"], OWNERS, THIS)) == 1
    assert len(leads(["https://vk.com/a_b", "https://vk.com/A_B?x"], {}, THIS)) == 1
    assert len(leads(["https://a.example", "https://b.example"], {}, THIS)) == 2


def test_the_first_code_of_the_picture_is_told_first():
    texts = ["https://a.example", "https://vk.com/school2", "https://a.example"]
    assert [lead.text for lead in leads(texts, OWNERS, THIS)] == texts[:2]


@pytest.mark.parametrize(
    ("text", "address"),
    [("https://vk.com/School2", "school2"), ("vk.ru/club101", 101), ("https://vk.cc/a", None), ("school2", None)],
)
def test_what_a_code_names_is_a_number_or_a_name_in_lower_case(text, address):
    assert address_in(text) == address
