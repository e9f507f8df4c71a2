"""Addresses of the dashboards."""

from django.urls import path

from .views import district, overview, pictures, public, runs

app_name = "monitoring"
urlpatterns = [
    path("overview/", overview.page, name="overview"),
    path("overview/export.<slug:format>", overview.export, name="overview_export"),
    path("districts/", district.index, name="districts"),
    path("districts/<int:pk>/", district.page, name="district"),
    path("districts/<int:pk>/export.<slug:format>", district.export, name="district_export"),
    path("publics/", district.everyone, name="publics"),
    path("publics/export.<slug:format>", district.export_everyone, name="publics_export"),
    path("publics/<int:pk>/", public.page, name="public"),
    path("publics/<int:pk>/audit/", public.audit_again, name="public_audit"),
    path("pictures/", pictures.index, name="pictures"),
    path("pictures/good/", pictures.mark_good, name="pictures_good"),
    path("pictures/undo/", pictures.undo, name="pictures_undo"),
    path("pictures/<int:pk>/mark/", pictures.mark, name="picture_mark"),
    path("pictures/<int:pk>/<slug:size>.webp", pictures.file, name="picture_file"),
    path("audits/", runs.index, name="runs"),
    path("audits/start/", runs.start, name="run_start"),
    path("audits/<int:pk>/", runs.page, name="run"),
    path("audits/<int:pk>/progress/", runs.progress, name="run_progress"),
    path("audits/<int:pk>/stop/", runs.stop, name="run_stop"),
    path("audits/<int:pk>/resume/", runs.resume, name="run_resume"),
]
