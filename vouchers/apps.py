from django.apps import AppConfig


class VouchersConfig(AppConfig):
    name = "vouchers"

    def ready(self) -> None:
        from programs.registry import register_programme
        from vouchers import documents, panels
        from vouchers.programme import PROGRAMME

        register_programme(PROGRAMME)
        documents.register()
        panels.register()
