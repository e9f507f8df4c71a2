"""The rule book: every rule of the letter that is judged, in the order in which pages show them. Pure."""

from dataclasses import dataclass

from monitoring.facts import WeekFacts

from .answering import judge_answers
from .appearance import judge_avatar, judge_cover, judge_description
from .asking import Judge
from .assessment import Assessment, sum_up
from .community import judge_comments_open, judge_reachable, judge_state_mark
from .content import judge_media, judge_text
from .mandatory import judge_mandatory
from .publishing import judge_gaps, judge_posts
from .ruleset import RuleSet

# The letter's opening, before its numbered paragraphs.
INTRODUCTION = ""


@dataclass(frozen=True)
class Rule:
    """``paragraph``: where the ministry's letter asks for it."""

    id: str
    judge: Judge
    paragraph: str


RULES = (
    Rule("reachable", judge_reachable, paragraph="I"),
    Rule("posts", judge_posts, paragraph="I"),
    Rule("gaps", judge_gaps, paragraph="I"),
    Rule("media", judge_media, paragraph="I"),
    Rule("text", judge_text, paragraph="I"),
    Rule("comments_open", judge_comments_open, paragraph="I"),
    Rule("answers", judge_answers, paragraph="I"),
    Rule("mandatory", judge_mandatory, paragraph="I"),
    Rule("cover", judge_cover, paragraph="II.1"),
    Rule("avatar", judge_avatar, paragraph="II.2"),
    Rule("description", judge_description, paragraph="II.3"),
    Rule("state_mark", judge_state_mark, paragraph=INTRODUCTION),
)

_JUDGES = [(rule.id, rule.judge) for rule in RULES]


def assess(facts: WeekFacts, rule_set: RuleSet) -> Assessment:
    """Judge a public's week by every rule. A function of its arguments alone: the same facts, the same verdicts."""
    verdicts = {id: judge(facts, rule_set) for id, judge in _JUDGES}
    return sum_up(facts, rule_set, verdicts)
