from django.urls import path

from qrcodes.views import books, check, files, inspections, placements, quotas, sheets, vk_code

app_name = "qrcodes"
urlpatterns = [
    path("", sheets.index, name="index"),
    path("books/", books.books, name="books"),
    path("books/<int:pk>/", books.book, name="book"),
    path("books/<int:pk>/file", books.file, name="book_file"),
    path("books/<int:pk>/stop/", books.stop, name="book_stop"),
    path("<int:pk>/", sheets.sheet, name="sheet"),
    path("<int:pk>/words/forget/", sheets.forget, name="words_forget"),
    path("<int:pk>/card/", sheets.card, name="card"),
    path("<int:pk>/sheet.pdf", files.pdf, name="pdf"),
    path("<int:pk>/files.zip", files.archive, name="archive"),
    path("<int:pk>/qr.<slug:kind>", files.code, name="code"),
    path("<int:pk>/checklist.pdf", files.checklist, name="checklist"),
    path("check/", check.check, name="check"),
    path("<int:pk>/check/", check.check_public, name="check_public"),
    path("<int:pk>/vk-code/", vk_code.page, name="vk_code"),
    path("<int:pk>/vk-code/remove/", vk_code.remove, name="vk_code_remove"),
    path("<int:pk>/vk-code/<slug:digest>.png", vk_code.picture, name="vk_code_picture"),
    path("placements/", placements.placements, name="placements"),
    path("placements/<int:pk>/", placements.placement, name="placement"),
    path("placements/<int:pk>/<slug:digest>.jpg", placements.photo, name="photo"),
    path("placements/<int:pk>/withdraw/", placements.withdraw, name="placement_withdraw"),
    path("inspections/", inspections.inspections, name="inspections"),
    path("inspections/<int:pk>/", inspections.inspection, name="inspection"),
    path("inspections/new/<int:pk>/", inspections.inspect, name="inspect"),
    path("quotas/", quotas.quotas, name="quotas"),
    path("quotas/<slug:type_>/", quotas.quota, name="quota"),
]
