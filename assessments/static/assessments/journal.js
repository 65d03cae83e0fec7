/* The answers of one attempt on their way to the server, in the order they were given, and where the paper stood.
 * Lives in memory and in the device's store at once; without a store (`stored` is false) in memory alone.
 */
import { uuid } from "../core/js/device.js";
import { changeAnswers, forgetPaper, readAnswers, readPaper, writePaper } from "./store.js";

export class Journal {
  static async open(person, attempt) {
    const journal = new Journal();
    Object.assign(journal, { person, attempt, entries: [], paper: {}, stored: true });
    await journal.load();
    return journal;
  }

  /* What the store has: at the start, and when this page takes over from another one. */
  async load() {
    await this.keep(async () => {
      this.paper = (await readPaper(this.person, this.attempt)) ?? {};
      const rows = await readAnswers(this.person, this.attempt);
      this.entries = rows.sort((one, other) => one.order - other.order);
    });
  }

  async keep(work) {
    if (!this.stored) return;
    try {
      await work();
    } catch {
      this.stored = false;
    }
  }

  /* How many questions have an answer that is not at the server. */
  get size() {
    return new Set(this.entries.map((entry) => entry.position)).size;
  }

  /* The newest answer to a question. */
  get(position) {
    return this.entries.findLast((entry) => entry.position === position);
  }

  /* Replaces an answer that never left; one that was tried may be at the server and must be sent again before this. */
  put(position, value) {
    const replaced = this.entries.filter((entry) => entry.position === position && !entry.tried);
    const order = Math.max(0, ...this.entries.map((entry) => entry.order)) + 1;
    const entry = { position, value, client_id: uuid(), order };
    this.entries = [...this.entries.filter((other) => !replaced.includes(other)), entry];
    return this.change([entry], replaced);
  }

  tried(entry) {
    if (entry.tried) return undefined;
    entry.tried = true;
    return this.change([entry], []);
  }

  remove(...gone) {
    this.entries = this.entries.filter((entry) => !gone.includes(entry));
    return this.change([], gone);
  }

  change(written, gone) {
    const ids = gone.map((entry) => entry.client_id);
    return this.keep(() => changeAnswers(this.person, this.attempt, written, ids));
  }

  /* Where the paper stands. */
  note(facts) {
    Object.assign(this.paper, facts, { person: this.person, attempt: this.attempt });
    return this.keep(() => writePaper({ ...this.paper }));
  }

  clear() {
    this.entries = [];
    return this.keep(() => forgetPaper(this.person, this.attempt));
  }
}
