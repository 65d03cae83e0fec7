/* Handing in: what still waits on this device is sent first. */
import { askBeforeLeaving } from "./guard.js";
import { Journal } from "./journal.js";
import { Sender } from "./sender.js";
import { showSaving, strip, tell } from "./status.js";
import { ServerClock, Timer } from "./timer.js";

const root = document.querySelector("[data-handing-in]");
const page = root.dataset;
const form = root.querySelector("[data-hand-in]");
const journal = await Journal.open(page.person, page.attempt);
const nothing = () => {};
const sender = new Sender({
  journal,
  address: page.answers,
  sequence: Number(page.sequence),
  known: new Map(),
  events: {
    changed: showState,
    acknowledged: nothing,
    reached: () => strip("session", false),
    // The question itself has to be looked at again.
    elsewhere: (state, clashes) => clashes.length && location.assign(`../?q=${clashes[0].position}`),
    refused: (words, { position }) => tell("refused", position, words),
    late: (words, { position }) => tell("late", position, words),
    expired: () => strip("session", true),
    foreign: () => strip("foreign", true),
  },
});

function showState() {
  const waiting = journal.size;
  root.querySelector("[data-waiting]").hidden = !waiting;
  showSaving({ offline: sender.offline, waiting, saved: journal.paper.saved });
  askBeforeLeaving(waiting);
  for (const link of root.querySelectorAll("[data-number]")) {
    link.classList.toggle("wait", Boolean(journal.get(Number(link.dataset.number))));
  }
}

form.addEventListener("submit", async (event) => {
  if (!journal.size && navigator.onLine) return;
  event.preventDefault();
  await sender.retry();
  if (!journal.size && !sender.offline) form.submit();
});
root.querySelector("[data-retry]").addEventListener("click", () => sender.retry());
for (const event of ["online", "offline"]) window.addEventListener(event, showState);

new Timer(new ServerClock(Date.parse(page.now)), Date.parse(page.deadline), () => location.assign(page.receipt));
showState();
// The counts on this page are the server's: once everything is there, draw it again.
const had = journal.size;
await sender.flush();
if (had && !journal.size) location.reload();
