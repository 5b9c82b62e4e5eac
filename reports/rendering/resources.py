"""What a PDF may load: fonts that travel with the dependencies and the house's static files. Nothing else, ever."""

import mimetypes
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.errors import ResourceRefused

BASE_URL = "file:///static/"


@cache
def font_folder() -> Path:
    """The TrueType files of NanumGothic (4,620 hanja) as the package koreanize-matplotlib carries them."""
    found = find_spec("koreanize_matplotlib")  # found, not imported: importing it would import matplotlib
    if found is None or found.origin is None:
        raise ResourceRefused("the package koreanize-matplotlib with the Korean fonts is missing")
    return Path(found.origin).parent / "fonts"


class HouseFetcher(URLFetcher):
    """Answers ``/static/…`` and ``/fonts/…`` from known folders and ``data:``; a request for anything else ends the
    rendering, so that a template can never reach the network or another file of the machine."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        path = house_file(url)
        if path is None:
            raise FatalURLFetchingError(f"refused: {url[:200]}")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def house_file(url: str) -> Path | None:
    """The file behind a house address, or None when it is not one or leaves its folder."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        return None
    name = unquote(parts.path)
    if name.startswith("/fonts/"):
        return _inside(font_folder(), name.removeprefix("/fonts/"))
    if not name.startswith("/static/"):
        return None
    relative = name.removeprefix("/static/")
    roots = [*map(Path, settings.STATICFILES_DIRS), Path(settings.STATIC_ROOT)]
    for root in roots:
        if found := _inside(root, relative):
            return found
    app_file = finders.find(relative) if ".." not in Path(relative).parts else None
    return Path(app_file) if app_file else None


def _inside(root: Path, relative: str) -> Path | None:
    path = (root / relative).resolve()
    return path if path.is_relative_to(root.resolve()) and path.is_file() else None


@cache
def fonts() -> FontConfiguration:
    """The process's one font configuration: making it costs more than a page."""
    return FontConfiguration()


@cache
def stylesheet(name: str = "css/report.css") -> CSS:
    """A stylesheet of ours, parsed once per process."""
    path = house_file(f"{BASE_URL}{name}")
    if path is None:
        raise ResourceRefused(f"there is no static file {name}")
    return CSS(
        string=path.read_text(encoding="utf-8"), base_url=BASE_URL, url_fetcher=HouseFetcher(), font_config=fonts()
    )
