/* 离线也能看, the small box on the learner's first page: the first things saved, and when. Stays hidden without any. */
import { fill } from "../../../core/js/words.js";
import { dayOf } from "./figures.js";
import { bundlesFor } from "./shelves.js";

const MOST = 3;

async function show(box) {
  const bundles = (await bundlesFor(box.dataset.person)).filter((bundle) => bundle.key !== "shelf");
  if (!bundles.length) return;
  const [item, saved] = ["item", "saved"].map((name) => box.querySelector(`template[data-says=${name}]`));
  const rows = bundles.slice(0, MOST).map((bundle) => {
    const copy = fill(item, { title: bundle.title });
    copy.querySelector("a").href = bundle.url;
    return copy;
  });
  box.querySelector("ul").replaceChildren(...rows);
  box.querySelector("[data-when]").replaceChildren(fill(saved, { day: dayOf(bundles[0].savedAt, box.dataset.zone) }));
  box.hidden = false;
}

if ("caches" in window) for (const box of document.querySelectorAll("[data-offline-box]")) show(box).catch(() => {});
