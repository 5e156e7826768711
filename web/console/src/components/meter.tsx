/** A sound level from 0 to 100. */
import type { ReadonlySignal } from "@preact/signals";

/** What a {@link Meter} takes. */
export interface MeterProps {
  level: ReadonlySignal<number>;
  /** What is measured, for a screen reader. */
  label: string;
  testId?: string | undefined;
}

/** A level meter. It draws itself anew without its surroundings. */
export function Meter({ level, label, testId }: MeterProps) {
  const percent = Math.round(Math.min(100, Math.max(0, level.value)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the native meter cannot show a gradient.
    <div
      class="meter"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      data-testid={testId}
    >
      <div class="meter-cover" style={{ transform: `scaleX(${(100 - percent) / 100})` }} />
    </div>
  );
}
