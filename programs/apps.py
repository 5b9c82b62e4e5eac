from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from kernel.schedules import Recurring, register_schedule
        from programs import access, documents, messages, panels, trail

        register_schedule(Recurring("close_calls", "programs.tasks.close_calls", "* * * * *"))
        access.register()
        trail.register()
        documents.register()
        messages.register()
        panels.register()
