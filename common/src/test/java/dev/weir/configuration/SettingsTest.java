// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @Test
    void givesTheDefaultForAnAbsentOrEmptyVariable() {
        Map<String, String> environment = Map.of("WEIR_HTTP_PORT", " ");

        assertThat(Settings.<Integer>read(Program.GATEWAY, environment, settings -> settings.port(Variable.HTTP_PORT)))
                .isEqualTo(8080);
        assertThat(Settings.<Duration>read(Program.JOB, Map.of(), SettingsTest::horizon))
                .isEqualTo(Duration.ofHours(24));
    }

    @Test
    void reportsEveryProblemAtOnce() {
        Map<String, String> environment =
                Map.of("WEIR_DEDUP_HORIZON", "a day", "WEIR_JOB_EPOCH", "0", "WEIR_DEDUP_HORIZONT", "1h", "HOME", "/");

        assertThatThrownBy(() -> Settings.read(Program.JOB, environment, settings -> {
                    horizon(settings);
                    return settings.count(Variable.JOB_EPOCH, 1, 32_767);
                }))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("""
                        WEIR_DEDUP_HORIZONT is not a variable of Weir; did you mean WEIR_DEDUP_HORIZON?
                        WEIR_DEDUP_HORIZON must be a duration such as 250ms, 5s, 15m, 24h or 30d; it is 'a day'
                        WEIR_JOB_EPOCH must be a whole number from 1 to 32767; it is '0'""");
    }

    @Test
    void ignoresVariablesOfOtherPrograms() {
        Map<String, String> environment = Map.of("WEIR_FLINK_UI_PORT", "1");

        assertThat(Settings.<Duration>read(Program.JOB, environment, SettingsTest::horizon))
                .isEqualTo(Duration.ofHours(24));
    }

    @Test
    void readsForeverAsARetention() {
        assertThat(Settings.read(Program.MIGRATOR, Map.of(), SettingsTest::retention))
                .isEqualTo("Optional.empty");
        assertThat(Settings.read(Program.MIGRATOR, Map.of("WEIR_EVENTS_RETENTION", "90d"), SettingsTest::retention))
                .isEqualTo("Optional[PT2160H]");
    }

    @Test
    void readsChoicesFlagsSizesAndUrls() {
        enum Colour {
            NONE,
            LZ4
        }
        String read = Settings.read(
                Program.GATEWAY,
                Map.of("WEIR_KAFKA_COMPRESSION", "lz4", "WEIR_INSECURE", "TRUE", "WEIR_MAX_IN_FLIGHT", "2GiB"),
                settings -> settings.choice(Variable.KAFKA_COMPRESSION, Colour.class)
                        + " " + settings.flag(Variable.INSECURE)
                        + " " + settings.bytes(Variable.MAX_IN_FLIGHT, 1, Long.MAX_VALUE)
                        + " " + settings.httpUrl(Variable.CLICKHOUSE_URL));

        assertThat(read).isEqualTo("LZ4 true 2147483648 http://127.0.0.1:8123");
    }

    @Test
    void writesDurationsInTheFormatThatItReads() {
        for (String text : new String[] {"250ms", "5s", "15m", "24h", "30d", "0s"}) {
            String canonical = text.equals("24h") ? "1d" : text;
            assertThat(Units.format(Units.parseDuration(text))).isEqualTo(canonical);
        }
    }

    @Test
    void readsASecretFromAFileWithoutItsLastLineBreak(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), " a secret \n\n");

        assertThat(password(Map.of("WEIR_CLICKHOUSE_PASSWORD_FILE", file.toString())))
                .isEqualTo(" a secret \n");
        assertThat(password(Map.of(
                        "WEIR_CLICKHOUSE_PASSWORD_FILE",
                        Files.writeString(file, "s\r\n").toString())))
                .isEqualTo("s");
    }

    @Test
    void refusesASecretThatIsSetTwiceOrUnreadable(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret");

        assertThatThrownBy(() -> password(Map.of("WEIR_CLICKHOUSE_PASSWORD_FILE", missing.toString())))
                .hasMessage("WEIR_CLICKHOUSE_PASSWORD_FILE names a file that cannot be read: " + missing
                        + " (there is no such file)");
        assertThatThrownBy(() -> password(Map.of("WEIR_CLICKHOUSE_PASSWORD_FILE", empty.toString())))
                .hasMessage("WEIR_CLICKHOUSE_PASSWORD_FILE names an empty file: " + empty);
        assertThatThrownBy(() -> password(Map.of(
                        "WEIR_CLICKHOUSE_PASSWORD_FILE", secret.toString(), "WEIR_CLICKHOUSE_PASSWORD", "0ther")))
                .hasMessage("WEIR_CLICKHOUSE_PASSWORD_FILE and WEIR_CLICKHOUSE_PASSWORD are both set;"
                        + " only one of them can be");
    }

    @Test
    void doesNotReadTheSecretsOfOtherPrograms() {
        assertThat(Settings.<Duration>read(
                        Program.MIGRATOR,
                        Map.of("WEIR_KAFKA_PASSWORD_FILE", "/not/mounted/here"),
                        settings -> settings.duration(Variable.ALLOWED_LATENESS, Duration.ZERO, Duration.ofDays(90))))
                .isEqualTo(Duration.ofDays(30));
    }

    @Test
    void acceptsFilesForSecretsOnly() {
        assertThatThrownBy(() -> password(Map.of("WEIR_HTTP_PORT_FILE", "/port")))
                .hasMessage("WEIR_HTTP_PORT_FILE is not a variable of Weir");
        assertThatThrownBy(() -> password(Map.of("WEIR_CLICKHOUSE_PASSWORD_FIL", "/password")))
                .hasMessage("WEIR_CLICKHOUSE_PASSWORD_FIL is not a variable of Weir;"
                        + " did you mean WEIR_CLICKHOUSE_PASSWORD_FILE?");
    }

    @Test
    void readsTheFileThatAVariableNames(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "text\n");

        assertThat(authorities(Map.of("WEIR_CLICKHOUSE_CA", file.toString()))).isEqualTo("text\n");
        assertThat(authorities(Map.of())).isEqualTo("none");
        assertThatThrownBy(() -> authorities(Map.of("WEIR_CLICKHOUSE_CA", folder.toString())))
                .hasMessageStartingWith("WEIR_CLICKHOUSE_CA names a file that cannot be read: " + folder);
    }

    private static String password(Map<String, String> environment) {
        return Settings.read(Program.GATEWAY, environment, settings -> settings.text(Variable.CLICKHOUSE_PASSWORD));
    }

    private static String authorities(Map<String, String> environment) {
        return Settings.read(
                Program.GATEWAY, environment, settings -> settings.file(Variable.CLICKHOUSE_CA, text -> text)
                        .orElse("none"));
    }

    private static Duration horizon(Settings settings) {
        return settings.duration(Variable.DEDUP_HORIZON, Duration.ofSeconds(1), Duration.ofDays(365));
    }

    private static String retention(Settings settings) {
        return settings.retention(Variable.EVENTS_RETENTION, Duration.ofDays(1)).toString();
    }
}
