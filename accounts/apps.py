from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import consents, panels, personal

        personal.declare()
        consents.declare_consent(consents.ACCOUNT, consents.NEWS)
        panels.declare()
