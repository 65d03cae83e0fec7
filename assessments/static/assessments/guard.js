/* On every page of somebody signed in, and where one logs in: nobody leaves unsent answers behind unasked, nothing of
 * another person's paper can be opened, and what is too old goes. core.js does the asking (form[data-confirm]).
 */
import { dropCopies, forgetCopies } from "./shell.js";
import { purge, unsent } from "./store.js";

const DIALOG = "unsent-answers";

/* `n` answers are unsent: asks before the forms that end the log-in or begin one, or stops asking. */
export function askBeforeLeaving(n) {
  for (const slot of document.querySelectorAll(`#${DIALOG} [data-number]`)) slot.textContent = n;
  for (const form of document.querySelectorAll("form[data-leaves], form#login")) {
    if (n) form.dataset.confirm = DIALOG;
    else delete form.dataset.confirm;
  }
}

const count = (entries) => new Set(entries.map((entry) => `${entry.attempt}/${entry.position}`)).size;

/* Who logs in to go on with this very paper need not be asked. */
function goesBackTo(entries) {
  const back = new URLSearchParams(location.search).get("next") ?? "";
  return entries.some((entry) => back.includes(`/${entry.attempt}/`));
}

async function guard(root) {
  await purge();
  const person = root.dataset.person;
  const entries = await unsent(person);
  if (person) await dropCopies((path, owner) => owner !== person);
  if (person || !goesBackTo(entries)) askBeforeLeaving(count(entries));
  const strip = root.querySelector("[data-unsent]");
  if (!strip || !entries.length) return;
  for (const slot of strip.querySelectorAll("[data-number]")) slot.textContent = count(entries);
  const link = strip.querySelector("a");
  link.href = link.getAttribute("href").replace("/0/", `/${entries.at(-1).attempt}/`);
  strip.hidden = false;
}

for (const form of document.querySelectorAll("form[data-leaves]")) {
  form.addEventListener("submit", (event) => event.defaultPrevented || forgetCopies());
}
const root = document.querySelector("[data-guard]");
// A device without a store has nothing to guard.
if (root && "indexedDB" in window) guard(root).catch(() => {});
