"""Every page of ours in a real browser: at each width, light and dark, in 长辈版, without scripts; and what it weighs."""

from collections import defaultdict

import pytest

from tests.e2e import town as towns
from tests.e2e.pages import furnish
from tests.e2e.watch import LAYOUT_SHIFT

pytestmark = pytest.mark.django_db(transaction=True)
MOST_BYTES = 300_000
MOST_SHIFT = 0.1


@pytest.fixture
def places(town, settings):
    settings.DEMO = True
    return furnish(town)


@pytest.fixture
def by_user(places):
    """The places of each user, since each needs a browser context of their own."""
    groups = defaultdict(list)
    for place in places:
        groups[place.user].append(place)
    return groups.items()


def test_no_page_runs_over_the_edge_or_has_a_barrier_in_light_or_dark(page_for, watch, by_user):
    """Narrow and light, wide and dark: what is drawn at a width does not depend on the colours."""
    for user, places in by_user:
        # Colours that are still fading from light to dark would be measured half-way.
        page = page_for(user, reduced_motion="reduce")
        seen = watch(page)
        for place in places:
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": 390, "height": 844})
            seen.visit(place.path, place.status)
            page.set_viewport_size({"width": 320, "height": 640})
            seen.look(barriers=False)
            page.set_viewport_size({"width": 1280, "height": 800})
            page.emulate_media(color_scheme="dark")
            seen.look()


def test_no_page_runs_over_the_edge_or_has_a_barrier_in_large_print(page_for, watch, by_user, live_server):
    for user, places in by_user:
        page = page_for(user)
        page.context.add_cookies([{"name": "gs_mode", "value": "elder", "url": live_server.url}])
        seen = watch(page)
        for place in places:
            page.set_viewport_size({"width": 390, "height": 844})
            seen.visit(place.path, place.status)
            page.set_viewport_size({"width": 320, "height": 640})
            seen.look(barriers=False)


def test_public_pages_say_everything_without_scripts(page_for, places):
    """All but buttons like 朗读 and the panel that saves for the field, which would do nothing."""
    with_scripts, without = page_for(), page_for(javascript=False)
    for place in [place for place in places if place.user is None]:
        with_scripts.goto(place.path)
        without.goto(place.path)
        with_scripts.evaluate("document.querySelectorAll('[data-save-offline]').forEach((panel) => panel.remove())")
        buttons = set("".join(with_scripts.locator("main button").all_inner_texts()).split())
        assert words(without) >= words(with_scripts) - buttons, place.path


def words(page):
    return set(page.locator("main").inner_text().split())


def test_a_lesson_and_an_exam_are_light_and_hold_still(page_for, town):
    attempt = towns.begin(town)
    for path in (town.last.get_url(), f"/assessments/attempts/{attempt.pk}/", town.policy.get_url(), "/my/"):
        page = page_for(town.worker)
        cdp, sizes = page.context.new_cdp_session(page), []
        cdp.send("Network.enable")
        cdp.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
        page.goto(path, wait_until="networkidle")
        shift = page.evaluate(LAYOUT_SHIFT)
        print(f"{path}: {sum(sizes) / 1000:.0f} kB, layout shift {shift:.3f}")
        assert 0 < sum(sizes) <= MOST_BYTES, path
        assert shift < MOST_SHIFT, path
        page.context.close()
