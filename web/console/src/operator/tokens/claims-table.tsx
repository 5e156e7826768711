/** What a token says, claim by claim, beside both clocks. */
import type { ComponentChildren } from "preact";
import { t } from "../../i18n";
import { dateTime, duration } from "../state/format";
import type { ExplainedToken, TokenClaims } from "../state/generated";

/** Clocks that differ by less are fine: a token is made to last longer. */
const CLOCKS_AGREE_MS = 5_000;

/** What a {@link ClaimsTable} takes. */
export interface ClaimsTableProps {
  explained: ExplainedToken;
  /** The clock of this computer when the answer came. */
  pageTimeMs: number;
}

/** The table. */
export function ClaimsTable({ explained, pageTimeMs }: ClaimsTableProps) {
  const { claims, form, server_time_ms: now, unverified_expires_ms: unverified } = explained;
  const apart = pageTimeMs - now;
  return (
    <dl class="facts">
      {claims && <Claims claims={claims} now={now} />}
      {!claims && unverified !== undefined && (
        <Fact name={t("claim.unverified")}>{expiry(unverified, now)}</Fact>
      )}
      {form && <Fact name={t("claim.form")}>{form.toUpperCase()}</Fact>}
      <Fact name={t("claim.serverClock")}>{dateTime(now)}</Fact>
      <Fact name={t("claim.pageClock")}>
        {dateTime(pageTimeMs)}
        {Math.abs(apart) >= CLOCKS_AGREE_MS && (
          <strong class="bad">
            {" "}
            {t(apart > 0 ? "claim.pageAhead" : "claim.pageBehind", {
              time: duration(Math.abs(apart)),
            })}
          </strong>
        )}
      </Fact>
    </dl>
  );
}

function Claims({ claims, now }: { claims: TokenClaims; now: number }) {
  const { privileges } = claims;
  const yesNo = (allowed: boolean) => t(allowed ? "common.yes" : "common.no");
  return (
    <>
      <Fact name={t("field.app")}>{claims.app_id}</Fact>
      <Fact name={t("field.user")}>{claims.user_id}</Fact>
      <Fact name={t("claim.made")}>{dateTime(claims.made_ms)}</Fact>
      <Fact name={t("claim.expires")}>{expiry(claims.expires_ms, now)}</Fact>
      <Fact name={t("claim.nonce")}>{claims.nonce}</Fact>
      {privileges ? (
        <>
          <Fact name={t("field.room")}>{privileges.room_id || t("claim.anyRoom")}</Fact>
          <Fact name={t("tokens.mayLogin")}>{yesNo(privileges.may_login)}</Fact>
          <Fact name={t("tokens.mayPublish")}>{yesNo(privileges.may_publish)}</Fact>
          <Fact name={t("tokens.streams")}>
            {privileges.stream_ids.join(", ") || t("claim.anyStream")}
          </Fact>
        </>
      ) : (
        <Fact name={t("claim.payload")}>{claims.payload || t("claim.noPayload")}</Fact>
      )}
    </>
  );
}

function expiry(timeMs: number, now: number): string {
  const time = dateTime(timeMs);
  const left = duration(Math.abs(timeMs - now));
  return t(timeMs > now ? "claim.still" : "claim.over", { time, left });
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
