// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Reads the settings of one program from the environment.
 *
 * <p>A getter that finds an invalid value records the problem and continues with the default. So {@link #read} can
 * report all problems at once.
 */
public final class Settings {
    private static final String PREFIX = "WEIR_";
    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private final Program program;
    private final Map<String, String> environment;
    private final Map<Variable, String> secretsFromFiles = new EnumMap<>(Variable.class);
    private final List<String> problems = new ArrayList<>();

    private Settings(Program program, Map<String, String> environment) {
        this.program = program;
        this.environment = new TreeMap<>(environment);
    }

    /**
     * Builds a program's configuration.
     *
     * @throws ConfigurationException with all invalid values and all unknown {@code WEIR_} names
     */
    public static <T> T read(Program program, Map<String, String> environment, Function<Settings, T> configuration) {
        Settings settings = new Settings(program, environment);
        settings.refuseUnknownNames();
        settings.readSecretsFromFiles();
        T result = configuration.apply(settings);
        if (!settings.problems.isEmpty()) {
            throw new ConfigurationException(settings.problems);
        }
        return result;
    }

    /** True if the environment sets the variable, by value or by file. */
    public boolean isSet(Variable variable) {
        return secretsFromFiles.containsKey(variable) || isSet(variable.variableName());
    }

    public String text(Variable variable) {
        if (!variable.isReadBy(program)) {
            throw new IllegalStateException(variable.variableName() + " is not listed as read by " + program);
        }
        String fromFile = secretsFromFiles.get(variable);
        if (fromFile != null) {
            return fromFile;
        }
        String own = environment.getOrDefault(variable.variableName(), "").strip();
        return own.isEmpty() ? variable.defaultText() : own;
    }

    public Optional<String> optionalText(Variable variable) {
        return Optional.of(text(variable)).filter(text -> !text.isEmpty());
    }

    /** A port from 1 to 65535, or 0 for any free port. */
    public int port(Variable variable) {
        return count(variable, 0, 65_535);
    }

    public int count(Variable variable, int least, int most) {
        return parse(variable, text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                // Reported below.
            }
            throw new IllegalArgumentException("must be a whole number from " + least + " to " + most);
        });
    }

    public Duration duration(Variable variable, Duration least, Duration most) {
        return parse(variable, text -> durationWithin(text, least, most));
    }

    /** A duration. Empty for {@code forever}. */
    public Optional<Duration> retention(Variable variable, Duration least) {
        return parse(variable, text -> {
            if (text.equals("forever")) {
                return Optional.<Duration>empty();
            }
            try {
                return Optional.of(durationWithin(text, least, Duration.ofDays(36_500)));
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException(bad.getMessage() + ", or: forever", bad);
            }
        });
    }

    public long bytes(Variable variable, long least, long most) {
        return parse(variable, text -> {
            long value = Units.parseBytes(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException("must be from " + least + " to " + most + " bytes");
            }
            return value;
        });
    }

    public boolean flag(Variable variable) {
        return parse(variable, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        });
    }

    /** A constant of the enum. The text is its {@code toString} in lower case. */
    public <E extends Enum<E>> E choice(Variable variable, Class<E> type) {
        return parse(variable, text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> lowerCase(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + String.join(
                                ", ",
                                Arrays.stream(type.getEnumConstants())
                                        .map(Settings::lowerCase)
                                        .toList()))));
    }

    /** A number from 0 to 1. */
    public double share(Variable variable) {
        return parse(variable, text -> {
            try {
                double value = Double.parseDouble(text);
                if (value >= 0 && value <= 1) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                // Reported below.
            }
            throw new IllegalArgumentException("must be a number from 0 to 1, such as 0.001");
        });
    }

    /**
     * Parses the text file that the variable names. Empty if the variable is not set, or if the file is rejected.
     *
     * @param parser throws {@link IllegalArgumentException} with a message that continues "names a file that"
     */
    public <T> Optional<T> file(Variable variable, Function<String, T> parser) {
        return optionalText(variable).flatMap(file -> {
            try {
                return Optional.of(parser.apply(Files.readString(Path.of(file))));
            } catch (IOException | InvalidPathException unreadable) {
                refuse(variable, cannotBeRead(file, unreadable));
            } catch (IllegalArgumentException bad) {
                refuse(variable, "names a file that " + bad.getMessage() + ": " + file);
            }
            return Optional.empty();
        });
    }

    /** An absolute {@code http} or {@code https} URL. */
    public URI httpUrl(Variable variable) {
        return parse(variable, Settings::httpUrl);
    }

    /** Like {@link #httpUrl(Variable)}, but empty if the variable is empty. */
    public Optional<URI> optionalHttpUrl(Variable variable) {
        return parse(variable, text -> text.isEmpty() ? Optional.<URI>empty() : Optional.of(httpUrl(text)));
    }

    /** Records a problem that spans several variables. The message continues after the name of the variable. */
    public void refuse(Variable variable, String message) {
        problems.add(variable.variableName() + " " + message);
    }

    private <T> T parse(Variable variable, Function<String, T> parser) {
        String text = text(variable);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException bad) {
            refuse(variable, bad.getMessage() + (variable.isSecret() ? "" : "; it is '" + text + "'"));
            return parser.apply(variable.defaultText());
        }
    }

    private boolean isSet(String variableName) {
        return !environment.getOrDefault(variableName, "").isBlank();
    }

    private void readSecretsFromFiles() {
        for (Variable secret : Variable.values()) {
            String name = secret.fileVariableName();
            if (!secret.isSecret() || !secret.isReadBy(program) || !isSet(name)) {
                continue;
            }
            if (isSet(secret.variableName())) {
                problems.add(name + " and " + secret.variableName() + " are both set; only one of them can be");
                continue;
            }
            String file = environment.getOrDefault(name, "").strip();
            try {
                String value = withoutLineBreak(Files.readString(Path.of(file)));
                if (value.isEmpty()) {
                    problems.add(name + " names an empty file: " + file);
                }
                secretsFromFiles.put(secret, value);
            } catch (IOException | InvalidPathException unreadable) {
                problems.add(name + " " + cannotBeRead(file, unreadable));
            }
        }
    }

    private static String withoutLineBreak(String text) {
        if (!text.endsWith("\n")) {
            return text;
        }
        return text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
    }

    /** The message never contains anything from the file. */
    private static String cannotBeRead(String file, Exception unreadable) {
        String reason = unreadable instanceof NoSuchFileException
                ? "there is no such file"
                : unreadable.getClass().getSimpleName();
        return "names a file that cannot be read: " + file + " (" + reason + ")";
    }

    private void refuseUnknownNames() {
        Set<String> known = Variable.allNames().collect(Collectors.toSet());
        for (String name : environment.keySet()) {
            if (name.startsWith(PREFIX) && !known.contains(name)) {
                problems.add(name + " is not a variable of Weir"
                        + closest(name)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
            }
        }
    }

    private static Optional<String> closest(String name) {
        return Variable.allNames()
                .filter(known -> DISTANCE.apply(known, name) <= 3)
                .min(Comparator.comparingInt(known -> DISTANCE.apply(known, name)));
    }

    private static Duration durationWithin(String text, Duration least, Duration most) {
        Duration value = Units.parseDuration(text);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("must be from " + Units.format(least) + " to " + Units.format(most));
        }
        return value;
    }

    private static URI httpUrl(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("must be a URL such as http://host:8123");
        }
        return uri;
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.toString().toLowerCase(Locale.ROOT);
    }
}
