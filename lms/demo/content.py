"""The demo's content: framework, pages, policies, courses with their exams; read from content/ by the apps' own loaders."""

from dataclasses import dataclass

from django.conf import settings

from competencies.formats import framework as framework_format
from competencies.services import load_framework
from courses.models import CoursePage
from courses.services import load_course_file
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
    load_framework(framework=framework_format.read(folder / "framework.yaml"), by=by)
    pages = ensure_site_pages(by=by)
    load_policies(
        yaml_policy.read((folder / "policies.yaml").read_text(), "policies.yaml"), by=by, parent=pages.policies
    )
    courses = {
        code: load_course_file(path=folder / "courses" / f"{code}.yaml", by=by, parent=pages.courses)
        for code in COURSES
    }
    ensure_groups()
    return Content(pages, courses)
