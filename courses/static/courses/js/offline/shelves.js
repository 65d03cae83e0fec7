/* What is saved on this device to be read without a network, on two shelves: `own`, the lessons of the person who logged
 * in last, and `open`, the cards, which are public. A shelf is one JSON text in a cache, replaced in one step:
 * {owner, bundles: {key: bundle}}. A bundle names the cache in which its pages lie: what no bundle names does not count,
 * so half a saving is none. The service worker (courses/offline/sw.js) reads the same texts.
 */
export const FILES = "gridschool-files-of-saved-pages";
const NAMES = { own: "gridschool-own", open: "gridschool-open" };
// Says without opening anything whether there is something here at all: pages of people who save nothing load no more.
const MARK = "gridschool-saved";

export const shelfOf = (person) => (person ? "own" : "open");

export const cacheName = (person, key, version) => `${NAMES[shelfOf(person)]}-${key}-${version}`;

export async function readShelf(name) {
  const kept = (await caches.has(NAMES[name])) && (await (await caches.open(NAMES[name])).match("/"));
  return kept ? kept.json() : { owner: "", bundles: {} };
}

/* `change(shelf)` alters it; whoever else wants to, waits. */
export function changeShelf(name, change) {
  return navigator.locks.request(NAMES[name], async () => {
    const shelf = await readShelf(name);
    await change(shelf);
    await (await caches.open(NAMES[name])).put("/", new Response(JSON.stringify(shelf)));
    setMark(true);
  });
}

/* Every bundle that `person` may see: their own, and what is public; newest first. */
export async function bundlesFor(person) {
  const [own, open] = [await readShelf("own"), await readShelf("open")];
  const mine = person && own.owner === person ? Object.values(own.bundles) : [];
  return [...mine, ...Object.values(open.bundles)].sort((one, other) => other.savedAt - one.savedAt);
}

/* All bundles of one shelf leave, and with them what lies in their caches. */
export async function clearShelf(name) {
  for (const cache of await caches.keys()) if (cache.startsWith(NAMES[name])) await caches.delete(cache);
}

/* Takes away what no saved page needs any more: pages of older versions and of broken savings, and files. */
export async function tidy() {
  const shelves = [await readShelf("own"), await readShelf("open")];
  const bundles = shelves.flatMap((shelf) => Object.values(shelf.bundles));
  const needed = new Set([...Object.values(NAMES), ...bundles.map((bundle) => bundle.cache)]);
  for (const name of await caches.keys()) {
    if (Object.values(NAMES).some((start) => name.startsWith(start)) && !needed.has(name)) await caches.delete(name);
  }
  const files = new Set(bundles.flatMap((bundle) => Object.keys(bundle.files)));
  if (!bundles.length) return leaveNothing();
  const kept = await caches.open(FILES);
  for (const request of await kept.keys()) {
    if (!files.has(new URL(request.url).pathname)) await kept.delete(request);
  }
}

/* Nothing is saved any more: the worker has nothing to do here either. */
async function leaveNothing() {
  await caches.delete(FILES);
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (new URL(registration.scope).pathname === "/") await registration.unregister();
  }
}

export function setMark(there) {
  try {
    if (there) localStorage.setItem(MARK, "1");
    else localStorage.removeItem(MARK);
  } catch {
    /* Without a store nothing is saved either. */
  }
}
