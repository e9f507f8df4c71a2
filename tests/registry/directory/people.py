"""Browsers of people of every role, and institutions to look at."""

from django.test import Client

from registry.models import District, Institution
from tests.registry.people import person


def signed_in(role: str, email: str = "reader@example.org", **place) -> Client:
    client = Client()
    client.force_login(person(role, email, **place))
    return client


def institution(name: str, district: District, **fields) -> Institution:
    fields = {"full_name": f"Муниципальное учреждение «{name}»", "type": "school", **fields}
    return Institution.objects.create(short_name=name, district=district, **fields)
