// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import dev.weir.event.Event;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures events by definitions: decides which of them an event meets, and reads its groups and its value.
 *
 * <p>An event's properties are parsed at most once, and only if a definition of its type refers to one. Can be reused.
 * Not thread-safe.
 */
public final class EventMeasurer {
    /** More types than this are not remembered. */
    private static final int MAX_TYPES = 10_000;

    private static final FieldPath.Field[] FIELDS = FieldPath.Field.values();

    private final List<Measure> measures = new ArrayList<>();
    private final PropertyReader properties;
    private final Map<String, Measure[]> byType = new HashMap<>();
    private boolean propertiesAreRead;

    /** Receives what a definition measures of an event. The groups are only valid during the call. */
    public interface Receiver {
        /** @param number null for {@link Aggregate#COUNT} and {@link Aggregate#UNIQUE} */
        void measured(MetricDefinition definition, String[] groups, @Nullable BigDecimal number, @Nullable String member);

        /** The event meets the definition but lacks the value to be aggregated. */
        void skipped(MetricDefinition definition);
    }

    /** A definition with the slots of its fields. */
    private static final class Measure {
        private final MetricDefinition definition;
        private final int[] where;
        private final int[] by;
        private final int of;
        private final String[] groups;
        private final boolean readsProperties;

        Measure(MetricDefinition definition, List<FieldPath> properties) {
            this.definition = definition;
            this.where = definition.where().stream()
                    .mapToInt(condition -> slot(condition.field(), properties))
                    .toArray();
            this.by = definition.by().stream()
                    .mapToInt(field -> slot(field, properties))
                    .toArray();
            FieldPath aggregated = definition.of();
            this.of = aggregated == null ? -1 : slot(aggregated, properties);
            this.groups = new String[by.length];
            this.readsProperties = definition.fields().anyMatch(FieldPath::isProperty);
        }

        /** Fields of the event have the slots from -2 down, and properties those from 0 up. */
        private static int slot(FieldPath path, List<FieldPath> properties) {
            return path.isProperty() ? properties.indexOf(path) : -2 - path.field().ordinal();
        }
    }

    public EventMeasurer(List<MetricDefinition> definitions) {
        List<FieldPath> paths = definitions.stream()
                .flatMap(MetricDefinition::fields)
                .filter(FieldPath::isProperty)
                .distinct()
                .toList();
        definitions.forEach(definition -> measures.add(new Measure(definition, paths)));
        properties = new PropertyReader(paths);
    }

    /** Passes what each definition measures of the event to the receiver. */
    public void measure(Event event, Receiver receiver) {
        propertiesAreRead = false;
        for (Measure measure : measuresOf(event.type())) {
            if (meets(measure, event)) {
                measure(measure, event, receiver);
            }
        }
    }

    private Measure[] measuresOf(String type) {
        Measure[] known = byType.get(type);
        if (known == null) {
            known = measures.stream()
                    .filter(measure -> measure.definition.types().matches(type))
                    .toArray(Measure[]::new);
            if (byType.size() < MAX_TYPES) {
                byType.put(type, known);
            }
        }
        return known;
    }

    private boolean meets(Measure measure, Event event) {
        if (measure.readsProperties && !propertiesAreRead) {
            properties.read(event.properties());
            propertiesAreRead = true;
        }
        List<Condition> conditions = measure.definition.where();
        for (int i = 0; i < conditions.size(); i++) {
            if (!conditions.get(i).isMetBy(text(measure.where[i], event))) {
                return false;
            }
        }
        return true;
    }

    private void measure(Measure measure, Event event, Receiver receiver) {
        Aggregate aggregate = measure.definition.aggregate();
        BigDecimal number = aggregate.isOfNumber() ? number(measure.of, event) : null;
        String member = aggregate == Aggregate.UNIQUE ? text(measure.of, event) : null;
        if (aggregate != Aggregate.COUNT && number == null && member == null) {
            receiver.skipped(measure.definition);
            return;
        }
        for (int i = 0; i < measure.by.length; i++) {
            String text = text(measure.by[i], event);
            measure.groups[i] = text == null ? "" : MetricValue.group(text);
        }
        receiver.measured(measure.definition, measure.groups, number, member);
    }

    private @Nullable String text(int slot, Event event) {
        if (slot >= 0) {
            return properties.text(slot);
        }
        return switch (field(slot)) {
            case TYPE -> event.type();
            case USER_ID -> event.userId();
            case SESSION_ID -> event.sessionId();
            case VIDEO_ID -> event.videoId();
            case VALUE -> event.value() == null ? null : MetricValue.textOf(decimal(event.value()));
            case PROPERTIES -> throw new IllegalArgumentException("Properties have slots of their own.");
        };
    }

    private @Nullable BigDecimal number(int slot, Event event) {
        if (slot >= 0) {
            return properties.number(slot);
        }
        Double value = field(slot) == FieldPath.Field.VALUE ? event.value() : null;
        return value == null ? null : MetricValue.number(decimal(value));
    }

    /** The shortest decimal that reads back as the same double, which is the number that was sent. */
    private static BigDecimal decimal(double value) {
        return new BigDecimal(Double.toString(value));
    }

    private static FieldPath.Field field(int slot) {
        return FIELDS[-2 - slot];
    }
}
