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
    this.onePage = root.dataset.layout === "all";
    this.total = Number(root.dataset.total);
    this.questions = new Map(this.all("[data-question]").map((form) => [Number(form.dataset.question), form]));
    // Answered questions that are not on this page: where the order is held.
    this.others = Number(root.dataset.answered) - [...this.answers().values()].filter((value) => value !== null).length;
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

  /* While the exam is paused nothing but the invigilator's words is to be seen; empty words: it goes on. */
  putAway(words) {
    for (const element of this.all("[data-paper]")) element.hidden = Boolean(words);
    const panel = this.root.querySelector("[data-pause]");
    panel.hidden = !words;
    panel.querySelector("[data-words]").textContent = words;
  }

  mark(position, flagged) {
    this.questions.get(position)?.querySelector("[data-flag]").setAttribute("aria-pressed", String(flagged));
  }

  clash(position, shown) {
    this.questions.get(position).querySelector("[data-conflict]").hidden = !shown;
  }

  show(position) {
    this.current = position;
    for (const [number, form] of this.questions) form.hidden = !this.onePage && number !== position;
    this.root.querySelector("[data-trouble]")?.remove();
    this.showButtons();
    history.replaceState(null, "", `?q=${position}`);
    document.title = document.title.replace(/\d+/, position);
  }

  /* Where the order is held there is no way back, and after the last question no next one. */
  showButtons() {
    const [next, previous] = ["next", "previous"].map((where) => this.root.querySelector(`[data-go=${where}]`));
    if (previous) previous.disabled = this.current === 1;
    if (next) next.querySelector("span").textContent = this.current === this.total ? next.dataset.last : next.dataset.next;
  }

  focus() {
    const question = this.questions.get(this.current);
    const stem = question.querySelector("legend");
    stem.tabIndex = -1;
    stem.focus({ preventScroll: true });
    if (this.onePage) question.scrollIntoView();
    else window.scrollTo(0, 0);
  }

  /* The answer sheet; `waits(position)` tells what is not at the server yet. */
  showSheet(waits) {
    const words = (name) => this.root.querySelector(`template[data-words=${name}]`).content.textContent;
    let answered = this.others;
    for (const [position, form] of this.questions) {
      const has = answerIn(form) !== null;
      const flagged = form.querySelector("[data-flag]").getAttribute("aria-pressed") === "true";
      const state = waits(position) ? "wait" : has ? "done" : "blank";
      answered += has;
      this.showOwnState(form, words, state);
      for (const button of this.all(`[data-go="${position}"]`)) {
        button.className = flagged ? `${state} flag` : state;
        button.querySelector("[data-go-words]").textContent = words(state) + (flagged ? words("flag") : "");
        if (position === this.current) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    }
    for (const slot of this.all("[data-answered]")) slot.textContent = answered;
    for (const slot of this.all("[data-open]")) slot.textContent = this.total - answered;
  }

  /* With all questions on one page each one says whether it is saved. */
  showOwnState(form, words, state) {
    const slot = form.querySelector("[data-own-state]");
    if (!slot) return;
    slot.className = `save ${state === "wait" ? "is-due" : "is-passed"}`;
    slot.textContent = state === "blank" ? "" : words(`own-${state}`);
  }
}
