"""manage.py purge_personal: what the nightly task does, by hand."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import retention


class Command(BaseCommand):
    help = "Удаляет персональные данные, срок хранения которых прошёл; закреплённые недели не меняются"

    def handle(self, **options):
        gone = retention.purge(timezone.now())
        named = {
            "sign_ins": _("входов"),
            "invitations": _("приглашений"),
            "sessions": _("сеансов"),
            "contacts": _("контактов"),
            "people": _("учётных записей"),
            "appeals": _("текстов обращений"),
        }
        for kind, count in gone.items():
            self.stdout.write(_("Удалено %(what)s: %(n)s") % {"what": named[kind], "n": count})
