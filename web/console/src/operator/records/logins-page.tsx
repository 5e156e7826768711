/** Who logged in lately, and what was answered. */
import { useEffect, useMemo } from "preact/hooks";
import { Badge } from "../../components/badge";
import { Button } from "../../components/button";
import { Card } from "../../components/card";
import { t } from "../../i18n";
import { Page } from "../parts/page";
import { RefusalNotice, sentenceFor } from "../parts/refusal-notice";
import { Table } from "../parts/table";
import { Time } from "../parts/time";
import { path } from "../state/api";
import type { Login } from "../state/generated";
import { Loaded } from "../state/loaded";
import { api } from "../state/stores";

/** The logins, the newest first. */
export function LoginsPage({ appId }: { appId: number }) {
  const logins = useMemo(
    () => new Loaded(() => api.get<Login[]>(path("apps", appId, "logins"))),
    [appId],
  );
  useEffect(() => void logins.load(), [logins]);
  const list = logins.value.value;
  return (
    <Page
      title={t("project.tab.logins")}
      lead={t("logins.lead")}
      aside={
        <Button small icon="refresh" testId="refresh" onClick={() => void logins.load()}>
          {t("common.refresh")}
        </Button>
      }
      testId="page-logins"
    >
      <Card title={t("logins.list")}>
        <RefusalNotice refusal={logins.refusal.value} />
        {list?.length === 0 && <p class="empty">{t("logins.none")}</p>}
        {list && list.length > 0 && <LoginTable list={list} />}
      </Card>
    </Page>
  );
}

function LoginTable({ list }: { list: readonly Login[] }) {
  const columns = [
    { title: t("logins.time") },
    { title: t("field.room") },
    { title: t("live.user") },
    { title: t("live.platform") },
    { title: t("logins.result") },
    { title: t("logins.what") },
  ];
  return (
    <Table columns={columns} label={t("logins.list")} testId="logins">
      {list.map((login, index) => (
        // The same user may try twice in one millisecond.
        <tr key={`${login.time_ms} ${list.length - index}`}>
          <td>
            <Time ms={login.time_ms} />
          </td>
          <td class="name">{login.room_id}</td>
          <td class="name">{login.user_id}</td>
          <td>{login.platform}</td>
          <td>
            <Badge tone={login.problem ? "error" : "good"}>
              {login.problem ? `${t("logins.refused")} ${login.code}` : t("logins.good")}
            </Badge>
          </td>
          <td>
            {login.problem && (
              <>
                {sentenceFor(login.problem)}
                <br />
                <small class="muted">{login.problem.message}</small>
              </>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
