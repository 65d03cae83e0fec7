/* Opens saved lessons and cards without a network. Acts on pages below the addresses of courses and cards, on the page of
 * what is saved, and on files that a saved page needs; everything else goes its way. It never saves anything itself:
 * pages do (courses/js/offline/save.js), so a page of somebody else, of a log-in or of a public Wi-Fi can replace nothing.
 */
const SHELVES = ["gridschool-own", "gridschool-open"];
const FILES = "gridschool-files-of-saved-pages";
const SHELF = "{{ shelf|escapejs }}";
const PAGES = JSON.parse("{{ pages|escapejs }}");
const FRONT = JSON.parse("{{ front|escapejs }}");
const FILE_ROOTS = JSON.parse("{{ file_roots|escapejs }}");
const LOGIN = "{{ login|escapejs }}";
const PATIENCE = 4000;

async function shelf(name) {
  const kept = (await caches.has(name)) && (await (await caches.open(name)).match("/"));
  return kept ? kept.json() : { owner: "", bundles: {} };
}

/* What may be shown now: the cards, and the lessons of whoever logged in last. Newest first. */
async function bundles() {
  const [own, open] = await Promise.all(SHELVES.map(shelf));
  const mine = Object.values(own.bundles).filter((bundle) => own.owner && bundle.person === own.owner);
  return [...mine, ...Object.values(open.bundles)].sort((one, other) => other.savedAt - one.savedAt);
}

async function saved(path) {
  const bundle = (await bundles()).find((one) => one.pages.some((page) => page.url === path) || one.beside.includes(path));
  return bundle && (await caches.open(bundle.cache)).match(path);
}

/* The network goes first, with little patience where there is a copy; without one, the page of what is saved says so. */
async function page(request, path) {
  const kept = await saved(path);
  const answer = fetch(request).then((reply) => (kept && reply.status >= 500 ? Promise.reject(reply.status) : reply));
  if (!kept) return answer.catch(async (error) => (await saved(SHELF)) ?? Promise.reject(error));
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
  return Promise.race([answer, late]).catch(() => kept);
}

/* A file with a hash in its name never changes; the others are for when the network is gone. */
async function file(request) {
  const kept = (await caches.has(FILES)) && (await (await caches.open(FILES)).match(request));
  if (kept && /\.[0-9a-f]{12}\./.test(request.url)) return kept;
  return fetch(request).catch((error) => kept || Promise.reject(error));
}

/* Pictures, sound, films, documents: what was saved is not loaded again. */
async function beside(request, path) {
  const kept = await saved(path);
  const range = request.headers.get("Range")?.match(/^bytes=(\d+)-(\d*)$/);
  if (!kept) return fetch(request);
  return range ? part(kept, Number(range[1]), range[2]) : kept;
}

/* Players ask for parts. */
async function part(kept, start, asked) {
  const body = await kept.blob();
  const end = Math.min(asked ? Number(asked) : body.size - 1, body.size - 1);
  const headers = new Headers(kept.headers);
  if (start > end) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${body.size}` } });
  headers.set("Content-Range", `bytes ${start}-${end}/${body.size}`);
  headers.set("Content-Length", String(end - start + 1));
  return new Response(body.slice(start, end + 1), { status: 206, headers });
}

/* Somebody is logging in: the saved lessons are nobody's until a page says who it is. */
const seal = () =>
  navigator.locks.request(SHELVES[0], async () => {
    const own = await shelf(SHELVES[0]);
    if (own.owner) await (await caches.open(SHELVES[0])).put("/", new Response(JSON.stringify({ ...own, owner: "" })));
  });

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== self.location.origin) return;
  if (method === "POST" && pathname === LOGIN) event.waitUntil(seal());
  if (method !== "GET") return;
  if (mode === "navigate") {
    if (pathname === SHELF || FRONT.includes(pathname) || PAGES.some((root) => pathname.startsWith(root))) {
      event.respondWith(page(event.request, pathname));
    }
  } else if (pathname.startsWith("{{ static_url|escapejs }}")) event.respondWith(file(event.request));
  else if (FILE_ROOTS.some((root) => pathname.startsWith(root))) event.respondWith(beside(event.request, pathname));
});
