// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

final class SqlScriptTest {
    @Test
    void splitsAtSemicolons() {
        assertThat(SqlScript.statements("a;\n b ;c")).containsExactly("a", "b", "c");
    }

    @Test
    void keepsSemicolonsWithinQuotes() {
        assertThat(SqlScript.statements("s 'a;b' \"c;d\" `e;f`; t")).containsExactly("s 'a;b' \"c;d\" `e;f`", "t");
    }

    @Test
    void handlesEscapedAndDoubledQuotes() {
        assertThat(SqlScript.statements("s 'it''s; \\'; \\\\'; t")).containsExactly("s 'it''s; \\'; \\\\'", "t");
    }

    @Test
    void keepsSemicolonsAndQuotesWithinComments() {
        assertThat(SqlScript.statements("-- it's; here\ns /* it's; too */ x; t"))
                .containsExactly("-- it's; here\ns /* it's; too */ x", "t");
    }

    @Test
    void commentsAloneAreNotAStatement() {
        assertThat(SqlScript.statements(";; -- a\n;/* b */\n;")).isEmpty();
        assertThat(SqlScript.statements("")).isEmpty();
    }

    @Test
    void unterminatedQuotesAndCommentsEndWithTheScript() {
        assertThat(SqlScript.statements("s 'a;b\\")).containsExactly("s 'a;b\\");
        assertThat(SqlScript.statements("s /* a;b")).containsExactly("s /* a;b");
    }

    @Property
    void splitsWhatWasJoined(@ForAll List<@AlphaChars @NotEmpty String> statements) {
        assertThat(SqlScript.statements(String.join(";\n", statements))).isEqualTo(statements);
    }
}
