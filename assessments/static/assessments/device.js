/* Before the exam: can this device reach the server, go on without a network, and how far is its clock off (no harm). */
import { canWorkOffline, startWorker } from "./shell.js";
import { fill } from "./status.js";

const root = document.querySelector("[data-device]");

function tell(check, good, values = {}) {
  const row = root.querySelector(`[data-check=${check}]`);
  const text = root.querySelector(`template[data-text=${check}-${good ? "good" : "look"}]`);
  row.querySelector("[data-words]").replaceChildren(fill(text, values));
  row.querySelector("[data-verdict]").replaceChildren(fill(root.querySelector(good ? "[data-good]" : "[data-look]"), {}));
}

async function check() {
  const ready = canWorkOffline() && (await startWorker(root));
  tell("offline", ready);
  root.querySelector("[data-no-offline]").hidden = ready;
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
