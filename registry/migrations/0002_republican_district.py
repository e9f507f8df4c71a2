"""State organisations belong to no district, yet stand in every table: their district is always there."""

from django.db import migrations


def create(apps, schema_editor):
    District = apps.get_model("registry", "District")
    District.objects.get_or_create(kind="republican", defaults={"name": "Республиканские"})


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
