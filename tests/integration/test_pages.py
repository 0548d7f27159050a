"""The pages: the interface, its assets, the admin, the schema; and what every one carries."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
import requests
import yaml
from django.conf import settings as project_settings
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError
from django.test import Client
from drf_spectacular.validation import validate_schema
from pytest_django import Settings

from backend import asgi
from council.deliberation.events import EVENTS
from tests.integration.served import served
from tests.integration.ways_in import client_of

pytestmark = pytest.mark.django_db

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HASHED = "index-Db2QoQ1D.js"
SECONDS = 10


@pytest.fixture
def built(settings: Settings, tmp_path: Path) -> None:
    """The interface as its source has it, whether it was built or not."""
    source = project_settings.BASE_DIR / "frontend" / "index.html"
    (tmp_path / "index.html").write_text(source.read_text())
    show_pages_of(settings, tmp_path)


def show_pages_of(settings: Settings, folder: Path) -> None:
    [templates] = settings.TEMPLATES
    settings.TEMPLATES = [{**templates, "DIRS": [folder]}]


def policy_of(path: str, client: Client | None = None) -> str:
    return str((client or Client()).get(path).headers["Content-Security-Policy"])


@pytest.mark.parametrize(
    "path", ["/", "/d/1", "/api/deliberations/", "/api/schema/", "/healthz", "/api/nothing/"]
)
def test_every_page_carries_the_strict_policy(built: None, path: str) -> None:
    assert policy_of(path) == f"{STRICT}; require-trusted-types-for 'script'"


def test_the_admin_may_set_styles_and_build_markup(ann: User) -> None:
    loose = STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    assert policy_of("/admin/login/") == loose
    assert policy_of("/admin/", client_of(ann)) == loose


def test_the_documentation_may_run_its_own_script() -> None:
    policy = policy_of("/api/docs/")
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    assert policy_of("/api/documents/") == f"{STRICT}; require-trusted-types-for 'script'"


@pytest.mark.parametrize("path", ["/", "/api/nothing/", "/admin/login/"])
def test_every_page_is_named_and_kept_from_frames_and_sniffing(built: None, path: str) -> None:
    headers = Client().get(path).headers
    assert len(headers["X-Request-Id"]) == 32
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/d/6f9619ff", "/history", "/settings", "/apiary", "/v10"])
def test_the_interface_answers_every_address_of_its_own(built: None, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert '<div id="root">' in answer.text
    assert "no-cache" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "cookie", "seen"),
    [
        ("theme", "dark", "dark"),
        ("theme", "light", "light"),
        ("theme", "", "system"),
        ("theme", '"><script>', "system"),
        ("text", "125", "125"),
        ("text", "999", "100"),
        ("motion", "reduced", "reduced"),
        ("motion", "", "system"),
    ],
)
def test_the_first_paint_is_as_the_person_wants_it(
    built: None, name: str, cookie: str, seen: str
) -> None:
    client = Client()
    client.cookies[name] = cookie
    assert f'data-{name}="{seen}"' in client.get("/").text


@pytest.mark.parametrize(("is_rehearsal", "said"), [(True, "yes"), (False, "no")])
def test_the_page_says_whether_the_members_are_played(
    built: None, settings: Settings, *, is_rehearsal: bool, said: str
) -> None:
    settings.REHEARSAL, settings.REHEARSAL_ENDS_WITH_A_KEY = is_rehearsal, False
    assert f'data-rehearsal="{said}"' in Client().get("/").text


def test_the_interface_brings_the_token_its_forms_need(built: None) -> None:
    assert Client().get("/").cookies["csrftoken"].value


def test_a_missing_build_is_told_in_a_sentence(settings: Settings, tmp_path: Path) -> None:
    show_pages_of(settings, tmp_path)
    answer = Client().get("/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/plain")
    assert "make frontend" in answer.text


def test_the_admin_is_found_without_its_slash() -> None:
    answer = Client().get("/admin")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


@pytest.fixture
def assets(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "admin").mkdir()
    (tmp_path / "assets" / HASHED).write_text("1")
    (tmp_path / "assets" / "robots.txt").write_text("1")
    (tmp_path / "admin" / "base-filters.css").write_text("1")
    settings.STATIC_ROOT = tmp_path


def headers_of(path: str) -> Mapping[str, str]:
    with closing(Client().get(path)) as answer:
        assert answer.status_code == 200
        return dict(answer.headers)


def test_an_asset_named_by_its_content_is_kept_for_ever(assets: None) -> None:
    kept = headers_of(f"/static/assets/{HASHED}")
    assert kept["Cache-Control"] == "max-age=315360000, public, immutable"
    assert kept["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/static/assets/robots.txt", "/static/admin/base-filters.css"])
def test_any_other_asset_is_asked_for_again(assets: None, path: str) -> None:
    assert "immutable" not in headers_of(path)["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_pages_and_assets_are_served_without_a_warning(
    built: None, assets: None, recwarn: pytest.WarningsRecorder
) -> None:
    anew = importlib.reload(asgi)  # WhiteNoise looks for its files once
    with served(anew.application) as address:
        for path in ("/", f"/static/assets/{HASHED}"):
            assert requests.get(f"http://{address}{path}", timeout=SECONDS).status_code == 200
    assert [str(warning.message) for warning in recwarn] == []


def test_the_schema_is_valid_and_has_every_event() -> None:
    schema = yaml.safe_load(Client().get("/api/schema/").content)
    validate_schema(schema)  # type: ignore[no-untyped-call]

    schemas = schema["components"]["schemas"]
    mapping = schemas["DeliberationEvent"]["discriminator"]["mapping"]
    assert set(mapping) == set(EVENTS)
    for type_name, reference in mapping.items():
        shown = schemas[reference.rpartition("/")[2]]["properties"]
        assert shown["type"] == {"type": "string", "const": type_name}
        fields = set(EVENTS[type_name].__dataclass_fields__)
        assert set(shown) == {"seq", "at", "type"} | fields


def test_the_schema_has_every_call() -> None:
    paths = yaml.safe_load(Client().get("/api/schema/").content)["paths"]
    deliberation = "/api/deliberations/{deliberation_id}/"
    assert {
        "/api/councils/",
        "/api/deliberations/",
        "/api/models/",
        "/api/providers/",
        deliberation,
        f"{deliberation}cancel/",
        f"{deliberation}events/",
        f"{deliberation}synthesize/",
        f"{deliberation}members/{{member}}/stop/",
    } <= set(paths)


def test_the_documentation_is_served_from_here_alone() -> None:
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    assert "swagger-ui" in page.text
    assert "/api/schema/" in page.text
    assert "//cdn" not in page.text


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_the_page_is_there_without_a_database(
    built: None, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def away() -> bool:
        raise fault("the database is away")

    monkeypatch.setattr("backend.pages.is_rehearsal", away)
    page = Client().get("/")
    assert page.status_code == 200
    assert 'data-rehearsal="no"' in page.text
