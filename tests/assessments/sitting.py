"""What tests do on a sitting page, and what the server has of it."""

import time

STORE = """async () => {
  const open = indexedDB.open("gridschool", 1);
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const all = (name) => new Promise((done) => {
    const request = database.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => done(request.result.map((row) => ({ ...row, known: undefined })));
  });
  return { papers: await all("papers"), answers: await all("answers") };
}"""


def choose(page, number, place=0):
    """Tick an option of a question that is shown."""
    page.locator(f"#q{number} .choice").nth(place).click()


def answer_with(page, question, value):
    """Answer as a person does: `question` is the selector of its part of the page, `value` a raw answer."""
    if page.locator(f"{question} [data-order]").count():
        return put_in_order(page, question, value)
    for one in value if isinstance(value, list) else [value]:
        # The labels cover the boxes.
        page.locator(f"{question} .choice input[value='{one}' i]").check(force=True)
    return None


def put_in_order(page, question, letters):
    """Move steps up until they stand in this order, and confirm it if nothing had to move."""
    for letter in reversed(letters):
        up = page.locator(f"{question} [data-step={letter}] button").first
        while up.is_enabled():
            up.click()
    keep = page.locator(f"{question} button[value=keep]")
    if keep.is_visible():
        keep.click()


def to(page, number):
    """Turn the pages to a question."""
    while not page.locator(f"#q{number}").is_visible():
        page.get_by_role("button", name="下一题").click()


def answers(attempt):
    """The current answer of each position at the server."""
    return {step.item.position: step.value for step in attempt.steps.select_related("item").order_by("sequence")}


def wait_for(condition, seconds=10):
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def address(attempt, rest=""):
    return f"/assessments/attempts/{attempt.pk}/{rest}"


def kept(page):
    """What this device's store has."""
    return page.evaluate(STORE)
