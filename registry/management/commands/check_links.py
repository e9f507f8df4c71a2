"""manage.py check_links: every public of the registry held against VK, in the foreground."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import wording
from registry.checking import steps
from registry.models import LinkCheck, LinkFinding, SamplePost
from vk.errors import VkError


class Command(BaseCommand):
    help = "Проверяет ссылки всех пабликов реестра: удалены, закрыты, переименованы, не найдены."

    def handle(self, *args: Any, **options: Any) -> None:
        one = steps.begin(None, timezone.now())
        if not steps.take(one.pk):
            raise CommandError(_("Проверка уже идёт; её ход виден на странице «Проверка ссылок»."))
        try:
            done = steps.perform(one.pk, self._watch)
        except VkError as error:
            steps.release(one.pk, str(error))
            told = {"why": error}
            raise CommandError(
                _("ВКонтакте не отвечает: %(why)s. Проверенное сохранено; запустите команду ещё раз.") % told
            ) from error
        self._tell(done)

    def _watch(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done}/{total}", ending="")
        else:
            self.stdout.write(_("Проверено %(done)s из %(total)s") % {"done": done, "total": total})

    def _tell(self, one: LinkCheck) -> None:
        found = LinkFinding.objects.filter(of=one).select_related("public__institution__district")
        for finding in found.order_by("kind", "public__institution__sort_key"):
            institution = finding.public.institution
            place = f"{institution.district}, {institution.short_name}"
            self.stdout.write(
                f"{finding.get_kind_display()}: vk.com/{finding.was} — {place}. {wording.to_do(finding.kind)}"
            )
        for sample in SamplePost.objects.exclude(gone_at=None).select_related("sphere"):
            self.stdout.write(
                _("Пост для примера удалён: %(link)s, сфера «%(sphere)s»")
                % {"link": sample.link, "sphere": sample.sphere.title}
            )
        told = {"publics": one.done, "findings": found.count()}
        self.stdout.write(_("Проверено пабликов: %(publics)s, находок: %(findings)s.") % told)
