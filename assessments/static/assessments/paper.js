/* The questions on the page: every one is in it, one is shown. */
import { orderIn, putOrder } from "./ordering.js";
import { same } from "./sender.js";

/* The answer on the page: true and false stay texts here, the server reads them. */
export function answerIn(form, chosenBy = "checked") {
  const steps = form.querySelector("[data-order]");
  if (steps) return orderIn(steps, chosenBy === "defaultChecked");
  const inputs = [...form.querySelectorAll(".choice input")];
  const chosen = inputs.filter((input) => input[chosenBy]).map((input) => input.value);
  if (inputs[0]?.type === "checkbox") return chosen.length ? chosen.sort() : null;
  return chosen[0] ?? null;
}

export class Paper {
  constructor(root) {
    this.root = root;
    this.current = Number(root.dataset.current);
    this.questions = new Map(this.all("[data-question]").map((form) => [Number(form.dataset.question), form]));
    for (const element of this.all("[data-needs-script]")) element.hidden = false;
  }

  all(selector) {
    return [...this.root.querySelectorAll(selector)];
  }

  /* What the page came with, by position. */
  answers() {
    return new Map([...this.questions].map(([position, form]) => [position, answerIn(form, "defaultChecked")]));
  }

  /* The questions that were answered before the script ran. */
  early() {
    const differs = (form) => !same(answerIn(form), answerIn(form, "defaultChecked"));
    return [...this.questions.values()].filter(differs);
  }

  put(position, value) {
    const steps = this.questions.get(position)?.querySelector("[data-order]");
    if (steps) return putOrder(steps, value);
    const chosen = new Set((Array.isArray(value) ? value : [value]).map(String));
    for (const input of this.questions.get(position)?.querySelectorAll(".choice input") ?? []) {
      input.checked = chosen.has(input.value);
    }
    return undefined;
  }

  lock(locked) {
    for (const part of this.all("[data-question] fieldset, [data-flag]")) part.disabled = locked;
  }

  /* Nothing of the paper is to be seen any more. */
  seal() {
    for (const element of this.all("[data-paper]")) element.replaceChildren();
  }

  mark(position, flagged) {
    this.questions.get(position)?.querySelector("[data-flag]").setAttribute("aria-pressed", String(flagged));
  }

  clash(position, shown) {
    this.questions.get(position).querySelector("[data-conflict]").hidden = !shown;
  }

  show(position) {
    this.current = position;
    for (const [number, form] of this.questions) form.hidden = number !== position;
    this.root.querySelector("[data-trouble]")?.remove();
    const next = this.root.querySelector("[data-go=next]");
    next.querySelector("span").textContent = position === this.questions.size ? next.dataset.last : next.dataset.next;
    this.root.querySelector("[data-go=previous]").disabled = position === 1;
    history.replaceState(null, "", `?q=${position}`);
    document.title = document.title.replace(/\d+/, position);
  }

  focus() {
    const stem = this.questions.get(this.current).querySelector("legend");
    stem.tabIndex = -1;
    stem.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  /* The answer sheet; `waits(position)` tells what is not at the server yet. */
  showSheet(waits) {
    // Where the order is held there is no sheet: only the question reached is in the page.
    if (this.root.dataset.next) return;
    const words = (name) => this.root.querySelector(`template[data-words=${name}]`).content.textContent;
    let answered = 0;
    for (const [position, form] of this.questions) {
      const has = answerIn(form) !== null;
      const flagged = form.querySelector("[data-flag]").getAttribute("aria-pressed") === "true";
      const state = waits(position) ? "wait" : has ? "done" : "blank";
      answered += has;
      for (const button of this.all(`[data-go="${position}"]`)) {
        button.className = flagged ? `${state} flag` : state;
        button.querySelector("[data-go-words]").textContent = words(state) + (flagged ? words("flag") : "");
        if (position === this.current) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    }
    for (const slot of this.all("[data-answered]")) slot.textContent = answered;
    for (const slot of this.all("[data-open]")) slot.textContent = this.questions.size - answered;
  }
}
