from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InternshipsConfig(AppConfig):
    name = "internships"
    verbose_name = _("Youth data internship")

    def ready(self) -> None:
        from accounts.registry import register_hold
        from files.registry import register_reader
        from internships import (
            documents,
            documents_interview,
            erasure,
            messages_interview,
            messages_priority,
            notices,
            panels,
            personal,
            trail,
        )
        from internships.programme import PROGRAMME
        from internships.queries.interview import calendar
        from internships.queries.pay_figures import KINDS
        from internships.queries.placement import account_hold
        from internships.queries.worklog import may_read_file
        from kernel.schedules import Recurring, register_schedule
        from programs.figures import register_figures
        from programs.queries.calendar import register_calendar
        from programs.registry import register_programme

        register_programme(PROGRAMME)
        register_figures(*KINDS)
        documents.register()
        erasure.register()
        documents_interview.register()
        messages_interview.register()
        messages_priority.register()
        register_calendar(calendar)
        register_schedule(
            Recurring("internships.remind_interviews", "internships.tasks.remind_interviews", "10 9-18 * * *")
        )
        register_schedule(
            Recurring("internships.release_interviews", "internships.tasks.release_interviews", "*/5 * * * *")
        )
        register_schedule(Recurring("internships.archive", "internships.tasks.keep_archive", "35 2 * * *"))
        trail.register()
        notices.register()
        panels.register()
        personal.declare()
        register_hold("internships", account_hold)
        register_reader("internships.work_log", may_read_file)
        register_schedule(Recurring("internships.ask_interns", "internships.tasks.ask_interns", "20 9 * * *"))
        register_schedule(Recurring("internships.compute_pay", "internships.tasks.compute_pay", "* * * * *"))
        register_schedule(Recurring("internships.destroy_evidence", "internships.tasks.destroy_evidence", "40 3 * * *"))
        register_schedule(Recurring("lapse_placements", "internships.tasks.lapse_placements", "*/5 * * * *"))
