"""The demo's content: framework, pages, policies, courses with their exams; read from content/ by the apps' own loaders."""

from dataclasses import dataclass

from django.conf import settings

from competencies.formats import framework as framework_format
from competencies.services import load_framework
from courses.formats import yaml_course
from courses.models import CoursePage
from courses.services import load_course
from lms.site.services import SitePages, ensure_site_pages
from people.models import User
from people.services import ensure_groups
from policies.formats import yaml_policy
from policies.services import load_policies

COURSES = ["EMG101", "MED201"]


@dataclass
class Content:
    pages: SitePages
    courses: dict[str, CoursePage]


def build_content(by: User | None) -> Content:
    """Load everything; what is there already is brought up to date, not made twice."""
    folder = settings.CONTENT_DIR
    load_framework(framework_format.read(folder / "framework.yaml"), by=by)
    pages = ensure_site_pages(by=by)
    load_policies(
        yaml_policy.read((folder / "policies.yaml").read_text(), "policies.yaml"), by=by, parent=pages.policies
    )
    courses = {}
    for code in COURSES:
        name = f"courses/{code}.yaml"
        courses[code] = load_course(yaml_course.read((folder / name).read_text(), name), by=by, parent=pages.courses)
    ensure_groups()
    return Content(pages, courses)
