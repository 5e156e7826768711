import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { english } from "../src/i18n/en";

const root = fileURLToPath(new URL("../src/", import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(root + name, "utf8") }));
const SPOKEN = new Set(["aria-label", "title", "placeholder", "alt", "label", "hint"]);

describe("what a person reads", () => {
  const components = sources.filter(({ name }) => name.endsWith(".tsx"));
  for (const { name, text } of components) {
    it(`comes from the tables in ${name}`, () => {
      expect(writtenOut(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true))).toEqual([]);
    });
  }

  it("is shown somewhere, text by text", () => {
    const code = sources.filter(({ name }) => !name.startsWith("i18n/")).map(({ text }) => text);
    const page = code.join("\n") + readFileSync(`${root}i18n/index.ts`, "utf8");
    const unused = Object.keys(english).filter((key) => {
      const stem = key.slice(0, key.lastIndexOf(".") + 1);
      const parts = [`"${key}"`, `\`${stem}\${`, `\`${stem.split(".")[0]}.\${`];
      return !parts.some((part) => page.includes(part)) && !key.startsWith("error.");
    });
    expect(unused).toEqual([]);
  });
});

/** Words that stand in the markup itself. */
function writtenOut(node: ts.Node): string[] {
  const found: string[] = [];
  if (ts.isJsxText(node) && /\p{L}{2}/u.test(node.text)) {
    found.push(node.text.trim());
  }
  if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText())) {
    const value = node.initializer;
    if (value && ts.isStringLiteral(value) && /\p{L}{2}/u.test(value.text)) {
      found.push(value.text);
    }
  }
  ts.forEachChild(node, (child) => {
    found.push(...writtenOut(child));
  });
  return found;
}
