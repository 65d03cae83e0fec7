/* Before the exam: can this device reach the server, keep answers, and how far is its clock off (which does no harm). */
import { fill } from "./status.js";

const root = document.querySelector("[data-device]");

function tell(check, good, values = {}) {
  const row = root.querySelector(`[data-check=${check}]`);
  const text = root.querySelector(`template[data-text=${check}-${good ? "good" : "look"}]`);
  row.querySelector("[data-words]").replaceChildren(fill(text, values));
  row.querySelector("[data-verdict]").replaceChildren(fill(root.querySelector(good ? "[data-good]" : "[data-look]"), {}));
}

function storage() {
  try {
    localStorage.setItem("gridschool.check", "1");
    localStorage.removeItem("gridschool.check");
    return true;
  } catch {
    return false;
  }
}

async function check() {
  tell("storage", storage());
  const before = performance.now();
  try {
    const reply = await fetch(root.dataset.ping, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(8000) });
    tell("network", reply.ok, { ms: Math.round(performance.now() - before) });
    const server = new Date(reply.headers.get("Date"));
    tell("clock", true, { seconds: Math.abs(Math.round((Date.now() - server) / 1000)) });
  } catch {
    tell("network", false);
  }
}

if (root) {
  root.hidden = false;
  root.querySelector("[data-again]").addEventListener("click", check);
  check();
}
