/* Tells the server that the page was left, and on return for how long: shown to candidate and invigilator, never punished.
 * A page that goes for good (turned, reloaded, closed) says `pagehide` first and is not left.
 */
import { postForm } from "./sender.js";

/* `counts()`: whether leaving this page now is leaving the paper. */
export function watchLeaving(address, counts) {
  let going = false;
  let since = 0;
  let told;
  const tell = (fields) => postForm(address, fields, { keepalive: true, redirect: "error" }).catch(() => {});
  const leave = () => {
    if (going || !counts()) return;
    since = Date.now();
    told = tell({});
  };
  const comeBack = async () => {
    if (!since) return;
    const seconds = Math.round((Date.now() - since) / 1000);
    since = 0;
    await told;
    tell({ seconds });
  };
  window.addEventListener("pagehide", () => (going = true));
  window.addEventListener("pageshow", () => (going = false));
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : comeBack()));
}
