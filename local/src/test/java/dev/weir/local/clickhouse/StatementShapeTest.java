// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementShapeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 1 FORMAT JSON | JSON",
                "SELECT 1 format csv | csv",
                "SELECT 1 FORMAT JSON; | JSON",
                "SELECT 1 FORMAT JSON -- FORMAT CSV | JSON",
                "SELECT 1 FORMAT JSON /* FORMAT CSV */ ; -- x | JSON",
                "SELECT 1 FORMAT JSON SETTINGS log_comment = 'FORMAT CSV; x' | JSON",
                "SELECT 1 SETTINGS max_threads = 1 FORMAT JSON | JSON",
                "SELECT 1 AS format FORMAT JSON | JSON",
                "SELECT a.format, format FROM t | ",
                "SELECT 'FORMAT JSON' | ",
                "SELECT $$ FORMAT JSON $$ | ",
                "/* FORMAT JSON */ SELECT 1 | ",
                "SELECT 1 -- FORMAT JSON | ",
                "SELECT `x FORMAT JSON` FROM t | ",
                "SELECT (1) FORMAT Native | Native",
            })
    void findsTheFormatOfTheResponse(String statement, String format) throws Exception {
        assertThat(shape(statement).format()).isEqualTo(Optional.ofNullable(format));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1; SELECT 2",
                "SELECT 1;; SELECT 2",
                "SELECT ';' ; SELECT ';'",
                "SET readonly = 0; DROP TABLE t",
                "SELECT 1 /* ; */ ; -- x\nSELECT 2",
                "SELECT 'it\\'s' ; DROP TABLE t",
                "SELECT 'it''s' ; DROP TABLE t",
                "INSERT INTO t VALUES (1); DROP TABLE t",
                "INSERT INTO t SELECT 1 FORMAT TSV; DROP TABLE t",
                "INSERT INTO t SELECT * FROM input('a Int8') FORMAT TSV 1; DROP TABLE t",
                "SELECT $a$ ; $a$ ; SELECT 2",
            })
    void refusesSeveralStatements(String several) {
        assertRefused(several, 62);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1;",
                "SELECT 1 ; ; -- x",
                "SELECT ';'",
                "SELECT 1 -- ; x",
                "SELECT 1 # ; x",
                "SELECT 1 /* ; */",
                "SELECT \"a;b\" FROM t",
                "SELECT `a;b` FROM t",
                "SELECT 'it\\'s; it'",
                "SELECT 'it''s; it'",
                "SELECT $$;$$",
                "SELECT $a$;$$;$a$",
                "SELECT ‘;’",
                "INSERT INTO t VALUES (';'), ('a;b')",
                "INSERT INTO t FORMAT CSV 1;2",
                "-- ;\nSELECT 1",
            })
    void acceptsOneStatement(String one) throws Exception {
        assertThat(shape(one).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "-- only\n", "/* only */", ";"})
    void findsNoStatement(String nothing) throws Exception {
        assertThat(shape(nothing).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 INTO OUTFILE 'x'",
                "select 1 into /* */ outfile 'x' truncate format tsv",
                "INSERT INTO t FROM INFILE 'x' FORMAT TSV",
                "SELECT file('/etc/passwd')",
                "SELECT `file`('/etc/passwd')",
                "SELECT file /* */ ('/etc/passwd')",
                "SELECT x, * APPLY file FROM t",
                "SELECT * APPLY(file) FROM t",
                "SELECT * FROM eval('SELECT 1')",
            })
    void refusesFiles(String statement) {
        assertRefused(statement, 497);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT file FROM t",
                "SELECT file, (1) FROM t",
                "SELECT * FROM infile",
                "SELECT 'INTO OUTFILE' FROM t",
                "INSERT INTO outfile SELECT 1",
                "INSERT INTO t (file) VALUES (1)"
            })
    void acceptsNamesThatResembleFiles(String statement) throws Exception {
        assertThat(shape(statement).isEmpty()).isFalse();
    }

    @Test
    void findsWhereTheDataOfAnInsertBegin() throws Exception {
        assertData("INSERT INTO t FORMAT TSV\n1\n2\n", "INSERT INTO t", "TSV", "1\n2\n");
        assertData("INSERT INTO t (a, b) FORMAT CSV \r\n1,2", "INSERT INTO t (a, b)", "CSV", "1,2");
        assertData("INSERT INTO t FORMAT JSONEachRow {\"a\":1}", "INSERT INTO t", "JSONEachRow", "{\"a\":1}");
        assertData("INSERT INTO t SETTINGS a = 1 FORMAT Native\n\n", "INSERT INTO t SETTINGS a = 1", "Native", "\n");
        assertThat(shape("INSERT INTO t VALUES (1)").insertData()).isEmpty();
        assertThat(shape("INSERT INTO t SELECT 1 FORMAT TSV").insertData()).isEmpty();
    }

    private static void assertData(String text, String statement, String format, String data) throws Exception {
        var found = shape(text).insertData().orElseThrow();
        assertThat(found.format()).isEqualTo(format);
        assertThat(text.substring(0, found.statementEnd()).strip()).isEqualTo(statement);
        assertThat(text.substring(found.begin())).isEqualTo(data);
    }

    private static void assertRefused(String statement, int code) {
        assertThatThrownBy(() -> shape(statement))
                .isInstanceOfSatisfying(EngineException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(code));
    }

    private static StatementShape shape(String statement) throws EngineException {
        return StatementShape.of(ByteBuffer.wrap(statement.getBytes(StandardCharsets.UTF_8)));
    }
}
