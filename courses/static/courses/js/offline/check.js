/* A lesson without a network: what is answered is kept on this device and sent when it is back (send.js). Every try has
 * a name from the start, so that one whose reply got lost is the same try when it is sent again.
 */
import { canWorkOffline, uuid } from "../../../core/js/device.js";
import { fill } from "../../../core/js/words.js";
import { keep, resultsOf, unsent, waitingOf } from "./queue.js";
import { countWaiting, sendWaiting, sendWhenBack } from "./send.js";

const says = document.querySelector("[data-saved-page]");
const isSaved = "saved" in document.documentElement.dataset;
const words = (name, values) => fill(says.querySelector(`template[data-says=${name}]`), values);
const area = () => document.querySelector("[data-check-area]");

function note(form, name, value) {
  let field = form.elements[name];
  if (!field) {
    field = document.createElement("input");
    Object.assign(field, { type: "hidden", name });
    form.append(field);
  }
  field.value = value;
}

function nameTry(form) {
  if (!form.elements.client_id) note(form, "client_id", uuid());
  note(form, "device_at", new Date().toISOString());
}

/* Questions without an answer, by the hidden fields that name them. */
function missing(form) {
  const data = new FormData(form);
  const questions = [...data.keys()].filter((name) => name.startsWith("version-"));
  return questions.filter((name) => !data.get(`q${name.slice("version-".length)}-answer`)).length;
}

function show(...nodes) {
  for (const old of document.querySelectorAll("[data-offline-says]")) old.remove();
  const box = document.createElement("div");
  box.className = "stack";
  box.dataset.offlineSays = "";
  box.append(...nodes);
  area().prepend(box);
  box.tabIndex = -1;
  box.focus();
}

async function keepTry(form) {
  const left = form.matches("[data-check]") ? missing(form) : 0;
  if (left) return show(words("missing", { n: left }));
  nameTry(form);
  note(form, "what", form.matches("[data-check]") ? "check" : "finish");
  const data = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const { title, address } = says.dataset;
  const person = form.elements.person.value;
  try {
    await keep({
      person,
      client_id: form.elements.client_id.value,
      lesson: says.dataset.savedPage.split(":")[1],
      title,
      url: location.pathname,
      address,
      fields: data,
      at: Date.now(),
    });
  } catch {
    return show(words("full"));
  }
  form.hidden = true;
  show(words("kept"));
  document.dispatchEvent(new CustomEvent("learning:kept"));
  await countWaiting(person);
  sendWhenBack(person);
  return sendWaiting(person);
}

function settled({ state, row, reply }) {
  if (row?.lesson !== says.dataset.savedPage.split(":")[1]) return;
  if (state === "refused") return show(words("refused", { message: reply.message }));
  for (const old of document.querySelectorAll("[data-offline-says]")) old.remove();
  area().innerHTML = reply.part;
  area().querySelector("[tabindex='-1']")?.focus();
}

/* A saved page does not know what happened since: the device does. */
async function tellState(person) {
  const lesson = says.dataset.savedPage.split(":")[1];
  const rows = (await waitingOf(person)).filter((row) => row.lesson === lesson);
  const result = (await resultsOf(person)).find((row) => row.lesson === lesson);
  const form = area().querySelector("[data-check], [data-finish]");
  if (!form) return;
  if (rows.length) {
    form.hidden = true;
    const refused = rows.findLast((row) => row.refused);
    show(unsent(rows).length ? words("kept") : words("refused", { message: refused.refused.message }));
  } else if (result && isSaved) {
    show(result.total ? words(result.passed ? "passed" : "failed", result) : words("finished"));
  }
}

if (says && "indexedDB" in window) {
  const person = area()?.querySelector("[name=person]")?.value;
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches("[data-check], [data-finish]") || event.submitter?.name.endsWith("-move")) return;
      nameTry(form);
      if ((navigator.onLine && !isSaved) || !canWorkOffline()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      keepTry(form);
    },
    true,
  );
  // lesson.js did not reach the server.
  document.addEventListener("check:unreached", (event) => {
    event.preventDefault();
    if (canWorkOffline()) keepTry(event.target);
    else show(words("stay"));
  });
  document.addEventListener("learning:sent", ({ detail }) => settled(detail));
  if (person && !isSaved) tellState(person).catch(() => {});
  if (person && isSaved) tellState(person).then(() => sendWhenBack(person)).then(() => sendWaiting(person)).catch(() => {});
}
