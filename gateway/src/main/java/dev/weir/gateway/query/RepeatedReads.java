// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads queries of {@code GET /metrics} again and again, for live numbers. Thread-safe. */
public final class RepeatedReads {
    private static final Logger log = LoggerFactory.getLogger(RepeatedReads.class);

    /** Less than {@link MetricsRequestParser#MAX_LIMIT}, because the rows are read and sent every second. */
    public static final int MAX_LIMIT = 10_000;

    private static final List<String> NOT_REPEATED = List.of("format", "after");

    private final MetricCatalogue catalogue;
    private final SharedReads reads;
    private final Clock clock;

    public RepeatedReads(MetricCatalogue catalogue, SharedReads reads, Clock clock) {
        this.catalogue = catalogue;
        this.reads = reads;
        this.clock = clock;
    }

    /** @param values the parameters of a {@code GET /metrics}, decoded */
    public RepeatedQuery parse(Map<String, List<String>> values) throws BadParameterException {
        for (String name : NOT_REPEATED) {
            if (values.containsKey(name)) {
                throw new BadParameterException(
                        ApiError.UNKNOWN_PARAMETER, name, "A stream has no parameter " + name + ".");
            }
        }
        Parameters.of(values).number("limit", MAX_LIMIT, MAX_LIMIT);
        RepeatedQuery query = new RepeatedQuery(values.isEmpty() ? Map.of("metric", List.of("")) : values);
        var unused = request(query);
        return query;
    }

    /** @param whenRead called once, on any thread; must not block it */
    public void read(RepeatedQuery query, Consumer<RepeatedRead> whenRead) {
        MetricsRequest.Read request;
        try {
            request = request(query);
        } catch (BadParameterException outdated) {
            // Valid when it was parsed: a day that has passed since then may have made the range too long.
            whenRead.accept(new RepeatedRead.Problem(outdated.error(), String.valueOf(outdated.getMessage())));
            return;
        }
        reads.read(request.query(), false, outcome -> whenRead.accept(readOf(request, outcome)));
    }

    private MetricsRequest.Read request(RepeatedQuery query) throws BadParameterException {
        MetricsRequest request = MetricsRequestParser.parse(query.parameters(), null, catalogue, clock.instant());
        if (request instanceof MetricsRequest.Read read) {
            return read;
        }
        throw new IllegalStateException("A request without parameters is refused.");
    }

    private RepeatedRead readOf(MetricsRequest.Read request, ReadOutcome outcome) {
        if (!(outcome instanceof ReadOutcome.Answered answered)) {
            if (outcome instanceof ReadOutcome.Failed failed) {
                log.atError().setCause(failed.cause()).log("A query of a stream failed unexpectedly");
            }
            return RepeatedRead.Problem.of(outcome);
        }
        try {
            return new RepeatedRead.Answered(RepeatedAnswer.of(request, answered.answer(), clock.instant()));
        } catch (IOException impossible) {
            throw new UncheckedIOException("Memory refused bytes.", impossible);
        } catch (RuntimeException | Error defect) {
            return readOf(request, new ReadOutcome.Failed(defect));
        }
    }
}
