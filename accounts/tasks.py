"""What the worker does for accounts."""

from accounts.actions.business_status import note_business_status
from accounts.clients import nts
from accounts.models import BusinessStatusCheck, Organisation
from kernel.actor import Actor


def look_up_business_status(organisation_id: int) -> None:
    """Asks the tax service and keeps the answer. Repeating it asks again and keeps one more answer, nothing worse.

    Number, representative and opening date are checked too when the opening date is known.
    """
    organisation = Organisation.objects.filter(pk=organisation_id, kind=Organisation.Kind.BUSINESS).first()
    if organisation is None:
        return
    actor = Actor.system("business-status")
    client = nts.from_settings()
    number = organisation.registration_number
    answer = client.status([number])
    note_business_status(actor, organisation_id, BusinessStatusCheck.Kind.STATUS, answer.of(number))
    if organisation.founded_on and answer.reached:
        question = nts.Business(number, organisation.founded_on, organisation.representative, organisation.name)
        validated = client.validate([question])
        note_business_status(actor, organisation_id, BusinessStatusCheck.Kind.VALIDATE, validated.of(number))
