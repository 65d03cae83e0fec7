/* While an exam is paused: ask now and then, and open the paper when it goes on. */
import { around } from "./sender.js";

const WAIT = 10000;
const { state } = document.querySelector("[data-paused]").dataset;

async function ask() {
  try {
    const reply = await fetch(state, { headers: { Accept: "application/json" }, redirect: "error" });
    if (reply.status === 401 || (reply.ok && !(await reply.json()).paused)) return location.reload();
  } catch {
    /* Not reached: later again. */
  }
  return setTimeout(ask, around(WAIT));
}

setTimeout(ask, around(WAIT));
