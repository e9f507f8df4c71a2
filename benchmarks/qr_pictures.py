"""Pictures of sheets for the documentation: every variant, and names of every kind, as a printer sees them.

`python -m benchmarks.qr_pictures` writes docs/pictures/qr-*.png, the same bytes each time.
"""

from pathlib import Path

import django
from PIL import Image

from benchmarks.readers import STYLES, a_layout, by_pdfium
from qrcodes.code import encode
from qrcodes.pdf import page_pdf, sheet_pdf
from qrcodes.sheet import Sheet, Style, lay_out
from qrcodes.texts import TEXTS

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
ADDRESS = "https://vk.com/school2_apast"
DPI, COLOURS, GAP, GROUND = 50, 48, 12, (150, 158, 170)
IN_A_ROW = 6

NAMES = {
    "10-characters": "Школа № 2А",
    "250-characters": (
        "Муниципальное бюджетное общеобразовательное учреждение «Гимназия № 1 имени Габдуллы Тукая с углублённым "
        "изучением отдельных предметов» Набережночелнинского муниципального района Республики Татарстан, "
        "учебно-воспитательный корпус № 12 — дошкольное о"
    ).ljust(250, "е"),
    "tatar": "«2 нче урта гомуми белем бирү мәктәбе», Әлмәт районы, Җәлил һәм Яңа Чишмә бүлекләре",
    "quotes-and-hyphens": 'Школа-интернат «Ак-Барс» имени О\'Генри, "корпус" „Б“ — дошкольное',
    "emoji": "Школа 😀 радости 👨‍👩‍👧 и 🎓 знаний",
    "rtl": "Мәктәп مدرسة и \u202eшкола\u202c שלום № 2",
    "html": "<script>alert('x')</script> &amp; <b>Школа</b>",
}


def main() -> None:
    django.setup()
    keep("variants", in_rows([printed(a_layout(ADDRESS, style)) for style in STYLES]))
    for kind, name in NAMES.items():
        keep(f"name-{kind}", in_rows([named(name, Style()), named(name, Style(colour=False))]))
    keep("checklist", by_pdfium(a_checklist(), DPI))


def named(name: str, style: Style) -> Image.Image:
    return printed(lay_out(Sheet((name,), (TEXTS["ru"].calls[0],), ADDRESS, encode(ADDRESS), style, state_mark=True)))


def printed(layout) -> Image.Image:
    return by_pdfium(sheet_pdf(layout, 1, ""), DPI)


def a_checklist() -> bytes:
    from qrcodes.composing import compose_checklist
    from qrcodes.models import PlacementQuota
    from registry.models import Institution, Public

    school = Institution(short_name="Апастовская школа № 2", full_name="", type="school")
    zones = ["вход", "информационные стенды", "проходные", "зоны турникетов"]
    quota = PlacementQuota(
        type="school",
        places=5,
        zones=zones,
        paragraph="Письмо № 1871/23-Д, раздел III, «Образовательные учреждения»",
    )
    return page_pdf(compose_checklist(Public(institution=school, screen_name="school2_apast"), quota), "", "")


def in_rows(images: list[Image.Image]) -> Image.Image:
    """Lay pictures side by side on a grey ground, so many in a row."""
    rows = [images[start : start + IN_A_ROW] for start in range(0, len(images), IN_A_ROW)]
    width = max(sum(image.width + GAP for image in row) for row in rows) + GAP
    height = sum(max(image.height for image in row) + GAP for row in rows) + GAP
    ground = Image.new("RGB", (width, height), GROUND)
    top = GAP
    for row in rows:
        left = GAP
        for image in row:
            ground.paste(image, (left, top))
            left += image.width + GAP
        top += max(image.height for image in row) + GAP
    return ground


def keep(name: str, image: Image.Image) -> None:
    image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        PICTURES / f"qr-{name}.png", optimize=True
    )


if __name__ == "__main__":
    main()
