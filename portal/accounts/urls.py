"""Sign-in of agents: of allauth's views those we want, each with its access."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from portal.accounts.access import agent, public, secret_link
from portal.accounts.oidc import views as oidc

# Wagtail's own ways in know neither the lockout nor the second factor.
elsewhere = public(RedirectView.as_view(pattern_name="account_login", query_string=True))

urlpatterns = [
    path("admin/login/", elsewhere),
    path("_util/login/", elsewhere),
    path("gestion/connexion/", public(oidc.SignInView.as_view()), name="account_login"),
    path("gestion/connexion/compte-pro/", public(oidc.start), name="sign_on"),
    path("gestion/connexion/compte-pro/retour/", public(oidc.callback), name="sign_on_callback"),
    path("gestion/connexion/compte-pro/fin/", public(oidc.end), name="sign_on_end"),
    path("gestion/deconnexion/", public(account.logout), name="account_logout"),
    path("gestion/mot-de-passe/", agent(account.password_change), name="account_change_password"),
    path(
        "gestion/mot-de-passe/oublie/",
        public(account.password_reset),
        name="account_reset_password",
    ),
    path(
        "gestion/mot-de-passe/oublie/envoye/",
        public(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "gestion/mot-de-passe/nouveau/fait/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^gestion/mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[-\w]{1,80})/$",
        secret_link(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("gestion/securite/", agent(mfa.index), name="mfa_index"),
    path("gestion/securite/verification/", public(mfa.authenticate), name="mfa_authenticate"),
    path(
        "gestion/securite/confirmation/",
        agent(oidc.ReauthenticateView.as_view()),
        name="account_reauthenticate",
    ),
    path(
        "gestion/securite/confirmation/code/", agent(mfa.reauthenticate), name="mfa_reauthenticate"
    ),
    path("gestion/securite/application/", agent(totp.activate_totp), name="mfa_activate_totp"),
    path(
        "gestion/securite/application/retirer/",
        agent(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "gestion/securite/codes/", agent(codes.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path(
        "gestion/securite/codes/nouveaux/",
        agent(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "gestion/securite/codes/telecharger/",
        agent(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
