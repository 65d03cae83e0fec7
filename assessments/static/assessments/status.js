/* What the head of a sitting says: the save state, the strips, the time left. */
export function fill(template, values) {
  const copy = template.content.cloneNode(true);
  const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    node.data = node.data.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }
  return copy;
}

export function showSave(state, values = {}) {
  const slot = document.querySelector("[data-save]");
  const tones = { saved: "is-passed", ready: "is-passed", waiting: "is-due", offline: "is-offline", stopped: "is-failed" };
  const said = `${state} ${values.n ?? ""} ${values.time ?? ""}`;
  if (slot.dataset.said === said) return;
  slot.dataset.said = said;
  slot.className = `save ${tones[state]}`;
  slot.replaceChildren(fill(document.querySelector(`template[data-save-state=${state}]`), values));
}

export function strip(name, shown) {
  const element = document.querySelector(`[data-strip=${name}]`);
  if (element) element.hidden = !shown;
}

function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

/* Counts down from what the server said was left; the device's own clock plays no part. `set(seconds)` corrects it. */
export function startTimer(ended) {
  const element = document.querySelector("[data-timer]");
  const said = document.querySelector("[data-timer-said]");
  let left = Number(element.dataset.left);
  let since = performance.now();
  let over = false;
  const say = (words) => said.textContent === words || (said.textContent = words);
  const tick = () => {
    const rest = left - (performance.now() - since) / 1000;
    element.querySelector("[data-timer-words]").textContent = clock(rest);
    element.classList.toggle("is-due", rest <= 300);
    if (rest <= 0) {
      if (!over) {
        over = true;
        say(said.dataset.over);
        ended();
      }
    } else if (rest <= 60) say(said.dataset.one);
    else if (rest <= 300) say(said.dataset.five);
  };
  tick();
  setInterval(tick, 500);
  return {
    set(seconds) {
      left = seconds;
      since = performance.now();
      tick();
    },
  };
}
