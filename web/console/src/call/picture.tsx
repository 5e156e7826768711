/** A frame that pictures are shown in. */
import { useEffect, useRef } from "preact/hooks";

/** What {@link Picture} takes. */
export interface PictureProps {
  label: string;
  /** Whose pictures. */
  of: { showIn(frame: HTMLElement | null): void };
  testId: string;
}

/** The frame; the pictures come as soon as there are some. */
export function Picture({ label, of, testId }: PictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    of.showIn(frame.current);
    return () => of.showIn(null);
  }, [of]);
  return <div class="picture" role="img" aria-label={label} ref={frame} data-testid={testId} />;
}
