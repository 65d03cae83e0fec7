/* Marks (标记) on their way to the server. Only the last one of each question matters, so they need no order; they wait in
 * the journal beside the answers and never hold one of these up.
 */
import { postForm } from "./sender.js";

export class Marks {
  /* `expired`: the log-in ran out; `lost`: the server was not reached. */
  constructor({ journal, address, expired, lost }) {
    Object.assign(this, { journal, address, expired, lost });
  }

  get waiting() {
    return Object.entries(this.journal.paper.marks ?? {}).map(([position, flagged]) => [Number(position), flagged]);
  }

  async put(position, flagged) {
    await this.journal.note({ marks: { ...this.journal.paper.marks, [position]: flagged } });
    return this.send();
  }

  send() {
    this.running ??= this.run().finally(() => (this.running = null));
    return this.running;
  }

  async run() {
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const reply = await this.post(...next);
      if (!reply) return this.lost();
      if (reply.status === 401 || reply.status === 403) return this.expired();
      await this.forget(...next);
    }
    return undefined;
  }

  /* A mark that the server refused is over too: it is only a help. */
  forget(position, sent) {
    const { [position]: now, ...others } = this.journal.paper.marks;
    return this.journal.note({ marks: now === sent ? others : this.journal.paper.marks });
  }

  async post(position, flagged) {
    try {
      const fields = { position, ...(flagged ? { flagged: "on" } : {}) };
      const reply = await postForm(this.address, fields, { redirect: "error" });
      return reply.status < 500 && reply.status !== 429 ? reply : null;
    } catch {
      return null;
    }
  }
}
