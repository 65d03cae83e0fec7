"""Settings, tables and WSGI entry of the plain site."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from environs import Env

CHAIN = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
CACHE = ("django.middleware.cache.UpdateCacheMiddleware", "django.middleware.cache.FetchFromCacheMiddleware")
settings.configure(
    SECRET_KEY="only-for-a-benchmark",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="wagtail.urls",
    USE_TZ=True,
    DATABASES={"default": {**Env().dj_db_url("DATABASE_URL"), "CONN_MAX_AGE": 60}},
    CACHES={"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": os.environ["REDIS_URL"]}},
    CACHE_MIDDLEWARE_KEY_PREFIX="plain",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    STATIC_URL="/static/",
    WAGTAIL_SITE_NAME="plain",
    WAGTAILADMIN_BASE_URL="http://127.0.0.1",
    INSTALLED_APPS=[
        "benchmarks.baselines.plain",
        "wagtail.contrib.redirects",
        "wagtail.sites",
        "wagtail.users",
        "wagtail.snippets",
        "wagtail.documents",
        "wagtail.images",
        "wagtail.search",
        "wagtail.admin",
        "wagtail",
        "taggit",
        "modelcluster",
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[CACHE[0], *CHAIN, CACHE[1]] if os.environ.get("CACHED") else CHAIN,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
)
application = get_wsgi_application()


def fill() -> None:
    """The tables, the list and twelve courses."""
    from django.core.management import call_command
    from wagtail.models import Page, Site

    from benchmarks.baselines.plain.models import PlainCourse, PlainList

    call_command("migrate", verbosity=0)
    top = Page.objects.get(depth=1).add_child(instance=PlainList(title="课程", slug="courses"))
    for number in range(12):
        summary = "学完能做什么，用两三句话说清，大约四十来个字，和真的课程一样长。"
        top.add_child(instance=PlainCourse(title=f"第{number}门课", slug=f"course-{number}", summary=summary))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "127.0.0.1", "root_page": top})


if __name__ == "__main__":
    fill()
