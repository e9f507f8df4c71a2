"""A week for the region or one district: figures, charts, the matrix, a letter to those who fell behind."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageBreak, PageTemplate, Spacer

from monitoring import charts, clock, wording
from monitoring.export_columns import shared_public, to_mend
from monitoring.facts import Outcome
from monitoring.models import Status
from monitoring.queries.matrix import Row, in_order
from monitoring.queries.shares import GOOD, Share, is_judged
from monitoring.rules import RULES
from monitoring.weeks import Week
from registry.models import Category
from registry.templatetags.portal import STATUSES, VERDICTS, day, number, percent
from registry.templatetags.portal import week as week_words

from . import paper

ORDER = (Status.COMPLIANT, Status.REMARKS, Status.IN_PROGRESS, Status.UNCLEAR, Status.ISSUES, Status.NO_DATA)
BEHIND = (Status.ISSUES, Status.NO_PUBLIC)
# A letter asks for what is known to be wrong; what nobody knows is a matter of the ministry's own.
TO_MEND = (Outcome.FAIL, Outcome.WARN)


@dataclass
class Counted:
    """What a report's first page tells, counted as the rows go by. ``laggards``: (district, name, link, what).

    ``good`` of ``judged`` comply, by district; nobody is judged while the week runs.
    """

    statuses: Counter = field(default_factory=Counter)
    good: Counter = field(default_factory=Counter)
    judged: Counter = field(default_factory=Counter)
    fails: Counter = field(default_factory=Counter)
    warns: Counter = field(default_factory=Counter)
    districts: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    laggards: list[tuple[str, str, str, list[str]]] = field(default_factory=list)

    def take(self, row: Row) -> None:
        self.statuses[row.status] += 1
        self.districts[row.district_name][row.status] += 1
        if is_judged(row.closed, row.category, row.status):
            self.judged[row.district_name] += 1
            self.good[row.district_name] += row.status in GOOD
        for rule, verdict in row.verdicts.items():
            self.fails[rule] += verdict["outcome"] == "fail"
            self.warns[rule] += verdict["outcome"] == "warn"
        if row.status in BEHIND:
            self.laggards.append((row.district_name, row.full_name, row.link, list(to_mend(row, TO_MEND))))

    @property
    def total(self) -> int:
        return sum(self.statuses.values())

    @property
    def share(self) -> Share:
        return Share(self.good.total(), self.judged.total())

    def share_of(self, district: str) -> Share:
        return Share(self.good[district], self.judged[district])


def write(rows: Iterable[Row], week: Week, place: str, file: IO, trend: charts.LineChart | None = None) -> int:
    """Write the report to a binary file; return the number of rows in it. ``place``: a district, empty: the region.

    The matrix is printed for a district; for the region its pages would be read by nobody.
    """
    counted, lines = Counted(), []
    for row in rows:
        counted.take(row)
        if place:
            lines.append(_line(row))
    title = place or settings.REGION_NAME
    story = [*_front(counted, week, title, trend, with_districts=not place)]
    if lines:
        story += [PageBreak(), *_matrix(lines)]
    if counted.laggards:
        story += [PageBreak(), *_letter(counted, week, with_districts=not place)]
    _build(story, week, title, file)
    return counted.total


def _build(story: list[Flowable], week: Week, title: str, file: IO) -> None:
    paper.fonts()
    # The same rows on the same day give the same bytes.
    rl_config.invariant = 1
    head = _("%(place)s · неделя %(week)s") % {"place": title, "week": week_words(week.monday)}
    frame = Frame(paper.MARGIN, 12 * mm, paper.WIDTH, paper.PAGE[1] - 28 * mm, 0, 0, 0, 0)

    def around(canvas, document) -> None:
        canvas.setFont(paper.REGULAR, 7.5)
        canvas.setFillColor(paper.INK2)
        canvas.drawString(paper.MARGIN, paper.PAGE[1] - 10 * mm, paper.printable(head))
        canvas.drawRightString(paper.PAGE[0] - paper.MARGIN, paper.PAGE[1] - 10 * mm, str(document.page))

    document = BaseDocTemplate(
        file, pagesize=paper.PAGE, title=head, author=_("Госпаблики"), lang="ru", initialFontName=paper.REGULAR
    )
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=around))
    document.build(story)


# --- the first page -----------------------------------------------------------------------------------
def _front(counted: Counted, week: Week, title: str, trend, *, with_districts: bool) -> Iterator[Flowable]:
    yield from _head(counted, week, title)
    yield from _answer(counted)
    yield from _rules(counted)
    yield from _trend(trend)
    if with_districts:
        yield PageBreak()
        yield from _districts(counted)


def _head(counted: Counted, week: Week, title: str) -> Iterator[Flowable]:
    state = _("неделя ещё идёт") if week >= clock.week_of(clock.now()) else _("итог")
    lead = _("Неделя %(week)s, %(state)s. Организаций: %(total)s.")
    told = {"week": week_words(week.monday), "state": state, "total": number(counted.total)}
    yield paper.words(title, 20, bold=True, after=6)
    yield paper.words(lead % told, 11, after=8)


def _answer(counted: Counted) -> Iterator[Flowable]:
    """Tell the share, where a week has one, and of what the whole consists."""
    share = counted.share
    if share.judged:
        said = ngettext(
            "Соответствуют правилам %(share)s: %(good)s из %(total)s паблика.",
            "Соответствуют правилам %(share)s: %(good)s из %(total)s пабликов.",
            share.judged,
        )
        told = {"share": percent(share.percent), "good": number(share.good), "total": number(share.judged)}
        yield paper.words(said % told, 14, bold=True, after=6)
    parts = [(str(status), counted.statuses[status]) for status in (*ORDER, Status.NO_PUBLIC, Status.SHARED)]
    yield paper.ShareBar(charts.share_bar(parts))
    yield Spacer(1, 4)
    yield paper.words(" · ".join(f"{STATUSES[name]}: {number(count)}" for name, count in parts if count), 9, after=10)


def _trend(trend: charts.LineChart | None) -> Iterator[Flowable]:
    if trend:
        name = paper.words(_("Доля соответствующих по неделям"), 11, bold=True, after=4)
        yield Spacer(1, 8)
        yield KeepTogether([name, paper.Lines(trend, paper.WIDTH, unit=" %")])


def _rules(counted: Counted) -> Iterator[Flowable]:
    """Rank the rules by how many fail them, with the numbers beside the bars."""
    ranked = sorted(
        (rule.id for rule in RULES if counted.fails[rule.id] or counted.warns[rule.id]),
        key=lambda rule: (-counted.fails[rule], -counted.warns[rule]),
    )
    if not ranked:
        return
    most = max(counted.fails[rule] + counted.warns[rule] for rule in ranked)
    head = [_("Что не выполнено"), "", _("не выполнено"), _("замечаний")]
    rows: list[list] = [[paper.words(text, 7.5, colour=paper.INK2) for text in head]]
    for rule in ranked:
        bar = charts.ranking_bar(counted.fails[rule], counted.warns[rule], most)
        rows.append([
            paper.words(wording.rule_name(rule), 9),
            paper.Bar(bar, 120 * mm),
            paper.words(number(counted.fails[rule]), 9, bold=True),
            paper.words(number(counted.warns[rule]), 9),
        ])  # fmt: skip
    yield paper.ruled(rows, [70 * mm, 125 * mm, 25 * mm, 25 * mm])


def _districts(counted: Counted) -> Iterator[Flowable]:
    """Compare the districts, the worst on top, those of which nothing is known yet beneath."""
    yield paper.words(_("Районы"), 14, bold=True, after=6)
    names = [
        _("Район"), _("Организаций"), _("Соответствуют"), "", str(STATUSES["issues"]), str(STATUSES["remarks"]),
        str(STATUSES["unclear"]), str(STATUSES["no_data"]), str(STATUSES["no_public"]),
    ]  # fmt: skip
    rows: list[list] = [[paper.words(name, 7.5, colour=paper.INK2) for name in names]]
    for name in sorted(counted.districts, key=lambda name: (_unknown_last(counted.share_of(name).percent), name)):
        statuses, share = counted.districts[name], counted.share_of(name).percent
        told = [statuses[status] for status in (*BEHIND[:1], Status.REMARKS, Status.UNCLEAR, Status.NO_DATA)]
        rows.append([
            paper.words(name, 9),
            paper.words(number(sum(statuses.values())), 9),
            paper.words(percent(share), 9, bold=True),
            "" if share is None else paper.Bar(share, 55 * mm),
            *(paper.words(number(count), 9) for count in [*told, statuses[Status.NO_PUBLIC]]),
        ])  # fmt: skip
    yield paper.ruled(rows, [w * mm for w in (60, 22, 24, 58, 24, 24, 24, 20, 17)])


def _unknown_last(share: float | None) -> float:
    return inf if share is None else share


# --- the matrix ---------------------------------------------------------------------------------------
NAME, STATUS, SCORE, QR = 55 * mm, 30 * mm, 9 * mm, 8 * mm
RULE = (paper.WIDTH - NAME - STATUS - SCORE - QR) / len(RULES)


def _line(row: Row) -> list:
    """Return a row's cells; made at once, so that the verdicts themselves need not be kept."""
    category = str(Category(row.category).label) if row.category else ""
    below = " · ".join(part for part in (category, row.link) if part) or shared_public(row) or _("паблика нет")
    verdicts = dict(in_order(row.verdicts))
    mark = paper.STATUS_MARKS[row.status]
    return [
        [paper.words(row.short_name, 7.5, bold=True), paper.words(below, 6, colour=paper.INK2)],
        paper.Cell(mark, str(STATUSES[row.status]), STATUS - 3, 7.5, ground=False),
        paper.words("" if row.score is None else number(row.score), 7.5, bold=True),
        *(_cell(rule.id, verdicts.get(rule.id)) for rule in RULES),
        paper.words(number(row.qr_placed), 7),
    ]


def _cell(rule: str, verdict: dict | None) -> Flowable:
    if verdict is None:
        return paper.Cell("not_applicable", "", RULE - 3)
    return paper.Cell(verdict["outcome"], wording.short_fact(rule, verdict), RULE - 3)


def _matrix(lines: list[list]) -> Iterator[Flowable]:
    yield paper.words(_("Кто как справился"), 14, bold=True, after=2)
    yield paper.legend([(outcome, str(name)) for outcome, name in VERDICTS.items()])
    names = [
        _("Организация и паблик"), _("Статус"), _("Балл"), *(wording.rule_short_name(rule.id) for rule in RULES), "QR",
    ]  # fmt: skip
    head = [paper.words(name, 5.4, colour=paper.INK2) for name in names]
    yield paper.ruled([head, *lines], [NAME, STATUS, SCORE, *([RULE] * len(RULES)), QR], pad=1.2)


# --- the letter ---------------------------------------------------------------------------------------
def _letter(counted: Counted, week: Week, *, with_districts: bool) -> Iterator[Flowable]:
    """Name each who fell behind, what to mend, and by when."""
    until = _deadline(week)
    count = len(counted.laggards)
    yield paper.words(_("Кому и что исправить"), 14, bold=True, after=4)
    said = ngettext(
        "Нужно исправить: %(n)s организация. Просим сделать это до %(day)s включительно.",
        "Нужно исправить: %(n)s организаций. Просим сделать это до %(day)s включительно.",
        count,
    )
    yield paper.words(said % {"n": number(count), "day": day(until)}, 10, after=6)
    head = [_("№"), _("Организация"), _("Паблик"), _("Что исправить")]
    rows: list[list] = [[paper.words(name, 7.5, colour=paper.INK2) for name in head]]
    for place, (district, name, link, what) in enumerate(counted.laggards, start=1):
        named = [paper.words(name, 8, bold=True)]
        if with_districts:
            named.append(paper.words(district, 7, colour=paper.INK2))
        rows.append([
            paper.words(str(place), 8),
            named,
            paper.link(link, f"https://{link}") if link else paper.words(_("паблика нет"), 8),
            [paper.words(one, 8) for one in what] or "",
        ])  # fmt: skip
    yield paper.ruled(rows, [10 * mm, 88 * mm, 50 * mm, paper.WIDTH - 148 * mm])


def _deadline(week: Week) -> date:
    """Return the Sunday of the running week: what is mended by then is seen by the next verdict."""
    return max(week, clock.week_of(clock.now())).sunday
