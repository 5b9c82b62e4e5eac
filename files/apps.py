from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        from accounts.registry import register_evidence_store
        from files import panels, trail
        from files.evidence import store_evidence
        from kernel.schedules import Recurring, register_schedule

        register_schedule(
            Recurring("scan_waiting_files", "files.tasks.scan_waiting", "*/2 * * * *"),
            Recurring("clear_orphaned_files", "files.tasks.clear_orphans", "40 3 * * *"),
        )
        register_evidence_store(store_evidence)
        panels.register()
        trail.register()
