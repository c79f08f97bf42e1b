// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The Kubernetes objects in a folder of manifests, or in its rendering. */
final class Manifests {
    private final List<Map<String, Object>> objects;

    private Manifests(List<Map<String, Object>> objects) {
        this.objects = objects;
    }

    static Manifests read(Path folder) throws IOException {
        List<Map<String, Object>> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                if (!file.endsWith("kustomization.yaml")) {
                    objects.addAll(parse(Files.readString(file)).objects);
                }
            }
        }
        return new Manifests(objects);
    }

    static Manifests parse(String documents) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(documents)) {
            objects.add(map(document));
        }
        return new Manifests(objects);
    }

    /** The only object of this kind with this name. */
    Map<String, Object> object(String kind, String name) {
        return objects.stream()
                .filter(object -> kind.equals(object.get("kind"))
                        && name.equals(map(object.get("metadata")).get("name")))
                .reduce((one, other) -> {
                    throw new AssertionError("two of " + kind + " " + name);
                })
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    List<Container> containers() {
        List<Container> containers = new ArrayList<>();
        for (Map<String, Object> object : objects) {
            if (List.of("Deployment", "StatefulSet", "Job").contains(object.get("kind"))) {
                for (Map<String, Object> container : maps(podSpec(object).get("containers"))) {
                    containers.add(new Container(
                            Objects.toString(container.get("name")),
                            container.get("args") instanceof List<?> args
                                    ? args.stream().map(Object::toString).toList()
                                    : List.of(),
                            environment(container)));
                }
            }
        }
        return containers;
    }

    static Map<String, Object> podSpec(Map<String, Object> workload) {
        return map(map(map(workload.get("spec")).get("template")).get("spec"));
    }

    private Map<String, String> environment(Map<String, Object> container) {
        Map<String, String> environment = new TreeMap<>();
        for (Map<String, Object> source : maps(container.get("envFrom"))) {
            source.forEach((reference, target) -> {
                if (Boolean.TRUE.equals(map(target).get("optional"))) {
                    return;
                }
                String name = Objects.toString(map(target).get("name"));
                Map<String, Object> values = reference.equals("secretRef")
                        ? map(object("Secret", name).get("stringData"))
                        : map(object("ConfigMap", name).get("data"));
                values.forEach((variable, value) -> environment.put(variable, value.toString()));
            });
        }
        for (Map<String, Object> variable : maps(container.get("env"))) {
            environment.put(
                    Objects.toString(variable.get("name")), Objects.toString(variable.get("value"), "from elsewhere"));
        }
        return environment;
    }

    @SuppressWarnings("unchecked") // Every manifest has this shape; any other fails its test here.
    static Map<String, Object> map(@Nullable Object yaml) {
        return yaml == null ? Map.of() : (Map<String, Object>) yaml;
    }

    @SuppressWarnings("unchecked") // As above.
    static List<Map<String, Object>> maps(@Nullable Object yaml) {
        return yaml == null ? List.of() : (List<Map<String, Object>>) yaml;
    }
}
