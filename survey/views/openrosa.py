"""The OpenRosa server (https://docs.getodk.org/openrosa/): what ODK Collect and Enketo ask of it.

Who asks signs in with an app token, as password of Basic credentials or as Bearer, never with a session: so no other
page can make a browser send anything, and no CSRF token is needed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from kernel import clock
from kernel.actor import Actor, Channel
from kernel.errors import HanbatError, NotPermitted, NotVisible
from survey.actions.submission import Arrived, Outcome, Received, receive_submission
from survey.actions.tokens import note_use
from survey.models import QuestionnaireVersion, Wave
from survey.queries import openrosa as queries
from survey.rules.openrosa import ListedForm, MediaFile, Sent, envelope, md5_of, sent
from survey.rules.openrosa import form_list as listed
from survey.rules.openrosa import manifest as manifest_text
from survey.rules.xform.reading import Unreadable

MOST_XML = 5 * 1024 * 1024  # bytes of the filled-in form
MOST_BODY = 100 * 1024 * 1024  # bytes of a request with its files
SMALL = 256 * 1024  # bytes of a request that is read whoever sends it
XML = "text/xml; charset=utf-8"
FORM_PART = "xml_submission_file"
View = Callable[..., HttpResponse]
Answer = Callable[[Actor, Wave, queries.Place | None], HttpResponse]


def answered(text: str, status: HTTPStatus) -> HttpResponse:
    """A sentence in OpenRosa's envelope."""
    return HttpResponse(envelope(text), content_type=XML, status=status)


def for_clients(view: View) -> View:
    """Signs in by token, puts OpenRosa's headers on the answer, and says every refusal in its envelope."""

    @wraps(view)
    def wrapper(request: HttpRequest, code: str, **more: Any) -> HttpResponse:
        return _for_caller(request, code, lambda actor, wave, _place: view(request, actor, wave, **more))

    return csrf_exempt(wrapper)


def _for_caller(request: HttpRequest, code: str, answer: Answer, told: Sent | None = None) -> HttpResponse:
    caller = called_by(request, code, told)
    if caller is None:
        response = answered(_("Sign in with your e-mail address and an app token."), HTTPStatus.UNAUTHORIZED)
        response["WWW-Authenticate"] = 'Basic realm="Hanbat", charset="UTF-8"'
    else:
        try:
            if caller.wave is None:
                raise NotVisible()
            response = answer(_actor(request, caller), caller.wave, caller.place)
        except HanbatError as refused:
            response = answered(str(refused), refused.status)
    response["X-OpenRosa-Version"] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(MOST_BODY)
    response["Date"] = http_date()
    response["Cache-Control"] = "no-store"
    return response


def called_by(request: HttpRequest, code: str, told: Sent | None = None) -> queries.Caller | None:
    """The person whose token the request carries, the wave that it asks, and the place of what it tells."""
    kind, _space, rest = request.headers.get("Authorization", "").partition(" ")
    username, text = ("", rest.strip()) if kind.lower() == "bearer" else _basic(kind, rest)
    caller = queries.caller(text, username, code, told) if text else None
    if caller is not None and caller.last_used_on != clock.today():
        note_use(caller.token, clock.today())
    return caller


def _actor(request: HttpRequest, caller: queries.Caller) -> Actor:
    address, device = request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", "")[:200]
    return Actor(caller.owner, Channel.API, str(caller.owner), address, device)


def _basic(kind: str, rest: str) -> tuple[str, str]:
    if kind.lower() != "basic":
        return "", ""
    try:
        username, _colon, password = base64.b64decode(rest, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return username, password


def require_part(actor: Actor, wave: Wave) -> None:
    """Raises NotPermitted for whom the wave does not concern."""
    if not queries.takes_part(actor.user_id, wave):
        raise NotPermitted()


@require_GET
@for_clients
def form_list(request: HttpRequest, actor: Actor, wave: Wave) -> HttpResponse:
    """The forms of the wave: the newest published version of its questionnaire."""
    require_part(actor, wave)
    return HttpResponse(listed(_listed(request, wave, one) for one in queries.offered(wave)), content_type=XML)


def _listed(request: HttpRequest, wave: Wave, version: QuestionnaireVersion) -> ListedForm:
    def address(name: str) -> str:
        return request.build_absolute_uri(reverse(f"openrosa:{name}", args=[wave.code, version.pk]))

    return ListedForm(
        form_id=version.questionnaire.code,
        version=version.version,
        name=version.questionnaire.title,
        md5=md5_of(version.xform.encode()),
        form_url=address("form"),
        manifest_url=address("manifest"),
    )


@require_GET
@for_clients
def form(request: HttpRequest, actor: Actor, wave: Wave, version_id: int) -> HttpResponse:
    """A form as it was made of the workbook."""
    require_part(actor, wave)
    return HttpResponse(queries.xform_of(wave, version_id), content_type=XML)


@require_GET
@for_clients
def manifest(request: HttpRequest, actor: Actor, wave: Wave, version_id: int) -> HttpResponse:
    """The files that belong to a form, each with its address."""
    require_part(actor, wave)
    queries.xform_of(wave, version_id)

    def address(name: str) -> str:
        return request.build_absolute_uri(reverse("openrosa:media", args=[wave.code, version_id, name]))

    files = (MediaFile(name, md5, address(name)) for name, md5 in queries.files_of(version_id))
    return HttpResponse(manifest_text(files), content_type=XML)


@require_GET
@for_clients
def media(request: HttpRequest, actor: Actor, wave: Wave, version_id: int, name: str) -> HttpResponse:
    """A file that belongs to a form, as it came."""
    require_part(actor, wave)
    queries.xform_of(wave, version_id)
    if "\x00" in name:  # which the database cannot even look for
        raise NotVisible()
    response = HttpResponse(queries.file_of(version_id, name), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, code: str) -> HttpResponse:
    """A filled-in form with its files, perhaps in several requests; HEAD asks where to send it.

    A small one is read before it is known who sends it: so that is asked together with where the form belongs.
    """
    early = _parts(request) if request.method == "POST" and _announced(request) <= SMALL else None
    told = early.told() if isinstance(early, Parts) else None

    def answer(actor: Actor, wave: Wave, place: queries.Place | None) -> HttpResponse:
        if request.method == "HEAD":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["Location"] = request.build_absolute_uri(request.path)
            return response
        parts = early or _parts(request)
        if isinstance(parts, HttpResponse):
            return parts
        arrived = Arrived(told, place) if told is not None else None
        return _told(receive_submission(actor, wave, parts.xml, parts.files, arrived))

    return _for_caller(request, code, answer, told)


@dataclass(frozen=True)
class Parts:
    """What a request brings: the filled-in form, and files by the name that its answers hold."""

    xml: bytes
    files: dict[str, File[bytes]]

    def told(self) -> Sent | None:
        """What the form says of itself, where it can be read."""
        try:
            return sent(self.xml)
        except Unreadable:
            return None


def _parts(request: HttpRequest) -> Parts | HttpResponse:
    """The parts of the request, or the answer that there are none to be had."""
    if _announced(request) > MOST_BODY:
        return _too_large()
    try:
        if alone := _form_alone(request):
            return Parts(alone, {})
        parts: dict[str, File[bytes]] = {name: one for name, one in request.FILES.items() if isinstance(one, File)}
        typed = request.POST.get(FORM_PART)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return _too_large()
    except (MultiPartParserError, UnreadablePostError, UnicodeError, ValueError):
        return answered(_("The request is no form with files (multipart/form-data)."), HTTPStatus.BAD_REQUEST)
    sheet = parts.pop(FORM_PART, None)
    if sheet is not None and sheet.size > MOST_XML:
        return _too_large()
    xml = sheet.read() if sheet is not None else (typed or "").encode()
    if not xml:
        return answered(_("The filled-in form (xml_submission_file) is missing."), HTTPStatus.BAD_REQUEST)
    return Parts(xml, {_file_name(name, one): one for name, one in parts.items()})


def _form_alone(request: HttpRequest) -> bytes:
    """The filled-in form of a small request that brings nothing else, as most do; empty for any other, and for what is
    not quite as it should be: that is left to Django's reader, which takes ten times as long."""
    kind, options = parse_options_header(request.META.get("CONTENT_TYPE", ""))
    if kind != "multipart/form-data" or "boundary" not in options or _announced(request) > SMALL:
        return b""
    try:
        with PushMultipartParser(options["boundary"], strict=True) as parser:
            read = list(parser.parse(request.body))
    except MultipartError:
        return b""
    if len(read) != 3 or not isinstance(read[0], MultipartSegment):  # its head, all of it, its end
        return b""
    named = (read[0].name, bool(read[0].filename), read[0].header("Content-Transfer-Encoding"))
    return bytes(read[1] or b"") if named == (FORM_PART, True, None) else b""


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _too_large() -> HttpResponse:
    text = _("The submission is too large: the form may have 5 MB, all files together 100 MB.")
    return answered(text, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _file_name(part: str, upload: File[bytes]) -> str:
    """The name that the answer holds: that of the file; clients also call the part so."""
    return (upload.name or part)[-200:]


def _told(received: Received) -> HttpResponse:
    """What became of it, in a sentence; 202 while files are still expected."""
    if received.outcome is Outcome.CONFLICT:
        return answered(_("Another form with this identifier was sent before. Both are kept."), HTTPStatus.CONFLICT)
    if received.outcome is Outcome.HELD:
        return answered(_("It is kept; the survey manager has to place it."), HTTPStatus.CREATED)
    text = _("Received. Receipt number %(receipt)s.") % {"receipt": received.receipt}
    if received.issues:
        mend = ngettext("%(n)s point is to be mended.", "%(n)s points are to be mended.", received.issues)
        text += " " + mend % {"n": received.issues}
    return answered(text, HTTPStatus.ACCEPTED if received.missing else HTTPStatus.CREATED)
