"""Keys of names for the institutions that stand in the registry already; new ones get theirs when they are saved."""

from django.db import migrations

from registry.names import name_key

AT_ONCE = 1000


def fill(apps, schema_editor):
    Institution = apps.get_model("registry", "Institution")
    portion = []
    for one in Institution.objects.filter(name_key="").only("full_name").iterator(AT_ONCE):
        one.name_key = name_key(one.full_name)[:600]
        portion.append(one)
        if len(portion) == AT_ONCE:
            Institution.objects.bulk_update(portion, ["name_key"])
            portion = []
    Institution.objects.bulk_update(portion, ["name_key"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_registry_pages")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
