/* A toast: only for something that can be undone. It stays 8 s or until closed; `undo` is {label, href}. */
const STAYS_MS = 8000;

export function toast(words, undo) {
  const box = document.createElement("p");
  box.className = "toast toast--float";
  box.setAttribute("role", "status");
  box.append(words);
  if (undo) {
    const link = document.createElement("a");
    link.href = undo.href;
    link.textContent = undo.label;
    box.append(" ", link);
  }
  document.body.append(box);
  setTimeout(() => box.remove(), STAYS_MS);
  return box;
}
