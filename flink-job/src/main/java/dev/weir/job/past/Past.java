// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.past;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The events that were counted before a metric was defined.
 *
 * <p>They end where the stream begins: an event belongs to the past if its offset is below that of its partition here,
 * and to the stream otherwise.
 *
 * @param before by partition, the first offset that the stream measures
 * @param firstDay the first day with such an event
 * @param lastDay the last one; before the first if there are none
 * @param receivedFrom when the first of the events was received, in milliseconds since the Unix epoch
 */
public record Past(Map<Integer, Long> before, int firstDay, int lastDay, long receivedFrom) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No events. */
    public static final Past NONE = new Past(Map.of(), 1, 0, 0);

    public Past {
        before = Map.copyOf(before);
    }

    public boolean isEmpty() {
        return lastDay < firstDay;
    }

    public IntStream days() {
        return IntStream.rangeClosed(firstDay, lastDay);
    }

    /** Encodes the past, such as {@code 20500,20590,1771230000000,0:1200,1:903}. */
    public String encode() {
        StringBuilder encoded = new StringBuilder()
                .append(firstDay)
                .append(',')
                .append(lastDay)
                .append(',')
                .append(receivedFrom);
        before.forEach((partition, offset) ->
                encoded.append(',').append(partition).append(':').append(offset));
        return encoded.toString();
    }

    public static Past decode(String encoded) {
        String[] parts = encoded.split(",", -1);
        Map<Integer, Long> before = new HashMap<>();
        for (String offset : Arrays.asList(parts).subList(3, parts.length)) {
            int colon = offset.indexOf(':');
            before.put(Integer.parseInt(offset.substring(0, colon)), Long.parseLong(offset.substring(colon + 1)));
        }
        return new Past(before, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }
}
