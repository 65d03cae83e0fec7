/* Handing in: what still waits on this device is sent first. */
import { Journal } from "./journal.js";
import { Sender } from "./sender.js";
import { showSave, startTimer, strip } from "./status.js";

const root = document.querySelector("[data-handing-in]");
const form = root.querySelector("[data-hand-in]");
const journal = new Journal(root.dataset.person, root.dataset.attempt);
const nothing = () => {};
const sender = new Sender({
  journal,
  addresses: root.dataset,
  sequence: Number(root.dataset.sequence),
  known: new Map(),
  events: {
    changed: showState,
    acknowledged: nothing,
    reached: () => strip("offline", false),
    learnt: nothing,
    // The question itself has to be looked at again.
    conflict: (entry) => location.assign(`../?q=${entry.position}`),
    refused: nothing,
    over: () => strip("late", true),
    expired: () => strip("session", true),
  },
});

function showState() {
  root.querySelector("[data-waiting]").hidden = !journal.size;
  if (!journal.size) showSave("ready");
  else showSave(sender.offline ? "offline" : "waiting", { n: journal.size });
  strip("offline", sender.offline);
  for (const link of root.querySelectorAll("[data-number]")) {
    link.classList.toggle("wait", Boolean(journal.get(Number(link.dataset.number))));
  }
}

form.addEventListener("submit", async (event) => {
  if (!journal.size) return;
  event.preventDefault();
  await sender.retry();
  if (!journal.size && !sender.stopped) form.submit();
});

startTimer(() => location.assign(root.dataset.receipt));
showState();
// The counts on this page are the server's: once everything is there, draw it again.
const had = journal.size;
sender.flush().then(() => had && !journal.size && !sender.stopped && location.reload());
