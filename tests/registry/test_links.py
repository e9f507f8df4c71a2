"""Every form of address that lists hold, and what it must be read as."""

import pytest

from registry.links import LARGEST_ID, ById, ByName, NoLink, Reason, Refused, parse, parse_address

SCHOOL = ByName("school1")

COMMUNITIES = [
    ("https://vk.com/school1", SCHOOL),
    ("http://vk.com/school1", SCHOOL),
    ("HTTPS://VK.COM/School1", SCHOOL),
    ("vk.com/school1", SCHOOL),
    ("VK.com/school1/", SCHOOL),
    ("vk.ru/school1", SCHOOL),
    ("m.vk.com/school1", SCHOOL),
    ("www.vk.com/school1", SCHOOL),
    ("new.vk.com/school1", SCHOOL),
    ("vkontakte.ru/school1", SCHOOL),
    ("vk.me/school1", SCHOOL),
    ("//vk.com/school1", SCHOOL),
    ("https:/vk.com/school1", SCHOOL),
    ("vk.com:443/school1", SCHOOL),
    ("vk.com./school1", SCHOOL),
    ("@school1", SCHOOL),
    ("/school1", SCHOOL),
    ("school1", SCHOOL),
    ("vk.com/@school1", SCHOOL),
    ("vk.com/video/@school1", SCHOOL),
    ("vk.com/school1?from=groups", SCHOOL),
    ("vk.com/school1#/about", SCHOOL),
    ("vk.com/school1/photos", SCHOOL),
    ("vk.com/school%31", SCHOOL),
    ("vk.com/school1.", SCHOOL),
    ("(vk.com/school1),", SCHOOL),
    ("«vk.com/school1»", SCHOOL),
    ("<https://vk.com/school1>", SCHOOL),
    ("  vk.com/school1\n", SCHOOL),
    ("vk.com/\u200bschool1\u00a0", SCHOOL),
    ("ｖｋ.com/school1", SCHOOL),
    ("Группа ВК: https://vk.com/school1", SCHOOL),
    ("Группа ВК:https://vk.com/school1", SCHOOL),
    ("ВК:vk.com/school1", SCHOOL),
    ("VK - vk.com/school1 (официальная)", SCHOOL),
    ("Наша группа @school1", SCHOOL),
    ('=HYPERLINK("https://vk.com/school1";"Школа")', SCHOOL),
    ("https://vk.com/school1 https://ok.ru/group/5", SCHOOL),
    ("t.me/school1, vk.com/school1", SCHOOL),
    ("vk.com/school1, https://vk.com/school1", SCHOOL),
    ("https://vk.com/school1https://vk.com/school1", SCHOOL),
    ("vk.com/id5; vk.com/school1", SCHOOL),
    ("https://vk.com/away.php?to=https%3A%2F%2Fvk.com%2Fschool1", SCHOOL),
    ("https://vk.com/away.php?to=https://vk.com/school1", SCHOOL),
    ("http://[vk.com/school1", SCHOOL),
    ("vk.com/school1 подписчиков 350", SCHOOL),
    ("vk.com/school.one_2", ByName("school.one_2")),
    ("vk.com/school1?w=wall5_6", SCHOOL),
    ("vk.com/club123", ById(123)),
    ("vk.com/Public123", ById(123)),
    ("vk.com/event123", ById(123)),
    ("club123", ById(123)),
    ("@club123", ById(123)),
    ("[club123|Школа]", ById(123)),
    ("https://m.vk.com/public123?w=wall-123_45", ById(123)),
    ("vk.com/wall-123_456", ById(123)),
    ("vk.com/school1?w=wall-123_45_r7", ById(123)),
    ("vk.com/feed?z=photo-123_45%2Falbum-123_00", ById(123)),
    ("vk.com/topic-123_456", ById(123)),
    ("vk.com/photo-123_456", ById(123)),
    ("vk.com/album-123_456", ById(123)),
    ("vk.com/albums-123", ById(123)),
    ("vk.com/video-123_456", ById(123)),
    ("vk.com/market-123", ById(123)),
    ("vk.com/board123", ById(123)),
    ("vk.com/gim123", ById(123)),
    ("https://vk.me/club123", ById(123)),
    ("123", ById(123, bare=True)),
    ("-123", ById(123, bare=True)),
    ("123.0", ById(123, bare=True)),
]

REFUSED = [
    ("vk.com/id5", Reason.PERSON),
    ("https://vk.com/id5?w=wall5_6", Reason.PERSON),
    ("vk.com/wall123_4", Reason.PERSON),
    ("vk.com/albums123", Reason.PERSON),
    ("vk.com/app6013442", Reason.APPLICATION),
    ("vk.com/app6013442_-123#form", Reason.APPLICATION),
    ("vk.com/feed", Reason.SERVICE_PAGE),
    ("vk.com/im?sel=-123", Reason.SERVICE_PAGE),
    ("vk.com/search?c=school", Reason.SERVICE_PAGE),
    ("vk.com/groups", Reason.SERVICE_PAGE),
    ("vk.com/away.php", Reason.SERVICE_PAGE),
    ("vk.com/@school1-novosti", Reason.ARTICLE),
    ("vk.com/away.php?to=https%3A%2F%2Fevil.ru%2Fschool1", Reason.OTHER_SITE),
    ("vk.cc/abc", Reason.SHORTENED),
    ("https://clck.ru/abc", Reason.SHORTENED),
    ("https://ok.ru/group/123", Reason.OTHER_SITE),
    ("t.me/school1", Reason.OTHER_SITE),
    ("edu.tatar.ru/apastovo/school1", Reason.OTHER_SITE),
    ("https://vk.com.evil.ru/school1", Reason.LOOKALIKE_SITE),
    ("vk-com.ru/school1", Reason.LOOKALIKE_SITE),
    ("evilvk.com/school1", Reason.LOOKALIKE_SITE),
    ("https://vk.com@evil.ru/school1", Reason.LOOKALIKE_SITE),
    ("https://vк.com/school1", Reason.LOOKALIKE_SITE),
    ("vk.com:8080/school1", Reason.LOOKALIKE_SITE),
    ("evil.ru/vk.com/school1", Reason.OTHER_SITE),
    ("evil.ru?vk.com/school1", Reason.OTHER_SITE),
    ("vk.com/sсhool1", Reason.CYRILLIC),
    ("vk.com/школа1", Reason.CYRILLIC),
    ("Школа", Reason.CYRILLIC),
    ("vk.com/мәктәп", Reason.CYRILLIC),
    ("vk.com/a b", Reason.BAD_NAME),
    ("vk.com/school-1", Reason.BAD_NAME),
    ("vk.com/123", Reason.BAD_NAME),
    ("vk.com/" + "a" * 33, Reason.BAD_NAME),
    ("vk.com/club0", Reason.BAD_NAME),
    ("vk.com", Reason.NOT_A_LINK),
    ("https://", Reason.NOT_A_LINK),
    ("javascript://vk.com/school1", Reason.NOT_A_LINK),
    ("89172345678", Reason.NOT_A_LINK),
    (str(LARGEST_ID + 1), Reason.NOT_A_LINK),
    ("будет создана в декабре", Reason.NOT_A_LINK),
    ("vk.com/school 1", Reason.BAD_NAME),
    ("https://vk.com/ school1", Reason.BAD_NAME),
    ("vk.com/school1, vk.com/school2", Reason.SEVERAL),
    ("vk.com/school1 vk.com/club123", Reason.SEVERAL),
    ("vk.com/" + "a" * 3000, Reason.TOO_LONG),
]


@pytest.mark.parametrize(("text", "link"), COMMUNITIES, ids=[text for text, _ in COMMUNITIES])
def test_an_address_of_a_community_is_understood(text, link):
    assert parse(text) == link


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[text[:40] for text, _ in REFUSED])
def test_what_is_no_community_is_refused_with_its_reason(text, reason):
    link = parse(text)
    assert isinstance(link, Refused)
    assert link.reason is reason


@pytest.mark.parametrize("text", ["", "  ", "нет", "Нет.", "НЕТ", "-", "—", "0", "отсутствует", "н/д", "\u200b"])
def test_an_institution_may_have_no_public(text):
    assert parse(text) == NoLink()


def test_a_cyrillic_look_alike_is_hinted_at_and_never_replaced():
    assert parse("vk.com/sсhооl1") == Refused(Reason.CYRILLIC, "vk.com/school1")


def test_an_article_hints_at_its_community():
    assert parse("vk.com/@school1-novosti") == Refused(Reason.ARTICLE, "vk.com/school1")


# --- one whole address ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://vk.com/school1", ByName("school1")),
        ("vk.com/club5", ById(5)),
        ("https://evil.example/,https://vk.com/school1", Refused(Reason.OTHER_SITE, "evil.example")),
        ("https://evil.example/?https://vk.com/school1", Refused(Reason.OTHER_SITE, "evil.example")),
        ("https://vk.com/school1/../school2", Refused(Reason.BAD_NAME)),
        ("https://vk.com/school1 ", Refused(Reason.NOT_A_LINK)),
        ("Школа: vk.com/school1", Refused(Reason.NOT_A_LINK)),
        ("school1", Refused(Reason.NOT_A_LINK)),
        ("12345", Refused(Reason.NOT_A_LINK)),
        ("ftp://vk.com/school1", Refused(Reason.NOT_A_LINK)),
        ("нет", Refused(Reason.NOT_A_LINK)),
    ],
)
def test_an_address_is_read_whole_and_nothing_is_picked_out_of_it(text, link):
    assert parse_address(text) == link
