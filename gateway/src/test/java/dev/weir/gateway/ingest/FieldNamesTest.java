// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldNamesTest {
    private final FieldNames fields = new FieldNames(Arrays.stream(EventDraft.Field.values())
            .map(EventDraft.Field::wireName)
            .toList());

    @ParameterizedTest
    @CsvSource({
        "userId,user_id",
        "UserID,user_id",
        "user-id,user_id",
        "usr_id,user_id",
        "user,user_id",
        "eventId,event_id",
        "videoId,video_id",
        "sessionID,session_id",
        "time_stamp,timestamp",
        "time,timestamp",
        "eventType,type",
        "vlaue,value",
        "propertys,properties"
    })
    void suggestsASimilarName(String name, String meant) {
        assertThat(fields.suggestion(name)).isEqualTo("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource({"plan", "referrer", "''", "x", "ip", "country", "日本", "aVeryLongNameOfSomethingThatNobodyKnowsOfUserId"
    })
    void suggestsNothingIfNoNameIsSimilar(String name) {
        assertThat(fields.suggestion(name)).isEqualTo(".");
    }
}
