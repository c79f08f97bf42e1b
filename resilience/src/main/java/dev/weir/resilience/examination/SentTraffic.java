// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import dev.weir.testbed.Sent;
import java.util.List;
import java.util.Set;

/**
 * What producers know when the traffic has ended. The checker uses nothing else.
 *
 * @param acknowledged events that must be counted once
 * @param abandoned events that were sent but never acknowledged; each may be counted once
 * @param surprises responses that the gateway must not give to a valid request
 */
public record SentTraffic(Set<Sent> acknowledged, Set<Sent> abandoned, List<String> surprises) {}
