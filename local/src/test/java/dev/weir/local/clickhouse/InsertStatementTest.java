package dev.weir.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InsertStatementTest {
    @Test
    void separatesTheFormatFromTheStatement() {
        assertThat(InsertStatement.parse("INSERT INTO weir.t (a, b) SETTINGS async_insert=0 FORMAT RowBinary\n"))
                .contains(new InsertStatement("INSERT INTO weir.t (a, b) SETTINGS async_insert=0", "RowBinary"));
    }

    @Test
    void takesAnyCaseAndAColumnThatIsCalledFormat() {
        assertThat(InsertStatement.parse("insert into t (format, b) format csv;"))
                .contains(new InsertStatement("insert into t (format, b)", "csv"));
    }

    @Test
    void leavesEverythingElseToTheEngine() {
        assertThat(InsertStatement.parse("SELECT 1 FORMAT CSV")).isEmpty();
        assertThat(InsertStatement.parse("INSERT INTO t VALUES (1)")).isEmpty();
        assertThat(InsertStatement.parse("INSERT INTO t SELECT * FROM input('a UInt8') FORMAT CSV"))
                .isEmpty();
        assertThat(InsertStatement.parse("")).isEmpty();
    }
}
