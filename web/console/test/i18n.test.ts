import { describe, expect, it } from "vitest";
import {
  LANGUAGES,
  language,
  type MessageKey,
  preferredLanguage,
  setLanguage,
  t,
} from "../src/i18n";
import { english } from "../src/i18n/en";

const keys = Object.keys(english) as MessageKey[];
const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the tables of texts", () => {
  for (const [tag, table] of Object.entries(LANGUAGES)) {
    it(`${tag} has every text, and no other`, () => {
      expect(Object.keys(table).sort()).toEqual([...keys].sort());
      for (const key of keys) {
        expect(table[key].trim(), key).not.toBe("");
      }
    });

    it(`${tag} leaves the same blanks to fill`, () => {
      for (const key of keys) {
        expect(blanks(table[key]), key).toEqual(blanks(english[key]));
      }
    });
  }

  it("is in Chinese where it says so", () => {
    const same = keys.filter((key) => LANGUAGES["zh-CN"][key] === english[key]);
    expect(
      same.filter((key) => !/^(brand|unit\.|field\.|secret\.(app_sign|server_secret)$)/.test(key)),
    ).toEqual([]);
  });
});

describe("a text", () => {
  it("follows the language and fills its blanks", () => {
    setLanguage("en");
    expect(t("people.title", { count: 3 })).toBe("People (3)");
    setLanguage("zh-CN");
    expect(t("people.title", { count: 3 })).toBe("成员（3）");
    expect(language.value).toBe("zh-CN");
  });

  it("keeps a blank that nobody fills", () => {
    setLanguage("en");
    expect(t("people.title")).toBe("People ({count})");
  });
});

describe("the first language", () => {
  it("is the first that the page speaks", () => {
    expect(preferredLanguage(["fr-FR", "zh-TW", "en"])).toBe("zh-CN");
    expect(preferredLanguage(["en-GB", "zh"])).toBe("en");
    expect(preferredLanguage(["fr"])).toBe("en");
    expect(preferredLanguage([])).toBe("en");
  });
});
