import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./globals.css", import.meta.url), "utf8");

const tokensOf = (selector: string) => {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = "", colour = ""]) => [name, colour]),
  );
};
const themes = { light: tokensOf(":root"), dark: tokensOf('[data-theme="dark"]') };

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminance = (colour: string) => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one: string, other: string) => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const grounds = ["bg", "surface", "raised", "sunken", "accent-soft"];
const pairs = [
  ...["text", "text-muted", "text-faint", "accent", "run", "good", "warn", "bad", "eu", "us", "dc"].flatMap((ink) =>
    grounds.map((ground) => [ink, ground]),
  ),
  ...["run", "good", "warn", "bad"].flatMap((tone) =>
    ["text", "text-muted", "text-faint", tone].map((ink) => [ink, `${tone}-soft`]),
  ),
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["on-bad", "bad"],
  ["on-bad", "bad-hover"],
  ["surface", "warn"],
];

test.each(Object.entries(themes))("every text colour of the %s theme reads at 4.5:1 on every ground", (_, tokens) => {
  const poor = pairs.flatMap(([ink = "", ground = ""]) => {
    const ratio = contrast(tokens.get(ink) ?? "#000000", tokens.get(ground) ?? "#000000");
    return ratio < 4.5 ? [`${ink} on ${ground}: ${ratio.toFixed(2)}`] : [];
  });
  expect(poor).toEqual([]);
});

test("both themes define the same colours", () => {
  expect([...themes.dark.keys()].sort()).toEqual([...themes.light.keys()].sort());
});
