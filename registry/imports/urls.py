"""Addresses of the lists' pages."""

from django.urls import path

from registry.imports.views import columns, deeds, files, page, patterns, uploads

urlpatterns = [
    path("imports/", uploads.index, name="imports"),
    path("imports/<int:pk>/", page.show, name="import"),
    path("imports/<int:pk>/progress/", page.progress, name="import_progress"),
    path("imports/<int:pk>/rows/", deeds.choose, name="import_choose"),
    path("imports/<int:pk>/step/", deeds.step, name="import_step"),
    path("imports/<int:pk>/columns/", columns.page, name="import_columns"),
    path("imports/<int:pk>/refused.xlsx", files.refused, name="import_refused"),
    path("headings/", columns.headings, name="headings"),
    path("patterns/", patterns.index, name="patterns"),
    path("patterns/<int:pk>/", patterns.page, name="pattern"),
]
