// Buttons that copy a text. Browsers have a clipboard only for pages over https and of this machine.
import { byId, setText } from "./elements.ts";

const SHOWN_MILLIS = 2_000;

export function copies(button: HTMLButtonElement, text: () => HTMLElement): void {
  const name = button.textContent ?? "";
  button.addEventListener("click", () => {
    const source = text();
    void copied(source).then((done) => {
      setText(button, done ? "Copied" : "Press Ctrl+C");
      setTimeout(() => setText(button, name), SHOWN_MILLIS);
    });
  });
}

/** The buttons that name what they copy. */
export function startCopying(): void {
  document.querySelectorAll<HTMLButtonElement>("button[data-copies]").forEach((button) => {
    copies(button, () => byId(button.dataset["copies"] ?? "", HTMLElement));
  });
}

async function copied(source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return false;
  }
}
