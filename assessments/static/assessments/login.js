/* The log-in ran out in the middle of a paper: it is renewed in a dialog, by the same address and under the same rules as
 * on the log-in page, and the page goes on where it was. Whose paper it is, the server says afterwards.
 */
import { csrfToken, postForm } from "./sender.js";
import { fill, strip } from "./status.js";

export class LogIn {
  /* `done`: somebody is logged in. */
  constructor(done) {
    this.done = done;
    this.dialog = document.querySelector("#log-in");
    this.form = this.dialog.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  /* Asks once by itself; who would rather write on finds the button in the strip. */
  needed() {
    strip("session", true);
    if (!this.asked && !this.dialog.open) this.dialog.showModal();
    this.asked = true;
  }

  over() {
    if (!this.asked) return;
    this.asked = false;
    strip("session", false);
    if (this.dialog.open) this.dialog.close();
  }

  async send() {
    const button = this.form.querySelector("[type=submit]");
    button.setAttribute("aria-busy", "true");
    this.tell();
    try {
      const reply = await postForm(this.form.action, new FormData(this.form));
      await this.take(reply.ok || reply.status === 400 ? await reply.json() : {});
    } catch {
      this.tell("unreached");
    }
    button.removeAttribute("aria-busy");
  }

  /* Where the log-in leads, or what is wrong with it. */
  async take({ location: next, form }) {
    if (!next) return this.refuse(form);
    this.form.elements.password.value = "";
    const target = new URL(next, location.href);
    if (target.pathname !== this.form.elements.next.value) return this.tell("second", { href: target.href });
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = csrfToken();
    this.over();
    return this.done();
  }

  refuse(form) {
    const errors = form && [...form.errors, ...Object.values(form.fields).flatMap((field) => field.errors)];
    if (!errors?.length) return this.tell("elsewhere");
    this.tell("wrong", { words: errors.join("") });
    return this.form.elements.password.focus();
  }

  /* What stands under the fields: nothing, or one of the dialog's templates. */
  tell(name, values = {}) {
    const slot = this.dialog.querySelector("[data-log-in-says]");
    const template = name && this.dialog.querySelector(`template[data-says=${name}]`);
    slot.replaceChildren(...(template ? [fill(template, values)] : []));
    if (values.href) slot.querySelector("a").href = values.href;
  }
}
