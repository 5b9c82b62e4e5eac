from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveyConfig(AppConfig):
    name = "survey"

    def ready(self) -> None:
        from kernel.registry import NavItem, register_nav, register_offer, register_outputs, register_panel
        from kernel.schedules import Recurring, register_schedule
        from survey import (
            documents,
            documents_field,
            documents_participation,
            messages,
            messages_safety,
            panels,
            personal,
            trail,
        )

        documents.register()
        documents_field.register()
        documents_participation.register()
        trail.register()
        messages.register()
        messages_safety.register()
        register_schedule(Recurring("survey.look_after", "survey.tasks.look_after", "* * * * *"))
        personal.declare()
        register_nav(NavItem(_("Business census"), "survey:home", _takes_part, 50))
        register_panel(panels.PANEL)
        register_offer(panels.OFFER)
        register_outputs("survey", panels.outputs)
        register_schedule(Recurring("add_up_tallies", "survey.tasks.add_up_tallies", "*/10 * * * *"))


def _takes_part(user: Any) -> bool:
    from survey.panels import takes_part

    return takes_part(user)
