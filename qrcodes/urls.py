from django.urls import path

from qrcodes import views

app_name = "qrcodes"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.sheet, name="sheet"),
    path("<int:pk>/sheet.pdf", views.pdf, name="pdf"),
    path("<int:pk>/card/", views.card, name="card"),
]
