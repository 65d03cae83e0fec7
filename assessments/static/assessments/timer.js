/* The time left, from the server's clock alone: the device's clock may be wrong by hours. */
const MILESTONES = [
  [60, "one"],
  [300, "five"],
  [600, "ten"],
];

/* The server's time: what it said last, plus what has passed on this page since. */
export class ServerClock {
  constructor(now) {
    this.set(now);
  }

  set(now) {
    this.then = now;
    this.since = performance.now();
  }

  get now() {
    return this.then + performance.now() - this.since;
  }
}

function words(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

/* Shows what is left, says quietly when ten, five and one minutes are; `ended` once per deadline. */
export class Timer {
  constructor(clock, deadline, ended) {
    Object.assign(this, { clock, deadline, ended, over: false });
    this.element = document.querySelector("[data-timer]");
    this.said = document.querySelector("[data-timer-said]");
    this.tick();
    setInterval(() => this.tick(), 500);
  }

  /* Every reply of the server has the deadline: it may have moved. */
  move(deadline) {
    this.deadline = deadline;
    if (deadline > this.clock.now) this.over = false;
    this.tick();
  }

  tick() {
    const left = (this.deadline - this.clock.now) / 1000;
    this.element.querySelector("[data-timer-words]").textContent = words(left);
    this.element.classList.toggle("is-due", left <= 300);
    if (left > 0) return this.say(MILESTONES.find(([seconds]) => left <= seconds)?.[1]);
    if (this.over) return undefined;
    this.over = true;
    this.say("over");
    return this.ended();
  }

  say(milestone) {
    const told = milestone ? this.said.dataset[milestone] : "";
    if (this.said.textContent !== told) this.said.textContent = told;
  }
}
