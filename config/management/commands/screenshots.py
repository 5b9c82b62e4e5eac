"""``manage.py screenshots``: takes the README's pictures from the running demonstration (``make demo`` first)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kernel import clock
from programs.models import Application, Call
from survey.models import Wave

HOST = "hanbat.example"
WIDTHS = {"desk": (1280, 860), "phone": (360, 740)}


def pictures() -> list[tuple[str, str, str | None, str]]:
    """(name, address, whose eyes, screen) of every picture; raises CommandError when the city is not there."""
    call = Call.objects.filter(programme="vouchers").order_by("pk").first()
    open_now = {"call__programme": "vouchers", "call__closes_at__gt": clock.now()}
    draft = Application.objects.filter(state="draft", **open_now).order_by("pk").first()
    wave = Wave.objects.order_by("pk").first()
    if not (call and wave):
        raise CommandError("There is no demonstration city yet; run make demo first.")
    applicant = draft.user.email if draft else f"shop1@{HOST}"
    form = reverse("programs:edit", args=[draft.public_id]) if draft else reverse("programs:applications")
    return [
        ("home", "/", None, "desk"),
        ("todo", "/", f"manager@{HOST}", "desk"),
        ("application", form, applicant, "phone"),
        ("applications", reverse("programs:manage_cases", args=[call.pk]), f"manager@{HOST}", "desk"),
        ("progress", reverse("survey:wave", args=[wave.code]), f"supervisor@{HOST}", "desk"),
        ("clock", reverse("internships:today"), f"intern1@{HOST}", "phone"),
    ]


class Command(BaseCommand):
    help = "Takes the pictures of README.md into docs/screenshots; the demonstration must be running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default=settings.PUBLIC_URL, help="where the demonstration runs")
        parser.add_argument("--chromium", default="/usr/bin/chromium")

    def handle(self, *args: Any, **options: Any) -> None:
        from playwright.sync_api import sync_playwright

        folder = Path(settings.BASE_DIR) / "docs" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        wanted = [
            (picture, self._session(picture[2])) for picture in pictures()
        ]  # no database inside Playwright's loop
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options["chromium"], args=["--no-sandbox"])
            for (name, address, _who, screen), cookie in wanted:
                width, height = WIDTHS[screen]
                context = browser.new_context(
                    viewport={"width": width, "height": height}, locale="ko-KR", timezone_id="Asia/Seoul"
                )
                if cookie:
                    session = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": options["address"]}
                    context.add_cookies([session])  # type: ignore[list-item]
                page = context.new_page()
                answer = page.goto(options["address"] + address)
                if answer is None or not answer.ok:
                    raise CommandError(f"{address} did not answer well; is make demo running at {options['address']}?")
                page.screenshot(path=folder / f"{name}.png")
                context.close()
                self.stdout.write(f"{name}: {address}")
            browser.close()

    def _session(self, email: str | None) -> str | None:
        """A session as after signing in with both factors."""
        if email is None:
            return None
        client = Client()
        client.force_login(User.objects.get(email=email), backend=settings.AUTHENTICATION_BACKENDS[1])
        session = client.session
        session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
        session.save()
        return client.cookies[settings.SESSION_COOKIE_NAME].value
