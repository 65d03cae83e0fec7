/* Where the order is held, going on is for good: asked first, and only once the answer is at the server. */
import { postForm } from "./sender.js";

const dialog = document.querySelector("#next-question");

/* Whether the candidate wants to leave this question for good; `blank`: it has no answer. */
export function agreed(blank) {
  dialog.returnValue = "";
  dialog.querySelector("[data-blank]").hidden = !blank;
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

/* The reply ({status, data}), or nothing when the server was not reached. */
export async function nextQuestion(address, position) {
  try {
    const reply = await postForm(address, { position }, { redirect: "error" });
    if (reply.status >= 500 || reply.status === 429) return null;
    return { status: reply.status, data: await reply.json() };
  } catch {
    return null;
  }
}
