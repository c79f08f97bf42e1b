// SPDX-License-Identifier: Apache-2.0
/**
 * The gateway's description of its own interface: its limits, its OpenAPI document, and a page that shows the document.
 */
@NullMarked
package dev.weir.gateway.contract;

import org.jspecify.annotations.NullMarked;
