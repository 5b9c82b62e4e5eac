from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "kernel"

    def ready(self) -> None:
        from kernel.schedules import Recurring, ensure_schedules, register_schedule
        from kernel.triggers import ignore_none

        register_schedule(Recurring("verify_trail", "kernel.tasks.verify_trail", "10 4 * * *"))
        post_migrate.connect(ensure_schedules, sender=apps.get_app_config("django_q"), dispatch_uid="schedules")
        post_migrate.connect(ignore_none, sender=self, dispatch_uid="no trigger is ignored")
