/** The secret that signs callbacks, and how a receiver checks it. */
import { useSignal } from "@preact/signals";
import { Button } from "../../components/button";
import { Card } from "../../components/card";
import { t } from "../../i18n";
import { copied } from "../parts/copied";
import { Secrets } from "../projects/secrets";
import { EXAMPLE_LANGUAGES, type ExampleLanguage, SIGNATURE_EXAMPLES } from "./signature-examples";

/** The card. */
export function SignatureCard({ appId }: { appId: number }) {
  const language = useSignal<ExampleLanguage>("Node.js");
  const code = SIGNATURE_EXAMPLES[language.value];
  return (
    <Card title={t("callbacks.signature")}>
      <Secrets appId={appId} names={["callback_secret"]} />
      <details class="more example">
        <summary data-testid="show-example">{t("callbacks.example.show")}</summary>
        <p class="field-hint">{t("callbacks.signature.lead")}</p>
        <div class="actions">
          {EXAMPLE_LANGUAGES.map((name) => (
            <Button
              key={name}
              small
              kind="choice"
              pressed={name === language.value}
              testId={`example-${name}`}
              onClick={() => {
                language.value = name;
              }}
            >
              {name}
            </Button>
          ))}
          <span class="header-gap" />
          <Button
            small
            icon="copy"
            testId="copy-example"
            onClick={() => void copied(code, t("callbacks.example"))}
          >
            {t("common.copy")}
            <span class="visually-hidden"> {t("callbacks.example")}</span>
          </Button>
        </div>
        <pre class="code" data-testid="example">
          {code}
        </pre>
      </details>
    </Card>
  );
}
