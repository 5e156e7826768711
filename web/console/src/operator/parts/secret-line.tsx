/** A long text to be taken elsewhere: a secret, a token, a link. */
import { useId } from "preact/hooks";
import { Button } from "../../components/button";
import { t } from "../../i18n";
import { copied } from "./copied";

/** What a {@link SecretLine} takes. */
export interface SecretLineProps {
  name: string;
  text: string;
  testId?: string;
}

/** Shows the text, which can be selected, and a button that copies it. */
export function SecretLine({ name, text, testId }: SecretLineProps) {
  const label = useId();
  return (
    <div class="secret">
      <span class="secret-name" id={label}>
        {name}
      </span>
      <output class="secret-text" aria-labelledby={label} data-testid={testId}>
        {text}
      </output>
      <Button
        small
        icon="copy"
        testId={testId && `${testId}-copy`}
        onClick={() => void copied(text, name)}
      >
        {t("common.copy")}
        <span class="visually-hidden"> {name}</span>
      </Button>
    </div>
  );
}
