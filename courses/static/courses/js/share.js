/* button[data-share]: hands the page to another program, or copies its address where the browser cannot; shown only where
   one of the two works. */
import { toast } from "../../core/js/toast.js";

const button = document.querySelector("[data-share]");
const address = () => location.origin + location.pathname;

async function share() {
  if (!navigator.share) return copy();
  try {
    await navigator.share({ title: document.title, url: address() });
  } catch (error) {
    if (error.name !== "AbortError") await copy();
  }
}

async function copy() {
  try {
    await navigator.clipboard.writeText(address());
    toast(button.dataset.copied);
  } catch {
    toast(address());
  }
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", share);
}
