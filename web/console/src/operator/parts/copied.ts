import { copyText } from "../../components/copy-text";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";

/** Puts a text on the clipboard and says so; `name` is what the text is called. */
export async function copied(text: string, name: string): Promise<void> {
  toasts.show((await copyText(text)) ? t("common.copied", { name }) : t("copy.failed"));
}
