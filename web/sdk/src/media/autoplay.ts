/** Playback that the browser holds back until the user touches the page. */

const TEXTS = {
  en: {
    title: "Sound is off",
    body: "The browser waits for your click to play sound.",
    button: "Play sound",
  },
  zh: { title: "声音未播放", body: "浏览器需要您点击一次才能播放声音。", button: "播放声音" },
} as const;

const TEXT_ID = "cooee-autoplay-text";

/** What `autoplayFailed` handlers are given. */
export interface AutoplayFailure {
  /** What happened. */
  message: string;
  /** What to do. */
  hint: string;
}

/** The state of blocked playback, with its fix. */
export const AUTOPLAY_FAILURE: AutoplayFailure = {
  message: "The browser blocked autoplay",
  hint: "Call resume() or play again from a click, or leave enableAutoplayDialog on",
};

const waiting = new Set<() => void>();
let dialog: HTMLElement | undefined;
/** What had the keyboard before the dialog. */
let focusedBefore: Element | null = null;

/** Shows the click-to-resume dialog; the click resumes everything that waits. */
export function resumeByDialog(resume: () => void): void {
  waiting.add(resume);
  // A page may have thrown it away with all of its contents.
  if (!dialog?.isConnected) showDialog();
}

/** No longer resumes this by the dialog; an empty dialog goes away. */
export function forgetDialog(resume: () => void): void {
  waiting.delete(resume);
  if (waiting.size === 0) closeDialog();
}

function showDialog(): void {
  const language = navigator.language?.startsWith("zh") ? "zh" : "en";
  const texts = TEXTS[language];
  dialog = document.createElement("div");
  dialog.className = "cooee-autoplay";
  dialog.setAttribute("role", "alertdialog");
  dialog.lang = language;
  dialog.setAttribute("aria-label", texts.title);
  dialog.setAttribute("aria-describedby", TEXT_ID);
  dialog.style.cssText =
    "position:fixed;z-index:2147483000;left:50%;bottom:24px;transform:translateX(-50%);max-width:90vw;" +
    "display:flex;gap:12px;align-items:center;padding:12px 16px;border-radius:8px;background:#1f2430;" +
    "color:#fff;font:14px/1.4 system-ui,sans-serif;box-shadow:0 4px 16px rgba(0,0,0,.4)";
  const text = document.createElement("span");
  text.id = TEXT_ID;
  text.textContent = texts.body;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = texts.button;
  button.style.cssText =
    "padding:8px 14px;border:0;border-radius:6px;background:#2f6fed;color:#fff;font:inherit;cursor:pointer";
  button.addEventListener("click", () => {
    const all = [...waiting];
    waiting.clear();
    closeDialog();
    for (const resume of all) resume();
  });
  // Without sound, too, a page can be used.
  dialog.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    waiting.clear();
    closeDialog();
  });
  dialog.append(text, button);
  document.body.append(dialog);
  focusedBefore = document.activeElement;
  button.focus();
}

function closeDialog(): void {
  const hadFocus = dialog?.contains(document.activeElement) ?? false;
  dialog?.remove();
  dialog = undefined;
  if (hadFocus && focusedBefore instanceof HTMLElement) focusedBefore.focus();
  focusedBefore = null;
}
