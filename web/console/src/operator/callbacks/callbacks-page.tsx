/** What the server tells the receiver of a project: where to, how it is signed, and whether it arrives. */
import { useEffect, useMemo } from "preact/hooks";
import { t } from "../../i18n";
import { Page } from "../parts/page";
import { RefusalNotice } from "../parts/refusal-notice";
import { path } from "../state/api";
import { healthOf } from "../state/deliveries";
import type { Callbacks, Delivery } from "../state/generated";
import { Loaded } from "../state/loaded";
import { api } from "../state/stores";
import { DeliveriesCard } from "./deliveries-card";
import { HealthNotice } from "./health-notice";
import { SignatureCard } from "./signature-card";
import { TargetCard } from "./target-card";

/** Both as of one moment. */
interface Known {
  url: string | null;
  deliveries: Delivery[];
  time_ms: number;
}

/** The callbacks. */
export function CallbacksPage({ appId }: { appId: number }) {
  const at = path("apps", appId, "callbacks");
  const known = useMemo(() => new Loaded(() => ask(at)), [at]);
  useEffect(() => void known.load(), [known]);
  const value = known.value.value;
  const reload = () => void known.load();
  return (
    <Page title={t("project.tab.callbacks")} lead={t("callbacks.lead")} testId="page-callbacks">
      <RefusalNotice refusal={known.refusal.value} />
      {value && (
        <>
          <HealthNotice health={healthOf(value.url, value.deliveries)} nowMs={value.time_ms} />
          <div class="columns">
            <TargetCard at={at} url={value.url} onChange={reload} />
            <SignatureCard appId={appId} />
          </div>
          <DeliveriesCard deliveries={value.deliveries} nowMs={value.time_ms} onRefresh={reload} />
        </>
      )}
    </Page>
  );
}

async function ask(at: string): Promise<Known> {
  const [{ url }, deliveries] = await Promise.all([
    api.get<Callbacks>(at),
    api.get<Delivery[]>(`${at}/deliveries`),
  ]);
  return { url, deliveries, time_ms: api.now() };
}
