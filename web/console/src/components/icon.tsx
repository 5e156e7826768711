/** Line icons on a 24 × 24 grid, drawn in the colour of the text around them. */

const PATHS = {
  microphone:
    "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.500 11a6.500 6.500 0 0 0 13 0M12 17.500V21",
  microphoneOff:
    "M9 9.500V11a3 3 0 0 0 4.600 2.500M15 10V6a3 3 0 0 0-5.700-1.300M5.500 11a6.500 6.500 0 0 0 10 5.500M18.500 11a6.500 6.500 0 0 1-.6 2.700M12 17.500V21M4 4l16 16",
  speaker:
    "M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a7.800 7.800 0 0 1 0 11",
  speakerOff: "M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM16 9.500l5 5M21 9.500l-5 5",
  camera: "M3.500 7h11.500v10H3.500zM15 11l5.500-3v8L15 13",
  cameraOff: "M9 7h6v6M15 11l5.500-3v8L16.500 14M13.500 17H3.500V7H5M4 4l16 16",
  play: "M8 5.500v13l10.500-6.500z",
  stop: "M7 7h10v10H7z",
  leave: "M14 4.500H6.500v15H14M10.500 12H20M16.500 8.500L20 12l-3.500 3.500",
  copy: "M9 9h10v11H9zM15 9V4.500H5V15h4",
  trash: "M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v6M13.500 10.500v6",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20a7.500 7.500 0 0 1 15 0",
  call: "M12 3v18M7.500 7v10M3.500 10.500v3M16.500 7v10M20.500 10.500v3",
  messages: "M4 5.500h16v11h-9L6.500 20v-3.500H4z",
  log: "M5 6h14M5 10.500h14M5 15h9M5 19.500h6",
  warning: "M12 4L2.800 19.500h18.400zM12 10v4.500M12 17v.2",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.500M12 7.700v.2",
  check: "M5 12.500l4.500 4.500L19 7.500",
  close: "M6 6l12 12M18 6L6 18",
  refresh: "M19.500 12a7.500 7.500 0 1 1-2.200-5.300L19.500 9M19.500 4.500V9H15",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon; it says nothing to a screen reader, the text beside it does. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
