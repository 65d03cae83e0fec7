/* Handing in: what still waits on this device is sent first; who wants to hand in meanwhile has it done after that. */
import { askBeforeLeaving } from "./guard.js";
import { Journal } from "./journal.js";
import { watchLeaving } from "./leaving.js";
import { LogIn } from "./login.js";
import { Sender, postForm } from "./sender.js";
import { fill, say, showSaving, strip, tell } from "./status.js";
import { ServerClock, Timer } from "./timer.js";

const AGAIN = 5000;
const root = document.querySelector("[data-handing-in]");
const page = root.dataset;
const form = root.querySelector("[data-hand-in]");
const journal = await Journal.open(page.person, page.attempt);
const nothing = () => {};
let wanted = false;
let posting = false;
let again;

const logIn = new LogIn(() => (wanted ? handIn() : sender.retry()));
const sender = new Sender({
  journal,
  address: page.answers,
  sequence: Number(page.sequence),
  known: new Map(),
  events: {
    changed() {
      showState();
      if (wanted && !journal.size) handIn();
    },
    acknowledged: nothing,
    reached: () => logIn.over(),
    // The question itself has to be looked at again.
    elsewhere: (state, clashes) => clashes.length && location.assign(`../?q=${clashes[0].position}`),
    refused(words, { position }) {
      wanted = false;
      tell("refused", position, words);
    },
    paused: () => location.assign("../"),
    late: (words, { position }) => tell("late", position, words),
    expired: () => logIn.needed(),
    foreign() {
      wanted = false;
      strip("foreign", true);
    },
  },
});

function showState() {
  const waiting = journal.size;
  showSaving({ offline: sender.offline, waiting, saved: journal.paper.saved });
  showWaiting();
  askBeforeLeaving(waiting);
  for (const link of root.querySelectorAll("[data-number]")) {
    link.classList.toggle("wait", Boolean(journal.get(Number(link.dataset.number))));
  }
}

function showWaiting() {
  const slot = root.querySelector("[data-waiting]");
  const positions = [...new Set(journal.entries.map((entry) => entry.position))].sort((one, other) => one - other);
  const name = wanted ? "wanted" : positions.length ? "waiting" : "";
  const said = JSON.stringify([name, positions]);
  if (slot.dataset.said === said) return;
  slot.dataset.said = said;
  const template = name && root.querySelector(`template[data-waits=${name}]`);
  const numbers = positions.join(slot.dataset.between);
  slot.replaceChildren(...(template ? [fill(template, { n: positions.length, numbers })] : []));
  form.querySelector("[type=submit]").setAttribute("aria-busy", String(wanted));
}

/* Comes back here by itself until it is done: from the sender when the last answer is there, and after a pause. */
async function handIn() {
  wanted = true;
  clearTimeout(again);
  if (posting) return;
  posting = true;
  await sender.retry();
  if (wanted && !journal.size) await post();
  posting = false;
  showState();
}

async function post() {
  try {
    const fields = { submit_key: form.elements.submit_key.value };
    const reply = await postForm(page.submit, fields, { redirect: "manual" });
    if (reply.status === 401 || reply.status === 403) return logIn.needed();
    if (reply.status === 404) return sender.events.foreign();
    if (reply.type === "opaqueredirect") return location.assign(page.receipt);
    if (reply.status === 409) return refused(await reply.json());
  } catch {
    sender.failures ||= 1;
  }
  again = setTimeout(handIn, AGAIN);
  return undefined;
}

/* Not now (paused, too early …): the candidate decides again. */
function refused({ code, message }) {
  wanted = false;
  if (code === "attempt_paused") return location.assign("../");
  say("notnow", "why", { words: message });
  return showState();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  handIn();
});
root.querySelector("[data-retry]").addEventListener("click", () => sender.retry());
window.addEventListener("online", () => (wanted ? handIn() : showState()));
window.addEventListener("offline", showState);

new Timer(new ServerClock(Date.parse(page.now)), Date.parse(page.deadline), () => location.assign(page.receipt));
watchLeaving(page.left, () => !wanted);
showState();
// The counts on this page are the server's: once everything is there, draw it again.
const had = journal.size;
await sender.flush();
if (had && !journal.size && !wanted) location.reload();
