from django.urls import path

from qrcodes import views, views_check, views_quotas, views_vk_code

app_name = "qrcodes"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.sheet, name="sheet"),
    path("<int:pk>/sheet.pdf", views.pdf, name="pdf"),
    path("<int:pk>/card/", views.card, name="card"),
    path("check/", views_check.check, name="check"),
    path("<int:pk>/check/", views_check.check_public, name="check_public"),
    path("<int:pk>/vk-code/", views_vk_code.page, name="vk_code"),
    path("<int:pk>/vk-code/remove/", views_vk_code.remove, name="vk_code_remove"),
    path("<int:pk>/vk-code/<slug:digest>.png", views_vk_code.picture, name="vk_code_picture"),
    path("quotas/", views_quotas.quotas, name="quotas"),
    path("quotas/<slug:type_>/", views_quotas.quota, name="quota"),
]
