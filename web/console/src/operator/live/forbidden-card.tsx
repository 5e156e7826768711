/** Streams that nobody may publish or play. */
import { Card } from "../../components/card";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { RefusalNotice } from "../parts/refusal-notice";
import { actsColumn, RowActs, Table } from "../parts/table";
import { useTask } from "../parts/use-task";
import { path } from "../state/api";
import type { Loaded } from "../state/loaded";
import { api } from "../state/stores";

/** What a {@link ForbiddenCard} takes. */
export interface ForbiddenCardProps {
  appId: number;
  /** Their ids. */
  forbidden: Loaded<string[]>;
}

/** The list, where there are any; each can be allowed again. */
export function ForbiddenCard({ appId, forbidden }: ForbiddenCardProps) {
  const task = useTask();
  const streams = forbidden.value.value ?? [];
  const refusal = task.refusal.value ?? forbidden.refusal.value;
  const resume = async (stream: string) => {
    const at = path("apps", appId, "streams", stream, "resume");
    if (await task.run(() => api.post(at))) {
      toasts.show(t("live.resumed", { stream }));
      await forbidden.load();
    }
  };
  if (streams.length === 0 && !refusal) {
    return null;
  }
  return (
    <Card title={t("live.forbidden", { count: streams.length })}>
      <RefusalNotice refusal={refusal} />
      <Table columns={[{ title: t("live.stream") }, actsColumn()]} testId="forbidden">
        {streams.map((stream) => (
          <tr key={stream}>
            <th scope="row">{stream}</th>
            <RowActs
              of={stream}
              acts={[
                {
                  action: t("live.resume"),
                  kind: "plain",
                  testId: `resume-${stream}`,
                  onClick: () => void resume(stream),
                },
              ]}
            />
          </tr>
        ))}
      </Table>
    </Card>
  );
}
