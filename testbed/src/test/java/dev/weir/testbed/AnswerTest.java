// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final String METRICS = """
            # TYPE used gauge
            used{area="heap",id="eden"} 3.0E6
            used{area="heap",id="old"} 20
            used{area="nonheap",id="code"} 5
            used_max 7
            """;

    private final Answer answer = new Answer(200, HttpHeaders.of(Map.of(), (name, value) -> true), METRICS);

    @Test
    void readsOnlySamplesOfTheNamedSeries() {
        assertThat(answer.samples("used{")).containsExactly(3_000_000.0, 20.0, 5.0);
        assertThat(answer.samples("used{area=\"heap\"")).containsExactly(3_000_000.0, 20.0);
        assertThat(answer.samples("used_max ")).containsExactly(7.0);
    }
}
