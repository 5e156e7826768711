/** A question before something that cannot be taken back. */
import { signal } from "@preact/signals";

/** What is asked. */
export interface Question {
  title: string;
  /** What the act breaks, and for whom. */
  consequence: string;
  /** The word on the button that does it. */
  action: string;
}

/** At most one question at a time. */
export class Confirmation {
  readonly question = signal<Question | undefined>(undefined);

  #answer: (consents: boolean) => void = () => {};

  /** Asks. */
  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.question.value = question;
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /** Answers the question that is asked. */
  answer(consents: boolean): void {
    this.question.value = undefined;
    this.#answer(consents);
    this.#answer = () => {};
  }
}
