/** Whether the receiver takes callbacks, at a glance. */
import { Notice, type Tone } from "../../components/notice";
import { t } from "../../i18n";
import type { Health } from "../state/deliveries";
import { dateTime, duration } from "../state/format";

const TONES: Record<Health["kind"], Tone> = {
  off: "info",
  idle: "info",
  good: "good",
  missed: "warning",
  failing: "error",
};

/** What a {@link HealthNotice} takes. */
export interface HealthNoticeProps {
  health: Health;
  /** When the server was asked. */
  nowMs: number;
}

/** One sentence, and what to do. */
export function HealthNotice({ health, nowMs }: HealthNoticeProps) {
  return (
    <Notice tone={TONES[health.kind]} detail={detail(health, nowMs)} testId="callbacks-health">
      {sentence(health)}
    </Notice>
  );
}

function sentence(health: Health): string {
  switch (health.kind) {
    case "off":
      return health.waiting > 0
        ? t("callbacks.health.off.waiting", { count: health.waiting })
        : t("callbacks.health.off");
    case "idle":
      return t("callbacks.health.idle");
    case "good":
      return t("callbacks.health.good", { time: dateTime(health.lastMs) });
    case "missed":
      return t("callbacks.health.missed", { count: health.count });
    case "failing":
      return t("callbacks.health.failing", { count: health.count });
  }
}

function detail(health: Health, nowMs: number): string | undefined {
  if (health.kind !== "failing") {
    return undefined;
  }
  const next = duration(health.nextMs - nowMs);
  return t("callbacks.health.failing.detail", { error: health.error, tries: health.tries, next });
}
