// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.util.List;

/**
 * The result of one outage.
 *
 * @param facts observations, one line each
 */
record Finding(String title, List<String> facts, List<Verdict> verdicts) {}
