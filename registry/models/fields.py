"""Field types of the registry."""

from django.db import models

from registry.collation import sort_key
from registry.names import name_key


class DerivedField(models.CharField):
    """What another field of the row comes to, renewed whenever the row is saved or bulk-created."""

    def __init__(self, source="name", **options):
        self.source = source
        super().__init__(**{"max_length": 600, "editable": False, "blank": True, **options})

    def derive(self, text: str) -> str:
        raise NotImplementedError

    def pre_save(self, instance, add):
        value = self.derive(getattr(instance, self.source))[: self.max_length]
        setattr(instance, self.attname, value)
        return value

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "source": self.source}


class SortKeyField(DerivedField):
    """The sort key of another field."""

    def __init__(self, source="name", **options):
        super().__init__(source, **{"db_index": True, **options})

    def derive(self, text: str) -> str:
        return sort_key(text)


class NameKeyField(DerivedField):
    """What makes the name in another field the same within a district."""

    def derive(self, text: str) -> str:
        return name_key(text)
