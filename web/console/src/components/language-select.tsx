/** The choice of the language. */
import { isLanguage, language, setLanguage, t } from "../i18n";

/** Names of languages are written in themselves. */
const NAMES = { en: "English", "zh-CN": "简体中文" } as const;

/** What a {@link LanguageSelect} takes. */
export interface LanguageSelectProps {
  /** After the language has changed. */
  onChoice: () => void;
}

/** A list of the languages. */
export function LanguageSelect({ onChoice }: LanguageSelectProps) {
  return (
    <select
      class="language"
      aria-label={t("nav.language")}
      value={language.value}
      data-testid="language"
      onChange={({ currentTarget: { value } }) => {
        if (isLanguage(value)) {
          setLanguage(value);
          onChoice();
        }
      }}
    >
      {Object.entries(NAMES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}
