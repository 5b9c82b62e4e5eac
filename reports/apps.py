from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from kernel.registry import NavItem, register_nav
        from kernel.schedules import Recurring, register_schedule
        from reports import messages, trail

        messages.register()
        trail.register()

        register_nav(
            NavItem(_("My documents"), "reports:overview", lambda user: user.is_authenticated, 80),
            NavItem(_("Check a document"), "reports:verify", lambda user: True, 90),
        )
        register_schedule(
            Recurring("reports-take-up-again", "reports.tasks.take_up_again", "* * * * *"),
            Recurring("reports-destroy-old-files", "reports.tasks.destroy_old_files", "40 3 * * *"),
            Recurring("reports-forget-guesses", "reports.actions.guesses.forget_guesses", "20 * * * *"),
        )
