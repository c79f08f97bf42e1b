// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts the value of an option to a constant. Names are written in lower case with hyphens, such as
 * {@code kill-broker}.
 */
public abstract class OptionNames<T extends Enum<?>> implements ITypeConverter<T>, Iterable<String> {
    /** Separates names. A comma at the end stays part of the last name, which is then refused. */
    public static final String COMMA = ",(?!$)";

    private final Map<String, T> constants = new LinkedHashMap<>();

    protected OptionNames(Stream<? extends T> all) {
        all.forEach(constant -> constants.put(nameOf(constant), constant));
    }

    public static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public final T convert(String name) {
        T constant = constants.get(name);
        if (constant == null) {
            throw new TypeConversionException(String.format(
                    Locale.ROOT, "there is no '%s'; there are %s", name, String.join(", ", constants.keySet())));
        }
        return constant;
    }

    @Override
    public final Iterator<String> iterator() {
        return constants.keySet().iterator();
    }
}
