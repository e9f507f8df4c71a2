"""The door asks VK in the fewest calls and misses nothing."""

import pytest

from demo.faults import Fault, error
from demo.world import Refusal, community, post, repost
from vk import errors
from vk.door import Wall, WallRequest

pytestmark = pytest.mark.django_db

NOW = 1_790_000_000
DAY = 86_400


def wall_of(number: int, step: int = 3600) -> list:
    """Return posts, one each ``step`` seconds back from NOW; the newest has the highest id."""
    return [post(number - place, NOW - place * step, f"Пост {number - place}") for place in range(number)]


def ids(wall: Wall) -> list[int]:
    return [one.id for one in wall.posts]


class TestProfiles:
    def test_five_hundred_profiles_are_one_call(self, world, local_vk, service):
        world.add(*(community(one) for one in range(1, 502)))
        assert len(service.communities(range(1, 502))) == 501
        assert local_vk.count("groups.getById") == 2

    def test_ids_and_names_may_be_mixed_and_unknown_ones_are_absent(self, world, service):
        world.add(community(1, "Школа", "School_One"), community(2))
        found = service.communities(["school_one", 2, "nobody_here", 77])
        assert {key: one.id for key, one in found.items()} == {"school_one": 1, 2: 2}

    def test_a_refused_batch_is_halved_until_the_offender_is_alone(self, world, local_vk, service):
        world.add(*(community(one) for one in range(1, 9)))
        world.before_call = lambda method, params: None
        found = service.communities([1, 2, 3, 999_999_999_999_999, 5])
        assert sorted(found) == [1, 2, 3, 5]

    def test_what_vk_does_not_tell_is_none(self, world, local_vk, service):
        world.add(community(1, deactivated="deleted"))
        one = service.communities([1])[1]
        assert (one.deactivated, one.cover_set, one.avatar_set, one.description) == ("deleted", None, None, None)

    def test_appearance_is_read_in_pixels(self, world, service):
        world.add(community(1, cover=(1590, 400), avatar=400), community(2, cover=None, avatar=None))
        with_all, without = service.communities([1, 2]).values()
        assert (with_all.cover_set, with_all.cover_width, with_all.avatar_side) == (True, 1590, 400)
        assert (without.cover_set, without.avatar_set) == (False, False)

    def test_a_name_is_resolved_to_what_it_belongs_to(self, world, service):
        world.add(community(1, "Школа", "school_one"))
        world.people["ivanov_official"] = 5
        assert service.resolve("school_one").id == 1
        assert service.resolve("ivanov_official").kind == "user"
        assert service.resolve("nobody_here") is None


class TestWalls:
    @pytest.mark.parametrize("kind", ["service", "user"])
    def test_a_pinned_post_of_last_year_does_not_stop_the_reading(self, world, request, kind):
        world.add(community(1, posts=[post(1, NOW - 365 * DAY, "Контакты", pinned=True), *wall_of(250)[:-1]]))
        wall = request.getfixturevalue(kind).walls([WallRequest(1, NOW - 200 * 3600)])[1]
        assert set(range(51, 251)) <= set(ids(wall))

    @pytest.mark.parametrize("kind", ["service", "user"])
    def test_130_posts_are_all_seen_though_new_ones_shift_the_pages(self, world, request, kind):
        world.add(community(1, posts=wall_of(130)))

        def arrive(method, params):
            if method == "wall.get" and int(params.get("offset", 0)):
                world[1].add(post(1000 + int(params["offset"]), NOW + 5))

        world.before_call = arrive
        wall = request.getfixturevalue(kind).walls([WallRequest(1, NOW - 200 * DAY)])[1]
        assert set(range(1, 131)) <= set(ids(wall))
        assert len(ids(wall)) == len(set(ids(wall)))

    @pytest.mark.parametrize("kind", ["service", "user"])
    def test_posts_deleted_between_two_pages_pull_no_other_past_us(self, world, request, kind):
        world.add(community(1, posts=wall_of(300)))
        newest = iter(range(300, 270, -1))

        def vanish(method, params):
            if method == "wall.get" and params.get("offset", 0) and (one := next(newest, None)):
                for gone in (one, *[next(newest, 0) for _ in range(9)]):
                    world[1].remove(gone)

        world.before_call = vanish
        wall = request.getfixturevalue(kind).walls([WallRequest(1, NOW - 400 * DAY)])[1]
        assert set(range(1, 271)) <= set(ids(wall))

    def test_reading_goes_on_to_the_last_publication_before_the_window(self, world, service):
        other = post(9, 0, "Чужое", owner_id=-5, from_id=-5)
        reposts = [repost(500 + place, NOW - 10 * DAY - place * 600, other) for place in range(120)]
        world.add(community(1, posts=[post(900, NOW), *reposts, post(7, NOW - 20 * DAY, "Свой")]))
        assert 7 in ids(service.walls([WallRequest(1, NOW - 7 * DAY)])[1])

    def test_a_wall_of_reposts_is_not_read_for_years(self, world, local_vk, service):
        other = post(9, 0, "Чужое", owner_id=-5, from_id=-5)
        world.add(community(1, posts=[repost(9000 - place, NOW - place * DAY, other) for place in range(1000)]))
        service.walls([WallRequest(1, NOW - 7 * DAY)])
        assert local_vk.count("wall.get") == 1

    def test_a_closed_wall_tells_its_cause_and_the_others_are_read(self, world, user):
        world.add(*(community(one, posts=wall_of(3)) for one in range(1, 8)))
        world[2].wall = 0
        world[5].refusal = Refusal(15, "Access denied: group is blocked")
        walls = user.walls([WallRequest(one, NOW - DAY) for one in range(1, 8)])
        assert [one for one, wall in walls.items() if isinstance(wall, Wall)] == [1, 3, 4, 6, 7]
        assert walls[2].cause is errors.Cause.WALL_CLOSED
        assert walls[5].cause is errors.Cause.BLOCKED

    def test_a_service_token_reads_one_by_one_and_never_calls_execute(self, world, local_vk, service):
        world.add(*(community(one, posts=wall_of(3)) for one in range(1, 61)))
        walls = service.walls([WallRequest(one, NOW - DAY) for one in range(1, 61)])
        assert all(not wall.as_user for wall in walls.values())
        assert {method for _, method, _ in local_vk.calls} == {"wall.get"}

    def test_a_user_token_puts_25_walls_into_one_call(self, world, local_vk, user):
        world.add(*(community(one, posts=wall_of(3)) for one in range(1, 61)))
        walls = user.walls([WallRequest(one, NOW - DAY, page=20) for one in range(1, 61)])
        assert all(wall.as_user for wall in walls.values())
        assert local_vk.count("execute") == 3

    def test_long_pages_share_an_answer_with_fewer_walls_instead_of_being_cut(self, world, local_vk, user):
        world.add(*(community(one, posts=wall_of(60)) for one in range(1, 13)))
        user.walls([WallRequest(one, NOW - 90 * DAY) for one in range(1, 13)])
        assert (local_vk.count("execute"), local_vk.count("wall.get")) == (2, 12)

    def test_an_answer_too_large_is_asked_for_in_halves(self, world, local_vk, user):
        many = [post(200 - place, NOW - place, "Отчёт " * 1200) for place in range(100)]
        world.add(*(community(one, posts=list(many)) for one in range(1, 26)))
        walls = user.walls([WallRequest(one, NOW - 50, page=100) for one in range(1, 26)])
        assert all(len(wall.posts) >= 50 for wall in walls.values())
        assert local_vk.errors[13] > 0

    def test_readers_comments_are_told_from_the_communitys_own(self, world, service):
        from demo.world import comment

        world.add(
            community(1, posts=[post(5, NOW, comments=[comment(6, NOW, "Когда?", 777, comment(7, NOW, "В 10", -1))])])
        )
        assert [one.author for one in service.comments([(1, 5)])[1, 5]] == [777, -1]


class TestHeavyWalls:
    """Error 13 halves, and is remembered: the next reading asks for less at once, later ones for more again."""

    @staticmethod
    def heavy(letters: int) -> list:
        return [post(200 - place, NOW - place, "Отчёт " * (letters // 6)) for place in range(60)]

    def test_walls_too_heavy_together_are_asked_for_apart_next_time(self, world, local_vk, user):
        world.add(*(community(one, posts=self.heavy(6000)) for one in range(1, 26)))
        requests = [WallRequest(one, NOW - 30, page=20) for one in range(1, 26)]
        first = user.walls(requests)
        assert local_vk.errors[13] > 0
        local_vk.reset()
        user.walls([WallRequest(one.community, NOW - 30, 20, first[one.community].weight) for one in requests])
        assert local_vk.errors[13] == 0
        assert local_vk.count("wall.get") == 50

    def test_a_wall_too_heavy_alone_is_read_in_smaller_pages_next_time(self, world, local_vk, user):
        local_vk.faults.append(error(13, "response size is too big", method="wall.get", params={"count": 100}))
        world.add(community(1, posts=wall_of(100)))
        first = user.walls([WallRequest(1, NOW - 30 * DAY)])[1]
        assert len(first.posts) == 100
        asked = [int(params["count"]) for _, method, params in local_vk.calls if method == "wall.get"]
        assert asked[:2] == [100, 50]
        local_vk.reset()
        user.walls([WallRequest(1, NOW - 30 * DAY, 100, first.weight)])
        assert int(local_vk.calls[0][2]["count"]) == 50

    def test_a_weight_is_forgiven_little_by_little(self, world, user):
        world.add(community(1, posts=wall_of(3)))
        weight = 12.0
        weights = [weight := user.walls([WallRequest(1, NOW - DAY, 20, weight)])[1].weight for _ in range(60)]
        assert 10 < weights[0] < 12
        assert weights == sorted(weights, reverse=True)
        assert weights[-1] == 1

    def test_one_long_page_among_short_ones_shares_their_answer(self, world, local_vk, user):
        world.add(*(community(one, posts=wall_of(3)) for one in range(1, 26)))
        user.walls([WallRequest(one, NOW - DAY, page=100 if one == 7 else 20) for one in range(1, 26)])
        assert local_vk.count("execute") == 1


class TestPages:
    @pytest.mark.parametrize("kind", ["service", "user"])
    def test_a_post_pulled_past_the_end_of_the_last_page_is_looked_for_again(self, world, request, kind):
        world.add(community(1, posts=wall_of(120)))
        gone = iter(range(120, 100, -1))

        def vanish(method, params):
            if method == "wall.get" and int(params.get("offset", 0)) == 95:
                for one in gone:
                    world[1].remove(one)

        world.before_call = vanish
        wall = request.getfixturevalue(kind).walls([WallRequest(1, NOW - 400 * DAY)])[1]
        assert set(range(1, 101)) <= set(ids(wall))
        assert wall.whole_since == NOW - 400 * DAY

    def test_a_quiet_wall_that_has_spoken_much_is_read_in_two_pages(self, world, local_vk, service):
        world.add(community(1, posts=wall_of(13)))
        wall = service.walls([WallRequest(1, NOW - 11 * 3600 - 1, page=5)])[1]
        assert set(range(1, 14)) <= set(ids(wall))
        assert local_vk.count("wall.get") == 2

    def test_further_pages_of_a_wall_are_no_longer_than_vk_has_let_them_be(self, world, local_vk, service):
        local_vk.faults.append(error(13, "response size is too big", method="wall.get", params={"count": 60}))
        world.add(community(1, posts=wall_of(100)))
        wall = service.walls([WallRequest(1, NOW - 30 * DAY, page=60)])[1]
        assert len(wall.posts) == 100
        assert [int(params["count"]) for _, _, params in local_vk.calls] == [60, 30, 30, 30, 30]

    def test_a_pinned_post_that_is_new_too_is_read_once(self, world, local_vk, service):
        world.add(community(1, posts=[post(500, NOW - 60, "Важно", pinned=True), *wall_of(130)]))
        wall = service.walls([WallRequest(1, NOW - 200 * DAY)])[1]
        assert len(ids(wall)) == len(set(ids(wall))) == 131

    def test_a_wall_that_ends_before_its_number_of_posts_shows_no_moment_before_its_last_post(self, world, service):
        world.add(community(1, posts=wall_of(3)))
        local = wall_of(3)

        def hide(method, params):
            if method == "wall.get":
                world[1].posts = local if int(params.get("offset", 0)) < 2 else []

        world.before_call = hide
        wall = service.walls([WallRequest(1, NOW - DAY, page=2)])[1]
        assert len(wall.posts) >= 2

    def test_only_posts_that_vk_shows_alone_stand(self, world, service):
        world.add(community(1, posts=wall_of(150)), community(2, posts=wall_of(3), wall=0))
        world[1].remove(7)
        assert service.standing([(1, post) for post in range(1, 151)]) == {(1, post) for post in range(1, 151)} - {
            (1, 7)
        }
        assert service.standing([]) == set()

    def test_what_vk_does_not_answer_for_is_taken_to_stand(self, world, local_vk, service):
        world.add(community(1, posts=[]))
        local_vk.faults.append(Fault("http", method="wall.getById"))
        assert service.standing([(1, 5)]) == {(1, 5)}


class TestQuota:
    def test_the_walls_left_today_are_those_of_all_tokens(self, world, open_door, settings):
        settings.VK_DAILY_WALL_GET = 10
        world.add(*(community(one, posts=[]) for one in range(1, 5)))
        door = open_door(service=["service-1"], user=["user-1"])
        assert door.walls_left() == 20
        door.walls([WallRequest(one, NOW) for one in range(1, 5)])
        assert door.walls_left() == 16

    def test_without_a_token_nobody_knows(self, open_door):
        assert open_door().walls_left() is None
