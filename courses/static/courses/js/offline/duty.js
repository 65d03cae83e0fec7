/* Whose device it is now: what is saved of others goes, what waits is sent, and nobody leaves it behind unasked. */
import { forgetOthers, waitingOf } from "./queue.js";
import { countWaiting, sendWaiting, sendWhenBack } from "./send.js";
import { changeShelf, clearShelf, readShelf, tidy } from "./shelves.js";

/* The saved lessons are those of `person` from now on, and nobody else's. */
async function takeOver(person) {
  const { owner, bundles } = await readShelf("own");
  if (owner === person) return;
  const foreign = Object.values(bundles).some((bundle) => bundle.person !== person);
  if (foreign) {
    await clearShelf("own");
    await tidy();
  }
  await changeShelf("own", (shelf) => (shelf.owner = person));
}

/* Asks before the log-in ends while something waits: send it first, leave it here sealed, or stay. */
function askBeforeLeaving(root, person) {
  const dialog = root.querySelector("dialog");
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const left = Number(root.dataset.left ?? 0);
      if (!form.matches("form[data-leaves]") || form.dataset.settled || !left) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      for (const slot of dialog.querySelectorAll("[data-number]")) slot.textContent = left;
      const choose = async () => {
        if (!dialog.returnValue || dialog.returnValue === "stay") return;
        if (dialog.returnValue === "send") {
          await sendWaiting(person);
          if (await count(root, person)) return;
        }
        form.dataset.settled = "1";
        form.requestSubmit(event.submitter);
      };
      dialog.returnValue = "";
      dialog.addEventListener("close", choose, { once: true });
      dialog.showModal();
    },
    true,
  );
}

/* Without a network the log-in cannot end; what is saved goes all the same. */
function leaveOffline(root) {
  document.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || navigator.onLine || !event.target.matches("form[data-leaves]")) return;
    event.preventDefault();
    await clearShelf("own");
    location.assign(`${root.dataset.shelf}#left`);
  });
}

/* How many things wait, and whether some came back. */
async function count(root, person) {
  const left = await countWaiting(person);
  root.dataset.left = left;
  root.querySelector("[data-refused-strip]").hidden = (await waitingOf(person)).length === left;
  return left;
}

export async function watch(root) {
  const { person } = root.dataset;
  await takeOver(person);
  await forgetOthers(person);
  askBeforeLeaving(root, person);
  leaveOffline(root);
  document.addEventListener("learning:kept", () => count(root, person));
  document.addEventListener("learning:sent", ({ detail }) => {
    root.querySelector("[data-login-strip]").hidden = detail.state !== "session";
    count(root, person);
  });
  if (!(await count(root, person))) return;
  sendWhenBack(person);
  await sendWaiting(person);
}
