from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from files.registry import register_quarantine_listener
        from kernel.schedules import Recurring, register_schedule
        from notices import panels, trail
        from notices.kinds import FILE_QUARANTINED
        from notices.listeners import tell_uploader
        from notices.registry import register_notice

        register_schedule(
            Recurring("deliver_mails", "notices.tasks.deliver_mails", "* * * * *"),
            Recurring("clear_old_mails", "notices.tasks.clear_old_mails", "20 3 * * *"),
        )
        register_notice(FILE_QUARANTINED)
        register_quarantine_listener("notices", tell_uploader)
        panels.register()
        trail.register()
