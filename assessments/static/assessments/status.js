/* What the head of a sitting says: the save state and the strips. */
import { fill } from "../core/js/words.js";

export { fill };

const TONES = { saved: "is-passed", ready: "is-passed", waiting: "is-due", offline: "is-offline", away: "is-offline" };

function showSave(state, values) {
  const slot = document.querySelector("[data-save]");
  const said = JSON.stringify([state, values]);
  if (slot.dataset.said === said) return;
  slot.dataset.said = said;
  slot.className = `save ${TONES[state]}`;
  slot.replaceChildren(fill(document.querySelector(`template[data-save-state=${state}]`), values));
}

/* Always one of: 已保存 hh:mm, 待上传 n 条, 离线. `saved` is a moment of the server, shown in its own time zone. */
export function showSaving({ offline, waiting, saved }) {
  const { zone } = document.querySelector("[data-save]").dataset;
  const time = saved && new Date(saved).toLocaleTimeString("zh-CN", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  if (offline) showSave(waiting ? "offline" : "away", { n: waiting });
  else if (waiting) showSave("waiting", { n: waiting });
  else showSave(saved ? "saved" : "ready", { time });
  strip("offline", offline);
}

export function strip(name, shown) {
  const element = document.querySelector(`[data-strip=${name}]`);
  if (element && element.hidden === shown) element.hidden = !shown;
}

/* One line in a strip that tells about single answers: which question, and what became of its answer. */
export function tell(name, position, said) {
  const words = said ?? document.querySelector("template[data-refused]").content.textContent;
  const list = document.querySelector(`[data-strip=${name}] [data-lines]`);
  list.append(fill(document.querySelector("template[data-line]"), { n: position, words }));
  strip(name, true);
}

/* What happened, in the words of one of its templates. */
export function say(name, which, values = {}) {
  const element = document.querySelector(`[data-strip=${name}]`);
  element.querySelector("[data-words]").replaceChildren(fill(element.querySelector(`template[data-text=${which}]`), values));
  strip(name, true);
}
