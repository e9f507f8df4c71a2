"""The invented region: always the same, alive, and unmistakably invented."""

import re
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise

import openpyxl
import pytest

from demo import institutions as who
from demo import names, region, walls
from demo.institutions import Character, institutions
from demo.protocol import answer, refusal_of

from .conftest import NOW

HOUR, DAY = 3600, 86_400
MOMENT = int(NOW.timestamp())
WEEK = walls.week_of(MOMENT) - 1
QUOTAS = {"flagship": 5, "active": 3, "unset": 3, "card": 0}
REAL_DISTRICTS = """
    Агрызский Азнакаевский Аксубаевский Актанышский Алексеевский Алькеевский Альметьевский Апастовский Арский Атнинский
    Бавлинский Балтасинский Бугульминский Буинский Верхнеуслонский Высокогорский Дрожжановский Елабужский Заинский
    Зеленодольский Кайбицкий Камско-Устьинский Кукморский Лаишевский Лениногорский Мамадышский Менделеевский
    Мензелинский Муслюмовский Нижнекамский Новошешминский Нурлатский Пестречинский Рыбно-Слободский Сабинский
    Сармановский Спасский Тетюшский Тукаевский Тюлячинский Черемшанский Чистопольский Ютазинский Казань Челны
"""


@pytest.fixture(scope="module")
def world():
    return region.region()


def wall(world, one, now=MOMENT):
    return world[one.community_id].wall_at(now)


def publics():
    return [one for one in institutions() if one.community_id]


def of(character, category=None):
    found = (one for one in publics() if one.character is character)
    return next(one for one in found if category is None or one.category == category)


def plain(text):
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"#\w+", "", text.casefold())))


# --- who there is ---------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_region_and_another_gives_another():
    assert institutions() == institutions.__wrapped__()
    assert region.rows() == region.rows()
    assert institutions() != institutions(7)


def test_there_are_about_three_hundred_institutions_in_twelve_districts_and_the_republican_ones():
    assert 280 <= len(institutions()) <= 320
    districts = Counter(one.district for one in institutions())
    assert len(districts) == 13
    assert districts["Республиканские"] >= 10
    assert set(districts) - {"Республиканские"} == {name for _, name, _, _ in region.districts()}


def test_no_district_of_the_region_is_a_real_one():
    for district in {one.district for one in institutions()}:
        assert not any(real.casefold() in district.casefold() for real in REAL_DISTRICTS.split())


def test_every_kind_of_institution_category_and_character_occurs():
    types = Counter(one.type for one in institutions())
    assert {"Школа", "Детский сад", "Колледж", "Дополнительное образование", "Управление образования"} <= set(types)
    assert {"Культура", "Спорт", "Здравоохранение", "Молодёжный центр", "МФЦ"} <= set(types)
    assert {one.category for one in institutions()} == {"flagship", "active", "card", "unset"}
    assert set(region.summary()) == {str(character) for character in Character}
    assert 4 <= sum(one.community_id is None for one in institutions()) <= 15


def test_names_addresses_and_numbers_are_each_one_s_own():
    for values in ([one.full for one in institutions()], [one.ogrn for one in institutions()]):
        assert len(set(values)) == len(values)
    addresses = [one.screen_name for one in publics()]
    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"[a-z0-9_]{5,32}", address) for address in addresses)
    assert all(one.community_id >= who.FIRST_ID for one in publics())


def test_control_digits_of_ogrn_are_right_and_its_region_does_not_exist():
    for one in institutions():
        assert re.fullmatch(r"1\d\d00\d{8}", one.ogrn)
        assert int(one.ogrn[:12]) % 11 % 10 == int(one.ogrn[12])


def test_letters_become_latin_ones():
    assert names.latin("Детский сад «Җиләк», № 5") == "detskiy_sad_jilak_5"


# --- walls ----------------------------------------------------------------------------------------------------------


def test_a_wall_is_the_same_for_the_same_moment_and_grows_with_the_clock(world):
    one = of(Character.EXEMPLARY, "flagship")
    assert wall(world, one) == region.region()[one.community_id].wall_at(MOMENT)
    before, after = ({post.id: post for post in wall(world, one, now)} for now in (MOMENT, MOMENT + 3 * DAY))
    assert set(before) < set(after)
    assert all((after[id].date, after[id].text) == (post.date, post.text) for id, post in before.items())
    assert sum(post.views for post in before.values()) < sum(after[id].views for id in before)


def test_no_post_and_no_comment_is_of_the_future(world):
    for one in publics():
        posts = wall(world, one)
        comments = [comment for post in posts for comment in post.comments]
        replies = [reply for comment in comments for reply in comment.replies]
        assert all(row.date <= MOMENT for row in [*posts, *comments, *replies])


def test_ids_rise_with_dates_and_do_not_repeat(world):
    for one in publics():
        posts = sorted((post for post in wall(world, one) if not post.pinned), key=lambda post: post.date)
        assert all(earlier.id < later.id for earlier, later in pairwise(posts))


def test_walls_are_ten_weeks_deep(world):
    oldest = min(post.date for post in wall(world, of(Character.EXEMPLARY, "flagship")) if not post.pinned)
    assert MOMENT - oldest >= 70 * DAY


def test_weeks_turn_at_midnight_in_moscow():
    assert walls.week_of(walls.monday(WEEK)) == WEEK
    assert walls.week_of(walls.monday(WEEK) - 1) == WEEK - 1
    assert walls.monday(2_967) % DAY == 21 * HOUR


def test_comments_are_few(world):
    recent = [post for one in publics() for post in wall(world, one) if post.date > MOMENT - 14 * DAY]
    commented = [post for post in recent if post.comments]
    assert 0.2 * len(publics()) < len(commented) <= len(publics())


def test_ministry_texts_appear_in_many_publics_and_own_texts_in_one(world):
    owners = defaultdict(set)
    for one in publics():
        for post in wall(world, one):
            if post.date > MOMENT - 14 * DAY and len(plain(post.text)) >= 120 and not post.copy_history:
                owners[plain(post.text)].add(one.number)
    shared = {text: len(numbers) for text, numbers in owners.items() if len(numbers) >= 3}
    assert shared
    assert all("неделя" in text or "недели" in text or "памятка" in text for text in shared)


# --- characters -----------------------------------------------------------------------------------------------------


def own_unique(world, one, week=WEEK):
    """Return the week's own posts whose text was not there in the 60 days before."""
    posts = [post for post in sorted(wall(world, one), key=lambda post: post.date) if is_own(post)]
    seen: dict[str, int] = {}
    unique = []
    for post in posts:
        text = plain(post.text)
        repeated = len(text) >= 20 and post.date - seen.get(text, 0) < 60 * DAY
        if not repeated and walls.week_of(post.date) == week:
            unique.append(post)
        seen[text] = post.date
    return unique


def is_own(post):
    return not (post.copy_history or post.ad or post.from_id or post.pinned)


def longest_silence(world, one):
    """Return the longest silence of the last closed week in hours, the one at its end included."""
    end = walls.monday(WEEK + 1)
    dates = sorted(post.date for post in wall(world, one) if is_own(post) and post.date < end)
    silences = [b - a for a, b in pairwise([*dates, end]) if b > walls.monday(WEEK)]
    return max(silences, default=9**9) / HOUR


def complies(world, one):
    """Judge the last closed week roughly, as the letter's requirements do; remarks do not count."""
    public = world[one.community_id]
    if refusal_of(public) or public.wall == 3 or not (public.cover and public.avatar and public.description):
        return False
    if one.mark is False or len(own_unique(world, one)) < QUOTAS[one.category]:
        return False
    return one.category == "card" or longest_silence(world, one) < 168


def test_two_thirds_of_the_publics_comply_and_districts_differ(world):
    judged = [one for one in publics() if one.category != "unset"]
    share = sum(complies(world, one) for one in judged) / len(judged)
    assert 0.62 <= share <= 0.74
    of_districts = defaultdict(list)
    for one in judged:
        of_districts[one.district].append(complies(world, one))
    shares = sorted(sum(those) / len(those) for those in of_districts.values())
    assert shares[0] < 0.55
    assert shares[-1] > 0.75


def test_a_reposter_posts_little_of_its_own(world):
    one = of(Character.REPOSTER, "active")
    week = [post for post in wall(world, one) if walls.week_of(post.date) == WEEK]
    assert len(own_unique(world, one)) < 3 <= len([post for post in week if post.copy_history])


def test_a_burst_is_followed_by_a_silent_week(world):
    one = of(Character.BURSTS, "active")
    numbers = [len(own_unique(world, one, week)) for week in range(WEEK - 5, WEEK + 1)]
    assert {number > 3 for number in numbers[::2]} | {number > 3 for number in numbers[1::2]} == {True, False}
    assert sorted(numbers)[:3] == [0, 0, 0]


def test_duplicates_and_shared_texts_are_not_unique(world):
    one = of(Character.DUPLICATES, "active")
    week = [post for post in wall(world, one) if walls.week_of(post.date) == WEEK]
    assert len(own_unique(world, one)) < 3 < len(week) + 1
    assert any("инистерство" in post.text for post in wall(world, of(Character.SHARED)))


def test_long_texts_bare_posts_and_open_questions_occur(world):
    assert any(len(post.text) > 1500 for post in wall(world, of(Character.LONG_TEXTS, "active")))
    bare = [post for post in wall(world, of(Character.NO_MEDIA, "active")) if not post.attachments]
    assert len(bare) > 3
    asked = [comment for post in wall(world, of(Character.UNANSWERED, "active")) for comment in post.comments]
    assert any("?" in comment.text and not comment.replies for comment in asked)


def test_profiles_show_their_characters(world):
    def public(character):
        return world[of(character).community_id]

    assert public(Character.NO_COVER).cover is None
    assert public(Character.SMALL_COVER).cover[0] < 1590
    assert public(Character.NO_AVATAR).avatar is None
    assert public(Character.SMALL_AVATAR).avatar < 400
    assert public(Character.EMPTY_DESCRIPTION).description == ""
    assert of(Character.BRIEF_DESCRIPTION).full not in public(Character.BRIEF_DESCRIPTION).description
    assert of(Character.EXEMPLARY).full in public(Character.EXEMPLARY).description
    refusals = {
        one: refusal_of(public(one)) for one in (Character.DELETED, Character.PRIVATE, Character.WALL_DISABLED)
    }
    codes = [refusal.code for refusal in refusals.values() if refusal]
    assert codes in ([18, 15, 15], [18, 203, 15])
    assert public(Character.RENAMED).name != of(Character.RENAMED).short


def test_every_profile_says_that_it_is_invented(world):
    assert {public.status for public in world.communities.values()} == {"Вымышленные данные"}


# --- the list -------------------------------------------------------------------------------------------------------


def test_every_link_of_the_list_leads_to_its_community(world):
    for one in publics():
        cell = region.link(one)
        numbers = [int(digits) for digits in re.findall(r"(?:club|public|wall-)(\d+)", cell)]
        assert set(numbers) == {one.community_id} if numbers else one.screen_name in cell
    resolved = answer(
        world,
        "utils.resolveScreenName",
        {"v": "5.199", "access_token": "demo-service-1", "screen_name": of(Character.EXEMPLARY).screen_name},
        MOMENT,
    )
    assert resolved["response"]["object_id"] == of(Character.EXEMPLARY).community_id


def test_links_are_written_in_the_forms_that_people_use():
    cells = " | ".join(region.link(one) for one in institutions())
    for form in ("https://vk.com/club", "@", "m.vk.com/public", "vk.ru/", "Группа ВК: ", "www.vk.com", "нет", "wall-"):
        assert form in cells


def test_the_list_is_written_as_a_ministry_sends_it(tmp_path):
    path = tmp_path / "список.xlsx"
    assert region.write_list(path) == len(institutions())
    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book.active.iter_rows(values_only=True))
    book.close()
    assert "Вымышленный" in rows[0][0]
    assert rows[1][1:8] == ("Краткое название", "Полное название", "Тип", "Район", "ОГРН", "Категория", "Ссылка")
    assert len(rows) == len(institutions()) + 2
    assert {row[8] for row in rows[2:]} == {"да", "нет", None}


def test_the_commands_write_the_list_and_serve_the_region(tmp_path):
    path, districts = tmp_path / "list.xlsx", tmp_path / "districts.csv"
    subprocess.run([sys.executable, "-m", "demo.region", path, "--districts", districts], check=True)
    assert path.stat().st_size > 10_000
    assert "Акчишминского муниципального района" in districts.read_text(encoding="utf-8")
    served = subprocess.Popen([sys.executable, "-m", "demo.vk", "--port", "0"], stdout=subprocess.PIPE, text=True)
    with served:
        line = served.stdout.readline() if served.stdout else ""
        served.send_signal(signal.SIGTERM)
    assert re.search(r"http://127\.0\.0\.1:\d+", line)
    assert served.returncode == 0


def test_a_larger_region_is_the_same_one_many_times():
    twice = region.region(copies=2)
    assert len(twice.communities) == 2 * len(publics())
    assert len(twice.named()) == 2 * len(publics())
