"""The container files, as far as they can be judged without a container engine: they fit each other and the code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from core.display import CHOICES

ROOT = Path(settings.BASE_DIR)
APP = ("migrate", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def test_the_services_of_an_instance_are_all_there(compose):
    assert set(compose["services"]) == {*APP, "postgres", "redis", "nginx"}


def test_worker_and_beat_reuse_the_image_that_is_built_once(compose):
    services = compose["services"]

    assert len({services[name]["image"] for name in APP}) == 1
    assert [name for name in services if "build" in services[name]] == ["migrate"]


def test_every_service_that_stays_says_whether_it_is_healthy_and_is_started_again(compose):
    for name, service in compose["services"].items():
        if name != "migrate":
            assert service["healthcheck"]["test"], name
            assert service["restart"] == "unless-stopped", name


def test_nothing_serves_before_the_tables_are_there(compose):
    for name in ("web", "worker", "beat"):
        assert compose["services"][name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert compose["services"]["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_named_volumes_are_declared_and_data_is_in_one(compose):
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(("./", "/"))
    }

    assert used == set(compose["volumes"]) == {"postgres", "files"}


def test_files_that_are_mounted_exist(compose):
    mounted = [
        v.split(":")[0] for s in compose["services"].values() for v in s.get("volumes", []) if v.startswith("./")
    ]

    assert [path for path in mounted if not (ROOT / path).exists() and path != "./docker/tls"] == []


def test_no_secret_is_written_into_the_files(compose):
    for name, service in compose["services"].items():
        for key, value in dict(service.get("environment") or {}).items():
            if "PASSWORD" in key or "SECRET" in key:
                assert value.startswith("${"), (name, key)


def test_the_application_is_not_published_past_nginx(compose):
    assert [name for name, service in compose["services"].items() if service.get("ports")] == ["nginx"]


def test_nginx_replaces_what_visitors_say_about_their_address(compose):
    configuration = (ROOT / "docker/nginx.conf").read_text()

    assert "X-Forwarded-For $remote_addr" in configuration
    assert "$proxy_add_x_forwarded_for" not in configuration
    assert compose["services"]["web"]["environment"]["TRUSTED_PROXY_COUNT"] == "1"
    assert set(re.findall(r"proxy_pass http://(\w+):(\d+)", configuration)) == {("web", "8000")}


def test_nginx_cannot_reach_private_uploads():
    aliases = re.findall(r"(?:alias|root)\s+(\S+);", (ROOT / "docker/nginx.conf").read_text())

    assert aliases == ["/srv/var/media/"]


def test_the_image_runs_as_a_user_without_rights_and_says_whether_it_is_healthy(dockerfile):
    assert re.search(r"^USER gridschool$", dockerfile, re.MULTILINE)
    assert dockerfile.index("USER gridschool") < dockerfile.index("HEALTHCHECK")
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk"):
        assert package in dockerfile


def test_the_key_of_the_image_build_is_long_enough_for_the_settings_to_load(dockerfile):
    key = re.search(r"SECRET_KEY=(\S+)", dockerfile).group(1)

    assert len(key) >= 50


def test_the_version_of_python_is_one_that_the_project_supports(dockerfile):
    major, minor = map(int, re.search(r"FROM python:(\d+)\.(\d+)-", dockerfile).groups())

    assert (major, minor) >= (3, 11)


def test_the_health_check_says_no_when_nobody_answers():
    done = subprocess.run(
        [sys.executable, "-m", "scripts.healthcheck"],
        cwd=ROOT,
        env={"BIND": "127.0.0.1:9"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "refused" in done.stderr


@pytest.mark.parametrize("file", ["Dockerfile", "docker-compose.yml", ".env.example"])
def test_every_command_of_ours_that_is_named_exists(file):
    text = (ROOT / file).read_text()

    for module in re.findall(r"-m\W+(scripts\.\w+)", text):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists(), module
    for path in re.findall(r"(?:COPY|-c) ([\w./-]+\.(?:py|txt))", text):
        assert (ROOT / path).exists(), path


def test_nginx_knows_the_choices_of_the_display_and_the_languages():
    configuration = (ROOT / "docker/nginx.conf").read_text()
    maps = dict(re.findall(r"^map \$cookie_(\w+) \$page_\w+ \{ default (.*) \}", configuration, re.M))
    for cookie, values in CHOICES.values():
        assert maps[cookie] == '""; ' + " ".join(f"{value} {value};" for value in values if value)
    default, *others = [code for code, _name in settings.LANGUAGES]
    assert default == settings.LANGUAGE_CODE
    assert maps[settings.LANGUAGE_COOKIE_NAME] == f"{default}; " + " ".join(f"{code} {code};" for code in others)
    assert f'"~({settings.SESSION_COOKIE_NAME}|messages)=" 1;' in configuration
