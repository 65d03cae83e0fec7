/* Answers that the server has not acknowledged yet, kept on this device under person and attempt.
 * Holds positions and answers only: no question, no key. Removed once the paper is handed in.
 */
const PREFIX = "gridschool.answers.";

function readable(text) {
  try {
    const entries = JSON.parse(text);
    return Array.isArray(entries) ? entries : [];
  } catch {
    return [];
  }
}

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Over plain http there is no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Journal {
  constructor(person, attempt) {
    this.key = `${PREFIX}${person}.${attempt}`;
    this.stored = true;
    this.entries = [];
    try {
      this.entries = readable(localStorage.getItem(this.key) ?? "[]");
      this.write();
    } catch {
      this.stored = false;
    }
  }

  get size() {
    return this.entries.length;
  }

  /* The newest answer to a question replaces one that is still waiting. */
  put(position, value) {
    this.entries = this.entries.filter((entry) => entry.position !== position);
    this.entries.push({ position, value, client_id: uuid() });
    this.write();
  }

  /* Unless a newer answer came meanwhile. */
  remove(entry) {
    this.entries = this.entries.filter((other) => other.client_id !== entry.client_id);
    this.write();
  }

  get(position) {
    return this.entries.find((entry) => entry.position === position);
  }

  clear() {
    this.entries = [];
    try {
      localStorage.removeItem(this.key);
    } catch {
      this.stored = false;
    }
  }

  write() {
    if (!this.stored) return;
    try {
      if (this.entries.length) localStorage.setItem(this.key, JSON.stringify(this.entries));
      else localStorage.removeItem(this.key);
    } catch {
      this.stored = false;
    }
  }
}
