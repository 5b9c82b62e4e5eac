from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from programs import access, documents, messages, panels, trail

        access.register()
        trail.register()
        documents.register()
        messages.register()
        panels.register()
