// A link with data-copy becomes a button that copies its address; where the browser cannot copy it stays a link.
for (const link of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const words = link.querySelector("span");
  words.textContent = link.dataset.copyLabel;
  words.setAttribute("aria-live", "polite");
  link.setAttribute("role", "button");
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.dataset.copy);
      words.textContent = link.dataset.copied;
    } catch {
      window.location.assign(link.href);
    }
  });
}
