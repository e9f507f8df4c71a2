"""Field types of the registry."""

from django.db import models

from registry.collation import sort_key


class SortKeyField(models.CharField):
    """The sort key of another field, renewed whenever the row is saved or bulk-created."""

    def __init__(self, source="name", **options):
        self.source = source
        super().__init__(**{"max_length": 600, "editable": False, "db_index": True, "blank": True, **options})

    def pre_save(self, instance, add):
        value = sort_key(getattr(instance, self.source))[: self.max_length]
        setattr(instance, self.attname, value)
        return value

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "source": self.source}
