// SPDX-License-Identifier: Apache-2.0
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

/** The services of a Compose file. Each shell variable is replaced by its default. */
final class ComposeFile {
    private static final Pattern WITH_DEFAULT = Pattern.compile("\\$\\{[A-Z_]+:-([^}]*)}");

    private final Map<String, Map<String, Object>> services;

    @SuppressWarnings("unchecked") // Every Compose file has this shape.
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

    /** The environment variables of a service, including those that it passes on from the shell. */
    Set<String> variablesOf(String service) {
        Object variables = Objects.requireNonNull(services.get(service)).get("environment");
        return ((Map<?, ?>) Objects.requireNonNull(variables))
                .keySet().stream().map(Object::toString).collect(Collectors.toSet());
    }

    /** The published ports, as {@code address:port:port}. */
    List<String> publishedPorts() {
        return services.values().stream()
                .flatMap(service -> texts(service.get("ports")).stream())
                .toList();
    }

    /** The images of all services. */
    Set<String> images() {
        return services.values().stream()
                .map(service -> Objects.toString(service.get("image")))
                .collect(Collectors.toSet());
    }

    /** The users, as {@code id} or {@code id:group}, of the images whose service names one. */
    Map<String, String> usersByImage() {
        Map<String, String> users = new TreeMap<>();
        services.values().forEach(service -> {
            if (service.get("user") != null) {
                users.put(Objects.toString(service.get("image")), Objects.toString(service.get("user")));
            }
        });
        return users;
    }

    /** The command of a service's health check. */
    List<String> healthCheckOf(String service) {
        Object check = Objects.requireNonNull(services.get(service)).get("healthcheck");
        return texts(((Map<?, ?>) Objects.requireNonNull(check)).get("test"));
    }

    /** The paths at which a service mounts named volumes. */
    List<String> volumePathsOf(String service) {
        return texts(Objects.requireNonNull(services.get(service)).get("volumes")).stream()
                .filter(volume -> volume.contains(":/"))
                .map(volume -> volume.substring(volume.indexOf(":/") + 1).replaceAll(":.*", ""))
                .toList();
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof List<?> items
                ? items.stream().map(Object::toString).toList()
                : List.of();
    }
}
