// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static dev.weir.configuration.Variable.CLICKHOUSE_CA;
import static dev.weir.configuration.Variable.CLICKHOUSE_PASSWORD;
import static dev.weir.configuration.Variable.CLICKHOUSE_URL;
import static dev.weir.configuration.Variable.CLICKHOUSE_USER;
import static dev.weir.configuration.Variable.GRPC_PORT;
import static dev.weir.configuration.Variable.HTTP_HOST;
import static dev.weir.configuration.Variable.HTTP_PORT;
import static dev.weir.configuration.Variable.KAFKA_BOOTSTRAP_SERVERS;
import static dev.weir.configuration.Variable.KAFKA_PASSWORD;
import static dev.weir.configuration.Variable.KAFKA_SECURITY_PROTOCOL;
import static dev.weir.configuration.Variable.KAFKA_TOPIC;
import static dev.weir.configuration.Variable.MANAGEMENT_HOST;
import static dev.weir.configuration.Variable.MANAGEMENT_PORT;
import static dev.weir.configuration.Variable.METRICS_FILE;
import static dev.weir.configuration.Variable.TLS_CERTIFICATE;
import static dev.weir.configuration.Variable.TLS_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.configuration.Program;
import dev.weir.configuration.Variable;
import dev.weir.gateway.GatewayConfiguration;
import dev.weir.job.JobConfiguration;
import dev.weir.metric.MetricDefinitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the Compose file, the Kubernetes manifests and the documents agree with the programs. */
class DeploymentFilesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path COMPOSE = ROOT.resolve("docker-compose.yml");

    private static final Map<Program, Set<Variable>> REQUIRED = Map.of(
            Program.GATEWAY,
            Set.of(
                    HTTP_HOST,
                    MANAGEMENT_HOST,
                    KAFKA_BOOTSTRAP_SERVERS,
                    CLICKHOUSE_URL,
                    CLICKHOUSE_USER,
                    CLICKHOUSE_PASSWORD),
            Program.JOB,
            Set.of(KAFKA_BOOTSTRAP_SERVERS, CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD),
            Program.MIGRATOR,
            Set.of(CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD));

    private static final Pattern VARIABLE = Pattern.compile("WEIR_[A-Z0-9_]+");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");

    @ParameterizedTest
    @MethodSource("deployments")
    void everyProgramIsRun(Deployment deployment) {
        assertThat(deployment.containers())
                .flatExtracting(container -> container.program().stream().toList())
                .containsExactlyInAnyOrder(Program.GATEWAY, Program.MIGRATOR, Program.JOB);
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void containersHaveOnlyVariablesThatTheirProgramReads(Deployment deployment) {
        assertThat(deployment.containers()).allSatisfy(container -> {
            Set<String> known = Arrays.stream(Variable.values())
                    .filter(variable ->
                            container.program().filter(variable::isReadBy).isPresent())
                    .flatMap(Variable::names)
                    .collect(Collectors.toSet());
            assertThat(known).containsAll(container.weirVariables().keySet());
        });
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void programsHaveTheAddressesOfTheirDependencies(Deployment deployment) {
        assertThat(programs(deployment)).allSatisfy(container -> assertThat(container.weirVariables())
                .containsKeys(REQUIRED.getOrDefault(container.program().orElseThrow(), Set.of()).stream()
                        .map(Variable::variableName)
                        .toArray(String[]::new)));
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void programsAcceptTheirValues(Deployment deployment, @TempDir Path files) throws Exception {
        Manifests production = Overlay.PRODUCTION.render();
        assertThat(programs(deployment)).allSatisfy(container -> {
            Map<String, String> environment = new TreeMap<>(container.environment());
            // The file exists only in the container.
            assertThat(environment.remove(METRICS_FILE.variableName())).startsWith("/etc/weir/metrics");
            // So do those of certificates, each in a folder with the name of its Secret.
            for (Map.Entry<String, String> variable : environment.entrySet()) {
                if (variable.getValue().startsWith("/etc/weir/")) {
                    Path path = Path.of(variable.getValue());
                    String secret = path.getName(path.getNameCount() - 2).toString();
                    String content = Objects.toString(
                            Manifests.map(production.object("Secret", secret).get("data"))
                                    .get(path.getFileName().toString()));
                    Path copy = files.resolve(secret + "-" + path.getFileName());
                    Files.write(copy, Base64.getMimeDecoder().decode(content));
                    variable.setValue(copy.toString());
                }
            }
            switch (container.program().orElseThrow()) {
                case GATEWAY -> GatewayConfiguration.from(environment);
                case JOB -> JobConfiguration.read(environment);
                default -> {}
            }
        });
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void programsShareTheirLateness(Deployment deployment) {
        assertThat(programs(deployment)
                        .map(container ->
                                container.environment().getOrDefault(Variable.ALLOWED_LATENESS.variableName(), "none")))
                .hasSize(3)
                .containsOnly("30d");
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void flinkWebUiCannotChangeTheJob(Deployment deployment) {
        assertThat(programs(deployment).filter(container -> container.program().equals(Optional.of(Program.JOB))))
                .isNotEmpty()
                .allSatisfy(container -> assertThat(container.environment().getOrDefault("FLINK_PROPERTIES", ""))
                        .contains(
                                "web.submit.enable: false",
                                "web.cancel.enable: false",
                                "web.rescale.enable: false",
                                "web.access-control-allow-origin: http://127.0.0.1:8081",
                                "web.allowed-hosts: "));
    }

    @Test
    void guardOfFlinkWebUiIsOnItsClasspath() throws IOException {
        assertThat(Files.readString(ROOT.resolve("flink-job/Dockerfile")))
                .contains("flink-guard/target/flink-guard-*.jar /opt/flink/lib/");
    }

    @Test
    void composePublishesOnLoopbackOnly() throws IOException {
        assertThat(ComposeFile.read(COMPOSE).publishedPorts()).isNotEmpty().allSatisfy(port -> assertThat(port)
                .startsWith("127.0.0.1:"));
    }

    /**
     * Compose names every variable, with three exceptions: the ports, which are fixed inside the containers; the paths
     * of files; and the settings that Compose's own Kafka and ClickHouse do not need.
     */
    @Test
    void composeListsEveryVariableOfTheGateway() throws IOException {
        Set<Variable> without =
                EnumSet.of(HTTP_PORT, MANAGEMENT_PORT, GRPC_PORT, TLS_CERTIFICATE, TLS_KEY, KAFKA_TOPIC);
        without.addAll(EnumSet.range(KAFKA_SECURITY_PROTOCOL, KAFKA_PASSWORD));
        without.add(CLICKHOUSE_CA);

        assertThat(ComposeFile.read(COMPOSE).variablesOf("gateway"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Variable.values())
                        .filter(variable -> variable.isReadBy(Program.GATEWAY) && !without.contains(variable))
                        .map(Variable::variableName)
                        .toList());
    }

    @Test
    void kubernetesMountsAValidFileOfMetrics() throws Exception {
        Manifests manifests = Overlay.SMALL.render();
        Object file = Manifests.map(manifests.object("ConfigMap", "metrics").get("data"))
                .get("metrics.yaml");

        assertThat(MetricDefinitions.parse(String.valueOf(file))).isEqualTo(MetricDefinitions.NONE);
    }

    @Test
    void kubernetesDoesNotExposeManagementWithIngest() throws Exception {
        Map<String, Object> service = Overlay.SMALL.render().object("Service", "gateway");

        assertThat(Manifests.maps(Manifests.map(service.get("spec")).get("ports")))
                .extracting(port -> port.get("port"))
                .containsExactly(8080, 9095);
    }

    @Test
    void filesHaveNoUnknownVariables() throws IOException {
        Set<String> known =
                Arrays.stream(Variable.values()).flatMap(Variable::names).collect(Collectors.toSet());

        assertThat(writtenFiles()).isNotEmpty().allSatisfy(file -> {
            Set<String> named = new TreeSet<>();
            Matcher matcher = VARIABLE.matcher(Files.readString(file));
            while (matcher.find()) {
                named.add(matcher.group());
            }
            assertThat(known).as(file.toString()).containsAll(named);
        });
    }

    @Test
    void documentsLinkToFilesThatExist() throws IOException {
        assertThat(writtenFiles().stream().filter(file -> file.toString().endsWith(".md")))
                .isNotEmpty()
                .allSatisfy(file -> {
                    Matcher matcher = LINK.matcher(Files.readString(file));
                    while (matcher.find()) {
                        if (!matcher.group(1).contains("://")) {
                            assertThat(file.resolveSibling(matcher.group(1))).exists();
                        }
                    }
                });
    }

    @Test
    void dockerComposeAcceptsTheFile() throws Exception {
        assumeTrue(SystemCommand.onPath("docker-compose").isPresent());

        Outcome outcome = run("docker-compose", "--file", COMPOSE.toString(), "config", "--quiet");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    static List<Deployment> deployments() throws Exception {
        return List.of(
                new Deployment("Compose", ComposeFile.read(COMPOSE).containers()),
                new Deployment("Kubernetes, small", Overlay.SMALL.render().containers()),
                new Deployment(
                        "Kubernetes, production", Overlay.PRODUCTION.render().containers()),
                new Deployment("Kubernetes, existing", Overlay.EXISTING.render().containers()));
    }

    /** One of the ways to deploy Weir. */
    record Deployment(String name, List<Container> containers) {
        @Override
        public String toString() {
            return name;
        }
    }

    private record Outcome(int exitCode, String output) {}

    private static Stream<Container> programs(Deployment deployment) {
        return deployment.containers().stream()
                .filter(container -> container.program().isPresent());
    }

    /** The files that people read or deploy: documents, the Compose file, manifests, images. */
    private static List<Path> writtenFiles() throws IOException {
        List<Path> files = new ArrayList<>(List.of(
                COMPOSE,
                ROOT.resolve("README.md"),
                ROOT.resolve("CONTRIBUTING.md"),
                ROOT.resolve("CHANGELOG.md"),
                ROOT.resolve("gateway/Dockerfile"),
                ROOT.resolve("flink-job/Dockerfile"),
                ROOT.resolve("flink-job/start-job")));
        for (String folder : List.of("docs", "k8s")) {
            try (Stream<Path> found = Files.walk(ROOT.resolve(folder))) {
                found.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().contains("/secrets/"))
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static Outcome run(String... command) throws InterruptedException {
        try {
            Path output = Files.createTempFile("weir-deployment", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                process.destroyForcibly();
                Files.delete(output);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
