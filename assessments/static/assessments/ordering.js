/* Steps to be ordered: by the buttons beside them, or dragged by their number (with a mouse, by the whole line).
 * The list on the page is the answer once something was moved or the order was confirmed; then a `change` says so.
 */
const boxOf = (element) => element.closest("[data-order]");
const stepsOf = (box) => [...box.querySelectorAll("[data-step]")];
const order = (box) => stepsOf(box).map((step) => step.dataset.step);

/* The answer in the question's form, or null; `delivered`: what the page came with. */
export function orderIn(box, delivered = false) {
  const given = delivered ? box.dataset.order : (box.dataset.given ?? box.dataset.order);
  return given ? given.split(",") : null;
}

/* Show an answer; without one the steps stay as they are. */
export function putOrder(box, answer) {
  arrange(box, answer ?? []);
  for (const step of stepsOf(box)) step.classList.remove("is-moved");
  settle(box, Boolean(answer));
}

function arrange(box, letters) {
  const list = box.querySelector("ol");
  for (const letter of letters) list.append(list.querySelector(`[data-step="${letter}"]`));
}

/* What follows from where the steps stand and whether that is an answer. */
function settle(box, answered) {
  const steps = stepsOf(box);
  box.dataset.given = answered ? order(box).join(",") : "";
  for (const part of box.querySelectorAll("[data-unconfirmed]")) part.hidden = answered;
  box.querySelector("[data-confirmed]").hidden = !answered;
  steps.forEach((step, place) => {
    step.querySelector("input").name = answered ? box.dataset.name : `${box.dataset.name}-shown`;
    const [up, down] = step.querySelectorAll("button");
    up.disabled = place === 0;
    down.disabled = place === steps.length - 1;
  });
}

function say(box, words) {
  box.querySelector("[data-said]").textContent = words;
}

/* The candidate did something: it counts from here on. */
function answer(box, step) {
  for (const other of stepsOf(box)) other.classList.toggle("is-moved", other === step);
  settle(box, true);
  const total = stepsOf(box).length;
  const place = order(box).indexOf(step?.dataset.step) + 1;
  const facts = { step: step?.querySelector(".grow").textContent, place, total };
  say(box, step ? box.dataset.moved.replace(/\{(\w+)\}/g, (_all, name) => facts[name]) : box.dataset.kept);
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

/* The other step changes sides, so that this one keeps the focus and the pointer. */
const raise = (step) => step.after(step.previousElementSibling);
const lower = (step) => step.before(step.nextElementSibling);

function press(button) {
  const box = boxOf(button);
  const step = button.closest("[data-step]");
  if (button.value.endsWith("-up")) raise(step);
  else if (button.value.endsWith("-down")) lower(step);
  answer(box, step);
  if (!step) box.querySelector("button:enabled").focus();
  else if (button.disabled) step.querySelector("button:enabled").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-order] button");
  if (!button) return;
  event.preventDefault();
  press(button);
});

/* --- dragging ---------------------------------------------------------------------------------------------------- */

const EDGE = 90;
const STRIDE = 16;

function middle(step) {
  const { top, height } = step.getBoundingClientRect();
  return top + height / 2;
}

function follow(step, { clientY }) {
  if (step.previousElementSibling && clientY < middle(step.previousElementSibling)) raise(step);
  else if (step.nextElementSibling && clientY > middle(step.nextElementSibling)) lower(step);
  if (clientY < EDGE) scrollBy(0, -STRIDE);
  else if (clientY > innerHeight - EDGE) scrollBy(0, STRIDE);
}

function drag(step, pointerId) {
  const box = boxOf(step);
  const before = order(box);
  const watching = new AbortController();
  const on = (name, act) => document.addEventListener(name, act, { signal: watching.signal });
  const end = (keep) => {
    watching.abort();
    step.classList.remove("is-dragged");
    if (!keep) arrange(box, before);
    else if (String(order(box)) !== String(before)) answer(box, step);
  };
  step.classList.add("is-dragged");
  step.setPointerCapture(pointerId);
  on("pointermove", (event) => follow(step, event));
  on("pointerup", () => end(true));
  on("pointercancel", () => end(false));
  on("keydown", (event) => event.key === "Escape" && end(false));
}

document.addEventListener("pointerdown", (event) => {
  const step = event.target.closest("[data-order] [data-step]");
  if (!step || event.button || event.target.closest("button") || step.matches(":disabled *")) return;
  // A finger on the words scrolls the page.
  if (event.pointerType === "mouse" || event.target.closest("[data-grip]")) drag(step, event.pointerId);
});
