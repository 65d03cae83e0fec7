/* Sends the journal, one answer at a time, until each is acknowledged or refused. Events (functions given by the page):
 * changed(), reached(), acknowledged(receipt), elsewhere(state, entries that clash), refused(words, entry),
 * late(words, entry), paused(state), expired(), foreign().
 */
import { around, csrfToken } from "../core/js/device.js";

export { around, csrfToken };

const PAUSES = [1000, 2000, 4000, 8000];
const TIMEOUT = 20000;
// The paper is closed: what is refused with these is over for good.
const OVER = ["deadline_passed", "attempt_finished"];

/* A form sent in the background. */
export function postForm(address, fields, options) {
  return fetch(address, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(TIMEOUT),
    ...options,
  });
}

export function same(one, other) {
  const plain = (value) => JSON.stringify(value ?? null);
  return plain(one) === plain(other);
}

/* The server answers true and false as such; the page has them as texts. */
const asText = (value) => (typeof value === "boolean" ? String(value) : (value ?? null));

export const answersOf = (state) =>
  new Map(Object.entries(state.answers).map(([position, value]) => [Number(position), asText(value)]));

export class Sender {
  /* `known`: what the server has, by position, as far as this page was told. */
  constructor({ journal, address, sequence, known, events }) {
    Object.assign(this, { journal, address, sequence, known, events });
    this.failures = 0;
    this.held = new Set();
    this.paused = false;
    window.addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
  }

  get offline() {
    return !navigator.onLine || this.failures > 0;
  }

  /* A clash waits for the candidate; everything else is sent, oldest first. */
  get next() {
    return this.journal.entries.find((entry) => !this.held.has(entry.position));
  }

  retry() {
    clearTimeout(this.timer);
    return this.flush();
  }

  flush() {
    this.running ??= this.run().finally(() => (this.running = null));
    return this.running;
  }

  async run() {
    while (this.next && !this.paused) {
      const entry = this.next;
      await this.journal.tried(entry);
      const reply = await this.post(entry);
      if (!reply) {
        this.later();
        break;
      }
      this.failures = 0;
      if (!(await this.take(entry, reply))) break;
      this.events.changed();
    }
    this.events.changed();
  }

  later() {
    this.failures += 1;
    const pause = PAUSES[Math.min(this.failures, PAUSES.length) - 1];
    this.timer = setTimeout(() => this.flush(), around(pause));
  }

  /* The reply, or nothing when the server was not reached or could not answer. */
  async post({ position, value, client_id }) {
    try {
      const reply = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ position, value, client_id, base_sequence: this.sequence }),
        signal: AbortSignal.timeout(TIMEOUT),
        redirect: "error",
      });
      if (reply.status >= 500 || reply.status === 429) return null;
      // A refusal in a proxy's own words (too large …) is a refusal; an acknowledgement has to be ours.
      const data = await reply.json().catch(() => null);
      return reply.ok && !data ? null : { ok: reply.ok, status: reply.status, data: data ?? {} };
    } catch {
      return null;
    }
  }

  /* What the server said about one answer; whether to go on with the next. */
  async take(entry, reply) {
    if (reply.status === 401 || reply.status === 403) {
      this.events.expired();
      return false;
    }
    if (reply.status === 404) {
      this.events.foreign();
      return false;
    }
    this.events.reached();
    const { data } = reply;
    if (data.code === "stale_answer") {
      this.catchUp(data.state);
      return true;
    }
    if (data.code === "attempt_paused") {
      // Nothing is taken while the exam stands still; it is sent again afterwards.
      this.events.paused?.(data.state);
      return false;
    }
    if (reply.ok) {
      // An answer that is acknowledged again may be older than what this page already knows.
      this.sequence = Math.max(this.sequence, data.sequence);
      this.known.set(entry.position, asText(data.value));
      this.events.acknowledged(data);
      await this.journal.remove(entry);
      return true;
    }
    await this.journal.remove(entry);
    if (OVER.includes(data.code)) this.events.late(data.message, entry);
    else this.events.refused(data.message, entry);
    return true;
  }

  /* Somebody else wrote: what they changed is taken over; where this page changed the same question, it asks. */
  catchUp(state) {
    const theirs = answersOf(state);
    const clashes = [];
    for (const position of new Set(this.journal.entries.map((entry) => entry.position))) {
      const value = theirs.get(position) ?? null;
      const mine = this.journal.get(position);
      if (same(value, this.known.get(position)) || same(value, mine.value)) continue;
      this.held.add(position);
      clashes.push(mine);
    }
    this.sequence = state.sequence;
    for (const position of this.known.keys()) this.known.set(position, theirs.get(position) ?? null);
    this.events.elsewhere(state, clashes);
  }

  /* The candidate chose: their own answer is sent on top, or dropped. */
  async settle(position, keepMine) {
    const entries = this.journal.entries.filter((entry) => entry.position === position);
    await this.journal.remove(...(keepMine ? entries.slice(0, -1) : entries));
    this.held.delete(position);
    return this.flush();
  }
}
