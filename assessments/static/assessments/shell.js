/* The copy of a sitting page that the service worker keeps for a reload without a network. */
import { canWorkOffline } from "../core/js/device.js";

const PAPERS = "gridschool-paper";

export { canWorkOffline };

/* Starts the worker, whose address and reach stand on `element`. */
export async function startWorker(element) {
  if (!canWorkOffline()) return false;
  try {
    await navigator.serviceWorker.register(element.dataset.worker, { scope: element.dataset.reach });
    return true;
  } catch {
    return false;
  }
}

/* A page that was loaded before the worker ran has no copy yet. */
export async function keepCopy() {
  if (!canWorkOffline() || navigator.serviceWorker.controller) return;
  try {
    const reply = await fetch(location.pathname, { redirect: "error", headers: { Accept: "text/html" } });
    if (reply.ok && reply.headers.has("X-Sitting")) await (await caches.open(PAPERS)).put(location.pathname, reply);
  } catch {
    /* No network: the next load keeps it. */
  }
}

export async function dropCopies(unwanted) {
  if (!("caches" in window) || !(await caches.has(PAPERS))) return;
  const papers = await caches.open(PAPERS);
  for (const request of await papers.keys()) {
    const copy = await papers.match(request);
    if (unwanted(new URL(request.url).pathname, copy.headers.get("X-Sitting"))) await papers.delete(request);
  }
}

/* In one step, because the page is on its way out. */
export const forgetCopies = () => "caches" in window && caches.delete(PAPERS);
