// The form for the access token, shown when the gateway asks for one.
import { byId, setText } from "../shared/elements.ts";
import type { Problem } from "./requests.ts";
import { signIn, signOut, token } from "./session.ts";

export class SignIn {
  readonly #section = byId("sign-in", HTMLElement);
  readonly #out = byId("sign-out", HTMLButtonElement);
  readonly #input = byId("token", HTMLInputElement);

  /** @param changed called after a sign-in or sign-out */
  constructor(changed: () => void) {
    byId("sign-in-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      signIn(this.#input.value.trim());
      this.#input.value = "";
      this.hide();
      changed();
    });
    this.#out.addEventListener("click", () => {
      signOut();
      this.hide();
      changed();
    });
    this.hide();
  }

  /** @param problem a 401 or 403 of the gateway */
  ask(problem: Problem): void {
    const isFirst = this.#section.hidden;
    this.#section.hidden = false;
    setText(
      byId("sign-in-why", HTMLElement),
      problem.code === "missing_token"
        ? "The numbers of this gateway are for holders of an access token."
        : problem.status === 403
          ? `This token is valid, but it may not read the numbers: ${problem.message}`
          : `The gateway refuses this token: ${problem.message}`,
    );
    if (isFirst) {
      this.#input.focus();
    }
  }

  hide(): void {
    this.#section.hidden = true;
    this.#out.hidden = token() === null;
  }
}
