"""What forms of every app share."""

from django.forms import BaseForm

from kernel.errors import HanbatError, NotPermitted, NotVisible


def show_refusal(form: BaseForm, refusal: HanbatError) -> None:
    """Shows why an action refused what was typed: at the field it names where the form has that field, else above.

    Raises NotPermitted and NotVisible on: those are answered with their own page.
    """
    if isinstance(refusal, (NotPermitted, NotVisible)):
        raise refusal
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
