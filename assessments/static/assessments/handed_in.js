/* The paper is handed in. What never reached the server is sent once more, so that it can say what becomes of it; then
 * nothing of the paper stays on this device.
 */
import { Journal } from "./journal.js";
import { Sender } from "./sender.js";
import { dropCopies } from "./shell.js";
import { strip, tell } from "./status.js";

const root = document.querySelector("[data-handed-in]");
const page = root.dataset;
const journal = await Journal.open(page.person, page.attempt);
const nothing = () => {};
const sender = new Sender({
  journal,
  address: page.answers,
  sequence: Number(page.sequence),
  known: new Map(),
  events: {
    changed: () => journal.size || journal.clear(),
    acknowledged: nothing,
    reached: nothing,
    elsewhere: nothing,
    refused: (words, { position }) => tell("late", position, words),
    late: (words, { position }) => tell("late", position, words),
    expired: () => strip("session", true),
    foreign: nothing,
  },
});
await sender.flush();
await dropCopies((path) => path.includes(`/${page.attempt}/`));
