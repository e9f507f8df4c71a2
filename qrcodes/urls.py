app_name = "qrcodes"
urlpatterns: list = []
