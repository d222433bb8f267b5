"""What is said about an account, on screen and by e-mail."""

SAID = {
    "account/messages/logged_out.txt": "Vous êtes déconnecté.",
    "account/messages/password_changed.txt": "Votre mot de passe est changé.",
    "mfa/messages/totp_activated.txt": "Votre application d’authentification est activée.",
    "mfa/messages/totp_deactivated.txt": "Votre application d’authentification est retirée.",
    "mfa/messages/recovery_codes_generated.txt": "Vos nouveaux codes de secours sont prêts.",
}

WRITTEN = {
    "account/email/password_changed": "Votre mot de passe a été changé",
    "account/email/password_reset": "Votre mot de passe a été changé",
    "mfa/email/totp_activated": "La double authentification est activée",
    "mfa/email/totp_deactivated": "La double authentification est désactivée",
    "mfa/email/recovery_codes_generated": "De nouveaux codes de secours ont été créés",
}

ERRORS = {
    "email_password_mismatch": (
        "L’adresse e-mail ou le mot de passe n’est pas le bon. Vérifiez-les, puis recommencez."
    ),
    "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
    "incorrect_password": "Ce n’est pas votre mot de passe.",
    "incorrect_code": "Ce code n’est pas le bon. Attendez le suivant, puis saisissez-le.",
    "invalid_password_reset": "Ce lien ne fonctionne plus. Demandez-en un nouveau.",
    "too_many_login_attempts": "Trop d’essais. Réessayez dans un quart d’heure.",
}
