"""Django's admin over the registry: plain tables for the specialist, open by role and not by permission rows.

Nothing is deleted here: rows are archived, so that past weeks keep their schools.
"""

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import categories
from registry.access import is_specialist
from registry.accounts import people
from registry.models import (
    Category,
    CategoryPeriod,
    District,
    Institution,
    InstitutionType,
    Membership,
    Public,
    SamplePost,
    Sphere,
    User,
)

TRACKED = ("District", "Institution", "Public", "User", "Membership")


class ByRole:
    """Opens a table to specialists, whatever Django's own permissions say; nobody deletes."""

    def has_module_permission(self, request):
        return is_specialist(request.user)

    def has_view_permission(self, request, obj=None):
        return is_specialist(request.user)

    def has_add_permission(self, request, obj=None):
        return is_specialist(request.user)

    def has_change_permission(self, request, obj=None):
        return is_specialist(request.user)

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnly(ByRole):
    """A table that tells and takes nothing."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(District)
class DistrictAdmin(ByRole, admin.ModelAdmin):
    list_display = ["name", "kind", "genitive", "name_tt"]
    list_filter = ["kind"]
    search_fields = ["name", "name_tt"]


class SphereForm(forms.ModelForm):
    types = forms.MultipleChoiceField(
        label=_("Типы организаций"),
        choices=InstitutionType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SamplePostForm(forms.ModelForm):
    def save(self, commit=True):
        # Another post has not been looked for yet.
        if "post" in self.changed_data:
            self.instance.gone_at = None
        return super().save(commit)


class SamplePostInline(ByRole, admin.TabularInline):
    model = SamplePost
    form = SamplePostForm
    fields = ["kind", "post", "position", "gone_at"]
    readonly_fields = ["gone_at"]
    extra = 1

    def has_delete_permission(self, request, obj=None):
        # Nothing rests on it, and its history stays.
        return is_specialist(request.user)


@admin.register(Sphere)
class SphereAdmin(ByRole, admin.ModelAdmin):
    form = SphereForm
    inlines = [SamplePostInline]
    list_display = ["name", "code", "position"]

    def get_readonly_fields(self, request, obj=None):
        # What is written elsewhere of the sphere is found by it.
        return ["code"] if obj else []


class PublicInline(ByRole, admin.TabularInline):
    model = Public
    fields = ["vk_id", "screen_name", "category", "archived_at"]
    # A category changes through the public's own page, which keeps its history.
    readonly_fields = ["category"]
    extra = 0
    show_change_link = True


@admin.register(Institution)
class InstitutionAdmin(ByRole, admin.ModelAdmin):
    list_display = ["short_name", "type", "district", "ogrn", "archived_at"]
    list_filter = ["type", ("archived_at", admin.EmptyFieldListFilter), "district"]
    list_select_related = ["district"]
    search_fields = ["full_name", "short_name", "ogrn", "publics__screen_name"]
    autocomplete_fields = ["district"]
    readonly_fields = ["qr_placed"]
    inlines = [PublicInline]
    actions = ["archive", "restore"]

    @admin.action(description=_("Отправить в архив"))
    def archive(self, request, queryset):
        queryset.update(archived_at=timezone.now())

    @admin.action(description=_("Вернуть из архива"))
    def restore(self, request, queryset):
        queryset.update(archived_at=None)


class CategoryPeriodInline(ReadOnly, admin.TabularInline):
    model = CategoryPeriod
    verbose_name_plural = _("История категорий")
    extra = 0


@admin.register(Public)
class PublicAdmin(ByRole, admin.ModelAdmin):
    list_display = ["link", "institution", "category", "cabinet", "state_mark", "archived_at"]
    list_filter = ["category", "cabinet", "state_mark", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["institution"]
    search_fields = ["screen_name", "vk_id", "institution__full_name", "institution__short_name"]
    autocomplete_fields = ["institution"]
    inlines = [CategoryPeriodInline]
    actions = ["make_flagship", "make_active", "make_card"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "category" in form.changed_data:
            categories.record([obj], timezone.now(), request.user)

    @admin.action(description=_("Категория: флагманский"))
    def make_flagship(self, request, queryset):
        categories.set_category(queryset, Category.FLAGSHIP, timezone.now(), request.user)

    @admin.action(description=_("Категория: активный"))
    def make_active(self, request, queryset):
        categories.set_category(queryset, Category.ACTIVE, timezone.now(), request.user)

    @admin.action(description=_("Категория: визитка"))
    def make_card(self, request, queryset):
        categories.set_category(queryset, Category.CARD, timezone.now(), request.user)


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]

    def clean_email(self) -> str:
        # Addresses are kept in lower case, so that one person has one row.
        return self.cleaned_data["email"].lower()


class MembershipInline(ByRole, admin.TabularInline):
    model = Membership
    autocomplete_fields = ["district", "institution"]
    extra = 1

    def has_delete_permission(self, request, obj=None):
        # A role that is taken away is gone from the person, and kept in the history.
        return is_specialist(request.user)


@admin.register(User)
class UserAdmin(ByRole, BaseUserAdmin):
    add_form, form = NewUserForm, UserChangeForm
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "created_at", "is_superuser"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "password", "name"]}),
        (_("Вход"), {"fields": ["is_active", "must_change_password", "is_staff", "last_login", "created_at"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "name", "password1", "password2"]})]
    inlines = [MembershipInline]

    def has_change_permission(self, request, obj=None):
        # Else a specialist could set a superuser's password and become one.
        return is_specialist(request.user) and (request.user.is_superuser or not (obj and obj.is_superuser))

    def save_model(self, request, obj, form, change):
        # Whoever sets a first password knows it: it is good for one visit.
        obj.must_change_password = obj.must_change_password or not change
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and not obj.is_active:
            # Else an account that is opened again would have its old sessions and tokens back.
            people.end_sessions(obj)


class HistoryAdmin(ReadOnly, admin.ModelAdmin):
    """What triggers wrote down of one kind of row: who changed what, when, in which import."""

    list_display = ["pgh_created_at", "pgh_label", "pgh_obj", "pgh_context"]
    list_filter = ["pgh_label", "pgh_created_at"]
    list_select_related = ["pgh_obj", "pgh_context"]
    ordering = ["-pgh_id"]


for name in TRACKED:
    admin.site.register(apps.get_model("registry", f"{name}Event"), HistoryAdmin)
