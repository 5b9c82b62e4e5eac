from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        from kernel.schedules import Recurring, register_schedule

        register_schedule(Recurring("clear_orphaned_files", "files.tasks.clear_orphans", "40 3 * * *"))
