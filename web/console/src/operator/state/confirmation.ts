/** A question before something that cannot be taken back. */
import { signal } from "@preact/signals";

/** What is asked. */
export interface Question {
  title: string;
  /** What the act breaks, and for whom. */
  consequence: string;
  /** The word on the button that does it. */
  action: string;
  /** Whether a reason may be given, which those concerned are told. */
  takesReason?: boolean;
}

/** What was answered; absent where the person thought better of it. */
export type Consent = { reason: string } | undefined;

/** At most one question at a time. */
export class Confirmation {
  readonly question = signal<Question | undefined>(undefined);

  #answer: (consent: Consent) => void = () => {};

  /** Asks. */
  ask(question: Question): Promise<Consent> {
    this.answer(undefined);
    this.question.value = question;
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /** Answers the question that is asked. */
  answer(consent: Consent): void {
    this.question.value = undefined;
    this.#answer(consent);
    this.#answer = () => {};
  }
}
