// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kafka is unavailable from second 10, restarts at 16, and is available at 20. The first 503 comes at 12. */
class KafkaOutageTest {
    private static final Sample SAMPLE = new Sample(0, 0, 0, 40, 0);

    private final List<Attempt> attempts = new ArrayList<>(List.of(refused(10, 12), refused(13, 13)));

    @Test
    void passesIfEverythingIsRefusedUntilKafkaIsBack() {
        attempts.add(answered(20, 21, 200));

        assertThat(missed()).isEmpty();
    }

    @Test
    void failsOnAnAcknowledgementDuringTheOutage() {
        attempts.add(answered(14, 15, 200));

        assertThat(missed()).singleElement().satisfies(missed -> assertThat(missed)
                .contains("after it every response is 503 with Retry-After: 1 of 2 were not"));
    }

    @Test
    void allowsAnAcknowledgementOnceKafkaMayBeBack() {
        attempts.add(answered(17, 18, 200));

        assertThat(missed()).isEmpty();
    }

    @Test
    void failsOnAnyOtherResponseDuringTheOutage() {
        attempts.add(answered(17, 18, 500));
        attempts.add(new Attempt(3, 1, micros(17), micros(18), 503, false));

        assertThat(missed()).singleElement().satisfies(missed -> assertThat(missed)
                .contains("2 of 3 were not"));
    }

    @Test
    void failsIfNothingWasRefused() {
        attempts.clear();
        attempts.add(answered(14, 15, 200));

        assertThat(missed()).singleElement().satisfies(missed -> assertThat(missed)
                .contains("after it every response is 503"));
    }

    private List<String> missed() {
        return new KafkaOutage(
                        "Kafka frozen", at(10), at(16), at(20), SAMPLE, SAMPLE, SAMPLE, new ThreadDump(List.of()))
                .finding(attempts).verdicts().stream()
                        .filter(verdict -> !verdict.isMet() && !verdict.isAboutTime())
                        .map(Verdict::line)
                        .toList();
    }

    private static Attempt refused(int due, int done) {
        return answered(due, done, 503);
    }

    private static Attempt answered(int due, int done, int status) {
        return new Attempt(due, 1, micros(due), micros(done), status, status == 503);
    }

    private static long micros(int second) {
        return KafkaOutage.micros(at(second));
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(second);
    }
}
