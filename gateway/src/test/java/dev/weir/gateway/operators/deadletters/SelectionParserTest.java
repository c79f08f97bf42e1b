// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SelectionParserTest {
    @Test
    void listsOpenLettersByDefault() throws Exception {
        SelectionParser.Request request = SelectionParser.toList(Map.of());

        assertThat(request.selection().status()).hasValue(Status.OPEN);
        assertThat(request.limit()).isEqualTo(100);
        assertThat(SelectionParser.toList(one("status", "all")).selection().status())
                .isEmpty();
        assertThat(SelectionParser.toList(one("status", "discarded"))
                        .selection()
                        .status())
                .hasValue(Status.DISCARDED);
    }

    @Test
    void readsEveryFilter() throws Exception {
        SelectionParser.Request request = SelectionParser.toAct(Map.of(
                "reason", List.of("late", "malformed"),
                "from", List.of("2026-11-20T12:00:00Z"),
                "to", List.of("2026-11-20T14:00:00+01:00"),
                "id", List.of("events-0-1", "events-0-1", "a-b-2-3"),
                "cursor", List.of("events-1-7"),
                "limit", List.of("7"),
                "dry_run", List.of("true")));

        Selection selection = request.selection();
        assertThat(selection.reasons()).containsExactly("late", "malformed");
        assertThat(selection.from()).hasValue(Instant.parse("2026-11-20T12:00:00Z"));
        assertThat(selection.to()).hasValue(Instant.parse("2026-11-20T13:00:00Z"));
        assertThat(selection.ids()).containsExactly(new DeadLetterId("events", 0, 1), new DeadLetterId("a-b", 2, 3));
        assertThat(selection.after()).hasValue(new DeadLetterId("events", 1, 7));
        assertThat(request.limit()).isEqualTo(7);
        assertThat(request.dryRun()).isTrue();
    }

    @Test
    void actionsRequireASelection() throws Exception {
        assertRefused(() -> SelectionParser.toAct(Map.of()), ApiError.MISSING_PARAMETER, "all=true");
        assertRefused(() -> SelectionParser.toAct(one("status", "all")), ApiError.MISSING_PARAMETER, "all=true");
        assertRefused(() -> SelectionParser.toAct(one("all", "false")), ApiError.MISSING_PARAMETER, "all=true");
        assertThat(SelectionParser.toAct(one("all", "true")).limit()).isEqualTo(1_000);
    }

    @Test
    void refusalsNameTheAllowedValues() {
        assertInvalid("reason", "stale", "late, malformed");
        assertInvalid("status", "closed", "open, redriven, discarded, all");
        assertInvalid("from", "yesterday", "RFC 3339");
        assertInvalid("limit", "0", "from 1 to 1000");
        assertInvalid("limit", "1001", "from 1 to 1000");
        assertInvalid("limit", "1e2", "from 1 to 1000");
        assertInvalid("cursor", "2", "next_cursor");
        assertInvalid("id", "events-1", "events-0-1234");
        assertRefused(
                () -> SelectionParser.toList(Map.of("limit", List.of("1", "2"))), ApiError.INVALID_PARAMETER, "once");
        assertRefused(() -> SelectionParser.toList(one("dry_run", "true")), ApiError.UNKNOWN_PARAMETER, "reason, from");
        assertRefused(
                () -> SelectionParser.toList(
                        Map.of("from", List.of("2026-11-20T12:00:00Z"), "to", List.of("2026-11-20T12:00:00Z"))),
                ApiError.INVALID_PARAMETER,
                "before to");
    }

    private static void assertInvalid(String name, String value, String allowed) {
        assertRefused(() -> SelectionParser.toList(one(name, value)), ApiError.INVALID_PARAMETER, allowed);
    }

    private static void assertRefused(ThrowingCallable parse, ApiError error, String message) {
        assertThatThrownBy(parse)
                .isInstanceOfSatisfying(BadParameterException.class, bad -> assertThat(bad.error())
                        .isEqualTo(error))
                .hasMessageContaining(message);
    }

    private static Map<String, List<String>> one(String name, String value) {
        return Map.of(name, List.of(value));
    }
}
