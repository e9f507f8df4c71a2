"""Addresses of the registry: institutions and publics here, lists beside them."""

from django.urls import include, path

from registry.checking import views as checks
from registry.directory.views import categories, districts, institution, merging, publics, table

app_name = "registry"
urlpatterns = [
    path("", table.index, name="institutions"),
    path("export.xlsx", table.export, name="export"),
    path("new/", institution.new, name="institution_new"),
    path("<int:pk>/", institution.page, name="institution"),
    path("<int:pk>/edit/", institution.edit, name="institution_edit"),
    path("<int:pk>/contact/", institution.contact, name="institution_contact"),
    path("<int:pk>/archive/", institution.archive, name="institution_archive"),
    path("<int:pk>/publics/", publics.add, name="public_add"),
    path("<int:pk>/share/", publics.share, name="institution_share"),
    path("<int:pk>/merge/", merging.merge, name="merge"),
    path("doubles/", merging.pairs, name="doubles"),
    path("categories/", categories.page, name="categories"),
    path("districts/", districts.index, name="districts"),
    path("districts/<int:pk>/", districts.page, name="district"),
    path("links/", checks.index, name="link_checks"),
    path("links/start/", checks.start, name="link_check_start"),
    path("links/<int:pk>/progress/", checks.progress, name="link_check_progress"),
    path("publics/<int:pk>/", publics.edit, name="public_edit"),
    path("publics/<int:pk>/archive/", publics.archive, name="public_archive"),
    path("publics/<int:pk>/move/", publics.move, name="public_move"),
    path("", include("registry.imports.urls")),
]
