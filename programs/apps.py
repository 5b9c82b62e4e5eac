from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from programs import access, documents, messages, panels

        access.register()
        documents.register()
        messages.register()
        panels.register()
