"""manage.py qr_book: the sheets of a region, a district or an institution in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from qrcodes.book import Count, Edition, write_book
from qrcodes.queries import publics_of_region


class Command(BaseCommand):
    help = "Собирает QR-листы региона, района или организации в один файл PDF или ZIP."

    def add_arguments(self, parser):
        parser.add_argument("--district", metavar="NAME", help="только этот район")
        parser.add_argument("--institution", metavar="ID", type=int, help="только эта организация")
        parser.add_argument("--format", choices=["pdf", "zip"], required=True)
        parser.add_argument("--output", metavar="FILE", type=Path, required=True)

    def handle(self, *, district, institution, output, **options):
        publics = publics_of_region(district, institution)
        total = publics.count()
        if not total:
            raise CommandError(_("Нет пабликов, для которых можно напечатать лист. Проверьте район и организацию."))
        try:
            count = write_book(
                publics.iterator(chunk_size=500), Edition(options["format"]), output, self._progress(total)
            )
        except OSError as error:
            message = _("Файл %(file)s не записан: %(reason)s.")
            raise CommandError(message % {"file": output, "reason": error.strerror}) from error
        self._report(count, output)

    def _report(self, count: Count, output: Path) -> None:
        if not count.printed:
            output.unlink()
            raise CommandError(
                _("Ни у одного паблика нет кода: в этом регионе их делают средствами ВКонтакте (QR_SOURCE=vk_only).")
            )
        if count.skipped:
            self.stdout.write(_("Без кода ВКонтакте, листа нет: %(count)s") % {"count": count.skipped})
        self.stdout.write(_("Листов: %(count)s. Файл: %(file)s") % {"count": count.printed, "file": output})

    def _progress(self, total: int):
        def show(count: Count) -> None:
            if self.stderr.isatty():
                self.stderr.write(f"\r{count.seen} / {total}", ending="\n" if count.seen == total else "")

        return show
