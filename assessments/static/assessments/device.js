/* Before the exam: can this device reach the server, go on without a network, and what else may get in the way. Nothing
 * here keeps anybody from beginning.
 */
import { canWorkOffline, startWorker } from "./shell.js";
import { fill } from "./status.js";
import { canWrite } from "./store.js";

const LOW = 0.4;
const root = document.querySelector("[data-device]");
// Found out at once or after the network has answered: their rows stand there from the beginning, so that nothing moves
// under a finger that goes for the button below.
const ASKED = ["network", "offline", "clock"];
const row = (check) => root.querySelector(`[data-check=${check}]`);
const template = (name) => root.querySelector(`template[data-text="${name}"]`);

/* What one check found: good or not, in the words of its template `check-which`. */
function tell(check, good, which, values = {}) {
  const found = row(check);
  found.hidden = false;
  found.dataset.good = good;
  found.querySelector("[data-words]").replaceChildren(fill(template(`${check}-${which}`), values));
  for (const part of ["cell", "verdict"]) {
    found.querySelector(`[data-${part}]`).replaceChildren(fill(root.querySelector(`template[data-${part}-${good ? "good" : "look"}]`), {}));
  }
}

async function offline() {
  const ready = canWorkOffline() && (await canWrite()) && (await startWorker(root));
  tell("offline", ready, ready ? "good" : "look");
  root.querySelector("[data-no-offline]").hidden = ready;
}

/* One request tells the way there and back, and what the server's clock says. */
async function network() {
  const before = performance.now();
  try {
    const reply = await fetch(root.dataset.ping, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(8000) });
    const ms = Math.round(performance.now() - before);
    if (!reply.ok) throw new Error("not ready");
    tell("network", true, "good", { ms });
    clock(Date.parse(reply.headers.get("Date")));
  } catch {
    tell("network", false, "look");
    row("clock").hidden ||= !row("clock").dataset.good;
  }
}

/* The header has whole seconds, so two of them are no difference. */
function clock(server) {
  if (!server) {
    row("clock").hidden = true;
    return;
  }
  const seconds = Math.round((Date.now() - server) / 1000);
  const which = Math.abs(seconds) <= 2 ? "same" : seconds > 0 ? "ahead" : "behind";
  tell("clock", true, which, { seconds: Math.abs(seconds) });
}

/* Few browsers tell; where none does, the row stays away. */
async function battery() {
  const found = await navigator.getBattery?.().catch(() => null);
  if (!found) return;
  const percent = Math.round(found.level * 100);
  const low = found.level < LOW && !found.charging;
  tell("battery", !low, low ? "low" : found.charging ? "charging" : "good", { percent });
}

const BROWSERS = [
  [/MicroMessenger/, "wechat"],
  [/DingTalk/, "dingtalk"],
  [/Edg\//, "edge"],
  [/Firefox\//, "firefox"],
  [/Chrome\//, "chrome"],
  [/Safari\//, "safari"],
];

/* What the sitting page needs came with these: Chromium 105, Safari 16, Firefox 104. */
function browser() {
  const recent = "timeout" in AbortSignal && "findLast" in Array.prototype;
  const name = BROWSERS.find(([pattern]) => pattern.test(navigator.userAgent))?.[1] ?? "other";
  tell("browser", recent, recent ? "good" : "old", { name: template(`name-${name}`).content.textContent });
}

function count() {
  const rows = [...root.querySelectorAll("[data-check]:not([hidden])")];
  const look = rows.filter((row) => row.dataset.good === "false").length;
  const words = fill(template(look ? "sum-look" : "sum-good"), { good: rows.length - look, look });
  root.querySelector("[data-sum]").replaceChildren(words);
}

async function check() {
  const button = root.querySelector("[data-again]");
  button.setAttribute("aria-busy", "true");
  browser();
  await Promise.all([network(), offline(), battery()]);
  count();
  button.removeAttribute("aria-busy");
}

function begin() {
  root.hidden = false;
  for (const check of ASKED) {
    row(check).hidden = false;
    row(check).querySelector("[data-words]").replaceChildren(fill(template("waiting"), {}));
    row(check).querySelector("[data-cell]").replaceChildren(fill(root.querySelector("template[data-cell-wait]"), {}));
  }
}

if (root) {
  begin();
  root.querySelector("[data-again]").addEventListener("click", check);
  window.addEventListener("online", check);
  window.addEventListener("offline", check);
  check();
}
