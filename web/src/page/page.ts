// The live page: wires the connection to what shows its numbers.
import type { Answer, CatalogueMetric, Status } from "./answers.ts";
import { startCopying } from "../shared/copying.ts";
import { nextMultiple } from "./days.ts";
import { byId, setText } from "../shared/elements.ts";
import { Explore } from "./explore.ts";
import { writeFirstSteps } from "./first-steps.ts";
import { FreshnessLabels } from "./freshness.ts";
import { ConnectionLabel } from "./connection-label.ts";
import { Live, type Connection } from "./live.ts";
import { startLookup } from "./lookup.ts";
import { Newest } from "./newest.ts";
import { Overview, OVERVIEW_STEP_MILLIS } from "./overview.ts";
import { showStatus } from "./pipeline.ts";
import { json, Problem } from "./requests.ts";
import { SignIn } from "./sign-in.ts";
import { startTheme } from "../shared/theme.ts";

const CALM_MILLIS = 150;

type Show = (answer: Answer) => void;

const labels = new FreshnessLabels();
const label = new ConnectionLabel();
const newest = new Newest();
const overview = new Overview(labels);
const explore = new Explore(labels, connectSoon);
const live = new Live({ message: received, changed: connectionChanged });
const signIn = new SignIn(start);
const numbers = byId("numbers", HTMLElement);
const firstSteps = byId("first-steps", HTMLElement);

/** The queries of the connection, in their order, and what shows their answers. */
let shown: [query: string, show: Show][] = [];
let knowsCatalogue = false;
/** The query that the gateway does not accept. The other numbers go on without it. */
let refused: string | null = null;
let step: ReturnType<typeof setTimeout> | undefined;

writeFirstSteps();
startCopying();
startLookup();
const theme = byId("theme", HTMLButtonElement);
startTheme(theme, (dark) => {
  setText(theme, dark ? "Light" : "Dark");
  theme.ariaLabel = dark ? "Light theme" : "Dark theme";
  // Charts are drawn with colours of the theme.
  overview.redraw();
  explore.redraw();
});
start();

function start(): void {
  knowsCatalogue = false;
  connect();
}

/** Opens the connection, again at every step of the clock: then the queries have other days and hours. */
function connect(): void {
  const now = Date.now();
  shown = [...overview.queries(now)];
  const query = explore.query(now);
  if (query !== null && query !== refused) {
    shown.push([query, (answer) => explore.answered(answer, query)]);
  }
  live.show(shown.map(([query]) => query));
  clearTimeout(step);
  step = setTimeout(connect, nextMultiple(now, OVERVIEW_STEP_MILLIS) - now);
}

/** People change several controls in a row. */
function connectSoon(): void {
  clearTimeout(step);
  step = setTimeout(connect, CALM_MILLIS);
}

function received(event: string, data: unknown): void {
  if (event === "status") {
    receivedStatus(data as Status);
  } else if (event === "problem") {
    receivedProblem(data as { error: { message: string }; query?: number });
  } else {
    const [query, show] = shown[Number(event.replace("query-", ""))] ?? [];
    const answer = data as Answer;
    if (query !== undefined && show !== undefined && newest.admits(query, answer.freshness.as_of)) {
      show(answer);
    }
  }
}

function receivedStatus(status: Status): void {
  const isEmpty = status.first_event === false;
  firstSteps.hidden = !isEmpty;
  if (numbers.hidden && !isEmpty) {
    numbers.hidden = false;
    explore.scrollToShared();
  }
  label.lags(status);
  showStatus(status);
}

function receivedProblem({ error, query }: { error: { message: string }; query?: number }): void {
  if (query !== undefined && query === shown.length - 1) {
    explore.failed(error.message);
  }
  label.warn(error.message);
}

function connectionChanged(connection: Connection): void {
  label.show(connection);
  if (connection.state === "live") {
    signIn.hide();
    void learnCatalogue();
  } else if (connection.state === "broken") {
    const { problem } = connection;
    if (problem.status === 401 || problem.status === 403) {
      numbers.hidden = true;
      firstSteps.hidden = true;
      signIn.ask(problem);
    } else if (problem.status === 400 && refused !== explore.query(Date.now())) {
      refused = explore.query(Date.now());
      explore.failed(problem.message);
      connect();
    }
  }
}

/** The metrics that users define may change when the gateway restarts, so the page asks after each sign-in. */
async function learnCatalogue(): Promise<void> {
  if (knowsCatalogue) {
    return;
  }
  knowsCatalogue = true;
  try {
    const catalogue = await json<{ metrics: CatalogueMetric[] }>("metrics");
    explore.know(catalogue.metrics);
    connect();
  } catch (failed) {
    knowsCatalogue = false;
    explore.failed(failed instanceof Problem ? failed.message : String(failed));
  }
}
