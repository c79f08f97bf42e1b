// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Rendered Kubernetes objects. */
final class Manifests {
    private final List<Map<String, Object>> objects;

    private Manifests(List<Map<String, Object>> objects) {
        this.objects = objects;
    }

    static Manifests parse(String documents) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(documents)) {
            objects.add(map(document));
        }
        return new Manifests(objects);
    }

    List<Map<String, Object>> objects() {
        return objects;
    }

    /** The only object of this kind with this name, or with this name and the hash that kustomize adds. */
    Map<String, Object> object(String kind, String name) {
        Pattern hashed = Pattern.compile(Pattern.quote(name) + "(-[0-9bcdfghkmt2456789]{10})?");
        return objects.stream()
                .filter(object -> kind.equals(object.get("kind"))
                        && hashed.matcher(Objects.toString(
                                        map(object.get("metadata")).get("name")))
                                .matches())
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
                boolean secret = reference.equals("secretRef");
                map(object(secret ? "Secret" : "ConfigMap", name).get("data"))
                        .forEach((variable, value) ->
                                environment.put(variable, secret ? decoded(value.toString()) : value.toString()));
            });
        }
        for (Map<String, Object> variable : maps(container.get("env"))) {
            environment.put(
                    Objects.toString(variable.get("name")), Objects.toString(variable.get("value"), "from elsewhere"));
        }
        return environment;
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
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
