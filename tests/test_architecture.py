"""Directions that the import linter cannot see: keys, page parents, stream blocks, panels, and strings that name models.

Plus the few rules of style that no linter knows. docs/structure.md explains all of them.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from wagtail import blocks
from wagtail.admin.panels import Panel, PanelGroup
from wagtail.blocks import ChooserBlock
from wagtail.fields import StreamField
from wagtail.models import Page

ROOT = Path(settings.BASE_DIR)
# Lowest first; equal numbers do not use each other.
LEVELS = {
    "core": 0,
    "people": 1,
    "competencies": 2,
    "policies": 2,
    "assessments": 3,
    "courses": 4,
    "certificates": 5,
    "lms": 6,
}
MOST_LINES = 400


def package(model: type[models.Model]) -> str:
    return model.__module__.split(".")[0]


def own(model) -> bool:
    return isinstance(model, type) and package(model) in LEVELS


def may_use(user: str, used: str) -> bool:
    return user == used or LEVELS[used] < LEVELS[user]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if own(model)]


def own_files() -> list[Path]:
    return [path for name in LEVELS for path in sorted((ROOT / name).rglob("*.py"))]


def upward(pairs) -> list[str]:
    """The pairs (model, what points, target model) that point up or sideways."""
    return [
        f"{source.__module__}.{source.__name__}.{what} → {target.__module__}.{target.__name__}"
        for source, what, target in pairs
        if own(target) and not may_use(package(source), package(target))
    ]


def test_the_rule_of_this_module_knows_up_from_down():
    assert may_use("courses", "people")
    assert may_use("courses", "courses")
    assert not may_use("people", "courses")
    assert not may_use("competencies", "policies")
    assert {package(model) for model in own_models()} >= {"people", "assessments", "courses", "certificates"}


def test_every_app_of_ours_has_a_level():
    ours = {
        config.name.split(".")[0]
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path
    }

    assert ours == LEVELS.keys()


def keys():
    """(model, field, target) for every key; the user counts as part of the framework, as AUTH_USER_MODEL does in Django."""
    for model in own_models():
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if target and target is not apps.get_model(settings.AUTH_USER_MODEL):
                yield model, field.name, target


def test_keys_point_to_the_same_app_or_down():
    assert upward(keys()) == []


def test_core_has_no_key_to_anything_of_ours_but_the_user():
    outside = [(model, name, target) for model, name, target in keys() if package(model) == "core" != package(target)]

    assert [f"{model.__name__}.{name}" for model, name, target in outside if own(target)] == []


def test_page_parents_and_children_are_of_the_same_app_or_below():
    pairs = []
    for model in own_models():
        if issubclass(model, Page):
            relatives = {*model.clean_parent_page_models(), *model.clean_subpage_models()}
            named = {*getattr(model, "parent_page_types", ()), *getattr(model, "subpage_types", ())}
            pairs += [(model, "parent or child", other) for other in relatives if other._meta.label in named]

    assert upward(pairs) == []


def walk(block: blocks.Block):
    """The block and every block inside it."""
    yield block
    inner = getattr(block, "child_blocks", None)
    for child in inner.values() if inner else [block.child_block] if hasattr(block, "child_block") else []:
        yield from walk(child)


def stream_blocks():
    """(model, field, block) for every block of every StreamField of ours."""
    for model in own_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                for block in walk(field.stream_block):
                    yield model, field.name, block


def test_blocks_choose_from_the_same_app_or_below():
    pairs = [
        (model, f"{field}.{block.name}", block.target_model)
        for model, field, block in stream_blocks()
        if isinstance(block, ChooserBlock) and getattr(block, "target_model", None)
    ]

    assert upward(pairs) == []


def test_blocks_are_defined_in_the_same_app_or_below():
    wrong = [
        f"{model.__name__}.{field}.{block.name} is defined in {type(block).__module__}"
        for model, field, block in stream_blocks()
        if (home := type(block).__module__.split(".")[0]) in LEVELS and not may_use(package(model), home)
    ]

    assert wrong == []


PANEL_LISTS = ("panels", "base_panels", "content_panels", "promote_panels", "settings_panels")


def panels_of(panels):
    """Every panel of a list, and inside its groups."""
    for panel in panels:
        if isinstance(panel, Panel):
            yield panel
            yield from panels_of(getattr(panel, "children", None) or []) if isinstance(panel, PanelGroup) else ()


def own_panels():
    """(model, panel) for every panel of our models."""
    for model in own_models():
        for name in PANEL_LISTS:
            for panel in panels_of(getattr(model, name, None) or []):
                yield model, panel


def test_panels_are_defined_in_the_same_app_or_below():
    wrong = [
        f"{model.__name__}: {type(panel).__name__} of {home}"
        for model, panel in own_panels()
        if (home := type(panel).__module__.split(".")[0]) in LEVELS and not may_use(package(model), home)
    ]

    assert wrong == []


def test_panels_choose_from_the_same_app_or_below():
    pairs = [
        (model, type(panel).__name__, target)
        for model, panel in own_panels()
        if own(target := getattr(getattr(panel, "widget", None), "model", None))
    ]

    assert upward(pairs) == []


def model_names_in(tree: ast.AST):
    """String literals like "courses.Course" with their line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(".") == 1:
            label, _, name = node.value.partition(".")
            label = label.split("_")[0]  # lms_site is a label of lms
            if label in LEVELS and name.isidentifier() and name[:1].isupper():
                yield label, node.value, node.lineno


def test_no_string_names_a_model_of_a_higher_app():
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in own_files()
        for label, name, line in model_names_in(ast.parse(path.read_text()))
        if not may_use(path.relative_to(ROOT).parts[0], label) and name != settings.AUTH_USER_MODEL
    ]

    assert wrong == []


def test_templates_include_and_extend_from_the_same_app_or_below():
    named = re.compile(r"""{%-?\s*(?:include|extends)\s+["']([a-z]+)/""")
    wrong = [
        f"{path.relative_to(ROOT)} uses {used}/"
        for app in LEVELS
        for path in sorted((ROOT / app).rglob("*.html"))
        for used in named.findall(path.read_text())
        if used in LEVELS and not may_use(app, used)
    ]

    assert wrong == []


@pytest.mark.parametrize("banned", ["auto_now", "auto_now_add"])
def test_time_comes_from_our_clock_and_not_from_a_field(banned):
    wrong = [
        f"{path.relative_to(ROOT)}:{node.value.lineno}"
        for path in own_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword) and node.arg == banned
    ]

    assert wrong == []


def test_files_stay_short():
    lengths = {
        path.relative_to(ROOT): len(path.read_text().splitlines())
        for path in own_files()
        if "migrations" not in path.parts
    }

    assert {str(path): lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def public_functions(path: Path):
    """Functions of a module that callers outside see."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def test_public_functions_of_services_reports_engines_and_formats_say_what_they_do():
    kinds = {"services", "reports", "engine", "formats"}
    wrong = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in own_files()
        if kinds & {*path.parts, path.stem}
        for function in public_functions(path)
        if not ast.get_docstring(function)
    ]

    assert wrong == []


def changes(path: Path):
    """The services of a module that change something: they say by whom, or open a transaction."""
    for function in public_functions(path):
        names = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}
        if "by" in names or any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list):
            yield function


def test_changes_take_keywords_only_and_say_what_they_return():
    services = [path for path in own_files() if "services" in {*path.parts, path.stem}]
    wrong = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in services
        for function in changes(path)
        if function.args.args or function.returns is None
    ]

    assert any(list(changes(path)) for path in services)
    assert wrong == []


# Wagtail says nothing when an editor changes who may read a page, or its site.
LISTENS_TO_ROWS_OF_WAGTAIL = ROOT / "core/page_cache.py"


def test_receivers_listen_to_signals_of_ours_and_not_to_saves():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in own_files()
        if path != LISTENS_TO_ROWS_OF_WAGTAIL
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name) and node.id in {"post_save", "pre_save", "post_delete", "pre_delete"}
    ]

    assert wrong == []


def test_every_signal_of_ours_is_in_the_documentation_and_the_other_way_round():
    defined = {
        f"{path.relative_to(ROOT).parts[0]}.signals.{name}"
        for path in ROOT.glob("*/signals.py")
        for name in re.findall(r"^(\w+) = Signal\(", path.read_text(), re.MULTILINE)
    }
    documented = set(re.findall(r"^\| `(\w+\.signals\.\w+)`", (ROOT / "docs/structure.md").read_text(), re.MULTILINE))

    assert documented == defined
