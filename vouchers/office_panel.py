"""What the voucher adds to the office's page of an application: its agreement, and reasons to look."""

from programs.models import Application
from programs.registry import ApplicationPanel
from vouchers.models import Agreement
from vouchers.queries.signals import of_application
from vouchers.signal_pages import told


def office_panel(application: Application) -> ApplicationPanel | None:
    """The way to the case, or to drawing its agreement up; the signals with their state. Two statements."""
    agreement = Agreement.objects.filter(application=application).first()
    lines = [{"signal": one, "told": told(one)} for one in of_application(application)]
    selected = application.state == "selected" and agreement is None
    if not (agreement or selected or lines):
        return None
    context = {"agreement": agreement, "selected": selected, "application": application, "lines": lines}
    return ApplicationPanel("vouchers/office/_panel.html", context)
