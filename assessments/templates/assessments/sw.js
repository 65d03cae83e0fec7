/* Lets a sitting go on over a reload without a network. Keeps the files of the sitting page and the sitting page itself as
 * the server last gave it (questions and answers, never a key), nothing else; the network always goes first.
 */
const ATTEMPTS = "{{ reach|escapejs }}";
const ASSETS = JSON.parse("{{ assets|escapejs }}");
const FILES = "gridschool-files-{{ version }}";
const PAPERS = "gridschool-paper";
const PATIENCE = 8000;

const sittingOf = (path) => path.match(new RegExp(`^${ATTEMPTS}\\d+/`))?.[0];

async function install() {
  const files = await caches.open(FILES);
  await files.addAll(ASSETS);
  await self.skipWaiting();
}

/* A kept paper still needs the files it was made with. */
async function tidy() {
  const papers = await caches.open(PAPERS);
  if (!(await papers.keys()).length) {
    for (const name of await caches.keys()) {
      if (name.startsWith("gridschool-files-") && name !== FILES) await caches.delete(name);
    }
  }
  await self.clients.claim();
}

/* One person's papers at a time; only a sitting page says whose it is. */
async function keep(path, reply) {
  const papers = await caches.open(PAPERS);
  const owner = reply.headers.get("X-Sitting");
  for (const request of await papers.keys()) {
    const kept = await papers.match(request);
    if (kept.headers.get("X-Sitting") !== owner) await papers.delete(request);
  }
  await papers.put(path, reply);
}

async function reached(event, path) {
  const reply = await fetch(event.request);
  if (reply.ok && reply.headers.has("X-Sitting")) event.waitUntil(keep(path, reply.clone()));
  return reply;
}

/* Without a network every page of the attempt is the sitting page, because that one knows what waits. */
async function page(event, path) {
  const sitting = sittingOf(path);
  const answer = reached(event, path);
  const kept = await (await caches.open(PAPERS)).match(sitting);
  if (!kept) return answer;
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
  return Promise.race([answer, late]).catch(() => (path === sitting ? kept : Response.redirect(sitting)));
}

/* A file with a hash in its name never changes; the others are kept for when the network is gone. */
async function file(request) {
  const kept = await caches.match(request);
  if (kept && /\.[0-9a-f]{12}\./.test(request.url)) return kept;
  return fetch(request).catch((error) => kept ?? Promise.reject(error));
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate") {
    if (sittingOf(pathname)) event.respondWith(page(event, pathname));
  } else if (pathname.startsWith("{{ static_url|escapejs }}")) event.respondWith(file(event.request));
});
