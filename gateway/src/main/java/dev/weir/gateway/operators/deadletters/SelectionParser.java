// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parses the parameters that select dead letters. */
final class SelectionParser {
    static final int DEFAULT_PAGE = 100;
    static final int LARGEST_PAGE = 1_000;

    private static final List<String> REASONS = List.of("late", "malformed");
    private static final List<String> TO_LIST = List.of("reason", "from", "to", "status", "id", "limit", "cursor");
    private static final List<String> TO_ACT =
            List.of("reason", "from", "to", "status", "id", "all", "limit", "cursor", "dry_run");
    private static final String ALL = "all";

    private SelectionParser() {}

    /** @param limit the most letters to list or to act on */
    record Request(Selection selection, int limit, boolean dryRun) {}

    static Request toList(Map<String, ? extends Collection<String>> values) throws BadParameterException {
        Parameters parameters = Parameters.of(values, TO_LIST);
        return new Request(selection(parameters), parameters.number("limit", DEFAULT_PAGE, LARGEST_PAGE), false);
    }

    /** Refuses a request without a filter, because it would select every letter. */
    static Request toAct(Map<String, ? extends Collection<String>> values) throws BadParameterException {
        Parameters parameters = Parameters.of(values, TO_ACT);
        Selection selection = selection(parameters);
        boolean named = !selection.ids().isEmpty()
                || !selection.reasons().isEmpty()
                || selection.from().isPresent()
                || selection.to().isPresent();
        if (!parameters.flag(ALL) && !named) {
            throw new BadParameterException(
                    ApiError.MISSING_PARAMETER,
                    "id",
                    "Select dead letters by id, reason, from or to; all=true selects all.");
        }
        return new Request(
                selection, parameters.number("limit", LARGEST_PAGE, LARGEST_PAGE), parameters.flag("dry_run"));
    }

    private static Selection selection(Parameters parameters) throws BadParameterException {
        Optional<Instant> from = Optional.ofNullable(parameters.instant("from"));
        Optional<Instant> to = Optional.ofNullable(parameters.instant("to"));
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw Parameters.invalid("from", "must be before to, which is exclusive");
        }
        return new Selection(ids(parameters), reasons(parameters), from, to, status(parameters), cursor(parameters));
    }

    private static List<DeadLetterId> ids(Parameters parameters) throws BadParameterException {
        List<DeadLetterId> ids = new ArrayList<>();
        for (String text : parameters.texts("id")) {
            ids.add(id("id", text));
        }
        if (ids.size() > LARGEST_PAGE) {
            throw Parameters.invalid("id", "may be given up to " + LARGEST_PAGE + " times");
        }
        return ids;
    }

    private static List<String> reasons(Parameters parameters) throws BadParameterException {
        List<String> reasons = parameters.texts("reason");
        if (!REASONS.containsAll(reasons)) {
            throw Parameters.invalid("reason", "must be one of " + String.join(", ", REASONS) + "; repeat it for both");
        }
        return reasons;
    }

    private static Optional<Status> status(Parameters parameters) throws BadParameterException {
        String text = parameters.text("status");
        if (text == null) {
            return Optional.of(Status.OPEN);
        }
        if (text.equals(ALL)) {
            return Optional.empty();
        }
        for (Status status : Status.values()) {
            if (status.wireName().equals(text)) {
                return Optional.of(status);
            }
        }
        String allowed = Arrays.stream(Status.values()).map(Status::wireName).collect(Collectors.joining(", "));
        throw Parameters.invalid("status", "must be one of " + allowed + ", all");
    }

    /** The last letter that the client has seen. Letters that arrive later do not shift the pages after it. */
    private static Optional<DeadLetterId> cursor(Parameters parameters) throws BadParameterException {
        @Nullable String text = parameters.text("cursor");
        return text == null ? Optional.empty() : Optional.of(id("cursor", text));
    }

    private static DeadLetterId id(String parameter, String text) throws BadParameterException {
        return DeadLetterId.parse(text)
                .orElseThrow(() -> Parameters.invalid(
                        parameter,
                        parameter.equals("cursor")
                                ? "must be the next_cursor of a response"
                                : "must be " + DeadLetterId.SHAPE));
    }
}
