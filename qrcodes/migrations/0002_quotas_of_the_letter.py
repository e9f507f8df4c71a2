"""The quota table of the ministry's letter 1871/23-Д, section III. Values change in the admin."""

from django.db import migrations

ENTRANCE, STANDS, CHECKPOINTS, TURNSTILES = "вход", "информационные стенды", "проходные", "зоны турникетов"
TICKETS, CLOAKROOMS = "зоны касс", "зоны гардеробных"
EDUCATION_ZONES = [ENTRANCE, STANDS, CHECKPOINTS, TURNSTILES]
OFFICE_ZONES = [*EDUCATION_ZONES, CLOAKROOMS]
HALL_ZONES = [*EDUCATION_ZONES, TICKETS, CLOAKROOMS]
HEALTH_ZONES = [STANDS, "зоны регистратур", CLOAKROOMS, "стенды в зонах ожидания у кабинетов врачей"]

AUTHORITIES, EDUCATION, SOCIAL = "Органы власти", "Образовательные учреждения", "Социальная сфера"
DISCRETION = None

QUOTAS = [
    ("authority", 5, OFFICE_ZONES, AUTHORITIES),
    ("rural_administration", 1, OFFICE_ZONES, AUTHORITIES),
    ("kindergarten", 5, EDUCATION_ZONES, EDUCATION),
    ("school", 5, EDUCATION_ZONES, EDUCATION),
    ("college", 5, EDUCATION_ZONES, EDUCATION),
    ("additional_education", 5, EDUCATION_ZONES, EDUCATION),
    ("childrens_home", DISCRETION, EDUCATION_ZONES, EDUCATION),
    ("youth_centre", 5, OFFICE_ZONES, "Молодёжные центры"),
    ("culture", 8, HALL_ZONES, "Учреждения культуры"),
    ("health", 10, HEALTH_ZONES, "Здравоохранение"),
    ("sport", 8, HALL_ZONES, "Спорт"),
    ("social", 5, OFFICE_ZONES, SOCIAL),
    ("residential_home", DISCRETION, OFFICE_ZONES, SOCIAL),
    ("mfc", 5, [], "МФЦ"),
    ("other", DISCRETION, [], "Остальные подведомственные организации"),
]


def seed(apps, schema_editor):
    rows = apps.get_model("qrcodes", "PlacementQuota").objects
    for type_, places, zones, heading in QUOTAS:
        paragraph = f"Письмо № 1871/23-Д, раздел III, «{heading}»"
        rows.create(type=type_, places=places, zones=zones, paragraph=paragraph)


class Migration(migrations.Migration):
    dependencies = [("qrcodes", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop, elidable=False)]
