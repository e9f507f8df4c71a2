"""The page that tells where to hang the sheets."""

from io import BytesIO

import pypdf
import pypdfium2
import pytest
from PIL import ImageChops

from qrcodes.composing import compose_checklist
from qrcodes.handout import checklist_pdf
from qrcodes.marks import Box
from qrcodes.models import PlacementQuota


def rows(marks) -> int:
    return sum(isinstance(mark, Box) and mark.radius == 1 for mark in marks)


def text_of(public) -> str:
    quota = PlacementQuota.objects.get(type=public.institution.type)
    return " ".join(pypdf.PdfReader(BytesIO(checklist_pdf(public, quota))).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("type_", "boxes"),
    [("school", 5), ("culture", 8), ("health", 10), ("rural_administration", 5), ("mfc", 5), ("other", 3)],
)
def test_there_is_a_row_for_each_place_and_for_each_zone(make_public, type_, boxes):
    public = make_public(type_=type_)
    assert rows(compose_checklist(public, PlacementQuota.objects.get(type=type_))) == boxes


def test_the_page_names_the_zones_the_norm_and_its_paragraph(make_public):
    text = text_of(make_public())
    for words in ("Вход", "Информационные стенды", "Зоны турникетов", "Ещё одно место"):
        assert words in text
    assert "Норма для школы: не менее 5 мест. Письмо № 1871/23-Д, раздел III" in text
    assert "Апастовская школа № 2" in text


def test_discretion_reads_as_the_heads_decision(make_public):
    assert "сколько мест, решает руководитель" in text_of(make_public(type_="childrens_home"))


@pytest.mark.parametrize("places", [1, 5, 60, 32767])
def test_any_quota_fits_the_page_and_stays_off_its_edges(make_public, places):
    PlacementQuota.objects.filter(type="school").update(places=places, zones=["очень длинное место " * 6] * 20)
    public = make_public("Длинное название " * 14)
    document = pypdfium2.PdfDocument(checklist_pdf(public, PlacementQuota.objects.get(type="school")))
    assert len(document) == 1
    image = document[0].render(scale=100 / 72).to_pil().convert("RGB")
    edge = int(5 / 25.4 * 100)
    image.paste("white", (edge, edge, image.width - edge, image.height - edge))
    assert ImageChops.invert(image).getbbox() is None
