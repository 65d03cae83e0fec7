/* The frame's few behaviours, all extras: every page works without this file.
 *   data-focus              gets the focus when the page opens (error summary)
 *   details[data-menu]      closes on Escape and on a click outside
 *   button[data-dialog=id]  opens <dialog id>; [data-close] inside closes it
 *   form[data-confirm=id]   asks in <dialog id> before it is sent; its button[value=yes] sends
 *   form[data-busy=正在…]   its button says so while the form is on its way, and a second press is ignored
 *   [data-sync]             shows 离线 while the network is gone (sync.js)
 *   form[data-leaves]       ends the log-in: takes the saved lessons of its owner off the device
 *   button[data-speak]      reads [data-speech], else all of main, aloud (shown only where a Chinese voice is)
 *   button[data-fill-user]  fills the log-in form (demo mode only)
 *   button[data-print]      prints (shown only when scripts run)
 */
import { watchNetwork } from "./sync.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function focusErrors() {
  document.querySelector("[data-focus]")?.focus();
}

function closeMenus(keep) {
  for (const menu of all("details[data-menu][open]")) {
    if (menu !== keep && !menu.contains(keep)) menu.open = false;
  }
}

function wireMenus() {
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details[data-menu][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}

function wireDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    const closer = event.target.closest("dialog [data-close]");
    if (closer) closer.closest("dialog").close();
  });
}

function wireConfirm() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const dialog = document.getElementById(form.dataset?.confirm);
    if (!dialog || form.dataset.confirmed) return;
    event.preventDefault();
    dialog.returnValue = "";
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "yes") return;
        form.dataset.confirmed = "1";
        form.requestSubmit(event.submitter);
      },
      { once: true },
    );
    dialog.showModal();
  });
}

function busy(button, words) {
  button.dataset.was = button.innerHTML;
  button.setAttribute("aria-busy", "true");
  const label = button.querySelector("span") ?? button;
  label.textContent = words;
}

function wireBusy() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.dataset?.busy) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter ?? form.querySelector("[type=submit]");
    if (button) busy(button, form.dataset.busy);
  });
  // Coming back with the browser's own "back" shows a page from memory: the buttons must work again.
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const button of all("[aria-busy=true][data-was]")) {
      button.innerHTML = button.dataset.was;
      button.removeAttribute("aria-busy");
    }
  });
}

/* Lessons saved on this device are its owner's: they go when the owner does, in one step, since the page is on its way
 * out (courses/js/offline/shelves.js keeps them in caches of this name). */
function wireLeaving() {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("form[data-leaves]") || !("caches" in window)) return;
    caches.keys().then((names) => names.filter((name) => name.startsWith("gridschool-own")).forEach((name) => caches.delete(name)));
    forgetResults();
  });
}

/* What became of work done without a network is its owner's too (courses/js/offline/queue.js); what waits stays sealed. */
function forgetResults() {
  const opening = indexedDB.open("gridschool-learning", 1);
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onsuccess = () => opening.result.transaction("results", "readwrite").objectStore("results").clear();
}

/* Line by line: some browsers stop in the middle of a long text. */
function wireSpeech() {
  const button = document.querySelector("[data-speak]");
  if (!button || !("speechSynthesis" in window)) return;
  const part = document.querySelector("[data-speech]") ?? document.getElementById("main");
  const label = button.querySelector("span");
  const start = label.textContent;
  const rest = () => (label.textContent = start);
  const voice = () => speechSynthesis.getVoices().find(({ lang }) => /^(zh|cmn)/i.test(lang));
  const look = () => (button.hidden = !voice());
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look);
  addEventListener("pagehide", () => speechSynthesis.cancel());
  button.addEventListener("click", () => {
    if (label.textContent !== start) {
      speechSynthesis.cancel();
      rest();
      return;
    }
    const lines = part.innerText.split(/\n+/).filter((line) => line.trim());
    lines.forEach((line, place) => {
      const speech = new SpeechSynthesisUtterance(line);
      Object.assign(speech, { voice: voice(), lang: "zh-CN", rate: 0.9 });
      speech.addEventListener("error", rest);
      if (place === lines.length - 1) speech.addEventListener("end", rest);
      speechSynthesis.speak(speech);
    });
    label.textContent = button.dataset.stop;
  });
}

function wireFill() {
  for (const button of all("[data-fill-user]")) {
    button.addEventListener("click", () => {
      const form = document.getElementById(button.dataset.fillForm);
      form.elements.login.value = button.dataset.fillUser;
      form.elements.password.value = button.dataset.fillPassword;
      form.querySelector("[type=submit]").focus();
    });
  }
}

function wirePrint() {
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  // Paper cannot be unfolded.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("#main details:not([open], [data-menu])");
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}

// Nobody is asked to put the site on the first screen of their phone.
window.addEventListener("beforeinstallprompt", (event) => event.preventDefault());
for (const wire of [wireMenus, wireDialogs, wireConfirm, wireBusy, watchNetwork, wireLeaving, wireSpeech, wireFill, wirePrint]) wire();
focusErrors();
