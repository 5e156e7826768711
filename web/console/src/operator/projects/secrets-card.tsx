/** AppID and, on demand, what logins are proven with. */
import { Card } from "../../components/card";
import { t } from "../../i18n";
import { SecretLine } from "../parts/secret-line";
import { Secrets } from "./secrets";

/** The card. */
export function SecretsCard({ appId }: { appId: number }) {
  return (
    <Card title={t("secrets.title")}>
      <SecretLine name={t("field.app")} text={`${appId}`} testId="app-id" />
      <Secrets appId={appId} names={["app_sign", "server_secret"]} />
    </Card>
  );
}
