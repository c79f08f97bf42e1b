package dev.weir.gateway.reconcile;

import java.util.Map;
import java.util.SortedMap;

/**
 * What the columns of the tables add up to.
 *
 * @param byColumn by column and key; a key without rows may be absent
 * @param epoch the highest of all rows: above that of the books where a rebuild has begun
 */
public record StoredSums(Map<Column, SortedMap<Long, Long>> byColumn, int epoch) {}
