"""Puts planted publics into the database the way a reading of their walls would, without VK."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from demo.planted import MONDAY, READ_AT, Planted, Written
from demo.planted_parts import DUTIES
from monitoring import collecting, conversations, mandating, repeats, walls
from monitoring.models import Batch, Exemption, MandatoryPost, ManualVerdict, Post, Profile, Run
from monitoring.weeks import Week
from registry.models import CategoryPeriod, District, Institution, Public
from vk.door import Wall
from vk.replies import Attachment, Comment, WallPost

WEEK = Week(MONDAY.date())
SINCE = MONDAY - timedelta(days=400)
SUNDAY = MONDAY + timedelta(days=6, hours=23)


def plant(region: Sequence[Planted]) -> list[Batch]:
    """Write the region's rows; return the batches that judge it."""
    publics = _register(region)
    _keep_profiles(region, publics)
    rows = [row for one in region for row in _posts(one, publics[one.number])]
    Post.objects.bulk_create(rows, batch_size=2000)
    _ask_for_mandatory_posts()
    mandating.look(rows)
    _decide(region, publics)
    repeats.find(collecting._earliest((row.public_id, row.date) for row in rows))
    read = {(one.number, 1): tuple(_comment(one, said) for said in one.said) for one in region if one.said}
    conversations.keep(read, publics, conversations.rows(read, publics, dict.fromkeys(publics.values(), SINCE)))
    run = Run.objects.create(started_at=READ_AT, first_week=WEEK.monday)
    ids = list(publics.values())
    portions = [ids[start : start + 500] for start in range(0, len(ids), 500)]
    return Batch.objects.bulk_create(
        Batch(run=run, step=Batch.Step.VERDICTS, position=place, public_ids=mine)
        for place, mine in enumerate(portions)
    )


def _register(region: Sequence[Planted]) -> dict[int, int]:
    """Return {number in VK: primary key}."""
    district = District.objects.create(name="Посаженный район")
    institutions = Institution.objects.bulk_create(
        Institution(full_name=one.name, short_name=f"Гимназия № {one.number}", type="school", district=district)
        for one in region
    )
    publics = Public.objects.bulk_create(
        Public(
            vk_id=one.number,
            screen_name=f"planted{one.number}",
            institution=institution,
            category=one.category,
            state_mark=one.registry_mark,
            cabinet=one.cabinet,
        )
        for one, institution in zip(region, institutions, strict=True)
    )
    CategoryPeriod.objects.bulk_create(
        CategoryPeriod(public=public, category=public.category, valid_from=SINCE) for public in publics
    )
    return {public.vk_id: public.pk for public in publics}


def _keep_profiles(region: Sequence[Planted], publics: dict[int, int]) -> None:
    Profile.objects.bulk_create(
        Profile(public_id=publics[one.number], collected_at=at, seen_at=at, gone=one.gone, **one.profile)
        for one in region
        if (at := READ_AT if one.read else SUNDAY if one.stale else None)
    )


def _ask_for_mandatory_posts() -> None:
    MandatoryPost.objects.bulk_create(
        MandatoryPost(
            title=duty.title,
            way=duty.way,
            sample=duty.sample,
            first_day=MONDAY.date(),
            last_day=MONDAY.date() + timedelta(hours=duty.hours - 24),
            scope="categories" if duty.categories else "holders",
            categories=list(duty.categories),
            created_at=MONDAY,
        )
        for duty in DUTIES
    )


def _decide(region: Sequence[Planted], publics: dict[int, int]) -> None:
    """Write what people decided: exemptions of single publics, verdicts by hand for the week alone."""
    Exemption.objects.bulk_create(
        Exemption(
            scope="publics",
            publics=[publics[one.number]],
            rules=list(one.exempt.rules),
            first_day=MONDAY.date() + timedelta(days=one.exempt.first),
            last_day=MONDAY.date() + timedelta(days=one.exempt.last),
            reason="Ремонт",
            created_at=MONDAY,
        )
        for one in region
        if one.exempt
    )
    ManualVerdict.objects.bulk_create(
        ManualVerdict(
            public_id=publics[one.number],
            rule=one.by_hand[0],
            outcome=one.by_hand[1],
            reason="Проверено",
            first_week=WEEK.monday,
            until=WEEK.sunday,
            set_at=MONDAY,
        )
        for one in region
        if one.by_hand
    )


def _posts(one: Planted, public: int) -> list[Post]:
    wall = Wall(one.number, tuple(map(_post, one.posts)), as_user=True)
    rows = walls.rows(wall, public, {}, {}, READ_AT)
    told = {post.id: post for post in one.posts}
    for row in rows:
        row.reader_commented, row.comments_unread = told[row.vk_id].by_reader, told[row.vk_id].unread
    return rows


def _post(one: Written) -> WallPost:
    return WallPost(
        id=one.id,
        date=_seconds(one.at),
        from_community=one.kind != "visitor",
        is_repost=one.kind == "repost",
        is_ad=one.kind == "ad",
        is_pinned=False,
        is_deleted=one.kind == "deleted",
        text=one.text,
        attachments=(Attachment("photo", -1, one.picture),) if one.picture else (),
        edited=None,
        comments_count=0,
        can_comment=one.can_comment,
    )


def _comment(one: Planted, said) -> Comment:
    author = said.author or -one.number
    return Comment(said.id, author, _seconds(said.at), said.text, said.thread, addressed=said.addressed)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
