/* The desk looks again every ten seconds or so, without taking focus, open menus or the place in the page away.
 *   #desk[data-desk]    asks (htmx, on desk:look) for its own content and takes over only what differs
 *   [data-desk-lost]    says so while that fails
 *   a[data-ask]         opens its page as a dialog; the answer to its form closes it, or shows what is missing
 */
import { toast } from "../core/js/toast.js";

const EVERY_MS = 10_000;
const JITTER_MS = 2_000;

const desk = document.querySelector("[data-desk]");
const lost = document.querySelector("[data-desk-lost]");
const dialog = document.getElementById("ask");

/* What a reader did to the page, and the server knows nothing of. */
const KEPT = new Set(["open", "aria-busy", "data-sent", "data-was"]);

function takeAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (!KEPT.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

const named = (parent, id) => [...parent.children].find((child) => child.id === id);
const alike = (old, fresh) =>
  old && old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id ?? "") === (fresh.id ?? "");

/* Make `old` say what `fresh` says, and leave every element in place that is in both. */
function takeOver(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  takeAttributes(old, fresh);
  const wanted = [...fresh.childNodes];
  wanted.forEach((node, place) => {
    const here = old.childNodes[place] ?? null;
    const match = node.id ? named(old, node.id) : here;
    if (!alike(match, node)) {
      old.insertBefore(node, here);
      return;
    }
    if (match !== here) old.insertBefore(match, here);
    takeOver(match, node);
  });
  while (old.childNodes.length > wanted.length) old.lastChild.remove();
}

function show(html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  for (const { name, value } of desk.attributes) fresh.setAttribute(name, value);
  takeOver(desk, fresh);
  reveal();
}

/* Words that are only true where scripts run. */
function reveal() {
  for (const words of desk.querySelectorAll("[data-scripted]")) words.hidden = false;
}

const look = () => window.htmx.trigger(desk, "desk:look");

function lookOften() {
  setTimeout(() => {
    if (!document.hidden) look();
    lookOften();
  }, EVERY_MS + (Math.random() - 0.5) * JITTER_MS);
}

function wireLooking() {
  desk.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (event.target !== desk || xhr.status !== 200) return;
    lost.hidden = true;
    show(xhr.responseText);
  });
  for (const trouble of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    desk.addEventListener(trouble, () => (lost.hidden = false));
  }
  document.addEventListener("visibilitychange", () => document.hidden || look());
  lookOften();
}

/* --- dialogs --------------------------------------------------------------------------------------------------- */

async function open(link) {
  const menu = link.closest("details[open]");
  await window.htmx.ajax("GET", link.href, { target: dialog, swap: "innerHTML" });
  if (!dialog.querySelector("form")) {
    window.location.assign(link.href);
    return;
  }
  // The focus goes back to what is seen when the dialog closes: the button of the menu, not the link inside it.
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  dialog.showModal();
}

function wireAsking() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-ask]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link);
    } else if (event.target.closest("dialog a[data-close]")) {
      event.preventDefault();
    }
  });
  // What is missing is said in the dialog itself.
  dialog.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) Object.assign(event.detail, { shouldSwap: true, isError: false });
  });
  dialog.addEventListener("htmx:responseError", () => window.location.reload());
  dialog.addEventListener("htmx:afterSettle", () => dialog.querySelector("[aria-invalid=true]")?.focus());
  dialog.addEventListener("htmx:sendError", () => (lost.hidden = false));
  document.addEventListener("desk:done", (event) => {
    dialog.close();
    toast(event.detail.words);
    if (desk.hasAttribute("hx-get")) look();
    else window.location.reload();
  });
}

if (dialog) wireAsking();
if (desk?.hasAttribute("hx-get")) wireLooking();
if (desk) reveal();
