import pytest
from django.core.files.base import ContentFile

from accounts.models import User
from files.actions import store
from files.kinds import EVERYTHING
from kernel.actor import Actor

pytestmark = pytest.mark.django_db


def test_store():
    user = User.objects.create_user("hong@example.org", None, name="홍길동", phone="010-0000-0001")
    actor = Actor.person(user)
    f = store(actor, ContentFile("이름,값\n가,1\n".encode(), name="표.csv"), kinds=EVERYTHING)
    assert f.name == "표.csv"
