/* The paper is handed in: nothing of it stays on this device. */
import { Journal } from "./journal.js";

const root = document.querySelector("[data-handed-in]");
new Journal(root.dataset.person, root.dataset.attempt).clear();
