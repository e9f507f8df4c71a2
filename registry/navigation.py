"""Which sections a person is offered, and where the person's own first page is.

Addresses of other rooms are known by URL name alone.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.access import scope_of
from registry.models import District, Public
from registry.models.accounts import Role

SPECIALIST = frozenset({Role.SPECIALIST})
MINISTRY = frozenset({Role.SPECIALIST, Role.OBSERVER})
DISTRICT = frozenset({Role.DISTRICT_OFFICER})
SCHOOL = frozenset({Role.SCHOOL_ADMIN})
REGISTRY_PAGES = frozenset(
    f"registry:{name}"
    for name in (
        "institution",
        "institution_new",
        "institution_edit",
        "institution_contact",
        "public_add",
        "public_edit",
        "merge",
        "doubles",
        "categories",
        "districts",
        "district",
        "link_checks",
        "imports",
        "import",
        "import_columns",
        "headings",
        "patterns",
        "pattern",
    )
)

PEOPLE_PAGES = frozenset({"history", "person", "people_invite", "people_invite_list"})
PUBLIC_PAGES = frozenset(f"monitoring:{name}" for name in ("public", "public_history", "verdict", "my_public"))
RULE_PAGES = frozenset(
    f"monitoring:{name}"
    for name in (
        "rule_sets",
        "rule_set",
        "rule_set_new",
        "rule_set_edit",
        "rule_set_redraft",
        "what_if",
        "exemptions",
        "exemption",
        "exemption_new",
        "exemption_edit",
        "exemption_end",
        "exemption_withdraw",
    )
)


@dataclass(frozen=True)
class Section:
    """One item of the navigation. ``covers``: other pages that belong to it."""

    title: str | Promise
    route: str
    roles: frozenset[str]
    covers: frozenset[str] = frozenset()


SECTIONS = (
    Section(_("Сводка"), "monitoring:overview", MINISTRY),
    Section(_("Мой район"), "home", DISTRICT, frozenset({"monitoring:district"})),
    Section(_("Мой паблик"), "home", SCHOOL, PUBLIC_PAGES | {"monitoring:mine"}),
    Section(_("Районы"), "monitoring:districts", MINISTRY, frozenset({"monitoring:district"})),
    Section(_("Паблики"), "monitoring:publics", MINISTRY | DISTRICT, PUBLIC_PAGES),
    Section(
        _("Обязательные посты"),
        "monitoring:mandatory",
        MINISTRY | DISTRICT,
        frozenset(f"monitoring:{page}" for page in ("mandatory_post", "mandatory_new", "mandatory_edit", "campaign")),
    ),
    Section(_("Обложки и аватары"), "monitoring:pictures", MINISTRY | DISTRICT),
    Section(_("Обращения"), "monitoring:appeals", MINISTRY | DISTRICT | SCHOOL, frozenset({"monitoring:appeal"})),
    Section(
        _("QR-листы"),
        "qrcodes:index",
        MINISTRY | DISTRICT | SCHOOL,
        frozenset(
            f"qrcodes:{page}"
            for page in (
                "sheet",
                "books",
                "book",
                "check",
                "check_public",
                "vk_code",
                "quotas",
                "quota",
                "placements",
                "placement",
                "inspections",
                "inspection",
                "inspect",
            )
        ),
    ),
    Section(_("Реестр"), "registry:institutions", MINISTRY | DISTRICT | SCHOOL, REGISTRY_PAGES),
    Section(_("Пользователи"), "people", SPECIALIST, PEOPLE_PAGES),
    Section(_("Аудиты"), "monitoring:runs", MINISTRY, frozenset({"monitoring:run", "monitoring:keys"})),
    Section(_("Методика"), "monitoring:methodology", MINISTRY | DISTRICT | SCHOOL, RULE_PAGES),
)


@dataclass(frozen=True)
class Link:
    title: str | Promise
    url: str
    current: bool = False


def navigation(user, view_name: str) -> list[Link]:
    """Return the user's sections; the one that holds the page of that name is current."""
    sections = [section for section in SECTIONS if section.roles & scope_of(user).roles]
    current = next((section for section in sections if view_name in {section.route, *section.covers}), None)
    return [Link(section.title, reverse(section.route), section is current) for section in sections]


def search_address(user) -> str:
    """Return where a search among publics leads; nothing for those who have few to search among."""
    return reverse("monitoring:publics") if (MINISTRY | DISTRICT) & scope_of(user).roles else ""


def homes(user) -> list[Link]:
    """Return the pages that a person may call its own: none before anything was entrusted to it."""
    if MINISTRY & scope_of(user).roles:
        return [Link(_("Сводка"), reverse("monitoring:overview"))]
    scope = scope_of(user)
    districts = District.objects.visible_to(user).filter(pk__in=scope.districts)
    publics = Public.objects.visible_to(user).present().filter(institution__in=scope.institutions)
    own = [
        Link(str(public.institution), reverse("monitoring:my_public", args=[public.pk]))
        for public in publics.select_related("institution").order_by("institution__sort_key", "pk")
    ]
    if scope.institutions and not own:
        # A school without a public has something to do, too: that page tells it.
        own = [Link(_("Мой паблик"), reverse("monitoring:mine"))]
    return [Link(str(district), reverse("monitoring:district", args=[district.pk])) for district in districts] + own
