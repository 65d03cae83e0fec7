/* What the header says about this device: 离线, 待上传 n 条, 已同步, or nothing while there is nothing to say.
 * Each is a <template data-sync-says="…"> of chrome/sync.html.
 */
import { fill } from "./words.js";

const TONES = { offline: "is-offline", "offline-waiting": "is-offline", waiting: "is-due", done: "is-passed" };
const facts = { waiting: 0, done: false, away: false };

function state() {
  if (!navigator.onLine || facts.away) return facts.waiting ? "offline-waiting" : "offline";
  if (facts.waiting) return "waiting";
  return facts.done ? "done" : "";
}

/* `waiting`: how many things wait to be sent; `done`: something was sent just now; `away`: the server was not reached. */
export function showSync(changes = {}) {
  Object.assign(facts, changes);
  const says = state();
  for (const slot of document.querySelectorAll("[data-sync]")) {
    const template = document.querySelector(`template[data-sync-says="${says}"]`);
    slot.className = `save ${TONES[says] ?? ""}`;
    slot.replaceChildren(...(template ? [fill(template, { n: facts.waiting })] : []));
  }
}

export function watchNetwork() {
  window.addEventListener("online", () => showSync({ away: false }));
  window.addEventListener("offline", () => showSync());
  if (!navigator.onLine) showSync();
}
