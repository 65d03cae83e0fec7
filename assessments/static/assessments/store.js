/* What this device keeps of running attempts, under person and attempt: the answers that the server has not acknowledged
 * and where the paper stood (sequence number, acknowledged answers, deadline). Never a question's text, a key or a score.
 * A person's page reads only that person's rows; SEALED_DAYS after its deadline a paper is removed, whoever's it is.
 */
const SEALED_DAYS = 7;
const DAY = 24 * 3600 * 1000;
let database;

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("gridschool", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("papers", { keyPath: ["person", "attempt"] });
      request.result.createObjectStore("answers", { keyPath: ["person", "attempt", "client_id"] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return database;
}

/* One transaction; `job(papers, answers)` returns the request whose result is wanted. On disk when it resolves. */
async function run(mode, job) {
  const transaction = (await open()).transaction(["papers", "answers"], mode, { durability: "strict" });
  const request = job(transaction.objectStore("papers"), transaction.objectStore("answers"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/* Every key that begins with these parts: in IndexedDB an array sorts after every text and number. */
const below = (...parts) => IDBKeyRange.bound(parts, [...parts, []]);

export const readPaper = (person, attempt) => run("readonly", (papers) => papers.get([person, attempt]));
export const readAnswers = (person, attempt) => run("readonly", (_, answers) => answers.getAll(below(person, attempt)));
export const writePaper = (paper) => run("readwrite", (papers) => papers.put(paper));

/* Answers to write and client ids to forget, in one step. */
export function changeAnswers(person, attempt, written, forgotten) {
  return run("readwrite", (_, answers) => {
    for (const id of forgotten) answers.delete([person, attempt, id]);
    for (const entry of written) answers.put({ ...entry, person, attempt });
  });
}

export function forgetPaper(person, attempt) {
  return run("readwrite", (papers, answers) => {
    papers.delete([person, attempt]);
    answers.delete(below(person, attempt));
  });
}

/* The answers of a person that are still here; without a person, of anybody: for counting, not for showing. */
export const unsent = (person) => run("readonly", (_, answers) => answers.getAll(person ? below(person) : undefined));

/* Whether this browser lets anything be kept at all: a private window or a full device may not. */
export const canWrite = () =>
  run("readwrite", (papers) => {
    papers.put({ person: "", attempt: "", deadline: 0 });
    return papers.delete(["", ""]);
  }).then(
    () => true,
    () => false,
  );

export async function purge(now = Date.now()) {
  for (const paper of await run("readonly", (papers) => papers.getAll())) {
    if (paper.deadline + SEALED_DAYS * DAY < now) await forgetPaper(paper.person, paper.attempt);
  }
}
