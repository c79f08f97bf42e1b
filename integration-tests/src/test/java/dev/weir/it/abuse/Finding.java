package dev.weir.it.abuse;

import java.util.List;

/**
 * What an outage has shown.
 *
 * @param facts each in a line
 */
record Finding(String title, List<String> facts, List<Verdict> verdicts) {}
