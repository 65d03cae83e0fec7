/* The sitting page: every question is in it, one is shown; each answer goes to the journal and from there to the server. */
import { Journal } from "./journal.js";
import { Sender, csrfToken, same } from "./sender.js";
import { showSave, startTimer, strip } from "./status.js";

const root = document.querySelector("[data-sitting]");
const addresses = root.dataset;
const all = (selector) => [...root.querySelectorAll(selector)];
const questions = new Map(all("[data-question]").map((form) => [Number(form.dataset.question), form]));
const journal = new Journal(addresses.person, addresses.attempt);
const known = new Map([...questions].map(([position, form]) => [position, answerIn(form)]));
let current = Number(addresses.current);
let pause;

/* The answer on the page: true/false stay texts here, the server reads them. */
function answerIn(form) {
  const inputs = [...form.querySelectorAll(".choice input")];
  const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
  if (inputs[0]?.type === "checkbox") return chosen.length ? chosen : null;
  return chosen[0] ?? null;
}

function putAnswer(form, value) {
  const chosen = new Set((Array.isArray(value) ? value : [value]).map(String));
  for (const input of form.querySelectorAll(".choice input")) input.checked = chosen.has(input.value);
}

const sender = new Sender({
  journal,
  addresses,
  sequence: Number(addresses.sequence),
  known,
  events: {
    changed: showState,
    acknowledged(receipt) {
      sender.lastSaved = new Date(receipt.received_at);
      strip("session", false);
    },
    reached: () => strip("offline", false),
    learnt(theirs) {
      for (const [position, form] of questions) {
        if (!journal.get(position)) putAnswer(form, theirs.get(position) ?? null);
      }
    },
    conflict(entry) {
      questions.get(entry.position).querySelector("[data-conflict]").hidden = false;
      show(entry.position);
    },
    refused(words, position) {
      root.querySelector("[data-refused-words]").textContent = words;
      strip("refused", true);
      putAnswer(questions.get(position), known.get(position));
    },
    over() {
      strip("late", true);
      lock();
    },
    expired: () => strip("session", true),
  },
});

function lock() {
  for (const input of all(".choice input")) input.disabled = true;
}

function showState() {
  const waiting = journal.size;
  if (sender.offline && (waiting || !navigator.onLine)) showSave("offline", { n: waiting });
  else if (waiting) showSave("waiting", { n: waiting });
  else if (sender.lastSaved) showSave("saved", { time: sender.lastSaved.toLocaleTimeString("zh-CN", { hour12: false }) });
  else showSave("ready");
  strip("offline", sender.offline);
  showSheet();
}

const words = (name) => root.querySelector(`template[data-words=${name}]`).content.textContent;

function showSheet() {
  let answered = 0;
  for (const [position, form] of questions) {
    const waits = Boolean(journal.get(position));
    const has = answerIn(form) !== null;
    const flagged = form.querySelector("[data-flag]").getAttribute("aria-pressed") === "true";
    answered += has;
    const state = waits ? "wait" : has ? "done" : "blank";
    for (const button of all(`[data-go="${position}"]`)) {
      button.className = flagged ? `${state} flag` : state;
      button.querySelector("[data-go-words]").textContent = words(state) + (flagged ? words("flag") : "");
      if (position === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
  for (const slot of all("[data-answered]")) slot.textContent = answered;
  for (const slot of all("[data-open]")) slot.textContent = questions.size - answered;
}

function show(position) {
  current = position;
  for (const [number, form] of questions) form.hidden = number !== position;
  root.querySelector("[data-trouble]")?.remove();
  strip("refused", false);
  const next = root.querySelector("[data-go=next]");
  next.querySelector("span").textContent = position === questions.size ? next.dataset.last : next.dataset.next;
  root.querySelector("[data-go=previous]").disabled = position === 1;
  history.replaceState(null, "", `?q=${position}`);
  document.title = document.title.replace(/\d+/, position);
  showSheet();
}

async function go(where) {
  const target = { previous: current - 1, next: current + 1 }[where] ?? where;
  if (where === "submit" || target > questions.size) {
    await Promise.race([sender.retry(), new Promise((done) => setTimeout(done, 3000))]);
    location.assign(addresses.submit);
    return;
  }
  sender.retry();
  show(Number(target));
  const stem = questions.get(current).querySelector("legend");
  stem.tabIndex = -1;
  stem.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function answered(form) {
  const position = Number(form.dataset.question);
  const value = answerIn(form);
  if (same(value, known.get(position)) && !journal.get(position)) return;
  journal.put(position, value);
  showState();
  clearTimeout(pause);
  // Ticking several boxes is one answer.
  pause = setTimeout(() => sender.retry(), form.querySelector("[type=checkbox]") ? 500 : 0);
}

async function flag(form) {
  const button = form.querySelector("[data-flag]");
  const flagged = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(flagged));
  showSheet();
  const body = new URLSearchParams({ position: form.dataset.question, ...(flagged ? { flagged: "on" } : {}) });
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const reply = await fetch(addresses.flags, { method: "POST", headers, body, redirect: "error" });
    if (reply.status === 401) strip("session", true);
  } catch {
    /* A mark is only a help: without a network it stays on this page. */
  }
}

/* The page was away: learn the time left, and whether the paper is still open. */
async function ask() {
  try {
    const reply = await fetch(addresses.state, { headers: { Accept: "application/json" }, redirect: "error" });
    if (reply.status === 401) return strip("session", true);
    if (!reply.ok) return undefined;
    const state = await reply.json();
    timer.set((new Date(state.deadline) - new Date(state.now)) / 1000);
    strip("session", false);
    if (state.finished && !journal.size) location.assign(addresses.receipt);
  } catch {
    /* offline: the timer goes on */
  }
  return undefined;
}

async function timeIsUp() {
  await sender.retry();
  lock();
  if (sender.stopped || journal.size) return;
  try {
    const headers = { "X-CSRFToken": csrfToken() };
    await fetch(addresses.submit, { method: "POST", headers, redirect: "manual" });
  } catch {
    /* The server closes it by itself. */
  }
  location.assign(addresses.receipt);
}

root.addEventListener("change", (event) => {
  const form = event.target.closest("[data-question]");
  if (form) answered(form);
});
root.addEventListener("submit", (event) => event.preventDefault());
root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const form = button.closest("[data-question]");
  if (button.hasAttribute("data-flag")) flag(form);
  else if (button.dataset.go) {
    button.closest("details")?.removeAttribute("open");
    go(button.dataset.go);
  } else if (button.hasAttribute("data-retry")) sender.retry();
  else if (button.dataset.keep) {
    const mine = button.dataset.keep === "mine";
    form.querySelector("[data-conflict]").hidden = true;
    if (!mine) putAnswer(form, known.get(current));
    sender.settle(current, mine);
  } else return;
  event.preventDefault();
});
document.addEventListener("visibilitychange", () => document.hidden || ask());
for (const event of ["online", "offline"]) window.addEventListener(event, showState);
window.addEventListener("beforeunload", (event) => {
  if (journal.size && !journal.stored) event.preventDefault();
});

const timer = startTimer(timeIsUp);
for (const element of all("[data-needs-script]")) element.hidden = false;
if (!journal.stored) strip("nostore", true);
for (const entry of journal.entries) {
  const form = questions.get(entry.position);
  if (form) putAnswer(form, entry.value);
}
showState();
sender.flush();
