/* One tab of this browser answers a paper at a time. The lock belongs to whoever took it last; `lost` tells the other.
 * Where the browser has no locks (plain http), the server's sequence number alone tells two pages apart.
 */
const RELOAD = 400;

export class Seat {
  constructor(attempt, lost) {
    this.name = `gridschool.sitting.${attempt}`;
    this.lost = lost;
  }

  /* True when no other tab has it. A page that is being reloaded lets go a moment late. */
  async take() {
    if (!navigator.locks || (await this.request({ ifAvailable: true }))) return true;
    await new Promise((done) => setTimeout(done, RELOAD));
    return this.request({ ifAvailable: true });
  }

  takeOver() {
    return navigator.locks ? this.request({ steal: true }) : true;
  }

  request(options) {
    return new Promise((answer) => {
      const held = (lock) => {
        answer(Boolean(lock));
        return lock && new Promise(() => {});
      };
      navigator.locks.request(this.name, options, held).catch(this.lost);
    });
  }
}
