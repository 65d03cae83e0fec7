import pytest
from django.core.management import CommandError, call_command

from lms.site.services import ensure_site_pages
from policies.models import PolicyPage

pytestmark = pytest.mark.django_db


def test_the_product_s_own_file_is_loaded_and_loading_it_again_changes_nothing(capsys):
    ensure_site_pages()

    call_command("load_policies")
    call_command("load_policies")

    assert capsys.readouterr().out.splitlines() == [
        "created 10, updated 0, unchanged 0",
        "created 0, updated 0, unchanged 10",
    ]
    assert PolicyPage.objects.live().count() == 10


def test_without_a_page_for_policies_it_says_what_to_do():
    with pytest.raises(CommandError, match="There is no page for policies yet"):
        call_command("load_policies")


def test_a_wrong_file_is_told_with_its_line(tmp_path):
    ensure_site_pages()
    path = tmp_path / "p.yaml"
    path.write_text("topics: []\naudiences: []\npolicies:\n- code: P1\n")

    with pytest.raises(CommandError, match=r"p\.yaml:4: missing: "):
        call_command("load_policies", path)
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load_policies", tmp_path / "nowhere.yaml")


def test_a_page_that_may_not_be_published_is_told_with_its_field(tmp_path, settings):
    ensure_site_pages()
    source = (settings.CONTENT_DIR / "policies.yaml").read_text(encoding="utf-8")
    path = tmp_path / "p.yaml"
    path.write_text(
        source.replace("    related: 全县居民、商户和单位都要分。", f"    related: {'分' * 61}"), encoding="utf-8"
    )

    with pytest.raises(CommandError, match=r"p\.yaml:\d+: related: "):
        call_command("load_policies", path)
    assert not PolicyPage.objects.exists()
