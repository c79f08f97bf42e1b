package dev.weir.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The services of a Compose file, with each variable of the shell replaced by its default. */
final class ComposeFile {
    private static final Pattern WITH_DEFAULT = Pattern.compile("\\$\\{[A-Z_]+:-([^}]*)}");

    private final Map<String, Map<String, Object>> services;

    @SuppressWarnings("unchecked") // The shape of a Compose file.
    private ComposeFile(Map<String, Object> file) {
        services = (Map<String, Map<String, Object>>) Objects.requireNonNull(file.get("services"));
    }

    static ComposeFile read(Path path) throws IOException {
        String text = WITH_DEFAULT.matcher(Files.readString(path)).replaceAll("$1");
        return new ComposeFile(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    }

    List<Container> containers() {
        List<Container> containers = new ArrayList<>();
        services.forEach((name, service) -> {
            Map<String, String> environment = new TreeMap<>();
            if (service.get("environment") instanceof Map<?, ?> variables) {
                variables.forEach((variable, value) -> {
                    if (value != null) {
                        environment.put(variable.toString(), value.toString());
                    }
                });
            }
            containers.add(new Container(name, texts(service.get("command")), environment));
        });
        return containers;
    }

    /** The variables of a service: those that it sets, and those that it takes over from the shell where they are set there. */
    Set<String> variablesOf(String service) {
        Object variables = Objects.requireNonNull(services.get(service)).get("environment");
        return ((Map<?, ?>) Objects.requireNonNull(variables))
                .keySet().stream().map(Object::toString).collect(Collectors.toSet());
    }

    /** As {@code address:port:port}. */
    List<String> publishedPorts() {
        return services.values().stream()
                .flatMap(service -> texts(service.get("ports")).stream())
                .toList();
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof List<?> items
                ? items.stream().map(Object::toString).toList()
                : List.of();
    }
}
