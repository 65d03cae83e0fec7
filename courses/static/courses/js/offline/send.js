/* Sends what waits, one after the other, each until it is acknowledged or refused; tells the page with `learning:sent`
 * ({state, row, reply}). States: nothing (waited), done, unreached, session (the log-in ran out), foreign (somebody else's log-in), arrived,
 * refused.
 */
import { around, csrfToken } from "../../../core/js/device.js";
import { showSync } from "../../../core/js/sync.js";
import { arrived, keep, unsent, waitingOf } from "./queue.js";

const HELLO = "/learn/sync/";
const TIMEOUT = 20_000;
const PAUSES = [5_000, 15_000, 60_000];
let failures = 0;
let timer;
let running;

function tell(state, more = {}) {
  showSync({ away: state === "unreached", done: state === "done" });
  document.dispatchEvent(new CustomEvent("learning:sent", { detail: { state, ...more } }));
}

/* How many things wait; the header says it. */
export async function countWaiting(person) {
  const waiting = unsent(await waitingOf(person)).length;
  showSync({ waiting });
  return waiting;
}

/* A reply of ours, or nothing: a network with a page of its own, a server that is away and a timeout are all the same. */
async function ask(address, options) {
  try {
    const headers = { Accept: "application/json", ...options?.headers };
    const reply = await fetch(address, { ...options, headers, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(TIMEOUT) });
    if (reply.status >= 500 || reply.status === 429) return null;
    return { ok: reply.ok, status: reply.status, data: await reply.json() };
  } catch {
    return null;
  }
}

const post = (row) =>
  ask(row.address, { method: "POST", headers: { "X-CSRFToken": csrfToken() }, body: new URLSearchParams(row.fields) });

async function run(person) {
  if (!(await countWaiting(person))) return "nothing";
  // Whose log-in is it, and a token that is valid now.
  const hello = await ask(HELLO);
  if (!hello) return "unreached";
  if (hello.status === 401) return "session";
  if (String(hello.data.person) !== person) return "foreign";
  for (const row of unsent(await waitingOf(person))) {
    const reply = await post(row);
    if (!reply) return "unreached";
    if (reply.status === 401) return "session";
    if (reply.data.code === "other_person") return "foreign";
    if (reply.ok && reply.data.code !== "ok") return "unreached";
    if (reply.ok) await arrived(row, reply.data);
    else await keep({ ...row, refused: { code: reply.data.code, message: reply.data.message } });
    await countWaiting(person);
    tell(reply.ok ? "arrived" : "refused", { row, reply: reply.data });
  }
  return "done";
}

/* One at a time, in all tabs of this device. */
export function sendWaiting(person) {
  clearTimeout(timer);
  running ??= navigator.locks
    .request(`gridschool-sending-${person}`, () => run(person))
    .then((state) => {
      failures = state === "unreached" ? failures + 1 : 0;
      if (failures) timer = setTimeout(() => sendWaiting(person), around(PAUSES[Math.min(failures, PAUSES.length) - 1]));
      tell(state);
      return state;
    })
    .finally(() => (running = null));
  return running;
}

let watched;
/* Tries again when the network is back and when the page is looked at again. */
export function sendWhenBack(person) {
  if (watched) return;
  watched = true;
  window.addEventListener("online", () => sendWaiting(person));
  document.addEventListener("visibilitychange", () => document.hidden || sendWaiting(person));
}
