/* The sitting page: each answer goes to the journal of this device and from there to the server. */
import { askBeforeLeaving } from "./guard.js";
import { Journal } from "./journal.js";
import { watchLeaving } from "./leaving.js";
import { LogIn } from "./login.js";
import { Marks } from "./marks.js";
import { agreed, nextQuestion } from "./forward.js";
import { Paper, answerIn } from "./paper.js";
import { Seat } from "./seat.js";
import { Sender, answersOf, around, postForm, same } from "./sender.js";
import { forgetCopies, keepCopy, startWorker } from "./shell.js";
import { say, showSaving, strip, tell } from "./status.js";
import { ServerClock, Timer } from "./timer.js";

// With its spread 9 to 15 s: more time and a pause reach the page within 15 s.
const IDLE = 12000;
const AWAY = 5000;
const root = document.querySelector("[data-sitting]");
const page = root.dataset;
const paper = new Paper(root);
const journal = await Journal.open(page.person, page.attempt);
const noted = journal.paper;
// A copy from this device is older than what was noted here since: then the notes say where the paper stands.
const isCopy = Date.parse(page.now) <= (noted.at ?? 0);
const clock = new ServerClock(isCopy ? Date.now() + noted.offset : Date.parse(page.now));
const seat = new Seat(page.attempt, () => stepBack("tab"));
const locks = new Set();
// With one of these nothing is sent from here either.
const SILENT = ["tab", "foreign", "pause"];
let saved = noted.saved;
let told = false;
let takingOver = false;
let heard = performance.now();
let pause;

const sender = new Sender({
  journal,
  address: page.answers,
  sequence: isCopy ? noted.sequence : Number(page.sequence),
  known: isCopy ? noted.known : paper.answers(),
  events: {
    changed: showState,
    reached() {
      heard = performance.now();
      logIn.over();
    },
    acknowledged(receipt) {
      saved = receipt.received_at;
      moved(receipt.deadline);
      if (isNews(timer.deadline)) ask();
      note();
    },
    elsewhere(state, clashes) {
      moved(state.deadline);
      putAnswers(answersOf(state));
      for (const { position } of clashes) paper.clash(position, true);
      if (clashes.length) show(clashes[0].position);
      note();
      if (!takingOver) stepBack("device");
    },
    refused(words, { position }) {
      tell("refused", position, words);
      paper.put(position, (journal.get(position) ?? { value: sender.known.get(position) }).value);
    },
    late(words, { position }) {
      told = true;
      tell("late", position, words);
      lock("over");
    },
    paused: standStill,
    expired: () => logIn.needed(),
    foreign: seal,
  },
});
const logIn = new LogIn(ask);
const marks = new Marks({
  journal,
  address: page.flags,
  expired: () => logIn.needed(),
  lost() {
    sender.failures ||= 1;
    showState();
  },
});
const timer = new Timer(clock, isCopy ? noted.deadline : Date.parse(page.deadline), timeIsUp);
let knownDeadline = timer.deadline;

/* --- what the page shows ---------------------------------------------------------------------------------------- */

function showState() {
  const waiting = journal.size;
  showSaving({ offline: sender.offline, waiting, saved });
  paper.showSheet((position) => Boolean(journal.get(position)));
  askBeforeLeaving(waiting);
}

function show(position) {
  paper.show(position);
  showState();
}

function putAnswers(answers) {
  for (const position of paper.questions.keys()) {
    paper.put(position, (journal.get(position) ?? { value: answers.get(position) }).value);
  }
}

function lock(reason) {
  locks.add(reason);
  heed();
}

function unlock(...reasons) {
  for (const reason of reasons) locks.delete(reason);
  heed();
}

function heed() {
  paper.lock(locks.size > 0);
  sender.paused = SILENT.some((reason) => locks.has(reason));
}

function moved(deadline) {
  timer.move(Date.parse(deadline));
  if (!timer.over) unlock("time");
}

/* The deadline is in every reply; only a real change is told. */
const isNews = (deadline) => Math.abs(deadline - knownDeadline) >= 1000;

function tellMoved(calledIn) {
  if (!isNews(timer.deadline)) return;
  const which = timer.deadline > knownDeadline ? "longer" : calledIn ? "collected" : "shorter";
  knownDeadline = timer.deadline;
  say("moved", which, { n: Math.max(1, Math.round(timer.left / 60)) });
}

/* The exam stands still: the questions are put away, the clock rests, answers wait in the journal. */
function standStill(state) {
  lock("pause");
  clock.set(Date.parse(state.now));
  timer.move(Date.parse(state.deadline));
  timer.hold(true);
  paper.putAway(state.paused);
}

function goOn() {
  if (!locks.has("pause")) return;
  // The pause was added to the time: nothing new for the candidate.
  knownDeadline = timer.deadline;
  timer.hold(false);
  paper.putAway("");
  unlock("pause");
  say("moved", "resumed");
}

/* Somebody else is logged in on this device: the paper is not theirs to see, nor its answers theirs to send. */
function seal() {
  lock("foreign");
  paper.seal();
  strip("foreign", true);
  forgetCopies();
}

/* Where the paper stands goes to the device's store: only the page that answers writes it. */
function note() {
  if (locks.has("tab")) return undefined;
  const { deadline } = timer;
  const { sequence, known } = sender;
  return journal.note({ sequence, known, deadline, saved, at: clock.now, offset: clock.now - Date.now() });
}

/* --- one page at a time ----------------------------------------------------------------------------------------- */

/* Another tab or device goes on with this paper: this page only shows it, and can take it back. */
function stepBack(who) {
  lock(who);
  strip(who, true);
}

async function takeOver() {
  takingOver = true;
  await seat.takeOver();
  if (locks.has("tab")) {
    await journal.load();
    if (journal.paper.known) Object.assign(sender, { sequence: journal.paper.sequence, known: journal.paper.known });
    saved = journal.paper.saved;
    putAnswers(sender.known);
  }
  for (const who of ["tab", "device"]) strip(who, false);
  unlock("tab", "device");
  await sender.retry();
  await ask();
  takingOver = false;
  showState();
}

/* --- what the server says --------------------------------------------------------------------------------------- */

async function ask() {
  if (!navigator.onLine) return showState();
  try {
    const reply = await fetch(`${page.state}?sequence=${sender.sequence}`, { headers: { Accept: "application/json" }, redirect: "error" });
    if (reply.status === 401) return logIn.needed();
    if (reply.status === 404) return seal();
    if (reply.ok) await learn(await reply.json());
  } catch {
    sender.failures ||= 1;
  }
  return showState();
}

function learn(state) {
  sender.failures = 0;
  sender.events.reached();
  if (state.finished) return finish();
  if (state.paused) return standStill(state);
  clock.set(Date.parse(state.now));
  moved(state.deadline);
  goOn();
  tellMoved(state.called_in);
  // Another page of this person went on to a later question.
  if (state.reached && state.reached !== paper.current) stepBack("order");
  // What was tried may be the step that is new to us: it is sent again before anything is compared.
  const unsure = sender.running || journal.entries.some((entry) => entry.tried);
  if (!unsure && !sender.paused && state.sequence > sender.sequence) sender.catchUp(state);
  else note();
  if (!locks.has("tab")) marks.send();
  return sender.flush();
}

async function finish() {
  lock("over");
  await sender.retry();
  if (!journal.size && !told) location.assign(page.receipt);
}

async function timeIsUp() {
  lock("time");
  await sender.retry();
  if (journal.size || sender.paused || told) return;
  try {
    const reply = await postForm(page.submit, {}, { redirect: "manual" });
    if (reply.status === 401) logIn.needed();
    else location.assign(page.receipt);
  } catch {
    /* Not reached: the server closes it by itself, and the next question to it tells. */
  }
}

/* A page on which nothing happens asks all the same: for a moved deadline, and for what happened elsewhere. */
function watch() {
  setTimeout(
    async () => {
      const wait = sender.offline ? AWAY : IDLE;
      if (performance.now() - heard >= wait * 0.7) await ask();
      watch();
    },
    around(sender.offline ? AWAY : IDLE),
  );
}

/* --- what the candidate does ------------------------------------------------------------------------------------ */

async function answered(form) {
  const position = Number(form.dataset.question);
  const value = answerIn(form);
  if (same(value, sender.known.get(position)) && !journal.get(position)) return;
  const written = journal.put(position, value);
  showState();
  await written;
  if (!journal.stored) strip("nostore", true);
  clearTimeout(pause);
  // Ticking several boxes is one answer, and so are several moves.
  pause = setTimeout(() => sender.retry(), form.querySelector("[type=checkbox], [data-order]") ? 500 : 0);
}

function flag(form) {
  const button = form.querySelector("[data-flag]");
  const flagged = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(flagged));
  showState();
  return marks.put(Number(form.dataset.question), flagged);
}

async function handIn() {
  await Promise.race([sender.retry(), new Promise((done) => setTimeout(done, 3000))]);
  if (sender.offline) strip("handin", true);
  else location.assign(page.submit);
}

/* Where the order is held: the answer first, then the next question, never back. */
async function moveOn() {
  const blank = answerIn(paper.questions.get(paper.current)) === null;
  if (!sender.offline && !(await agreed(blank))) return;
  await sender.retry();
  const reply = journal.size || sender.offline ? null : await nextQuestion(page.next, paper.current);
  if (!reply) strip("next", true);
  else if (reply.status === 401 || reply.status === 403) logIn.needed();
  else if (reply.data.code === "attempt_paused") standStill(reply.data.state);
  else location.assign(location.pathname);
}

function go(where) {
  const target = { previous: paper.current - 1, next: paper.current + 1 }[where] ?? where;
  if (where === "submit" || target > paper.total) return handIn();
  if (page.next) return moveOn();
  sender.retry();
  strip("handin", false);
  strip("moved", false);
  show(Number(target));
  return paper.focus();
}

function settle(button, form) {
  const position = Number(form.dataset.question);
  const mine = button.dataset.keep === "mine";
  paper.clash(position, false);
  if (!mine) paper.put(position, sender.known.get(position));
  return sender.settle(position, mine);
}

root.addEventListener("change", (event) => {
  const form = event.target.closest("[data-question]");
  if (form) answered(form);
});
root.addEventListener("submit", (event) => event.target.closest("dialog") || event.preventDefault());
root.addEventListener("focusin", (event) => {
  const position = Number(event.target.closest("[data-question]")?.dataset.question);
  if (paper.onePage && position && position !== paper.current) show(position);
});
root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const form = button.closest("[data-question]");
  if (button.hasAttribute("data-flag")) flag(form);
  else if (button.dataset.go) {
    button.closest("details")?.removeAttribute("open");
    go(button.dataset.go);
  } else if (button.hasAttribute("data-retry")) sender.retry().then(ask);
  else if (button.hasAttribute("data-take-over")) takeOver();
  else if (button.dataset.keep) settle(button, form);
  else return;
  event.preventDefault();
});
document.addEventListener("visibilitychange", () => document.hidden || ask());
window.addEventListener("online", () => sender.retry().then(ask));
window.addEventListener("offline", showState);
window.addEventListener("beforeunload", (event) => {
  if (journal.size && !journal.stored) event.preventDefault();
});

/* --- the page opens --------------------------------------------------------------------------------------------- */

if (!journal.stored) strip("nostore", true);
const early = paper.early().map((form) => [form, answerIn(form)]);
putAnswers(sender.known);
for (const [position, flagged] of marks.waiting) paper.mark(position, flagged);
showState();
if (await seat.take()) {
  await note();
  for (const [form, value] of early) {
    paper.put(Number(form.dataset.question), value);
    await answered(form);
  }
  sender.flush();
  marks.send();
} else stepBack("tab");
if (paper.onePage && paper.current > 1) paper.focus();
watchLeaving(page.left, () => !SILENT.concat("over").some((reason) => locks.has(reason)));
if (isCopy) ask();
watch();
page.ready = "1";
if (await startWorker(root)) await navigator.serviceWorker.ready.then(keepCopy);
