// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.configuration.Variable;
import dev.weir.it.KubernetesObjects.Workload;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that Compose, Kubernetes and the images say the same. {@link DeploymentFilesTest} asks the programs. */
class DeploymentConsistencyTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern USER = Pattern.compile("(?m)^USER (\\d+)");
    private static final Pattern EXPOSED = Pattern.compile("(?m)^EXPOSE (.+)$");
    private static final Pattern PROJECT_VERSION =
            Pattern.compile("<artifactId>weir</artifactId>\\s*<version>([^<-]+)(-SNAPSHOT)?</version>");

    private static final Map<String, String> DOCKERFILES =
            Map.of("weir-gateway", "gateway/Dockerfile", "weir-job", "flink-job/Dockerfile");

    @ParameterizedTest
    @EnumSource
    void runsTheSameVersionsAsCompose(Overlay overlay) throws Exception {
        Set<String> compose = compose().images();

        assertThat(KubernetesObjects.of(overlay).workloads().stream()
                        .flatMap(workload -> workload.containers().stream())
                        .map(container -> container.getImage()))
                .isNotEmpty()
                .allSatisfy(image -> assertThat(compose).contains(image));
    }

    @Test
    void runsTheVersionOfTheProject() throws IOException {
        String version = first(PROJECT_VERSION, "pom.xml");

        assertThat(compose().images().stream().filter(image -> image.startsWith("weir-")))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(image -> assertThat(image).endsWith(":" + version));
    }

    @ParameterizedTest
    @EnumSource
    void runsEachImageAsItsUser(Overlay overlay) throws Exception {
        Map<String, Set<String>> users = new TreeMap<>();
        for (Workload workload : KubernetesObjects.of(overlay).workloads()) {
            var context = workload.pods().getSpec().getSecurityContext();
            assertThat(context.getRunAsGroup()).as(workload + "").isEqualTo(context.getRunAsUser());
            // The group owns the volumes.
            if (context.getFsGroup() != null) {
                assertThat(context.getFsGroup()).as(workload + "").isEqualTo(context.getRunAsGroup());
            }
            workload.containers()
                    .forEach(container -> users.computeIfAbsent(nameOf(container.getImage()), image -> new TreeSet<>())
                            .add(context.getRunAsUser().toString()));
        }

        DOCKERFILES.forEach((image, file) -> assertThat(users.get(image)).containsExactly(last(USER, file)));
        assertThat(users).allSatisfy((image, ids) -> assertThat(ids).as(image).hasSize(1));
        compose().usersByImage().forEach((image, user) -> users.getOrDefault(nameOf(image), Set.of())
                .forEach(id -> assertThat(user).as(image).matches(id + "(:" + id + ")?")));
    }

    @Test
    void exposesThePortsOfTheGateway() throws Exception {
        Set<String> ports = Stream.of(Variable.HTTP_PORT, Variable.MANAGEMENT_PORT, Variable.GRPC_PORT)
                .map(Variable::defaultText)
                .collect(Collectors.toSet());

        assertThat(first(EXPOSED, "gateway/Dockerfile").split(" "))
                .containsExactlyInAnyOrder(ports.toArray(new String[0]));
        assertThat(KubernetesObjects.of(Overlay.SMALL)
                        .workload("gateway")
                        .ports()
                        .map(port -> port.getContainerPort() + ""))
                .containsExactlyInAnyOrderElementsOf(ports);
        assertThat(compose().publishedPorts()).anyMatch(port -> port.endsWith(":" + Variable.HTTP_PORT.defaultText()));
    }

    @ParameterizedTest
    @CsvSource({
        "jobmanager, high-availability.jobmanager.port, rpc",
        "jobmanager, metrics.internal.query-service.port, query",
        "jobmanager, metrics.reporter.prometheus.port, metrics",
        "taskmanager, taskmanager.data.port, data",
        "taskmanager, taskmanager.rpc.port, rpc",
        "taskmanager, metrics.internal.query-service.port, query",
        "taskmanager, metrics.reporter.prometheus.port, metrics",
    })
    void declaresThePortsThatFlinkListensOn(String name, String setting, String port) throws Exception {
        Map<String, String> settings = flinkSettings(Overlay.SMALL, name);
        Workload workload = KubernetesObjects.of(Overlay.SMALL).workload(name);

        assertThat(workload.ports().filter(declared -> declared.getName().equals(port)))
                .extracting(ContainerPort::getContainerPort)
                .containsExactly(Integer.valueOf(Objects.requireNonNull(settings.get(setting))));
    }

    @ParameterizedTest
    @EnumSource
    void scrapesPortsThatExist(Overlay overlay) throws Exception {
        assertThat(KubernetesObjects.of(overlay).workloads().stream()
                        .filter(workload -> workload.pods().getMetadata().getAnnotations() != null
                                && workload.pods()
                                        .getMetadata()
                                        .getAnnotations()
                                        .containsKey("prometheus.io/port")))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(workload -> assertThat(workload.ports().map(port -> port.getContainerPort() + ""))
                        .contains(workload.pods().getMetadata().getAnnotations().get("prometheus.io/port")));
    }

    @Test
    void asksWhetherTheGatewayIsReadyAsComposeDoes() throws Exception {
        var container = KubernetesObjects.of(Overlay.SMALL)
                .workload("gateway")
                .containers()
                .get(0);
        HTTPGetAction probe = container.getReadinessProbe().getHttpGet();
        int port = container.getPorts().stream()
                .filter(declared -> declared.getName().equals(probe.getPort().getStrVal()))
                .findFirst()
                .orElseThrow()
                .getContainerPort();

        assertThat(compose().healthCheckOf("gateway")).contains("http://127.0.0.1:" + port + probe.getPath());
    }

    @Test
    void asksWhetherTheJobManagerIsReadyAsComposeDoes() throws Exception {
        var probe = KubernetesObjects.of(Overlay.SMALL)
                .workload("jobmanager")
                .pods()
                .getSpec()
                .getContainers()
                .get(0)
                .getReadinessProbe();

        assertThat(compose().healthCheckOf("jobmanager"))
                .contains(probe.getExec()
                        .getCommand()
                        .get(probe.getExec().getCommand().size() - 1));
    }

    @ParameterizedTest
    @CsvSource({
        "kafka, kafka, data",
        "clickhouse, clickhouse, data",
        "jobmanager, jobmanager, checkpoints",
        "taskmanager, taskmanager, checkpoints"
    })
    void mountsVolumesWhereComposeDoes(String service, String name, String volume) throws Exception {
        String path =
                KubernetesObjects.of(Overlay.SMALL)
                        .workload(name)
                        .pods()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getVolumeMounts()
                        .stream()
                        .filter(mount -> mount.getName().equals(volume))
                        .findFirst()
                        .orElseThrow()
                        .getMountPath();

        assertThat(compose().volumePathsOf(service)).contains(path);
    }

    @Test
    void keepsCheckpointsWhereTheStartScriptLooksForThem() throws Exception {
        String path = "/checkpoints";

        assertThat(Files.readString(ROOT.resolve("flink-job/start-job"))).contains("checkpoints=" + path + "/");
        assertThat(Files.readString(ROOT.resolve("flink-job/Dockerfile"))).contains("mkdir " + path);
        assertThat(flinkSettings(Overlay.SMALL, "jobmanager"))
                .containsEntry("high-availability.storageDir", "file://" + path + "/ha");
    }

    /** The same settings, unless the way of deployment asks for another one. */
    @Test
    void givesTheProgramsTheSameSettingsAsCompose() throws Exception {
        Set<String> different = Set.of(
                Variable.CLICKHOUSE_PASSWORD.variableName(),
                Variable.METRICS_FILE.variableName(),
                Variable.JOB_PARALLELISM.variableName());
        Map<String, Container> compose = compose().containers().stream()
                .filter(container -> container.program().isPresent())
                .collect(Collectors.toMap(Container::name, container -> container));

        for (Container container : Overlay.SMALL.render().containers()) {
            if (container.program().isPresent()) {
                Map<String, String> same = new TreeMap<>(container.weirVariables());
                Map<String, String> other =
                        Objects.requireNonNull(compose.get(container.name())).weirVariables();
                same.keySet().removeIf(name -> different.contains(name) || !other.containsKey(name));
                assertThat(same).hasSizeGreaterThan(3);
                assertThat(other).as(container.name()).containsAllEntriesOf(same);
            }
        }
    }

    @Test
    void createsTheTopicsThatTheProgramsUse() throws IOException {
        for (String file : new String[] {"docker-compose.yml", "k8s/base/topics.sh"}) {
            assertThat(Files.readString(ROOT.resolve(file)))
                    .as(file)
                    .contains(Variable.KAFKA_TOPIC.defaultText() + ":")
                    .contains(Variable.KAFKA_DEAD_LETTER_TOPIC.defaultText() + ":1")
                    .contains("retention.ms=");
        }
    }

    private static Map<String, String> flinkSettings(Overlay overlay, String name) throws Exception {
        String properties = overlay.render().containers().stream()
                .filter(container -> container.name().equals(name))
                .findFirst()
                .orElseThrow()
                .environment()
                .get("FLINK_PROPERTIES");
        return Objects.requireNonNull(properties)
                .lines()
                .filter(line -> line.contains(": "))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(": ")), line -> line.substring(line.indexOf(": ") + 2)));
    }

    private static ComposeFile compose() throws IOException {
        return ComposeFile.read(ROOT.resolve("docker-compose.yml"));
    }

    private static String nameOf(String image) {
        return image.substring(0, image.indexOf(':'));
    }

    private static String first(Pattern pattern, String file) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(ROOT.resolve(file)));
        assertThat(matcher.find()).as(file).isTrue();
        return matcher.group(1);
    }

    private static String last(Pattern pattern, String file) {
        try {
            return pattern.matcher(Files.readString(ROOT.resolve(file)))
                    .results()
                    .map((MatchResult result) -> result.group(1))
                    .reduce((one, other) -> other)
                    .orElseThrow();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
