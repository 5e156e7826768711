/** A password that is chosen, twice. */
import type { Signal } from "@preact/signals";
import { TextField } from "../../components/field";
import { t } from "../../i18n";

/** What can be wrong with it. */
export type NewPasswordProblem = "short" | "long" | "different";

const SHORTEST = 12;
const LONGEST = 256;

/** Looks at it by the server's own rules. */
export function problemOf(password: string, again: string): NewPasswordProblem | undefined {
  // Characters as the server counts them, which are not UTF-16 units.
  const length = [...password].length;
  if (length < SHORTEST) {
    return "short";
  }
  if (length > LONGEST) {
    return "long";
  }
  return password === again ? undefined : "different";
}

/** What {@link PasswordFields} take. */
export interface PasswordFieldsProps {
  password: Signal<string>;
  again: Signal<string>;
  problem: NewPasswordProblem | undefined;
}

/** The two fields. */
export function PasswordFields({ password, again, problem }: PasswordFieldsProps) {
  const sentence = problem && t(`password.${problem}`);
  return (
    <>
      <TextField
        label={t("password.new")}
        hint={t("password.hint")}
        error={problem === "different" ? undefined : sentence}
        value={password}
        password="new-password"
        testId="new-password"
        required
      />
      <TextField
        label={t("password.again")}
        error={problem === "different" ? sentence : undefined}
        value={again}
        password="new-password"
        testId="new-password-again"
        required
      />
    </>
  );
}
