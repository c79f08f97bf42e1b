/** What the gateway says about its own interface: its limits, its OpenAPI document, a page to read that. */
@NullMarked
package dev.weir.gateway.contract;

import org.jspecify.annotations.NullMarked;
