// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The objects of an overlay in Kubernetes' typed model. */
record KubernetesObjects(List<HasMetadata> all) {

    /** What makes pods: a Deployment, a StatefulSet or a Job. */
    record Workload(String kind, String name, Optional<LabelSelector> selector, PodTemplateSpec pods, int replicas) {
        Map<String, String> labels() {
            return Objects.requireNonNullElse(pods.getMetadata().getLabels(), Map.of());
        }

        /** Main and init containers. */
        List<Container> containers() {
            return Stream.concat(pods.getSpec().getInitContainers().stream(), pods.getSpec().getContainers().stream())
                    .toList();
        }

        Stream<ContainerPort> ports() {
            return pods.getSpec().getContainers().stream().flatMap(container -> container.getPorts().stream());
        }

        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    static KubernetesObjects of(Overlay overlay) throws Exception {
        List<HasMetadata> objects = new ArrayList<>();
        for (Map<String, Object> object : overlay.render().objects()) {
            objects.add(typed(object));
        }
        return new KubernetesObjects(objects);
    }

    private static HasMetadata typed(Map<String, Object> object) throws JsonProcessingException {
        JsonNode tree = KubernetesModel.STRICT.valueToTree(object);
        return KubernetesModel.read(tree);
    }

    <T extends HasMetadata> List<T> of(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
        return of(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    List<Workload> workloads() {
        List<Workload> workloads = new ArrayList<>();
        for (HasMetadata object : all) {
            String name = object.getMetadata().getName();
            if (object instanceof Deployment deployment) {
                workloads.add(new Workload(
                        object.getKind(),
                        name,
                        Optional.of(deployment.getSpec().getSelector()),
                        deployment.getSpec().getTemplate(),
                        Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1)));
            } else if (object instanceof StatefulSet set) {
                workloads.add(new Workload(
                        object.getKind(),
                        name,
                        Optional.of(set.getSpec().getSelector()),
                        set.getSpec().getTemplate(),
                        Objects.requireNonNullElse(set.getSpec().getReplicas(), 1)));
            } else if (object instanceof Job job) {
                workloads.add(new Workload(
                        object.getKind(), name, Optional.empty(), job.getSpec().getTemplate(), 1));
            }
        }
        return workloads;
    }

    Workload workload(String name) {
        return workloads().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no workload " + name));
    }

    static boolean matches(LabelSelector selector, Map<String, String> labels) {
        boolean equal =
                Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of()).entrySet().stream()
                        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
        return equal
                && selector.getMatchExpressions().stream().allMatch(expression -> {
                    if (!expression.getOperator().equals("In")) {
                        throw new AssertionError("unknown operator " + expression.getOperator());
                    }
                    return expression.getValues().contains(labels.get(expression.getKey()));
                });
    }
}
