"""Addresses of the dashboards."""

from django.urls import path

from .views import district, exemptions, keys, methodology, overview, public, resemblances, rule_sets, runs, verdicts

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
    path("publics/<int:pk>/history/", public.changes, name="public_history"),
    path("publics/<int:pk>/audit/", public.audit_again, name="public_audit"),
    path("publics/<int:pk>/verdicts/<slug:rule>/", verdicts.page, name="verdict"),
    path("publics/<int:pk>/decisions/<int:decision>/withdraw/", verdicts.withdraw, name="verdict_withdraw"),
    path("methodology/", methodology.page, name="methodology"),
    path("rules/", rule_sets.index, name="rule_sets"),
    path("rules/new/", rule_sets.new, name="rule_set_new"),
    path("rules/<int:pk>/", rule_sets.page, name="rule_set"),
    path("rules/<int:pk>/edit/", rule_sets.edit, name="rule_set_edit"),
    path("rules/<int:pk>/withdraw/", rule_sets.withdraw, name="rule_set_withdraw"),
    path("rules/drafts/<int:pk>/", rule_sets.what_if, name="what_if"),
    path("rules/drafts/<int:pk>/progress/", rule_sets.progress, name="what_if_progress"),
    path("rules/drafts/<int:pk>/edit/", rule_sets.redraft, name="rule_set_redraft"),
    path("rules/drafts/<int:pk>/adopt/", rule_sets.adopt, name="rule_set_adopt"),
    path("exemptions/", exemptions.index, name="exemptions"),
    path("exemptions/new/", exemptions.new, name="exemption_new"),
    path("exemptions/<int:pk>/", exemptions.page, name="exemption"),
    path("exemptions/<int:pk>/edit/", exemptions.edit, name="exemption_edit"),
    path("exemptions/<int:pk>/end/", exemptions.end, name="exemption_end"),
    path("exemptions/<int:pk>/withdraw/", exemptions.withdraw, name="exemption_withdraw"),
    path("exemptions/orders/<int:pk>/progress/", exemptions.progress, name="reassessment_progress"),
    path("publics/<int:pk>/posts/<int:post>/resemblance/", resemblances.decide, name="resemblance"),
    path("audits/", runs.index, name="runs"),
    path("audits/start/", runs.start, name="run_start"),
    path("audits/keys/", keys.index, name="keys"),
    path("audits/keys/<int:pk>/again/", keys.use_again, name="key_again"),
    path("audits/<int:pk>/", runs.page, name="run"),
    path("audits/<int:pk>/progress/", runs.progress, name="run_progress"),
    path("audits/<int:pk>/stop/", runs.stop, name="run_stop"),
    path("audits/<int:pk>/resume/", runs.resume, name="run_resume"),
]
