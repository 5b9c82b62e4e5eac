from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from kernel.schedules import Recurring, register_schedule
        from programs import (
            access,
            documents,
            documents_archive,
            documents_notices,
            documents_office,
            documents_reserves,
            documents_submission,
            messages,
            messages_aftermath,
            messages_bulk,
            messages_correction,
            messages_office,
            messages_panel,
            panels,
            personal,
            trail,
        )
        from programs.figures import register_figures
        from programs.queries import calendar_dates
        from programs.queries.calendar import register_calendar
        from programs.queries.deadlines import DAY_OFF

        register_figures(DAY_OFF)
        register_schedule(
            Recurring("close_calls", "programs.tasks.close_calls", "* * * * *"),
            Recurring("programs.publish_results", "programs.tasks.publish_results", "* * * * *"),
            Recurring("programs.tell_received", "programs.tasks.tell_received", "* * * * *"),
            Recurring("programs.work_off_lists", "programs.tasks.work_off_lists", "* * * * *"),
        )
        access.register()
        trail.register()
        documents.register()
        documents_office.register()
        documents_archive.register()
        documents_reserves.register()
        documents_notices.register()
        documents_submission.register()
        messages.register()
        messages_correction.register()
        messages_bulk.register()
        messages_aftermath.register()
        messages_panel.register()
        messages_office.register()
        personal.declare()
        panels.register()
        for source in (
            calendar_dates.windows,
            calendar_dates.own_dates,
            calendar_dates.chances,
            calendar_dates.office_dates,
            calendar_dates.panel_dates,
        ):
            register_calendar(source)
        register_schedule(
            Recurring("programs.lapse_corrections", "programs.tasks.lapse_corrections", "*/5 * * * *"),
            Recurring("programs.remind_corrections", "programs.tasks.remind_corrections", "20 9-18 * * *"),
            Recurring("programs.lapse_call_ups", "programs.tasks.lapse_call_ups", "*/5 * * * *"),
            Recurring("programs.carry_on_destroying", "programs.tasks.carry_on_destroying", "50 2 * * *"),
            Recurring("programs.remind_call_ups", "programs.tasks.remind_call_ups", "25 9-18 * * *"),
        )
