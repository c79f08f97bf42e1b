package dev.weir.it;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of constants as the value of an option, such as {@code kill-broker}. */
public abstract class OptionNames<T extends Enum<?>> implements ITypeConverter<T>, Iterable<String> {
    /** What separates names; at the end it is part of the last one, which is refused. */
    public static final String COMMA = ",(?!$)";

    private final Map<String, T> constants = new LinkedHashMap<>();

    protected OptionNames(Stream<? extends T> all) {
        all.forEach(constant ->
                constants.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant));
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
