/* A lesson: keeps the place while it is read, and shows the result of the check in place. Both are extras: without this
 * file the check is a form like any other, and the place is the last lesson finished. */
const article = document.querySelector("[data-place]");
const SETTLE = 1500;

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? readCookie("csrftoken");
}

function readCookie(name) {
  return document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1] ?? "";
}

function send(url, body) {
  const headers = { "X-CSRFToken": token(), "X-Requested-With": "fetch" };
  return fetch(url, { method: "POST", headers, body, credentials: "same-origin", keepalive: true });
}

function topBlock() {
  const blocks = [...article.querySelectorAll("[data-block]")];
  return blocks.findLast((block) => block.getBoundingClientRect().top < window.innerHeight / 3) ?? blocks[0];
}

function keepPlace() {
  let timer = 0;
  let saved = "";
  const save = () => {
    const anchor = topBlock()?.id ?? "";
    if (!timer || anchor === saved) return;
    saved = anchor;
    send(article.dataset.place, new URLSearchParams({ anchor })).catch(() => {
      saved = "";
    });
  };
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(save, SETTLE);
  }, { passive: true });
  addEventListener("pagehide", save);
  // Opened: without a place, so that the one kept from the last time stays until the reader moves.
  send(article.dataset.place).catch(() => {});
}

async function takeCheck(form) {
  const area = form.closest("[data-check-area]");
  const response = await send(form.action, new URLSearchParams(new FormData(form)));
  if (!response.ok || response.redirected) throw new Error(String(response.status));
  area.innerHTML = await response.text();
  area.querySelector("[tabindex='-1']")?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-check]") || form.dataset.plain) return;
  event.preventDefault();
  takeCheck(form).catch((error) => {
    // Not reached at all: kept on this device, where it can be (offline/check.js).
    const unreached = new CustomEvent("check:unreached", { bubbles: true, cancelable: true });
    if (error instanceof TypeError && !form.dispatchEvent(unreached)) return;
    form.dataset.plain = "1";
    form.submit();
  });
});

if (article?.dataset.place) keepPlace();
