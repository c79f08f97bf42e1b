// Light or dark: the setting of the system, until the user chooses.

const KEY = "weir-theme";
const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

/**
 * Applies the theme, and lets a button change it.
 *
 * @param changed called with each theme that is applied
 */
export function startTheme(button: HTMLButtonElement, changed: (dark: boolean) => void): void {
  const apply = (): void => {
    const dark = isDark();
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    changed(dark);
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

/** A colour of the page's style. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
