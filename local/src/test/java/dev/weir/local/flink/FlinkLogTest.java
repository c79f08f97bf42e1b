// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests which messages of Flink's metrics the shipped log configurations keep. */
class FlinkLogTest {
    private static final String LOGGER = "org.apache.flink.metrics.MetricGroup";

    static Stream<URI> configurations() throws Exception {
        return Stream.of(
                Objects.requireNonNull(FlinkLogTest.class.getResource("/dev/weir/local/log4j2.xml"))
                        .toURI(),
                Path.of("..", "flink-job", "log4j-job.properties").toUri());
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void dropsTheHarmlessWarningOfEveryCheckpoint(URI file) {
        LoggerConfig logger = loggerIn(file);

        assertThat(logger.isFiltered(warning("Name collision: Group already contains a Metric with the name"
                        + " 'pendingCommittables'. Metric will not be reported.[127.0.0.1, taskmanager, 0, weir,"
                        + " ledger-sink: Committer, 0]")))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void keepsEveryOtherWarning(URI file) {
        LoggerConfig logger = loggerIn(file);

        assertThat(logger.getLevel()).isEqualTo(Level.WARN);
        assertThat(logger.isFiltered(warning("Name collision: Group already contains a Metric with the name"
                        + " 'read_total'. Metric will not be reported.[127.0.0.1]")))
                .isFalse();
        assertThat(logger.isFiltered(warning("Ignoring attempted registration of a metric due to being null for name"
                        + " pendingCommittables.")))
                .isFalse();
    }

    private static LoggerConfig loggerIn(URI file) {
        LoggerContext context = new LoggerContext("test");
        Configuration configuration = ConfigurationFactory.getInstance().getConfiguration(context, "test", file);
        configuration.initialize();
        LoggerConfig logger = configuration.getLoggerConfig(LOGGER);
        assertThat(logger.getName()).isEqualTo(LOGGER);
        return logger;
    }

    private static LogEvent warning(String message) {
        return Log4jLogEvent.newBuilder()
                .setLoggerName(LOGGER)
                .setLevel(Level.WARN)
                .setMessage(new SimpleMessage(message))
                .build();
    }
}
