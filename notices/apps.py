from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from kernel.schedules import Recurring, register_schedule

        register_schedule(Recurring("deliver_mails", "notices.tasks.deliver_mails", "* * * * *"))
