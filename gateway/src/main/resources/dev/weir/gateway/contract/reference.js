// What only the management port has is of another origin, which a page must not ask, and a stream never ends: they are
// described here, and not tried out.
const STREAM = ["responses", "200", "content", "text/event-stream"];
const whatEndsOnTheMainPort = {
  statePlugins: {
    spec: {
      wrapSelectors: {
        allowTryItOutFor: (original) => (state, path, method) =>
          !state.hasIn(["json", "paths", path, "servers"])
          && !state.hasIn(["json", "paths", path, method, ...STREAM])
          && original(state, path, method),
      },
    },
  },
};

// The validator's badge would ask a server of somebody else's.
window.addEventListener("load", () =>
  SwaggerUIBundle({
    url: "../openapi.json",
    dom_id: "#interface",
    deepLinking: true,
    validatorUrl: null,
    defaultModelsExpandDepth: -1,
    defaultModelRendering: "example",
    displayRequestDuration: true,
    plugins: [whatEndsOnTheMainPort],
  }));
