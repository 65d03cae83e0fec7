/* Sends the journal, one answer at a time, until each is acknowledged or refused.
 * Events (functions given by the page): changed(), acknowledged(receipt), conflict(entry, theirs), learnt(state),
 * refused(words), over(), expired(), reached().
 */
const PAUSES = [1000, 2000, 4000, 8000, 15000];
const TIMEOUT = 20000;

export function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

export function same(one, other) {
  const plain = (value) => JSON.stringify(Array.isArray(value) ? [...value].sort() : (value ?? null));
  return plain(one) === plain(other);
}

/* The server answers true and false as such; the page has them as texts. */
const asText = (value) => (typeof value === "boolean" ? String(value) : (value ?? null));

export class Sender {
  constructor({ journal, addresses, sequence, known, events }) {
    Object.assign(this, { journal, addresses, sequence, known, events });
    this.failures = 0;
    this.held = new Set();
    this.stopped = false;
    window.addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
  }

  get offline() {
    return !navigator.onLine || this.failures > 0;
  }

  /* Conflicts wait for the candidate; everything else is sent. */
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
    while (this.next && !this.stopped) {
      const entry = this.next;
      const reply = await this.post(entry);
      this.events.changed();
      if (!reply) return this.later();
      this.failures = 0;
      this.events.reached();
      if (!(await this.take(entry, reply))) return;
    }
    this.events.changed();
  }

  later() {
    const pause = PAUSES[Math.min(this.failures, PAUSES.length) - 1];
    this.timer = setTimeout(() => this.flush(), pause);
  }

  /* The reply, or nothing when the server was not reached or could not answer. */
  async post(entry) {
    try {
      const reply = await fetch(this.addresses.answers, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ ...entry, base_sequence: this.sequence }),
        signal: AbortSignal.timeout(TIMEOUT),
        redirect: "error",
      });
      if (reply.status < 500 && reply.status !== 429) return reply;
    } catch {
      /* not reached */
    }
    this.failures += 1;
    return null;
  }

  /* What the server said about one answer; whether to go on with the next. */
  async take(entry, reply) {
    if ([401, 403, 404].includes(reply.status)) {
      this.events.expired();
      return false;
    }
    const data = await reply.json();
    if (reply.ok) {
      this.sequence = data.sequence;
      this.known.set(entry.position, asText(data.value));
      this.journal.remove(entry);
      this.events.acknowledged(data);
    } else if (data.code === "stale_answer") {
      this.catchUp(data.state);
    } else if (reply.status === 409) {
      this.stopped = true;
      this.journal.clear();
      this.events.over();
    } else {
      this.journal.remove(entry);
      this.events.refused(data.message, entry.position);
    }
    return true;
  }

  /* Somebody wrote meanwhile: take over what they changed, ask only where both changed the same question. */
  catchUp(state) {
    this.sequence = state.sequence;
    const theirs = new Map(Object.entries(state.answers).map(([position, value]) => [Number(position), asText(value)]));
    for (const entry of this.journal.entries) {
      const value = theirs.get(entry.position) ?? null;
      const changedThere = !same(value, this.known.get(entry.position));
      if (changedThere && !same(value, entry.value)) {
        this.held.add(entry.position);
        this.events.conflict(entry, value);
      }
    }
    for (const position of this.known.keys()) this.known.set(position, theirs.get(position) ?? null);
    this.events.learnt(theirs);
  }

  /* The candidate chose: their own answer is sent on top, or dropped. */
  settle(position, keepMine) {
    const entry = this.journal.get(position);
    this.held.delete(position);
    if (entry && !keepMine) this.journal.remove(entry);
    return this.flush();
  }
}
