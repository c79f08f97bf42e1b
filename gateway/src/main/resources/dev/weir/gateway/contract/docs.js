// The validator's badge would ask a server of somebody else's.
window.addEventListener("load", () =>
  SwaggerUIBundle({ url: "openapi.json", dom_id: "#interface", deepLinking: true, validatorUrl: null }));
