/* What was done without a network and waits for it, under person and the device's name for it, in the order it was done;
 * and what became of it, until the next log-out. Answers only: never a key, an explanation or a question's text.
 */
import { setMark } from "./shelves.js";

// Another person may use the device meanwhile; what nobody came back for is removed.
const SEALED_DAYS = 30;
const DAY = 24 * 3600 * 1000;
let database;

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("gridschool-learning", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("waiting", { keyPath: ["person", "client_id"] });
      request.result.createObjectStore("results", { keyPath: ["person", "lesson"] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return database;
}

/* One transaction; `job(waiting, results)` returns the request whose result is wanted. On disk when it resolves. */
async function run(mode, job) {
  const transaction = (await open()).transaction(["waiting", "results"], mode, { durability: "strict" });
  const request = job(transaction.objectStore("waiting"), transaction.objectStore("results"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

const of = (person) => IDBKeyRange.bound([person], [person, []]);

/* The rows of a person, oldest first; `refused` ones wait for their owner, not for the network. */
export async function waitingOf(person) {
  const rows = await run("readonly", (waiting) => waiting.getAll(of(person)));
  return rows.sort((one, other) => one.at - other.at);
}

export const unsent = (rows) => rows.filter((row) => !row.refused);

export const resultsOf = (person) => run("readonly", (_, results) => results.getAll(of(person)));

export async function keep(row) {
  await run("readwrite", (waiting) => waiting.put(row));
  setMark(true);
}

/* It arrived: what waited becomes a result, in one step. */
export const arrived = (row, { right, total, passed }) =>
  run("readwrite", (waiting, results) => {
    waiting.delete([row.person, row.client_id]);
    const { person, lesson, title, url } = row;
    results.put({ person, lesson, title, url, right, total, passed, at: row.at });
  });

export const drop = (row) => run("readwrite", (waiting) => waiting.delete([row.person, row.client_id]));

/* What `person` may not see goes: results of others. What others kept stays sealed until they come, or too long. */
export const forgetOthers = (person) =>
  run("readwrite", (waiting, results) => {
    const old = Date.now() - SEALED_DAYS * DAY;
    for (const [store, unwanted] of [[results, (row) => row.person !== person], [waiting, (row) => row.person !== person && row.at < old]]) {
      store.openCursor().onsuccess = ({ target }) => {
        const cursor = target.result;
        if (!cursor) return;
        if (unwanted(cursor.value)) cursor.delete();
        cursor.continue();
      };
    }
  });
