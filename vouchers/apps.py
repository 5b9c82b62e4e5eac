from django.apps import AppConfig


class VouchersConfig(AppConfig):
    name = "vouchers"

    def ready(self) -> None:
        from kernel.schedules import Recurring, register_schedule
        from programs.figures import register_figures
        from programs.registry import register_exclusions, register_longest_exclusion, register_programme
        from vouchers import access, documents, erasure, messages, panels, personal, wording
        from vouchers.programme import PROGRAMME
        from vouchers.queries.figures import KINDS, longest_of_any
        from vouchers.queries.supplier import supplier_exclusions

        register_programme(PROGRAMME)
        register_figures(*KINDS)
        register_exclusions("vouchers.suppliers", supplier_exclusions)
        register_longest_exclusion(longest_of_any)
        access.register()
        documents.register()
        erasure.register()
        messages.register()
        panels.register()
        personal.declare()
        wording.register()
        register_schedule(
            Recurring("vouchers.lapse_agreements", "vouchers.tasks.lapse_stale_agreements", "*/10 * * * *"),
            Recurring("vouchers.give_up_unpaid", "vouchers.tasks.give_up_unpaid_agreements", "20 0 * * *"),
            Recurring("vouchers.tell_late", "vouchers.tasks.tell_late", "30 8 * * *"),
            Recurring("vouchers.archive", "vouchers.tasks.keep_archive", "30 2 * * *"),
            Recurring("vouchers.surveys", "vouchers.tasks.ask_surveys", "0 9 * * *"),
            Recurring("vouchers.find_signals", "vouchers.tasks.look_everywhere", "40 1 * * *"),
        )
