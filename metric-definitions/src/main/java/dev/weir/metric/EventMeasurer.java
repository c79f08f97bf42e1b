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
 * <p>The properties of an event are parsed at most once, and only if a definition of its type needs one. A definition of
 * another type costs nothing. Can be reused. Not thread-safe.
 */
public final class EventMeasurer {
    /** More types than this are not remembered. */
    private static final int MAX_TYPES = 10_000;

    private final List<Measure> measures = new ArrayList<>();
    private final PropertyReader properties;
    private final Map<String, Measure[]> byType = new HashMap<>();
    private boolean propertiesAreRead;

    /** Receives what a definition measures of an event. The groups are only valid during the call. */
    public interface Receiver {
        /**
         * @param number null for {@link Aggregate#COUNT} and {@link Aggregate#UNIQUE}
         * @param member null except for {@link Aggregate#UNIQUE}
         */
        void measured(
                MetricDefinition definition, String[] groups, @Nullable BigDecimal number, @Nullable String member);

        /** The event meets the definition but lacks the value to be aggregated. */
        void skipped(MetricDefinition definition);
    }

    /**
     * Where a value is.
     *
     * @param slot of the property; ignored for other fields
     */
    private record Source(FieldPath.Field field, int slot) {}

    /** A definition with the sources of its values. */
    private static final class Measure {
        private final MetricDefinition definition;
        private final Condition[] conditions;
        private final Source[] where;
        private final Source[] by;
        private final @Nullable Source of;
        private final String[] groups;

        Measure(MetricDefinition definition, Map<FieldPath, Integer> slots) {
            this.definition = definition;
            this.conditions = definition.where().toArray(Condition[]::new);
            this.where = definition.where().stream()
                    .map(condition -> source(condition.field(), slots))
                    .toArray(Source[]::new);
            this.by =
                    definition.by().stream().map(field -> source(field, slots)).toArray(Source[]::new);
            FieldPath aggregated = definition.of();
            this.of = aggregated == null ? null : source(aggregated, slots);
            this.groups = new String[by.length];
        }

        private static Source source(FieldPath path, Map<FieldPath, Integer> slots) {
            return new Source(path.field(), slots.getOrDefault(path, -1));
        }
    }

    public EventMeasurer(List<MetricDefinition> definitions) {
        List<FieldPath> paths = definitions.stream()
                .flatMap(MetricDefinition::fields)
                .filter(FieldPath::isProperty)
                .distinct()
                .toList();
        Map<FieldPath, Integer> slots = new HashMap<>();
        paths.forEach(path -> slots.put(path, slots.size()));
        definitions.forEach(definition -> measures.add(new Measure(definition, slots)));
        properties = new PropertyReader(paths);
    }

    /**
     * Passes what each definition measures of the event to the receiver, in the order of the definitions.
     *
     * @param event meets {@link dev.weir.event.EventRules}
     */
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
        for (int i = 0; i < measure.conditions.length; i++) {
            if (!measure.conditions[i].isMetBy(text(measure.where[i], event))) {
                return false;
            }
        }
        return true;
    }

    private void measure(Measure measure, Event event, Receiver receiver) {
        Aggregate aggregate = measure.definition.aggregate();
        BigDecimal number = null;
        String member = null;
        if (measure.of != null) {
            if (aggregate == Aggregate.UNIQUE) {
                member = text(measure.of, event);
            } else {
                number = number(measure.of, event);
            }
            if (number == null && member == null) {
                receiver.skipped(measure.definition);
                return;
            }
        }
        for (int i = 0; i < measure.by.length; i++) {
            String text = text(measure.by[i], event);
            measure.groups[i] = text == null ? "" : MetricValue.group(text);
        }
        receiver.measured(measure.definition, measure.groups, number, member);
    }

    private @Nullable String text(Source source, Event event) {
        return switch (source.field) {
            case TYPE -> event.type();
            case USER_ID -> event.userId();
            case SESSION_ID -> event.sessionId();
            case VIDEO_ID -> event.videoId();
            case VALUE -> event.value() == null ? null : MetricValue.textOf(MetricValue.of(event.value()));
            case PROPERTIES -> propertiesOf(event).text(source.slot);
        };
    }

    private @Nullable BigDecimal number(Source source, Event event) {
        return switch (source.field) {
            case VALUE -> event.value() == null ? null : MetricValue.number(MetricValue.of(event.value()));
            case PROPERTIES -> propertiesOf(event).number(source.slot);
            case TYPE, USER_ID, SESSION_ID, VIDEO_ID -> null;
        };
    }

    private PropertyReader propertiesOf(Event event) {
        if (!propertiesAreRead) {
            properties.read(event.properties());
            propertiesAreRead = true;
        }
        return properties;
    }
}
