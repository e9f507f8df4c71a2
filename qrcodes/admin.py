"""The quota table in the admin: values change, rows stay, one for each type."""

from django.contrib import admin

from qrcodes.models import PlacementQuota


@admin.register(PlacementQuota)
class PlacementQuotaAdmin(admin.ModelAdmin):
    list_display = ["type", "places", "paragraph"]
    readonly_fields = ["type"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
