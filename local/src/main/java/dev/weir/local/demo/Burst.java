// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The events of a short time, as their producers send them.
 *
 * @param events some of them twice, as by a producer that got no response
 * @param distinct how many of them count
 */
record Burst(List<ObjectNode> events, int distinct) {}
