// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Routes requests by path and method. Paths are exact or have parameters, such as {@code /events/{event_id}}. Other
 * requests get a 404 or 405.
 *
 * <p>Undertow's {@code RoutingHandler} is not used, because it compares paths as they were sent: the listener does not
 * decode URLs.
 *
 * <p>Filled before it serves requests, and not changed after that.
 */
public final class Routes implements HttpHandler {
    /** The value of {@link #routeOf} for every path that is not in the table. */
    public static final String OTHER = "other";

    private static final AttachmentKey<String> ROUTE = AttachmentKey.create(String.class);

    private final Map<String, Map<HttpString, HttpHandler>> handlers = new LinkedHashMap<>();
    private final List<PathTemplate> templates = new ArrayList<>();

    /** Also serves HEAD requests: Undertow omits the body. */
    public Routes get(String path, HttpHandler handler) {
        add(path, Methods.HEAD, handler);
        return add(path, Methods.GET, handler);
    }

    public Routes post(String path, HttpHandler handler) {
        return add(path, Methods.POST, handler);
    }

    /** All paths, including those that are added later. */
    public Collection<String> paths() {
        return Collections.unmodifiableCollection(handlers.keySet());
    }

    /** The decoded value of a path parameter. */
    public static String pathParameter(HttpServerExchange exchange, String name) {
        Deque<String> values = exchange.getPathParameters().get(name);
        if (values == null) {
            throw new IllegalArgumentException("The route has no parameter " + name + ".");
        }
        return values.getLast();
    }

    /** The path of the matching route, or {@link #OTHER}. It has few values, for any requests. */
    public static String routeOf(HttpServerExchange exchange) {
        String route = exchange.getAttachment(ROUTE);
        return route == null ? OTHER : route;
    }

    /** The method, or {@link #OTHER} if no route accepted it, because clients may invent any number of methods. */
    public static String methodOf(HttpServerExchange exchange) {
        boolean known = !routeOf(exchange).equals(OTHER) && exchange.getStatusCode() != StatusCodes.METHOD_NOT_ALLOWED;
        return known ? exchange.getRequestMethod().toString() : OTHER;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String requested = exchange.getRequestPath();
        @Nullable String problem = null;
        // Most requests send a path of the table as it is, which needs no check and no decoding.
        if (!isExact(requested) || !exchange.getQueryString().isEmpty()) {
            problem = RequestTarget.problemOf(exchange);
            requested = problem == null ? RequestTarget.pathOf(exchange) : requested;
        }
        if (problem == null && !hasKnownEnd(exchange)) {
            // The end of the body is ambiguous, and so is everything after it.
            exchange.setPersistent(false);
            problem = "This Transfer-Encoding is not supported; send chunked, once, or Content-Length.";
        }
        if (problem != null) {
            ErrorAnswers.send(exchange, ApiError.MALFORMED_REQUEST, problem);
            return;
        }
        String path = routed(requested, exchange);
        Map<HttpString, HttpHandler> methods = handlers.get(path);
        if (methods == null) {
            ErrorAnswers.send(
                    exchange,
                    ApiError.NOT_FOUND,
                    "Not found. Available paths: " + String.join(", ", handlers.keySet()) + ".");
            return;
        }
        if (requested.endsWith("/")
                && path.length() < requested.length()
                && isParent(path)
                && methods.containsKey(Methods.GET)) {
            // Relative links of the page would resolve one level too deep.
            exchange.getResponseHeaders().put(Headers.LOCATION, path);
            exchange.setStatusCode(StatusCodes.PERMANENT_REDIRECT).endExchange();
            return;
        }
        exchange.putAttachment(ROUTE, path);
        @Nullable HttpHandler handler = methods.get(exchange.getRequestMethod());
        if (handler == null) {
            String allowed =
                    methods.keySet().stream().map(HttpString::toString).sorted().collect(Collectors.joining(", "));
            exchange.getResponseHeaders().put(Headers.ALLOW, allowed);
            ErrorAnswers.send(
                    exchange,
                    ApiError.METHOD_NOT_ALLOWED,
                    path + " does not support this method; it supports " + allowed + ".");
            return;
        }
        handler.handleRequest(exchange);
    }

    private static boolean hasKnownEnd(HttpServerExchange exchange) {
        @Nullable String encoding = RequestHeaders.list(exchange, Headers.TRANSFER_ENCODING);
        return encoding == null || encoding.equalsIgnoreCase("chunked");
    }

    private boolean isParent(String path) {
        return templates.stream().anyMatch(template -> template.path().startsWith(path + "/"));
    }

    /**
     * The matching path of the table, whose parameters are stored in the exchange; the requested path if none matches.
     */
    private String routed(String path, HttpServerExchange exchange) {
        if (isExact(path)) {
            return path;
        }
        for (PathTemplate template : templates) {
            Map<String, String> parameters = template.match(exchange);
            if (parameters != null) {
                parameters.forEach(exchange::addPathParam);
                return template.path();
            }
        }
        // Many clients append a slash, which is ignored.
        return path.endsWith("/") && isExact(path.substring(0, path.length() - 1))
                ? path.substring(0, path.length() - 1)
                : path;
    }

    /** Whether this is a path of the table without parameters. */
    private boolean isExact(String path) {
        return handlers.containsKey(path) && !path.contains("{");
    }

    private Routes add(String path, HttpString method, HttpHandler handler) {
        if (path.contains("{") && !handlers.containsKey(path)) {
            templates.add(new PathTemplate(path));
        }
        handlers.computeIfAbsent(path, ignored -> new LinkedHashMap<>()).put(method, handler);
        return this;
    }
}
