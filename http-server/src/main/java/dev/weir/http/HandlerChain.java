// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HandlerWrapper;
import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.List;

/** Builds handlers that wrap each other, in the order in which a request passes them. */
public final class HandlerChain {
    private final List<HandlerWrapper> steps = new ArrayList<>();

    /** @param step wraps the rest of the chain; returns it unchanged if the step is not configured */
    public HandlerChain then(HandlerWrapper step) {
        steps.add(step);
        return this;
    }

    /** Returns the first handler of the chain. */
    public HttpHandler to(HttpHandler last) {
        HttpHandler handler = last;
        for (int i = steps.size() - 1; i >= 0; i--) {
            handler = steps.get(i).wrap(handler);
        }
        return handler;
    }
}
