// Light or dark: as the system says, until somebody chooses.
import { byId, setText } from "./elements.ts";

const KEY = "weir-theme";
const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

/** Charts are drawn with colours, so they are drawn again when the theme changes. */
export function startTheme(changed: () => void): void {
  const button = byId("theme", HTMLButtonElement);
  const apply = (): void => {
    const dark = isDark();
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    setText(button, dark ? "Light" : "Dark");
    button.ariaLabel = dark ? "Light theme" : "Dark theme";
    changed();
  };
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, isDark() ? "light" : "dark");
    apply();
  });
  SYSTEM.addEventListener("change", apply);
  apply();
}

function isDark(): boolean {
  const chosen = localStorage.getItem(KEY);
  return chosen === null ? SYSTEM.matches : chosen === "dark";
}

/** A colour of page.css. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
