"""Does the public have a face? Letter, section II. Pure."""

from monitoring.facts import Outcome, Verdict, WeekFacts

from .asking import judges
from .demands import Description, Picture
from .names import compare
from .reasons import Reason


@judges("cover")
def judge_cover(facts: WeekFacts, demand: Picture) -> Verdict:
    """Ask for a cover whose largest size is wide enough not to show pixels."""
    profile = facts.profile
    if profile is None:
        return _not_told()
    return _picture(profile.cover_set, profile.cover_width, profile.cover_mark, demand)


@judges("avatar")
def judge_avatar(facts: WeekFacts, demand: Picture) -> Verdict:
    """Ask for an avatar whose largest size is large enough not to show pixels."""
    profile = facts.profile
    if profile is None:
        return _not_told()
    return _picture(profile.avatar_set, profile.avatar_side, profile.avatar_mark, demand)


@judges("description")
def judge_description(facts: WeekFacts, demand: Description) -> Verdict:
    """Ask for the institution's full name and a few words about its work. ``value``: characters beside the name."""
    description = facts.profile.description if facts.profile else None
    if description is None:
        return _not_told()
    if not description.strip():
        return Verdict(demand.empty.outcome, Reason.DESCRIPTION_EMPTY, 0, demand.characters)
    likeness = compare(facts.full_name, description)
    named, long = likeness.share >= demand.name_share, likeness.other_characters >= demand.characters
    outcome = Outcome.PASS if named and long else demand.poor.outcome
    figures = {
        "matched_share": round(likeness.share, 4),
        "other_characters": likeness.other_characters,
        "missing": max(0, demand.characters - likeness.other_characters),
    }
    return Verdict(outcome, _REASONS[named, long], likeness.other_characters, demand.characters, figures)


# (the name is there, the rest is long enough)
_REASONS = {
    (True, True): Reason.DESCRIPTION_FULL,
    (True, False): Reason.DESCRIPTION_SHORT,
    (False, True): Reason.DESCRIPTION_NAMELESS,
    (False, False): Reason.DESCRIPTION_POOR,
}


# What a person saw in a picture comes before its size: a remark, whatever the size.
_MARKS = {"pixels": Reason.PICTURE_PIXELATED, "off_topic": Reason.PICTURE_OFF_TOPIC}


def _picture(is_set: bool | None, pixels: int | None, mark: str | None, demand: Picture) -> Verdict:
    if is_set is None:
        return _not_told()
    if not is_set:
        return Verdict(demand.absent.outcome, Reason.PICTURE_NONE, 0, demand.least)
    if mark in _MARKS:
        return Verdict(Outcome.WARN, _MARKS[mark], pixels, demand.least)
    if pixels is None:
        return Verdict(Outcome.UNKNOWN, Reason.PICTURE_SIZE_UNKNOWN, None, demand.least)
    if pixels < demand.least:
        return Verdict(demand.small.outcome, Reason.PICTURE_SMALL, pixels, demand.least)
    return Verdict(Outcome.PASS, Reason.PICTURE_GOOD, pixels, demand.least)


def _not_told() -> Verdict:
    return Verdict(Outcome.UNKNOWN, Reason.NOT_TOLD)
