// Asking the model while something changes: one question at a time, and of those that came meanwhile only the
// latest.

import { api, runPath } from "./api.js";

export class Asking {
  /**
   * @param {string} id the run
   * @param {{answer: (answer: Object, body: Object) => void, problem: (error: Error) => void}} handlers
   */
  constructor(id, handlers) {
    Object.assign(this, { id, handlers, next: null, isAsking: false, number: 0 });
  }

  /** @param {Object} body */
  ask(body) {
    this.next = body;
    if (!this.isAsking) this.run();
  }

  /** What is still on its way is no longer wanted. */
  forget() {
    this.next = null;
    this.number += 1;
  }

  async run() {
    this.isAsking = true;
    while (this.next) {
      const body = this.next;
      this.next = null;
      const { number } = this;
      try {
        const answer = await api(runPath(this.id, "predict"), { body });
        if (number === this.number) this.handlers.answer(answer, body);
      } catch (error) {
        if (number === this.number) this.handlers.problem(error);
      }
    }
    this.isAsking = false;
  }
}
