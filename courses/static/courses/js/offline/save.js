/* Saves a course or the cards, all or nothing: into a cache of its own, and on the shelf once everything is there. */
import { Failure, fetchPage, isStatic, needs, put, saveBeside, saveStatic } from "./pages.js";
import { cacheName, changeShelf, readShelf, shelfOf, tidy } from "./shelves.js";

const SHELF_KEY = "shelf";

/* What there is to save, as the server tells it. */
export async function told(address) {
  const reply = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
  if (reply.status === 401) throw new Failure("session");
  if (!reply.ok) throw new Failure("refused");
  return reply.json();
}

/* The room that is left, in bytes, where the browser tells. */
async function room() {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined ? Infinity : quota - usage;
}

/* `panel`: {key, address, person, shelf, worker}; `chosen` whether sound, films and documents come too;
 * `progress(done, all)`. Returns the bundle.
 */
export async function save(panel, { chosen = false, progress = () => {} } = {}) {
  return navigator.locks.request("gridschool-saving", async () => {
    const what = await told(panel.address);
    if ((what.person ?? "").toString() !== panel.person) throw new Failure("other", what.title);
    const files = chosen ? what.files : [];
    const size = what.bytes + files.reduce((sum, file) => sum + file.size, 0);
    if (size > (await room())) throw new Failure("quota", what.title);
    await navigator.serviceWorker.register(panel.worker, { scope: "/" });
    const work = new Work(what.pages.length + what.cards.length + files.length + 1, progress);
    await work.bundle({ key: SHELF_KEY, person: "", title: "", url: panel.shelf, version: "1" }, [
      { kind: "shelf", id: 0, url: panel.shelf, title: "", version: "1" },
    ]);
    const bundle = { key: panel.key, person: panel.person, title: what.title, url: what.pages[0].url, version: what.version, waiting: what.waiting };
    const cards = panel.person ? what.cards : [];
    const pages = panel.person ? what.pages : [...what.pages, ...what.cards];
    for (const card of cards) {
      await work.bundle({ key: `card:${card.id}`, person: "", title: card.title, url: card.url, version: card.version }, [card]);
    }
    const saved = await work.bundle({ ...bundle, address: panel.address, chosen }, pages, files);
    await tidy();
    navigator.storage?.persist?.().catch(() => {});
    return saved;
  });
}

class Work {
  constructor(all, progress) {
    Object.assign(this, { all, progress, done: 0, known: {} });
  }

  step() {
    this.done += 1;
    this.progress(this.done, this.all);
  }

  async bundle(facts, pages, files = []) {
    const savedAt = Date.now();
    const name = cacheName(facts.person, facts.key, facts.version);
    const cache = await caches.open(name);
    const shared = {};
    let bytes = 0;
    const beside = new Map(files.map((file) => [file.url, file.title]));
    for (const page of pages) {
      const got = await fetchPage(page, facts.person, new Date(savedAt).toISOString());
      const paths = needs(got.page);
      Object.assign(shared, await saveStatic(paths.filter(isStatic), this.known));
      for (const path of paths.filter((path) => !isStatic(path))) beside.set(path, page.title);
      await put(cache, page.url, got.reply(), page.title);
      bytes += got.bytes;
      this.step();
    }
    for (const [path, title] of beside) {
      bytes += await saveBeside(cache, path, title);
      if (files.some((file) => file.url === path)) this.step();
    }
    const bundle = { ...facts, cache: name, savedAt, bytes, pages, beside: [...beside.keys()], files: shared };
    await changeShelf(shelfOf(facts.person), (shelf) => {
      if (facts.person && shelf.owner && shelf.owner !== facts.person) throw new Failure("other", facts.title);
      if (facts.person) shelf.owner = facts.person;
      shelf.bundles[facts.key] = bundle;
    });
    return bundle;
  }
}

/* Takes a bundle off its shelf; the page of what is saved goes with the last one. */
export async function remove({ key, person }) {
  await changeShelf(shelfOf(person), (shelf) => delete shelf.bundles[key]);
  const left = [await readShelf("own"), await readShelf("open")].flatMap((shelf) => Object.keys(shelf.bundles));
  if (left.every((one) => one === SHELF_KEY)) await changeShelf("open", (shelf) => delete shelf.bundles[SHELF_KEY]);
  await tidy();
}

/* What a person has saved that takes room, each file counted once. */
export function weigh(bundles) {
  const files = Object.assign({}, ...bundles.map((bundle) => bundle.files));
  const shared = Object.values(files).reduce((sum, size) => sum + size, 0);
  return bundles.reduce((sum, bundle) => sum + bundle.bytes, shared);
}
