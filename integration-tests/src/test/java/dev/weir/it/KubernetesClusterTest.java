// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.configuration.Variable;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Checks that the configurations of Kafka, ClickHouse and Keeper in the overlay production name the pods that run. */
class KubernetesClusterTest {
    private static final List<String> SHARDS = List.of("clickhouse-shard-0", "clickhouse-shard-1");

    @Test
    void everyBrokerVotes() throws Exception {
        Properties settings = kafka();

        assertThat(settings.getProperty("controller.quorum.voters").split(","))
                .containsExactly(IntStream.range(0, replicas("kafka"))
                        .mapToObj(number -> number + "@kafka-" + number + ".kafka:9093")
                        .toArray(String[]::new));
        assertThat(Objects.toString(
                        overlay().render().object("ConfigMap", "log").get("data")))
                .contains(String.join(
                        ",", pods("kafka", "kafka").map(pod -> pod + ":9092").toList()));
    }

    @Test
    void everyTopicOutlivesABroker() throws Exception {
        Properties settings = kafka();
        var topics =
                Manifests.map(overlay().render().object("ConfigMap", "topics").get("data"));

        assertThat(Stream.of(
                        settings.getProperty("default.replication.factor"),
                        settings.getProperty("offsets.topic.replication.factor"),
                        settings.getProperty("transaction.state.log.replication.factor"),
                        topics.get("REPLICATION_FACTOR")))
                .containsOnly(String.valueOf(replicas("kafka")));
        assertThat(Stream.of(
                        settings.getProperty("min.insync.replicas"),
                        settings.getProperty("transaction.state.log.min.isr"),
                        topics.get("MIN_INSYNC_REPLICAS")))
                .containsOnly(String.valueOf(replicas("kafka") - 1));
    }

    @Test
    void kafkaAcceptsNoConnectionWithoutTls() throws Exception {
        Properties settings = kafka();

        assertThat(settings.getProperty("listener.security.protocol.map")).isEqualTo("SSL:SSL,CONTROLLER:SSL");
        assertThat(settings.getProperty("ssl.client.auth")).isEqualTo("required");
    }

    @Test
    void everyReplicaIsInTheClusterOfClickHouse() throws Exception {
        Document cluster = xml("clickhouse-config", "weir.xml");
        assertThat(Objects.toString(
                        overlay().render().object("ConfigMap", "clickhouse").get("data")))
                .contains(Variable.CLICKHOUSE_CLUSTER.variableName() + "=weir");
        List<String> pods = SHARDS.stream()
                .flatMap(shard -> pods(shard, "clickhouse-nodes"))
                .toList();

        assertThat(values(cluster, "//remote_servers/weir/shard/replica/host")).isEqualTo(pods);
        assertThat(values(cluster, "//remote_servers/weir/shard/replica/secure"))
                .hasSize(pods.size())
                .containsOnly("1");
        assertThat(values(cluster, "//remote_servers/weir/shard/replica/port"))
                .containsOnly(port(SHARDS.get(0), "secure"));
        assertThat(values(cluster, "//interserver_https_port")).containsExactly(port(SHARDS.get(0), "interserver"));
        assertThat(values(cluster, "//prometheus/port")).containsExactly(port(SHARDS.get(0), "metrics"));
        assertThat(values(cluster, "//https_port")).containsExactly(port(SHARDS.get(0), "https"));
        assertThat(values(cluster, "//zookeeper/node/host"))
                .isEqualTo(pods("keeper", "keeper").toList());
        assertThat(values(cluster, "//zookeeper/node/secure")).hasSize(3).containsOnly("1");
        assertThat(values(cluster, "//zookeeper/node/port")).containsOnly(port("keeper", "client"));
    }

    @Test
    void clickHouseAcceptsNoConnectionWithoutTls() throws Exception {
        Document cluster = xml("clickhouse-config", "weir.xml");

        for (String plain :
                List.of("http_port", "tcp_port", "mysql_port", "postgresql_port", "interserver_http_port")) {
            assertThat(values(cluster, "/clickhouse/" + plain + "/@remove"))
                    .as(plain)
                    .containsExactly("remove");
        }
    }

    @Test
    void everyKeeperIsAMember() throws Exception {
        Document keeper = xml("keeper", "keeper.xml");

        assertThat(values(keeper, "//raft_configuration/server/hostname"))
                .isEqualTo(pods("keeper", "keeper").toList());
        assertThat(values(keeper, "//raft_configuration/server/port")).containsOnly(port("keeper", "raft"));
        assertThat(values(keeper, "//raft_configuration/secure")).containsExactly("true");
        assertThat(values(keeper, "//tcp_port_secure")).containsExactly(port("keeper", "client"));
        assertThat(values(keeper, "//http_control/port")).containsExactly(port("keeper", "control"));
    }

    @Test
    void definesEveryVariableThatClickHouseReads() throws Exception {
        List<String> read = new ArrayList<>(values(xml("clickhouse-config", "weir.xml"), "//@from_env"));
        read.addAll(values(xml("clickhouse-users", "weir.xml"), "//@from_env"));

        assertThat(read).hasSize(6);
        for (String shard : SHARDS) {
            assertThat(objects().workload(shard).containers().get(0).getEnv())
                    .extracting(EnvVar::getName)
                    .containsAll(read);
        }
        assertThat(String.join(
                        " ", objects().workload("keeper").containers().get(0).getCommand()))
                .contains(values(xml("keeper", "keeper.xml"), "//@from_env").get(0) + "=");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka-tls, kafka, kafka",
        "keeper-tls, keeper, keeper",
        "clickhouse-tls, clickhouse-shard-0, clickhouse-nodes",
        "clickhouse-tls, clickhouse-shard-1, clickhouse-nodes"
    })
    void certifiesTheNameOfEveryPod(String secret, String workload, String service) throws Exception {
        assertThat(names(secret)).containsAll(pods(workload, service).toList());
    }

    @Test
    void certifiesTheNamesOfServices() throws Exception {
        assertThat(names("gateway-tls")).contains("gateway", "gateway.weir", "gateway.weir.svc", "localhost");
        assertThat(names("clickhouse-tls")).contains("clickhouse");
    }

    private static List<String> names(String secret) throws Exception {
        Object encoded = Manifests.map(
                        overlay().render().object("Secret", secret).get("data"))
                .get("tls.crt");
        byte[] pem = Base64.getMimeDecoder().decode(Objects.toString(encoded));
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        return Objects.requireNonNull(certificate.getSubjectAlternativeNames()).stream()
                .map(name -> Objects.toString(name.get(1)))
                .toList();
    }

    private static Properties kafka() throws Exception {
        Properties settings = new Properties();
        settings.load(new StringReader(file("kafka", "server.properties")));
        return settings;
    }

    private static Document xml(String configMap, String key) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(file(configMap, key))));
    }

    private static List<String> values(Document document, String path) throws Exception {
        NodeList nodes =
                (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(index -> nodes.item(index).getTextContent())
                .toList();
    }

    private static String file(String configMap, String key) throws Exception {
        return Objects.toString(
                Manifests.map(overlay().render().object("ConfigMap", configMap).get("data"))
                        .get(key));
    }

    private static Stream<String> pods(String workload, String service) {
        return IntStream.range(0, replicas(workload)).mapToObj(number -> workload + "-" + number + "." + service);
    }

    private static int replicas(String workload) {
        return objects().workload(workload).replicas();
    }

    private static String port(String workload, String name) {
        return objects()
                .workload(workload)
                .ports()
                .filter(port -> port.getName().equals(name))
                .map(ContainerPort::getContainerPort)
                .map(String::valueOf)
                .findFirst()
                .orElseThrow();
    }

    private static KubernetesObjects objects() {
        try {
            return KubernetesObjects.of(overlay());
        } catch (Exception failed) {
            throw new AssertionError("the overlay cannot be rendered", failed);
        }
    }

    private static Overlay overlay() {
        return Overlay.PRODUCTION;
    }
}
