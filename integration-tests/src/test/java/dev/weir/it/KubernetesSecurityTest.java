// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.it.KubernetesObjects.Workload;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that the pods have no more rights than they need, and reach no more than they need. */
class KubernetesSecurityTest {
    @ParameterizedTest
    @EnumSource
    void fulfilsThePodSecurityStandardRestricted(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);

        assertThat(objects.of(Namespace.class)).singleElement().satisfies(namespace -> assertThat(
                        namespace.getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted"));
        assertThat(objects.workloads()).hasSizeGreaterThan(4).allSatisfy(workload -> {
            PodSpec pod = workload.pods().getSpec();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getRunAsGroup()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC()))
                    .doesNotContain(true);
            assertThat(pod.getVolumes()).allMatch(KubernetesSecurityTest::isAllowed);
            assertThat(workload.containers()).allSatisfy(container -> {
                SecurityContext context = container.getSecurityContext();
                assertThat(context.getAllowPrivilegeEscalation()).isFalse();
                assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
                assertThat(context.getCapabilities().getAdd()).isEmpty();
                assertThat(context.getPrivileged()).isNull();
                assertThat(container.getPorts()).allMatch(port -> port.getHostPort() == null);
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void mountsTheRootFileSystemReadOnly(Overlay overlay) throws Exception {
        assertThat(KubernetesObjects.of(overlay).workloads().stream()
                        .flatMap(workload -> workload.containers().stream()))
                .isNotEmpty()
                .allMatch(container -> container.getSecurityContext().getReadOnlyRootFilesystem())
                .allSatisfy(container -> assertThat(container.getVolumeMounts())
                        .anyMatch(mount -> mount.getMountPath().equals("/tmp")
                                || container.getName().equals("conf")));
    }

    @ParameterizedTest
    @EnumSource
    void givesATokenOnlyToFlink(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);

        assertThat(objects.of(ServiceAccount.class))
                .isNotEmpty()
                .allMatch(account -> !account.getAutomountServiceAccountToken());
        assertThat(objects.workloads().stream()
                        .filter(workload -> workload.pods().getSpec().getAutomountServiceAccountToken())
                        .map(Workload::name))
                .containsExactlyInAnyOrder("jobmanager", "taskmanager");
        assertThat(objects.of(Role.class).stream().flatMap(role -> role.getRules().stream()))
                .hasSize(2)
                .allSatisfy(rule -> {
                    assertThat(rule.getApiGroups()).containsExactly("");
                    assertThat(rule.getResources()).containsExactly("configmaps");
                    assertThat(rule.getVerbs()).doesNotContain("*");
                });
    }

    @ParameterizedTest
    @EnumSource
    void deniesWhatNoRuleAllows(Overlay overlay) throws Exception {
        assertThat(KubernetesObjects.of(overlay).find(NetworkPolicy.class, "deny-all"))
                .hasValueSatisfying(policy -> {
                    assertThat(policy.getSpec().getPodSelector().getMatchLabels())
                            .isNullOrEmpty();
                    assertThat(policy.getSpec().getPodSelector().getMatchExpressions())
                            .isEmpty();
                    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
                    assertThat(policy.getSpec().getIngress()).isEmpty();
                    assertThat(policy.getSpec().getEgress()).isEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "SMALL, gateway, kafka, 9092, true",
        "SMALL, topics, kafka, 9092, true",
        "SMALL, jobmanager, kafka, 9092, true",
        "SMALL, taskmanager, kafka, 9092, true",
        "SMALL, migrator, kafka, 9092, false",
        "SMALL, gateway, kafka, 9093, false",
        "SMALL, gateway, clickhouse, 8123, true",
        "SMALL, migrator, clickhouse, 8123, true",
        "SMALL, jobmanager, clickhouse, 8123, true",
        "SMALL, taskmanager, clickhouse, 8123, true",
        "SMALL, topics, clickhouse, 8123, false",
        "SMALL, kafka, clickhouse, 8123, false",
        "SMALL, taskmanager, jobmanager, 6123, true",
        "SMALL, taskmanager, jobmanager, 6124, true",
        "SMALL, taskmanager, taskmanager, 6121, true",
        "SMALL, jobmanager, taskmanager, 6122, true",
        "SMALL, jobmanager, taskmanager, 6125, true",
        "SMALL, gateway, jobmanager, 6123, false",
        "SMALL, gateway, taskmanager, 6122, false",
        "SMALL, taskmanager, gateway, 9464, false",
        "PRODUCTION, gateway, kafka, 9092, true",
        "PRODUCTION, topics, kafka, 9092, true",
        "PRODUCTION, kafka, kafka, 9092, true",
        "PRODUCTION, kafka, kafka, 9093, true",
        "PRODUCTION, gateway, clickhouse-shard-1, 8443, true",
        "PRODUCTION, migrator, clickhouse-shard-0, 8443, true",
        "PRODUCTION, taskmanager, clickhouse-shard-0, 8443, true",
        "PRODUCTION, gateway, clickhouse-shard-0, 9440, false",
        "PRODUCTION, clickhouse-shard-0, clickhouse-shard-1, 9440, true",
        "PRODUCTION, clickhouse-shard-0, clickhouse-shard-0, 9010, true",
        "PRODUCTION, clickhouse-shard-1, keeper, 9281, true",
        "PRODUCTION, keeper, keeper, 9234, true",
        "PRODUCTION, gateway, keeper, 9281, false",
        "PRODUCTION, clickhouse-shard-0, kafka, 9092, false",
    })
    void letsPodsReachOnlyWhatTheyNeed(Overlay overlay, String from, String to, int port, boolean allowed)
            throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);
        Map<String, String> client = objects.workload(from).labels();
        Map<String, String> server = objects.workload(to).labels();

        boolean leaves = objects.of(NetworkPolicy.class).stream()
                .filter(policy -> KubernetesObjects.matches(policy.getSpec().getPodSelector(), client))
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .anyMatch(rule -> names(rule.getTo(), server) && admits(rule.getPorts(), port));
        boolean enters = objects.of(NetworkPolicy.class).stream()
                .filter(policy -> KubernetesObjects.matches(policy.getSpec().getPodSelector(), server))
                .flatMap(policy -> policy.getSpec().getIngress().stream())
                .anyMatch(rule -> names(rule.getFrom(), client) && admits(rule.getPorts(), port));

        assertThat(leaves && enters).isEqualTo(allowed);
    }

    /** Ports for events and for management are open to different namespaces, and to no pod of Weir. */
    @ParameterizedTest
    @EnumSource
    void keepsIngestAndManagementApart(Overlay overlay) throws Exception {
        KubernetesObjects objects = KubernetesObjects.of(overlay);

        assertThat(portsFromOutside(objects, "ingest")).containsExactlyInAnyOrder(8080, 9095);
        assertThat(portsFromOutside(objects, "management")).containsExactlyInAnyOrder(9464, 9249, 9363);
        assertThat(objects.find(NetworkPolicy.class, "management")
                        .orElseThrow()
                        .getSpec()
                        .getIngress())
                .flatExtracting(rule -> rule.getFrom())
                .allSatisfy(peer -> assertThat(peer.getNamespaceSelector().getMatchLabels())
                        .containsOnlyKeys("weir.dev/management"));
    }

    private static Set<Integer> portsFromOutside(KubernetesObjects objects, String policy) {
        return objects.find(NetworkPolicy.class, policy).orElseThrow().getSpec().getIngress().stream()
                .flatMap(rule -> rule.getPorts().stream())
                .map(port -> port.getPort().getIntVal())
                .collect(java.util.stream.Collectors.toSet());
    }

    private static boolean names(@Nullable List<NetworkPolicyPeer> peers, Map<String, String> labels) {
        return peers != null
                && peers.stream()
                        .anyMatch(peer -> peer.getPodSelector() != null
                                && KubernetesObjects.matches(peer.getPodSelector(), labels));
    }

    private static boolean admits(List<NetworkPolicyPort> ports, int port) {
        return ports.stream().anyMatch(range -> {
            int first = range.getPort().getIntVal();
            int last = range.getEndPort() == null ? first : range.getEndPort();
            return first <= port && port <= last && range.getProtocol().equals("TCP");
        });
    }

    private static boolean isAllowed(Volume volume) {
        return Stream.of(
                        volume.getConfigMap(),
                        volume.getSecret(),
                        volume.getEmptyDir(),
                        volume.getPersistentVolumeClaim())
                .anyMatch(source -> source != null);
    }
}
