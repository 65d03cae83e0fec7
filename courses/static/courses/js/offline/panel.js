/* 存到本机 on a course and on the cards: asks what comes along, tells how far it is, how fresh it is and what it takes.
 * Saving itself is loaded when it is asked for.
 */
import { canWorkOffline } from "../../../core/js/device.js";
import { fill } from "../../../core/js/words.js";
import { dayOf, megabytes } from "./figures.js";
import { bundlesFor } from "./shelves.js";

class Panel {
  constructor(root) {
    this.root = root;
    this.facts = { ...root.dataset };
    root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      if (act) this[act]().catch((error) => this.failed(error));
    });
  }

  /* Exactly these buttons. */
  offer(...acts) {
    for (const button of this.root.querySelectorAll("[data-act]")) button.hidden = !acts.includes(button.dataset.act);
  }

  say(name, values) {
    const template = this.root.querySelector(`template[data-says=${name}]`);
    this.root.querySelector("[data-now]").replaceChildren(fill(template, values));
  }

  add(name, values) {
    if (name) this.root.querySelector("[data-now]").append(fill(this.root.querySelector(`template[data-says=${name}]`), values));
  }

  async bundle() {
    return (await bundlesFor(this.facts.person)).find((one) => one.key === this.facts.key);
  }

  async show() {
    const bundle = await this.bundle();
    if (!bundle) {
      this.say("none");
      return this.offer("ask");
    }
    const { told, weigh } = await import("./save.js");
    this.say("saved", { day: dayOf(bundle.savedAt, this.facts.zone), size: megabytes(weigh([bundle])) });
    this.add(bundle.waiting && "waiting", { n: bundle.waiting });
    this.offer("remove");
    if (!navigator.onLine) return undefined;
    const newest = await told(this.facts.address).catch(() => null);
    if (!newest || newest.version === bundle.version) return this.offer("refresh", "remove");
    this.say("newer", { day: dayOf(bundle.savedAt, this.facts.zone) });
    return this.offer("refresh", "remove");
  }

  async ask() {
    const { told } = await import("./save.js");
    const what = await told(this.facts.address);
    const size = what.files.reduce((sum, file) => sum + file.size, 0);
    if (!what.files.length) return this.save(false);
    const files = what.files.filter((file) => file.kind !== "captions").length;
    this.say("choose", { n: files, size: megabytes(size), pages: megabytes(what.bytes) });
    return this.offer("pages", "all");
  }

  pages() {
    return this.save(false);
  }

  all() {
    return this.save(true);
  }

  async refresh() {
    return this.save((await this.bundle())?.chosen ?? false);
  }

  again() {
    return this.save(this.chosen);
  }

  async save(chosen) {
    this.chosen = chosen;
    this.offer();
    const bar = this.root.querySelector("progress");
    bar.hidden = false;
    bar.removeAttribute("value");
    this.say("saving", { done: 0, all: "…" });
    const progress = (done, all) => {
      Object.assign(bar, { max: all, value: done });
      this.say("saving", { done, all });
    };
    const { save } = await import("./save.js");
    await save(this.facts, { chosen, progress });
    bar.hidden = true;
    await this.show();
  }

  async remove() {
    const { remove } = await import("./save.js");
    await remove(this.facts);
    await this.show();
  }

  failed(error) {
    this.root.querySelector("progress").hidden = true;
    const code = ["unreached", "refused", "other", "quota", "session"].includes(error.code) ? error.code : "unreached";
    this.say(code, { what: error.what ?? "" });
    this.offer("again");
  }
}

export function wire(root) {
  const panel = new Panel(root);
  if (!canWorkOffline() || !("locks" in navigator)) return panel.say("unable");
  return panel.show().catch((error) => panel.failed(error));
}

for (const root of document.querySelectorAll("[data-save-offline]")) {
  root.hidden = false;
  wire(root);
}
