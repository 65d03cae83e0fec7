/* The time left, from the server's clock alone: the device's clock may be wrong by hours. */
const MILESTONES = [
  [60, "one"],
  [300, "five"],
  [600, "ten"],
  [1800, "thirty"],
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

const reached = (left) => MILESTONES.find(([seconds]) => left <= seconds)?.[1];

/* Shows what is left, says quietly when 30, 10, 5 and 1 minutes are; calls `ended` once per deadline. */
export class Timer {
  constructor(clock, deadline, ended) {
    Object.assign(this, { clock, deadline, ended, over: false });
    this.element = document.querySelector("[data-timer]");
    this.said = document.querySelector("[data-timer-said]");
    // A page that opens shows the time; only what passes while it is open is said.
    this.milestone = reached(this.left);
    this.tick();
    setInterval(() => this.tick(), 500);
  }

  get left() {
    return (this.deadline - this.clock.now) / 1000;
  }

  /* Every reply of the server has the deadline: it may have moved. */
  move(deadline) {
    if (deadline === this.deadline) return;
    this.deadline = deadline;
    if (this.left > 0) this.over = false;
    // The page tells that the time has changed; the next thing said here is the next milestone.
    this.milestone = reached(this.left);
    this.tick();
  }

  /* The clock stands still, or goes on. */
  hold(held) {
    if (held) this.show();
    this.held = held;
    this.tick();
  }

  tick() {
    if (this.held) return undefined;
    this.show();
    if (this.left > 0) return this.pass(reached(this.left));
    if (this.over) return undefined;
    this.over = true;
    this.pass("over");
    return this.ended();
  }

  show() {
    const { left } = this;
    this.element.querySelector("[data-timer-words]").textContent = words(left);
    this.element.classList.toggle("is-due", left <= 300 && left > 60);
    this.element.classList.toggle("is-overdue", left <= 60);
    // Not by colour alone: another sign, and a word where there is room.
    this.element.querySelector("[data-timer-calm]").hidden = left <= 300;
    this.element.querySelector("[data-timer-short]").hidden = left > 300;
  }

  pass(milestone) {
    if (milestone === this.milestone) return;
    this.milestone = milestone;
    this.said.textContent = milestone ? this.said.dataset[milestone] : "";
  }
}
