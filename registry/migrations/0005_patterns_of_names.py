"""The first table of patterns: what names tell about types, and founders about districts. People change it on a page."""

from django.db import migrations

TYPES = (
    ("school", "школа детский сад, школа сад, школа * сад, школа * детский сад"),
    ("childrens_home", "детск* дом, дом ребенка"),
    ("additional_education", "школ* искусств, музыкальн* школ*, художественн* школ*, дши, дмш, дхш"),
    ("sport", "спорт* школ*, спортшкол*, дюсш, сшор, ледов* дворец, стадион*, бассейн*, спорткомплекс*"),
    (
        "additional_education",
        "дополнительн* образован*, детск* творчеств*, творчеств*, внешкольн*, кванториум*, юных, мбудо, маудо, мкудо, "
        "ддт, цвр, цдт, удо",
    ),
    ("kindergarten", "детск* сад*, ясли*, доу, мбдоу, мадоу, мкдоу, бдоу, адоу, гбдоу, чдоу, д/с"),
    (
        "college",
        "техникум*, колледж*, училищ*, гапоу, гбпоу, гаоу спо, гбоу спо, гоу спо, бпоу, апоу, профессиональн* лице*",
    ),
    ("school", "школ* интернат*, гимнази*, прогимнази*, лице*, кадетск*, сош, оош, нош, школ*"),
    ("residential_home", "дом* интернат*, престарел*, психоневрологич*"),
    ("mfc", "многофункциональн* центр* предостав*, мфц"),
    ("rural_administration", "сельск* поселен*"),
    ("youth_centre", "молодеж*, подростк*"),
    ("culture", "культур*, библиотек*, музе*, театр*, дк, сдк, рдк"),
    ("health", "больниц*, поликлиник*, диспансер*, госпитал*, амбулатор*, црб"),
    ("social", "занятост*, социальн*, кцсон"),
    (
        "authority",
        "министерств*, управлени* образован*, отдел* образован*, исполнительн* комитет*, исполком*, администрац*, "
        "агентств*",
    ),
)
# Founders whose institutions belong to no district.
REPUBLICAN = "министерств*, республиканск*, государственн* комитет*, агентств*, кабинет министров, правительств*"


def seed(apps, schema_editor):
    Pattern = apps.get_model("registry", "Pattern")
    District = apps.get_model("registry", "District")
    Pattern.objects.bulk_create(
        Pattern(kind="type", position=10 * place, type=code, words=words)
        for place, (code, words) in enumerate(TYPES, start=1)
    )
    republican = District.objects.filter(kind="republican").first()
    if republican:
        Pattern.objects.create(kind="founder", position=10, district=republican, words=REPUBLICAN)


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_imports")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
