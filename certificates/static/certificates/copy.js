// A link with data-copy becomes a button that copies; where the browser cannot copy it stays a link.
import { toast } from "../core/js/toast.js";

for (const link of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  link.querySelector("span").textContent = link.dataset.copyLabel;
  link.setAttribute("role", "button");
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.dataset.copy);
      toast(link.dataset.copied);
    } catch {
      window.location.assign(link.href);
    }
  });
}
