/** A volume or another number in a range. */

/** What a {@link Slider} takes. */
export interface SliderProps {
  label: string;
  value: number;
  max: number;
  testId?: string | undefined;
  onChange: (value: number) => void;
}

/** A slider from 0 to `max`; arrow keys move it. */
export function Slider({ label, value, max, testId, onChange }: SliderProps) {
  return (
    <input
      type="range"
      class="slider"
      min={0}
      max={max}
      value={value}
      aria-label={label}
      title={label}
      data-testid={testId}
      onInput={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}
