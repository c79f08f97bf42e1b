// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.configuration.Units;
import dev.weir.configuration.Variable;
import dev.weir.it.KubernetesObjects.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks what the typed model cannot know: that the objects of an overlay fit each other. */
class KubernetesRulesTest {
    private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+)([mg])");
    private static final Pattern FLINK_MEMORY = Pattern.compile("memory\\.process\\.size: (\\d+)m");
    private static final Pattern DIRECT_MEMORY = Pattern.compile("-XX:MaxDirectMemorySize=(\\d+)m");
    private static final Pattern HEAP_SHARE = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");
    private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1 << 20);

    @ParameterizedTest
    @EnumSource
    void selectsExactlyThePodsOfAWorkload(Overlay overlay) throws Exception {
        List<Workload> workloads = KubernetesObjects.of(overlay).workloads();

        assertThat(workloads).allSatisfy(workload -> workload.selector().ifPresent(selector -> assertThat(workloads)
                .filteredOn(other -> KubernetesObjects.matches(selector, other.labels()))
                .containsExactly(workload)));
    }

    @ParameterizedTest
    @EnumSource
    void forwardsServicesToPortsThatExist(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);

        assertThat(objects.of(Service.class)).isNotEmpty().allSatisfy(service -> {
            List<Workload> targets = objects.workloads().stream()
                    .filter(workload -> workload.labels()
                            .entrySet()
                            .containsAll(service.getSpec().getSelector().entrySet()))
                    .toList();
            assertThat(targets).isNotEmpty();
            assertThat(service.getSpec().getPorts()).isNotEmpty().allSatisfy(port -> assertThat(targets)
                    .allSatisfy(target -> assertThat(target.ports())
                            .anyMatch(container -> container
                                            .getName()
                                            .equals(port.getTargetPort().getStrVal())
                                    && container.getContainerPort().equals(port.getPort()))));
        });
    }

    @ParameterizedTest
    @EnumSource
    void governsStatefulSetsByHeadlessServices(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);

        assertThat(objects.of(StatefulSet.class)).allSatisfy(set -> assertThat(
                        objects.find(Service.class, set.getSpec().getServiceName()))
                .hasValueSatisfying(service -> {
                    assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
                    assertThat(set.getSpec().getTemplate().getMetadata().getLabels())
                            .containsAllEntriesOf(service.getSpec().getSelector());
                }));
    }

    @ParameterizedTest
    @EnumSource
    void refersOnlyToObjectsThatExist(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);
        Set<String> configMaps = names(objects, ConfigMap.class);
        Set<String> secrets = names(objects, Secret.class);

        assertThat(objects.workloads()).allSatisfy(workload -> {
            assertThat(names(objects, ServiceAccount.class))
                    .contains(workload.pods().getSpec().getServiceAccountName());
            Set<String> volumes = new HashSet<>();
            for (Volume volume : workload.pods().getSpec().getVolumes()) {
                volumes.add(volume.getName());
                if (volume.getConfigMap() != null) {
                    assertThat(configMaps).contains(volume.getConfigMap().getName());
                } else if (volume.getSecret() != null) {
                    assertThat(secrets).contains(volume.getSecret().getSecretName());
                } else if (volume.getPersistentVolumeClaim() != null) {
                    assertThat(names(objects, PersistentVolumeClaim.class))
                            .contains(volume.getPersistentVolumeClaim().getClaimName());
                }
            }
            objects.find(StatefulSet.class, workload.name()).ifPresent(set -> set.getSpec()
                    .getVolumeClaimTemplates()
                    .forEach(claim -> volumes.add(claim.getMetadata().getName())));
            assertThat(workload.containers()).allSatisfy(container -> {
                assertThat(volumes)
                        .containsAll(container.getVolumeMounts().stream()
                                .map(mount -> mount.getName())
                                .toList());
                assertThat(container.getVolumeMounts())
                        .extracting(mount -> mount.getMountPath())
                        .doesNotHaveDuplicates();
                refersOnlyToVariablesThatExist(objects, container);
            });
        });
    }

    private static void refersOnlyToVariablesThatExist(KubernetesObjects objects, Container container) {
        assertThat(container.getEnvFrom()).allSatisfy(source -> {
            if (source.getConfigMapRef() != null) {
                assertThat(names(objects, ConfigMap.class))
                        .contains(source.getConfigMapRef().getName());
            } else if (!Boolean.TRUE.equals(source.getSecretRef().getOptional())) {
                assertThat(names(objects, Secret.class))
                        .contains(source.getSecretRef().getName());
            }
        });
        assertThat(container.getEnv())
                .extracting(variable -> variable.getName())
                .doesNotHaveDuplicates();
        Set<String> defined = new HashSet<>();
        assertThat(container.getEnv()).allSatisfy(variable -> {
            Matcher reference =
                    Pattern.compile("\\$\\((\\w+)\\)").matcher(Objects.requireNonNullElse(variable.getValue(), ""));
            while (reference.find()) {
                assertThat(defined).as(variable.getName()).contains(reference.group(1));
            }
            defined.add(variable.getName());
            var source = variable.getValueFrom();
            if (source != null && source.getConfigMapKeyRef() != null) {
                assertThat(objects.find(
                                ConfigMap.class, source.getConfigMapKeyRef().getName()))
                        .hasValueSatisfying(map -> assertThat(map.getData())
                                .containsKey(source.getConfigMapKeyRef().getKey()));
            } else if (source != null
                    && source.getSecretKeyRef() != null
                    && !Boolean.TRUE.equals(source.getSecretKeyRef().getOptional())) {
                assertThat(objects.find(Secret.class, source.getSecretKeyRef().getName()))
                        .hasValueSatisfying(secret -> assertThat(secret.getData())
                                .containsKey(source.getSecretKeyRef().getKey()));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void mountsEveryFileThatAVariableNames(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);
        Manifests manifests = overlay.render();

        assertThat(manifests.containers())
                .allSatisfy(container -> container.environment().forEach((name, value) -> {
                    if (name.startsWith("WEIR_") && value.startsWith("/etc/")) {
                        Path file = Path.of(value);
                        Workload workload = objects.workload(container.name());
                        var mount = workload.containers().stream()
                                .filter(candidate -> candidate.getName().equals(container.name()))
                                .flatMap(candidate -> candidate.getVolumeMounts().stream())
                                .filter(candidate ->
                                        Path.of(candidate.getMountPath()).equals(file.getParent()))
                                .findFirst();
                        assertThat(mount).as(name + " of " + container.name()).isPresent();
                        assertThat(keys(objects, workload, mount.orElseThrow().getName()))
                                .contains(file.getFileName().toString());
                    }
                }));
    }

    private static Set<String> keys(KubernetesObjects objects, Workload workload, String name) {
        Volume volume = workload.pods().getSpec().getVolumes().stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return volume.getConfigMap() != null
                ? objects.find(ConfigMap.class, volume.getConfigMap().getName())
                        .orElseThrow()
                        .getData()
                        .keySet()
                : objects.find(Secret.class, volume.getSecret().getSecretName())
                        .orElseThrow()
                        .getData()
                        .keySet();
    }

    @ParameterizedTest
    @EnumSource
    void bindsRolesAndAccountsThatExist(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);

        assertThat(objects.of(RoleBinding.class)).hasSize(2).allSatisfy(binding -> {
            assertThat(names(objects, Role.class)).contains(binding.getRoleRef().getName());
            assertThat(binding.getSubjects()).singleElement().satisfies(subject -> {
                assertThat(names(objects, ServiceAccount.class)).contains(subject.getName());
                assertThat(subject.getNamespace())
                        .isEqualTo(binding.getMetadata().getNamespace());
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void letsANodeBeDrained(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);
        List<Workload> running = objects.workloads().stream()
                .filter(workload -> workload.selector().isPresent())
                .toList();

        assertThat(running).isNotEmpty().allSatisfy(workload -> assertThat(objects.of(PodDisruptionBudget.class))
                .filteredOn(budget -> KubernetesObjects.matches(budget.getSpec().getSelector(), workload.labels()))
                .singleElement()
                .satisfies(budget -> {
                    assertThat(budget.getSpec().getMinAvailable()).isNull();
                    assertThat(budget.getSpec().getMaxUnavailable()).isEqualTo(new IntOrString(1));
                }));
    }

    @ParameterizedTest
    @EnumSource
    void scalesOnlyWhatHasNoFixedNumber(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);

        assertThat(objects.of(HorizontalPodAutoscaler.class)).hasSize(2).allSatisfy(autoscaler -> {
            assertThat(autoscaler.getSpec().getMinReplicas())
                    .isLessThan(autoscaler.getSpec().getMaxReplicas());
            assertThat(objects.find(
                            Deployment.class,
                            autoscaler.getSpec().getScaleTargetRef().getName()))
                    .hasValueSatisfying(deployment -> {
                        assertThat(deployment.getSpec().getReplicas()).isNull();
                        assertThat(deployment.getSpec().getTemplate().getSpec().getContainers())
                                .allMatch(container ->
                                        container.getResources().getRequests().containsKey("cpu"));
                    });
        });
    }

    /** The most TaskManagers have as many slots as the job may use, and the topic as many partitions. */
    @ParameterizedTest
    @EnumSource
    void scalesTheJobUpToItsParallelism(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);
        int most = objects.find(HorizontalPodAutoscaler.class, "taskmanager")
                .orElseThrow()
                .getSpec()
                .getMaxReplicas();
        dev.weir.it.Container job = container(overlay, "jobmanager");
        String slots = flinkSetting(container(overlay, "taskmanager"), "taskmanager.numberOfTaskSlots");
        int partitions = Integer.parseInt(Objects.toString(
                Manifests.map(overlay.render().object("ConfigMap", "topics").get("data"))
                        .get("EVENTS_PARTITIONS")));

        int parallelism = Integer.parseInt(job.environment().get(Variable.JOB_PARALLELISM.variableName()));
        assertThat(flinkSetting(job, "jobmanager.scheduler")).isEqualTo("adaptive");
        assertThat(parallelism).isEqualTo(most * Integer.parseInt(slots));
        assertThat(parallelism).isLessThanOrEqualTo(partitions);
    }

    @ParameterizedTest
    @EnumSource
    void waitsForTheDrain(Overlay overlay) throws Exception {
        Workload gateway = KubernetesObjects.of(overlay).workload("gateway");
        Duration drain = Units.parseDuration(Objects.requireNonNull(
                container(overlay, "gateway").environment().get(Variable.DRAIN_TIMEOUT.variableName())));
        List<String> pause = gateway.containers()
                .get(0)
                .getLifecycle()
                .getPreStop()
                .getExec()
                .getCommand();

        assertThat(pause).hasSize(2).startsWith("sleep");
        assertThat(Duration.ofSeconds(gateway.pods().getSpec().getTerminationGracePeriodSeconds()))
                .isGreaterThan(drain.plusSeconds(Long.parseLong(pause.get(1))));
    }

    @ParameterizedTest
    @EnumSource
    void probesPortsThatExist(Overlay overlay) throws Exception {
        assertThat(KubernetesObjects.of(overlay).workloads().stream()
                        .filter(workload -> workload.selector().isPresent())
                        .flatMap(workload -> workload.pods().getSpec().getContainers().stream()))
                .isNotEmpty()
                .allSatisfy(container -> assertThat(Stream.of(
                                container.getStartupProbe(),
                                container.getReadinessProbe(),
                                container.getLivenessProbe()))
                        .doesNotContainNull()
                        .allSatisfy(probe -> assertThat(probedPort(probe))
                                .isIn(container.getPorts().stream()
                                        .flatMap(port -> Stream.of(
                                                port.getName(),
                                                port.getContainerPort().toString()))
                                        .toList())));
    }

    private static String probedPort(Probe probe) {
        if (probe.getHttpGet() != null) {
            return probe.getHttpGet().getPort().getStrVal();
        }
        if (probe.getTcpSocket() != null) {
            return probe.getTcpSocket().getPort().getStrVal();
        }
        Matcher port = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/")
                .matcher(String.join(" ", probe.getExec().getCommand()));
        assertThat(port.find()).isTrue();
        return port.group(1);
    }

    @ParameterizedTest
    @EnumSource
    void limitsMemoryAboveWhatTheProgramsTake(Overlay overlay) throws Exception {
        String image = Files.readString(Path.of("..", "gateway", "Dockerfile"));
        int heapShare = number(HEAP_SHARE, image);
        int direct = number(DIRECT_MEMORY, image);

        for (Workload workload : KubernetesObjects.of(overlay).workloads()) {
            assertThat(workload.containers()).allSatisfy(container -> {
                Map<String, Quantity> limits = container.getResources().getLimits();
                assertThat(limits).as(workload + "").containsKey("memory");
                assertThat(container.getResources().getRequests()).containsKeys("memory", "cpu");
                long limit = mebibytes(limits);
                assertThat(mebibytes(container.getResources().getRequests())).isLessThanOrEqualTo(limit);
                for (var variable : container.getEnv()) {
                    String value = Objects.requireNonNullElse(variable.getValue(), "");
                    if (variable.getName().equals("KAFKA_HEAP_OPTS")) {
                        Matcher heap = HEAP.matcher(value);
                        assertThat(heap.find()).isTrue();
                        long mebibytes =
                                Long.parseLong(heap.group(1)) * (heap.group(2).equals("g") ? 1024 : 1);
                        // Beside the heap: threads, code, buffers, and the page cache that Kafka lives by.
                        assertThat(limit).isGreaterThanOrEqualTo(mebibytes + 256);
                    } else if (variable.getName().equals("FLINK_PROPERTIES")) {
                        assertThat(limit).isGreaterThan(number(FLINK_MEMORY, value));
                    }
                }
                if (workload.name().equals("gateway")) {
                    // docs/operations.md adds up what the gateway keeps on the heap, and what lies outside of it.
                    assertThat(limit * heapShare / 100).isGreaterThanOrEqualTo(548);
                    assertThat(limit - limit * heapShare / 100).isGreaterThanOrEqualTo(direct + 150);
                }
            });
        }
    }

    private static int number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(pattern.pattern()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static long mebibytes(Map<String, Quantity> resources) {
        return Objects.requireNonNull(resources.get("memory"))
                .getNumericalAmount()
                .divide(MEBIBYTE)
                .longValueExact();
    }

    private static String flinkSetting(dev.weir.it.Container container, String key) {
        return Objects.requireNonNull(container.environment().get("FLINK_PROPERTIES"))
                .lines()
                .filter(line -> line.startsWith(key + ": "))
                .map(line -> line.substring(key.length() + 2))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " is not set"));
    }

    private static dev.weir.it.Container container(Overlay overlay, String name) throws Exception {
        return overlay.render().containers().stream()
                .filter(container -> container.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> names(KubernetesObjects objects, Class<? extends HasMetadata> type) {
        return objects.of(type).stream()
                .map(object -> object.getMetadata().getName())
                .collect(Collectors.toSet());
    }
}
