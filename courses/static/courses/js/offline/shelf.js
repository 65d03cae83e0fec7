/* 离线内容: what this device has saved, how fresh it is, what waits to be sent; also shown for a page that is not saved. */
import { canWorkOffline } from "../../../core/js/device.js";
import { fill } from "../../../core/js/words.js";
import { dayOf, megabytes } from "./figures.js";
import { drop, keep, resultsOf, unsent, waitingOf } from "./queue.js";
import { remove, save, told, weigh } from "./save.js";
import { sendWaiting, sendWhenBack } from "./send.js";
import { bundlesFor, readShelf } from "./shelves.js";

const root = document.querySelector("[data-shelf]");
const { zone, worker, shelfAddress: shelf } = root.dataset;
const template = (name) => root.querySelector(`template[data-says=${name}]`);
// Keys of what the server has newer than this device.
let stale = new Set();
const slot = (name) => root.querySelector(`[data-slot=${name}]`);

function row(name, values, acts = {}) {
  const copy = fill(template(name), values);
  const link = copy.querySelector("a");
  if (link && values.url) link.href = values.url;
  for (const button of copy.querySelectorAll("[data-act]")) {
    button.addEventListener("click", async () => {
      button.setAttribute("aria-busy", "true");
      const failed = await acts[button.dataset.act]().then(() => null, (error) => error);
      await draw();
      if (failed) say(failed);
    });
  }
  return copy;
}

function say(error) {
  const codes = ["unreached", "refused", "other", "quota", "session"];
  slot("problem").replaceChildren(fill(template(codes.includes(error.code) ? error.code : "unreached"), { what: error.what ?? "" }));
}

const asPanel = (bundle) => ({ key: bundle.key, address: bundle.address, person: bundle.person, shelf, worker });

function bundleRow(bundle) {
  const values = {
    url: bundle.url,
    title: bundle.title,
    day: dayOf(bundle.savedAt, zone),
    size: megabytes(weigh([bundle])),
    n: bundle.pages.filter((page) => page.kind === "lesson" || page.kind === "card").length,
  };
  const acts = {
    update: () => save(asPanel(bundle), { chosen: bundle.chosen }).then(() => stale.delete(bundle.key)),
    remove: () => remove(bundle),
  };
  const name = bundle.key.startsWith("course:") ? "course" : bundle.key === "cards" ? "cards" : "card";
  const copy = row(name, values, acts);
  for (const element of copy.querySelectorAll("[data-newer]")) element.hidden = !stale.has(bundle.key);
  return copy;
}

async function newest(bundles) {
  if (!navigator.onLine) return new Set();
  const stale = await Promise.all(
    bundles.filter((bundle) => bundle.address).map(async (bundle) => {
      const what = await told(bundle.address).catch(() => null);
      return what && what.version !== bundle.version ? bundle.key : null;
    }),
  );
  return new Set(stale.filter(Boolean));
}

async function draw() {
  const { owner } = await readShelf("own");
  const bundles = (await bundlesFor(owner)).filter((bundle) => bundle.key !== "shelf");
  slot("courses").replaceChildren(...bundles.filter((one) => one.key.startsWith("course:")).map(bundleRow));
  slot("cards").replaceChildren(...bundles.filter((one) => !one.key.startsWith("course:")).map(bundleRow));
  for (const name of ["courses", "cards"]) slot(name).closest("section").hidden = !slot(name).children.length;
  slot("total").replaceChildren(...(bundles.length ? [fill(template("total"), { size: megabytes(weigh(bundles)) })] : []));
  root.querySelector("[data-empty]").hidden = bundles.length > 0;
  await drawWork(owner);
  return bundles;
}

async function drawWork(owner) {
  const waiting = owner ? await waitingOf(owner) : [];
  const results = owner ? await resultsOf(owner) : [];
  const lines = waiting.map((one) =>
    one.refused
      ? row("refused", { ...one, message: one.refused.message }, {
          retry: () => keep({ ...one, refused: undefined }).then(() => sendWaiting(owner)),
          drop: () => drop(one),
        })
      : row("waiting", { ...one, day: dayOf(one.at, zone) }),
  );
  for (const one of results) lines.push(row(one.total ? (one.passed ? "passed" : "failed") : "finished", one));
  slot("work").replaceChildren(...lines);
  slot("work").closest("section").hidden = !lines.length;
}

async function start() {
  if (!canWorkOffline() || !("locks" in navigator)) {
    root.querySelector("[data-unable]").hidden = false;
    return;
  }
  root.querySelector("[data-left]").hidden = location.hash !== "#left";
  root.querySelector("[data-not-here]").hidden = location.pathname === shelf;
  const bundles = await draw();
  const { owner } = await readShelf("own");
  document.addEventListener("learning:sent", ({ detail }) => {
    root.querySelector("[data-login]").hidden = detail.state !== "session";
    drawWork(owner);
  });
  if (owner && unsent(await waitingOf(owner)).length) {
    sendWhenBack(owner);
    sendWaiting(owner);
  }
  stale = await newest(bundles);
  if (stale.size) await draw();
}

start();
