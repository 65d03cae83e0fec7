/* Pages and files as they are saved. A page is taken only if it says that it is the one asked for, and made for the person
 * who asked; it is saved without what is not for keeping: tokens, the name in its frame, messages. Each file is named by a
 * page or by another file; its name says its version, so pages of two versions do not mix.
 */
import { dayOf } from "./figures.js";
import { FILES } from "./shelves.js";

const TIMEOUT = 30_000;
const STATIC = new URL(document.querySelector("link[rel=stylesheet]").href).pathname.split("core/")[0];
const PRIVATE = "[name=csrfmiddlewaretoken], [data-guard], [data-learning], [data-menu], .flash, form[data-leaves], [data-not-saved]";
const FROM_SCRIPT = /(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"'\s]+)["']/g;
const FROM_SHEET = /url\(\s*["']?([^"')\s]+)/g;

/* Why something could not be saved: `code` is unreached, refused, other, quota; `what` its title. */
export class Failure extends Error {
  constructor(code, what) {
    super(code);
    Object.assign(this, { code, what });
  }
}

async function get(url, options, title) {
  let reply;
  try {
    reply = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT), ...options });
  } catch {
    throw new Failure("unreached", title);
  }
  if (!reply.ok) throw new Failure("refused", title);
  return reply;
}

export async function put(cache, url, reply, title) {
  try {
    await cache.put(url, reply);
  } catch (error) {
    throw new Failure(error.name === "QuotaExceededError" ? "quota" : "unreached", title);
  }
}

/* The page, as it is to be saved, or a failure; `person` is empty for what is public. */
export async function fetchPage({ kind, id, url, asks = "", title }, person, saved) {
  const asked = person || kind === "shelf" ? "same-origin" : "omit";
  const reply = await get(url + asks, { credentials: asked, cache: "no-store", headers: { Accept: "text/html" } }, title);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const says = page.querySelector("[data-saved-page]");
  if (says?.dataset.savedPage !== `${kind}:${id}` || (says.dataset.person ?? "") !== person) throw new Failure("other", title);
  prepare(page, says, saved);
  const headers = new Headers(reply.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  const body = new Blob([`<!doctype html>\n${page.documentElement.outerHTML}`]);
  return { page, bytes: body.size, reply: () => new Response(body, { headers }) };
}

function prepare(page, says, saved) {
  for (const element of page.querySelectorAll(PRIVATE)) element.remove();
  const now = document.documentElement.dataset;
  for (const name of ["mode", "contrast", "text"]) if (now[name]) page.documentElement.dataset[name] = now[name];
  page.documentElement.dataset.saved = saved;
  for (const element of page.querySelectorAll("[data-place]")) element.dataset.place = "";
  for (const element of says.querySelectorAll("[data-saved-on]")) element.textContent = dayOf(saved, says.dataset.zone);
  for (const element of says.querySelectorAll("[data-saved-strip]")) element.hidden = false;
}

/* Addresses that a page cannot do without: sheets, scripts, icons, pictures. */
export function needs(page) {
  const named = [];
  for (const [selector, attribute] of [
    ["link[rel~=stylesheet], link[rel~=icon], use", "href"],
    ["script[src], img[src]", "src"],
  ]) {
    for (const element of page.querySelectorAll(selector)) named.push(element.getAttribute(attribute));
  }
  const paths = named.filter(Boolean).map((address) => new URL(address, location.origin));
  return [...new Set(paths.filter((url) => url.origin === location.origin).map((url) => url.pathname))];
}

export const isStatic = (path) => path.startsWith(STATIC);

/* Saves static files and what they name in turn; returns {path: bytes} of all of them. */
export async function saveStatic(paths, known = {}) {
  const cache = await caches.open(FILES);
  const found = {};
  const ahead = [...paths];
  while (ahead.length) {
    const path = ahead.pop();
    if (path in found) continue;
    // What was fetched a moment ago for another page of the same saving is not asked for again.
    const before = known[path];
    const { size, names } = before ?? (await saveFile(cache, path));
    known[path] = { size, names };
    found[path] = size;
    ahead.push(...names);
  }
  return found;
}

async function saveFile(cache, path) {
  const reply = await get(path, {}, path.split("/").pop());
  const body = await reply.clone().blob();
  await put(cache, path, reply, path);
  const pattern = { js: FROM_SCRIPT, css: FROM_SHEET }[path.split(".").pop()];
  const text = pattern ? await body.text() : "";
  const names = pattern ? [...text.matchAll(pattern)].map((match) => new URL(match[1], new URL(path, location.origin))) : [];
  return { size: body.size, names: names.filter((url) => url.origin === location.origin).map((url) => url.pathname) };
}

/* A picture, sound, film or document of the site's own: lies with the pages that show it. */
export async function saveBeside(cache, path, title) {
  const there = await cache.match(path);
  if (there) return (await there.blob()).size;
  const reply = await get(path, { headers: {}, signal: undefined }, title);
  const body = await reply.clone().blob();
  await put(cache, path, reply, title);
  return body.size;
}
