"""The whole site on one screen."""

from django.urls import include, path

from newsroom import health, views
from newsroom.views import accounts, keys, people

# /accounts/: only what is wanted of the login library; no sign-up, no e-mail, no reset.
accounts_urls = [
    path("login/", accounts.login, name="account_login"),
    path("logout/", accounts.logout, name="account_logout"),
    path("password/", accounts.password_change, name="account_change_password"),
]

# /people/
people_urls = (
    [
        path("", people.index, name="index"),
        path("add/", people.add, name="add"),
        path("<int:pk>/", people.detail, name="detail"),
        path("<int:pk>/edit/", people.edit, name="edit"),
        path("<int:pk>/active/", people.active, name="active"),
        path("<int:pk>/password/", people.password, name="password"),
    ],
    "people",
)

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("theme/", views.theme, name="theme"),
    path("keys/", keys.keys, name="keys"),
    path("accounts/", include(accounts_urls)),
    path("people/", include(people_urls)),
    path("", include("articles.urls")),
    path("", include("annotations.urls")),
]

handler400 = "newsroom.views.bad_request"
handler403 = "newsroom.views.forbidden"
handler404 = "newsroom.views.not_found"
